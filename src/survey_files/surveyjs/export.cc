// Our documents as SurveyJS definitions.
#include <algorithm>
#include <cstdio>

#include "survey_files/formats.h"
#include "survey_files/texts.h"

namespace peakend::survey_files {

using survey::List;
using survey::Members;
using survey::Value;

namespace {

std::string in_quotes(std::string_view s) {
  std::string out = "'";
  for (const char c : s) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}
std::optional<std::string> variable(const Value& v) {
  const auto* path = v.find("var");
  if (path == nullptr || path->text() == nullptr || path->text()->substr(0, 7) != "answer.") return std::nullopt;
  const auto name = std::string_view(*path->text()).substr(7);
  if (name.size() > 6 && name.substr(name.size() - 6) == ".other") return "{" + std::string(name.substr(0, name.size() - 6)) + "-Comment}";
  return "{" + std::string(name) + "}";
}
std::optional<std::string> term(const Value& v, int depth);

std::optional<std::string> literal(const Value& v) {
  if (const auto* s = v.text()) return in_quotes(*s);
  if (const auto* d = v.number()) return survey::number_text(*d);
  if (const auto* b = v.flag()) return *b ? "true" : "false";
  if (const auto* l = v.list()) {
    std::string out = "[";
    for (const auto& x : *l) {
      const auto one = x.list() == nullptr ? literal(x) : std::nullopt;
      if (!one) return std::nullopt;
      out += (out.size() > 1 ? ", " : "") + *one;
    }
    return out + "]";
  }
  return std::nullopt;
}

std::optional<std::string> joined(const List& args, std::string_view op, int depth) {
  std::string out;
  for (const auto& a : args) {
    const auto one = term(a, depth);
    if (!one) return std::nullopt;
    out += (out.empty() ? "" : " " + std::string(op) + " ") + *one;
  }
  if (out.empty()) return std::nullopt;
  return args.size() == 1 ? out : "(" + out + ")";
}

std::optional<std::string> operation(const std::string& op, const List& args, int depth) {
  if (op == "and" || op == "or") return joined(args, op, depth);
  if ((op == "+" || op == "*" || op == "-" || op == "/" || op == "%") && args.size() >= 2) return joined(args, op, depth);
  if (op == "!" && args.size() == 1) {
    const auto inner = term(args[0], depth);
    return inner ? std::optional("!(" + *inner + ")") : std::nullopt;
  }
  if (op == "if" && args.size() == 3) {
    const auto a = term(args[0], depth), b = term(args[1], depth), c = term(args[2], depth);
    return a && b && c ? std::optional("iif(" + *a + ", " + *b + ", " + *c + ")") : std::nullopt;
  }
  if (args.size() != 2) return std::nullopt;
  if ((op == "==" || op == "!=") && args[1].is_null()) {
    const auto v = variable(args[0]);
    return v ? std::optional(*v + (op == "==" ? " empty" : " notempty")) : std::nullopt;
  }
  if (op == "in") {
    if (const auto v = variable(args[1])) {
      const auto needle = literal(args[0]);
      return needle ? std::optional(*v + " contains " + *needle) : std::nullopt;
    }
    const auto v = variable(args[0]);
    const auto list = args[1].list() != nullptr ? literal(args[1]) : std::nullopt;
    return v && list ? std::optional(*v + " anyof " + *list) : std::nullopt;
  }
  for (const auto* known : {"==", "!=", ">", ">=", "<", "<="}) {
    if (op != known) continue;
    const auto a = term(args[0], depth), b = term(args[1], depth);
    if (!a || !b) return std::nullopt;
    return *a + " " + (op == "==" ? "=" : op == "!=" ? "<>" : op) + " " + *b;
  }
  return std::nullopt;
}

std::optional<std::string> term(const Value& v, int depth) {
  if (depth > 20) return std::nullopt;
  const auto* m = v.members();
  if (m == nullptr) return literal(v);
  if (m->size() != 1) return std::nullopt;
  if (m->front().first == "var") return variable(v);
  const List one{m->front().second};
  const auto* args = m->front().second.list();
  return operation(m->front().first, args != nullptr ? *args : one, depth + 1);
}

std::string lower_tag(std::string_view tag) { return lower_ascii(tag); }

class Writing {
 public:
  explicit Writing(const Value& doc) : doc_(doc) {
    const auto& l = list_of(doc.find("languages"));
    lang_ = l.empty() ? "en" : text_of(l.front());
  }
  Value run() {
    Members out;
    out.emplace_back("name", text_of(doc_.find("key")));
    put(out, "title", doc_.find("title"));
    put(out, "description", doc_.find("description"));
    out.emplace_back("locale", lower_tag(lang_));
    if (text_of(doc_.find("display")) == "one") out.emplace_back("questionsOnPageMode", "questionPerPage");
    put(out, "completedHtml", doc_.find("thanks"), true);
    List pages;
    for (const auto& p : list_of(doc_.find("pages"))) pages.push_back(page(p));
    out.emplace_back("pages", std::move(pages));
    if (!triggers_.empty()) out.emplace_back("triggers", std::move(triggers_));
    return out;
  }

 private:
  /// {{answer.x}} -> {x}; HTML members are escaped.
  static std::string words(std::string_view s, bool html) {
    std::string out;
    for (std::size_t i = 0; i < s.size(); ++i) {
      const auto close = s.substr(i, 9) == "{{answer." ? s.find("}}", i) : s.npos;
      if (close != s.npos) {
        out += "{" + std::string(s.substr(i + 9, close - i - 9)) + "}";
        i = close + 1;
      } else if (html && s[i] == '<') {
        out += "&lt;";
      } else if (html && s[i] == '>') {
        out += "&gt;";
      } else if (html && s[i] == '&') {
        out += "&amp;";
      } else {
        out += s[i];
      }
    }
    return out;
  }
  Value localized(const Value& t, bool html) const {
    if (t.members()->size() == 1 && t.members()->front().first == lang_) return words(text_of(t.members()->front().second), html);
    Members out;
    for (const auto& [l, s] : *t.members()) out.emplace_back(l == lang_ ? "default" : lower_tag(l), words(text_of(s), html));
    return out;
  }
  void put(Members& m, const char* name, const Value* t, bool html = false) const {
    if (t != nullptr && t->members() != nullptr && !t->members()->empty()) m.emplace_back(name, localized(*t, html));
  }
  void rule(Members& m, const char* name, const Value* v) const {
    if (v == nullptr) return;
    if (const auto e = surveyjs_expression(*v)) m.emplace_back(name, *e);
  }
  Value page(const Value& p) {
    Members out{{"name", text_of(p.find("key"))}};
    put(out, "title", p.find("title"));
    put(out, "description", p.find("text"));
    rule(out, "visibleIf", p.find("visible_if"));
    if (p.find("random") != nullptr) out.emplace_back("questionsOrder", "random");
    List elements;
    for (const auto& q : list_of(p.find("questions"))) elements.push_back(element(q));
    out.emplace_back("elements", std::move(elements));
    return out;
  }
  List choices(const Value* list) const {
    List out;
    for (const auto& o : list_of(list)) {
      Members m{{"value", text_of(o.find("key"))}};
      const auto* t = o.find("text");
      if (t != nullptr) put(m, "text", t);
      if (const auto* image = o.find("image")) m.emplace_back("imageLink", *image);
      out.emplace_back(std::move(m));
    }
    return out;
  }
  static void copy(Members& m, const char* name, const Value* v) {
    if (v != nullptr) m.emplace_back(name, *v);
  }
  void scale(Members& m, const Value& q) const {
    const auto* s = q.find("scale");
    if (s == nullptr) return;
    copy(m, "rateMin", s->find("min"));
    copy(m, "rateMax", s->find("max"));
    copy(m, "rateStep", s->find("step"));
    put(m, "minRateDescription", q.find("low"));
    put(m, "maxRateDescription", q.find("high"));
    const auto look = text_of(q.find("look"));
    if (look == "stars" || look == "faces") m.emplace_back("rateType", look == "stars" ? "stars" : "smileys");
  }
  void matrix(Members& m, const Value& q) const {
    const auto* s = q.find("scale");
    List rows = choices(q.find("rows"));
    const auto kind = text_of(q.find("kind"));
    if (kind == "pair") {
      for (const auto* part : {"expected", "got"}) {
        if (q.find("expected_only") != nullptr && part[0] == 'g') continue;
        Members row{{"value", part}};
        put(row, "text", q.find(std::string(part) + "_text"));
        rows.emplace_back(std::move(row));
      }
    }
    m.emplace_back("rows", std::move(rows));
    List columns;
    const auto *a = s == nullptr ? nullptr : s->find("min"), *b = s == nullptr ? nullptr : s->find("max");
    if (a == nullptr || b == nullptr) return;
    const auto* given = s->find("step");
    const double min = *a->number(), max = *b->number(), step = given != nullptr ? *given->number() : 1;
    for (double x = min; x <= max + 1e-9; x += step) {
      Members c{{"value", x}};
      const auto* t = x == min ? q.find("low") : x + step > max + 1e-9 ? q.find("high") : nullptr;
      if (t != nullptr) put(c, "text", t);
      columns.emplace_back(std::move(c));
    }
    m.emplace_back("columns", std::move(columns));
  }
  Value element(const Value& q) {
    const auto kind = text_of(q.find("kind")), key = text_of(q.find("key"));
    Members m{{"type", type_of(kind, q)}, {"name", key}};
    if (kind == "statement") {
      put(m, "html", q.find("text"), true);
    } else {
      put(m, "title", q.find("text"));
    }
    put(m, "description", q.find("help"));
    if (q.find("required") != nullptr) m.emplace_back("isRequired", true);
    rule(m, "visibleIf", q.find("visible_if"));
    rule(m, "requiredIf", q.find("required_if"));
    if (kind == "nps" || kind == "csat" || kind == "ces" || kind == "better_worse") scale(m, q);
    if (kind == "emotion") m.insert(m.end(), {{"rateMin", -2}, {"rateMax", 2}});
    if (kind == "grid" || kind == "pair" || kind == "senses" || kind == "dimensions") {
      matrix(m, q);
      if (q.find("random") != nullptr) m.emplace_back("rowsOrder", "random");
    } else if (q.find("options") != nullptr) {
      m.emplace_back("choices", choices(q.find("options")));
      if (q.find("random") != nullptr) m.emplace_back("choicesOrder", "random");
      if (q.find("other") != nullptr) m.emplace_back("showOtherItem", true);
      put(m, "otherText", q.find("other_text"));
      if (kind == "picture" && text_of(q.find("max_choices")) != "1") m.emplace_back("multiSelect", true);
      else if (kind != "picture") copy(m, "maxSelectedChoices", q.find("max_choices"));
      if (kind == "picture" && text_of(q.find("max_choices")) != "1") copy(m, "maxSelectedChoices", q.find("max_choices"));
      copy(m, "minSelectedChoices", q.find("min_choices"));
    }
    if (kind == "contact") {
      List items;
      for (const auto& f : list_of(q.find("contact"))) items.push_back(Members{{"name", text_of(f.find("key"))}, {"isRequired", f.find("required") != nullptr}});
      m.emplace_back("items", std::move(items));
    }
    copy(m, "maxLength", q.find("max_length"));
    if (kind == "date") {
      m.emplace_back("inputType", "date");
      copy(m, "min", q.find("earliest"));
      copy(m, "max", q.find("latest"));
    }
    jumps(q);
    // The mark that this is one question of ours.
    m.emplace_back("peakend", own_kind(kind) ? Value(Members{{"kind", kind}}) : Value(Members{}));
    return m;
  }
  static const char* type_of(const std::string& kind, const Value&) {
    if (kind == "nps" || kind == "csat" || kind == "ces" || kind == "better_worse" || kind == "emotion") return "rating";
    if (kind == "grid" || kind == "pair" || kind == "senses" || kind == "dimensions") return "matrix";
    if (kind == "single") return "radiogroup";
    if (kind == "multiple" || kind == "recall_aided") return "checkbox";
    if (kind == "ranking") return "ranking";
    if (kind == "picture") return "imagepicker";
    if (kind == "consent") return "boolean";
    if (kind == "contact") return "multipletext";
    if (kind == "statement") return "html";
    return kind == "short_text" || kind == "date" ? "text" : "comment";
  }
  void jumps(const Value& q) {
    for (const auto& j : list_of(q.find("skip_to"))) {
      const auto when = j.find("if") != nullptr ? surveyjs_expression(*j.find("if")) : std::nullopt;
      const auto to = text_of(j.find("to"));
      if (!when) continue;
      if (to == survey::kEnd) triggers_.push_back(Members{{"type", "complete"}, {"expression", *when}});
      else triggers_.push_back(Members{{"type", "skip"}, {"expression", *when}, {"gotoName", to}});
    }
  }

  const Value& doc_;
  std::string lang_;
  List triggers_;
};

Value* at(Value* v, const char* list, std::size_t i) {
  if (v == nullptr || v->members() == nullptr) return nullptr;
  for (auto& [name, x] : *v->members())
    if (name == list && x.list() != nullptr && i < x.list()->size()) return &(*x.list())[i];
  return nullptr;
}

}  // namespace

std::optional<std::string> surveyjs_expression(const Value& rule) {
  auto s = term(rule, 0);
  // The outermost brackets say nothing.
  if (s && s->size() > 2 && s->front() == '(' && s->back() == ')') {
    int depth = 0;
    bool whole = true;
    for (std::size_t i = 0; i + 1 < s->size(); ++i) {
      depth += (*s)[i] == '(' ? 1 : (*s)[i] == ')' ? -1 : 0;
      whole = whole && depth > 0;
    }
    if (whole && s->find('\'') == s->npos) s = s->substr(1, s->size() - 2);
  }
  return s;
}

Value surveyjs_of(const Value& document) { return Writing(document).run(); }

void surveyjs_carry(Value& foreign, const std::string& place, Value members) {
  Value* v = &foreign;
  std::size_t page = 0, question = 0;
  const int parts = std::sscanf(place.c_str(), "pages/%zu/%zu", &page, &question);
  if (parts >= 1) v = at(v, "pages", page);
  if (parts == 2) v = at(v, "elements", question);
  if (v == nullptr) return;
  Value all = v->find("peakend") != nullptr ? *v->find("peakend") : Value(Members{});
  for (auto& [name, x] : *members.members()) all.set(name, std::move(x));
  if (parts == 2 || !all.members()->empty()) v->set("peakend", std::move(all));
}

}  // namespace peakend::survey_files
