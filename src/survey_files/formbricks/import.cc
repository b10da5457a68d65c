// Formbricks surveys and responses (JSON of its management API and its exports).
#include <algorithm>
#include <cmath>

#include "base/calendar.h"
#include "survey_files/carry.h"
#include "survey_files/formats.h"
#include "survey_files/texts.h"

namespace peakend::survey_files {

using survey::List;
using survey::Members;
using survey::Text;
using survey::Value;

namespace {

std::string text(const Value& v, const char* name) { return text_of(v.find(name)); }
bool flag(const Value& v, const char* name) {
  const auto* x = v.find(name);
  return x != nullptr && x->flag() != nullptr && *x->flag();
}
/// Answers of the API stand in {"data": ...}.
const Value& unwrapped(const Value& v) {
  const auto* d = v.find("data");
  return d != nullptr && v.find("questions") == nullptr && v.find("blocks") == nullptr ? *d : v;
}

class Formbricks {
 public:
  Formbricks(const Value& v, Draft& draft) : v_(v), draft_(draft) {}

  Result<void> run() {
    head();
    const auto& blocks = list_of(v_.find("blocks"));
    if (!blocks.empty()) {
      for (std::size_t i = 0; i < blocks.size(); ++i) {
        const auto path = "blocks[" + std::to_string(i) + "]";
        ++draft_.found().pages;
        page_of_[text(blocks[i], "id")] = draft_.pages().size();
        Part& p = draft_.page("", {});
        p.path = path;
        const auto& elements = list_of(blocks[i].find("elements"));
        for (std::size_t k = 0; k < elements.size(); ++k) question(elements[k], path + ".elements[" + std::to_string(k) + "]");
        if (const auto& page = draft_.pages().back(); !page.items.empty()) later(blocks[i], page.items.back(), path);
      }
    } else {
      draft_.page("questions", {});
      draft_.found().pages = 1;
      const auto& questions = list_of(v_.find("questions"));
      for (std::size_t k = 0; k < questions.size(); ++k) {
        const auto path = "questions[" + std::to_string(k) + "]";
        const auto before = draft_.size();
        question(questions[k], path);
        if (draft_.size() > before) later(questions[k], draft_.size() - 1, path);
      }
    }
    logic();
    return draft_.finish();
  }
  void responses(const Value& v) {
    const Value& list = unwrapped(v);
    for (const auto& r : list.list() != nullptr ? *list.list() : List{}) {
      ++draft_.found().responses;
      response(r);
    }
  }

 private:
  Text words(const Value* v, const std::string& path) {
    Text out;
    bool lost = false;
    const auto put = [&](const std::string& lang, std::string_view s) {
      // #recall:id/fallback:words# stands for an earlier answer or a hidden field.
      const auto filled = pipe_in(plain(s, &lost), "#recall:", "#", [&](std::string_view name) { return piped(name.substr(0, name.find('/'))); });
      if (!lang.empty() && !filled.empty()) out[lang] = filled;
    };
    if (v != nullptr && v->text() != nullptr) put(draft_.lang(), *v->text());
    if (v != nullptr && v->members() != nullptr)
      for (const auto& [l, s] : *v->members())
        if (s.text() != nullptr) put(l == "default" ? draft_.lang() : language(l), *s.text());
    if (lost) draft_.losses().add(path, "loss_markup", out.empty() ? "" : out.begin()->second);
    return out;
  }
  std::string piped(std::string_view id) const {
    if (const auto* s = draft_.slot(id)) return "{{answer." + draft_.item(s->item).key + "}}";
    const auto key = slug(id);
    return fields_.count(key) ? "{{field." + key + "}}" : std::string();
  }
  void head() {
    std::vector<std::string> tags;
    for (const auto& l : list_of(v_.find("languages"))) {
      const auto* inner = l.find("language");
      const auto code = inner == nullptr ? text(l, "code") : text(*inner, "code");
      if (flag(l, "default")) tags.insert(tags.begin(), code);
      else tags.push_back(code);
    }
    draft_.languages(tags);
    draft_.title = draft_.words(plain(text(v_, "name")));
    draft_.display = "one";
    if (const auto* h = v_.find("hiddenFields")) {
      List hidden;
      for (const auto& f : list_of(h->find("fieldIds"))) {
        const auto key = slug(text_of(f));
        if (!key.empty() && hidden.size() < survey::kMaxHidden && fields_.insert(key).second) hidden.push_back(Members{{"key", key}, {"shown", true}});
      }
      if (!hidden.empty()) draft_.more.emplace_back("hidden", std::move(hidden));
    }
    if (const auto* w = v_.find("welcomeCard"); w != nullptr && flag(*w, "enabled")) {
      Text t = words(w->find("headline"), "welcomeCard");
      const auto more = words(w->find(w->find("html") != nullptr ? "html" : "subheader"), "welcomeCard");
      for (const auto& [l, s] : more) t[l] = t.count(l) ? t[l] + " " + s : s;
      if (!t.empty()) draft_.page("welcome", {}, t);
    }
    const auto& endings = list_of(v_.find("endings"));
    for (std::size_t i = 0; i < endings.size(); ++i) {
      ends_.insert(text(endings[i], "id"));
      if (i == 0 && text(endings[i], "type") != "redirectToUrl") draft_.thanks = words(endings[i].find("headline"), "endings[0]");
      else draft_.losses().add("endings[" + std::to_string(i) + "]", "loss_ending");
    }
    if (const auto* t = v_.find("thankYouCard"); t != nullptr && flag(*t, "enabled")) draft_.thanks = words(t->find("headline"), "thankYouCard");
    for (const auto* name : {"variables", "triggers", "styling", "followUps", "segment"})
      if (const auto* x = v_.find(name); x != nullptr && (!list_of(x).empty() || (x->members() != nullptr && !x->members()->empty()))) draft_.losses().add(name, "loss_feature");
  }

  std::vector<Choice> choices(const Value& q, const char* name, const std::string& path) {
    std::vector<Choice> out;
    const auto& list = list_of(q.find(name));
    for (std::size_t i = 0; i < list.size(); ++i) {
      const auto here = path + "." + name + "[" + std::to_string(i) + "]";
      Choice c;
      const auto* label = list[i].find("label");
      c.foreign = list[i].members() != nullptr ? text(list[i], "id") : text_of(list[i]);
      c.text = words(label != nullptr ? label : &list[i], here);
      if (label == nullptr && list[i].find("imageUrl") == nullptr && list[i].members() != nullptr && list[i].find("default") != nullptr) c.foreign = text(list[i], "default");
      const auto image = text(list[i], "imageUrl");
      if (image.substr(0, 8) == "https://" && image.size() <= 20'000) c.image = image;
      if (c.text.empty() && !c.image.empty()) c.text = draft_.words(std::to_string(i + 1));
      out.push_back(std::move(c));
    }
    return out;
  }
  void question(const Value& q, const std::string& path) {
    ++draft_.found().questions;
    const auto type = text(q, "type");
    Item it;
    it.path = path;
    it.foreign = text(q, "id");
    it.text = words(q.find("headline"), path);
    it.help = words(q.find("subheader"), path);
    it.required = flag(q, "required");
    it.random = text(q, "shuffleOption") == "all" || text(q, "shuffleOption") == "exceptLast";
    if (!text(q, "imageUrl").empty() || !text(q, "videoUrl").empty()) draft_.losses().add(path, "loss_markup", text(q, "imageUrl"));
    make(q, type, std::move(it));
  }
  void whole(Item it) {
    const auto id = it.foreign;
    draft_.slots.emplace(id, Slot{draft_.add(std::move(it)), Slot::value, {}});
  }
  void make(const Value& q, const std::string& type, Item it) {
    if (type == "openText") {
      it.kind = q.find("longAnswer") == nullptr || flag(q, "longAnswer") ? "long_text" : "short_text";
      if (const auto input = text(q, "inputType"); !input.empty() && input != "text") draft_.losses().add(it.path, "loss_input_type", input);
      return whole(std::move(it));
    }
    if (type == "nps") {
      it.kind = "nps";
      ends(q, it);
      return whole(std::move(it));
    }
    if (type == "rating") {
      const auto shape = text(q, "scale");
      draft_.rate(it, 1, read_number(text(q, "range")).value_or(5), 1, shape == "star" ? "stars" : shape == "smiley" ? "faces" : "", {}, {});
      ends(q, it);
      return whole(std::move(it));
    }
    if (type == "multipleChoiceSingle" || type == "multipleChoiceMulti" || type == "ranking" || type == "pictureSelection") return choice(q, type, std::move(it));
    if (type == "consent") {
      it.kind = "consent";
      const auto label = words(q.find("label"), it.path);
      for (auto& [l, s] : it.text)
        if (label.count(l)) s += " – " + label.at(l);
      return whole(std::move(it));
    }
    if (type == "cta") {
      it.kind = "statement";
      const auto html = words(q.find("html"), it.path);
      for (auto& [l, s] : it.text)
        if (html.count(l)) s += " " + html.at(l);
      if (!text(q, "buttonUrl").empty()) draft_.losses().add(it.path, "loss_link", text(q, "buttonUrl"));
      draft_.add(std::move(it));
      return;
    }
    if (type == "date") {
      it.kind = "date";
      return whole(std::move(it));
    }
    if (type == "matrix") {
      it.rows = choices(q, "rows", it.path);
      const auto id = it.foreign;
      const auto rows = it.rows;
      const auto slots = draft_.add_matrix(std::move(it), choices(q, "columns", it.path), false);
      for (std::size_t i = 0; i < slots.size(); ++i) {
        draft_.slots.emplace(id + "." + rows[i].foreign, slots[i]);
        for (const auto& [l, s] : rows[i].text) draft_.slots.emplace(id + "." + s, slots[i]);
      }
      return;
    }
    if (type == "contactInfo" || type == "address") return contact(q, type, std::move(it));
    draft_.losses().add(it.path, "loss_kind", type);
  }
  void ends(const Value& q, Item& it) {
    for (const auto& [theirs, ours] : {std::pair{"lowerLabel", "low"}, {"upperLabel", "high"}})
      if (auto t = words(q.find(theirs), it.path); !t.empty()) {
        if (!t.count(draft_.lang())) t[draft_.lang()] = t.begin()->second;
        it.more.emplace_back(ours, words_value(t));
      }
  }
  void choice(const Value& q, const std::string& type, Item it) {
    it.kind = type == "multipleChoiceSingle" ? "single" : type == "multipleChoiceMulti" ? "multiple" : type == "ranking" ? "ranking" : "picture";
    it.options = choices(q, "choices", it.path);
    const auto other = std::find_if(it.options.begin(), it.options.end(), [](const Choice& c) { return c.foreign == "other"; });
    if (other != it.options.end() && (it.kind == "single" || it.kind == "multiple")) {
      it.other = true;
      it.other_foreign = "other";
      if (!other->text.empty() && other->text.count(draft_.lang())) it.more.emplace_back("other_text", words_value(other->text));
      it.options.erase(other);
    }
    if (it.kind == "picture") it.more.emplace_back("max_choices", flag(q, "allowMulti") ? static_cast<double>(it.options.size()) : 1.0);
    whole(std::move(it));
  }
  void contact(const Value& q, const std::string& type, Item it) {
    it.kind = "contact";
    List fields;
    std::vector<std::string> order;
    const auto ask = [&](const char* theirs, const char* ours) {
      const auto* f = q.find(theirs);
      if (f == nullptr || !flag(*f, "show")) return;
      order.emplace_back(ours);
      const bool known = std::any_of(fields.begin(), fields.end(), [&](const Value& x) { return text(x, "key") == ours; });
      if (!known) fields.push_back(flag(*f, "required") ? Value(Members{{"key", ours}, {"required", true}}) : Value(Members{{"key", ours}}));
    };
    if (type == "contactInfo") {
      for (const auto& [a, b] : {std::pair{"firstName", "name"}, {"lastName", "name"}, {"email", "email"}, {"phone", "phone"}, {"company", "company"}}) ask(a, b);
    } else {
      for (const auto* a : {"addressLine1", "addressLine2", "city", "state", "zip", "country"}) ask(a, "address");
    }
    if (fields.empty()) return draft_.losses().add(it.path, "loss_kind", type);
    it.more.emplace_back("contact", std::move(fields));
    const auto id = it.foreign;
    contact_[id] = order;
    whole(std::move(it));
  }

  // ---- logic --------------------------------------------------------------------------------------------------------
  struct Later {
    const Value* holder;
    std::size_t item;
    std::string path;
  };
  void later(const Value& holder, std::size_t item, const std::string& path) { later_.push_back({&holder, item, path}); }
  void logic() {
    for (const auto& l : later_) {
      const auto& rules = list_of(l.holder->find("logic"));
      for (std::size_t i = 0; i < rules.size(); ++i) jump(rules[i], l, l.path + ".logic[" + std::to_string(i) + "]");
      if (const auto to = text(*l.holder, "logicFallback"); !to.empty()) {
        const auto target = place(to);
        if (!target.empty()) draft_.item(l.item).jumps.emplace_back(true, target);
      }
    }
  }
  std::string place(const std::string& to) const {
    if (to == "end" || ends_.count(to)) return std::string(survey::kEnd);
    if (const auto* s = draft_.slot(to)) return draft_.item(s->item).key;
    const auto p = page_of_.find(to);
    return p == page_of_.end() || p->second >= draft_.pages().size() ? std::string() : draft_.pages()[p->second].key;
  }
  void jump(const Value& rule, const Later& l, const std::string& path) {
    ++draft_.found().rules;
    Value when;
    std::string to;
    if (const auto* c = rule.find("conditions")) {
      when = group(*c, 0);
      for (const auto& a : list_of(rule.find("actions"))) {
        const auto what = text(a, "objective");
        if (what == "jumpToQuestion" || what == "jumpToBlock") to = place(text(a, "target"));
        else draft_.losses().add(path, "loss_feature", what);
      }
    } else {
      // The older form: one condition on the question itself.
      when = condition(Slot{l.item, Slot::value, {}}, text(rule, "condition"), rule.find("value"));
      to = place(text(rule, "destination"));
    }
    if (when.is_null() || to.empty()) return draft_.losses().add(path, "loss_rule", text(rule, "condition"));
    ++draft_.found().rules_carried;
    draft_.item(l.item).jumps.emplace_back(std::move(when), to);
  }
  Value group(const Value& g, int depth) {
    List all;
    if (depth > 8) return {};
    for (const auto& c : list_of(g.find("conditions"))) {
      Value one;
      if (c.find("conditions") != nullptr) {
        one = group(c, depth + 1);
      } else {
        const auto* left = c.find("leftOperand");
        const auto* right = c.find("rightOperand");
        if (left == nullptr) return {};
        const auto kind = text(*left, "type");
        const auto* slot = draft_.slot(text(*left, "value"));
        if ((kind == "question" || kind == "element") && slot != nullptr && (right == nullptr || text(*right, "type") == "static")) {
          one = condition(*slot, text(c, "operator"), right == nullptr ? nullptr : right->find("value"));
        } else if (kind == "hiddenField" && fields_.count(slug(text(*left, "value"))) && right != nullptr) {
          const auto op = operation(text(c, "operator"));
          if (op == "==" || op == "!=") one = Members{{std::string(op), List{Members{{"var", "field." + slug(text(*left, "value"))}}, text(*right, "value")}}};
        }
      }
      if (one.is_null()) return {};
      all.push_back(std::move(one));
    }
    if (all.empty()) return {};
    if (all.size() == 1) return all.front();
    return Members{{text(g, "connector") == "or" ? "or" : "and", std::move(all)}};
  }
  static std::string_view operation(std::string_view op) {
    if (op == "equals" || op == "equalsOneOf") return "==";
    if (op == "doesNotEqual" || op == "notEquals") return "!=";
    if (op == "isGreaterThan" || op == "greaterThan") return ">";
    if (op == "isGreaterThanOrEqual" || op == "greaterEqual") return ">=";
    if (op == "isLessThan" || op == "lessThan") return "<";
    if (op == "isLessThanOrEqual" || op == "lessEqual") return "<=";
    if (op == "contains" || op == "includesAllOf" || op == "includesAll") return "contains";
    if (op == "doesNotContain") return "notcontains";
    return {};
  }
  Value condition(const Slot& slot, std::string_view op, const Value* value) {
    Carrier carrier(draft_, [](std::string_view) { return std::nullopt; });
    if (op == "isSubmitted" || op == "submitted" || op == "isClicked" || op == "clicked" || op == "isCompletelySubmitted" || op == "isSet") return carrier.answered(slot, true);
    if (op == "isSkipped" || op == "skipped" || op == "isEmpty" || op == "isNotSet") return carrier.answered(slot, false);
    if (op == "isAccepted" || op == "accepted") return carrier.compare(slot, "==", true);
    if (op == "includesOneOf" || op == "includesOne" || op == "equalsOneOf") {
      List any;
      for (const auto& x : list_of(value)) {
        Value one = carrier.compare(slot, "contains", text_of(x));
        if (one.is_null()) return {};
        any.push_back(std::move(one));
      }
      return any.empty() ? Value() : Value(Members{{"or", std::move(any)}});
    }
    const auto ours = operation(op);
    if (ours.empty() || value == nullptr) return {};
    if (value->list() != nullptr) {
      List all;
      for (const auto& x : *value->list()) {
        Value one = carrier.compare(slot, ours, text_of(x));
        if (one.is_null()) return {};
        all.push_back(std::move(one));
      }
      return all.empty() ? Value() : Value(Members{{"and", std::move(all)}});
    }
    return carrier.compare(slot, ours, value->number() != nullptr ? *value : Value(text_of(*value)));
  }

  // ---- responses ----------------------------------------------------------------------------------------------------
  void response(const Value& r) {
    Response out;
    out.id = text(r, "id");
    out.started_at = calendar::parse_rfc3339(text(r, "createdAt"));
    out.done = r.find("finished") == nullptr || flag(r, "finished");
    if (out.done) out.finished_at = calendar::parse_rfc3339(text(r, "updatedAt"));
    out.lang = language(text(r, "language") == "default" ? draft_.lang() : text(r, "language"));
    if (const auto* p = r.find("contactAttributes")) out.customer = text(*p, "userId");
    Answering answers(draft_, draft_.losses());
    const auto* data = r.find("data");
    for (const auto& [id, v] : data != nullptr && data->members() != nullptr ? *data->members() : Members{}) {
      const auto* slot = draft_.slot(id);
      if (slot != nullptr) given(answers, *slot, id, v);
      else if (v.members() != nullptr) rows(answers, id, v);
      else if (fields_.count(slug(id))) out.fields.emplace_back(slug(id), std::string_view(text_of(v)).substr(0, survey::kMaxFieldBytes));
      else draft_.losses().add(id, "loss_unknown_column", text_of(v));
    }
    out.answers = answers.finish();
    draft_.accept(std::move(out));
  }
  void rows(Answering& answers, const std::string& id, const Value& v) {
    for (const auto& [row, x] : *v.members()) {
      if (const auto* slot = draft_.slot(id + "." + row)) answers.put(*slot, text_of(x));
      else draft_.losses().add(id + "." + row, "loss_unknown_column", text_of(x));
    }
  }
  void given(Answering& answers, const Slot& slot, const std::string& id, const Value& v) {
    const Item& it = draft_.item(slot.item);
    if (it.kind == "consent") return answers.put(slot, text_of(v) == "accepted" || text_of(v) == "true" ? "1" : "0");
    if (v.list() == nullptr) return answers.put(slot, text_of(v));
    const auto& l = *v.list();
    if (it.kind == "contact") {
      std::map<std::string, std::string> joined;
      for (std::size_t i = 0; i < l.size() && i < contact_[id].size(); ++i)
        if (const auto s = text_of(l[i]); !s.empty()) joined[contact_[id][i]] += (joined[contact_[id][i]].empty() ? "" : " ") + s;
      for (const auto& [part, s] : joined) answers.put({slot.item, Slot::contact, part}, s);
      return;
    }
    for (std::size_t i = 0; i < l.size(); ++i) {
      const auto s = text_of(l[i]);
      const auto* c = find_choice(it.options, s);
      if (it.kind == "ranking") answers.put({slot.item, Slot::rank_at, std::to_string(i + 1)}, s);
      else if (c != nullptr) answers.put({slot.item, Slot::tick, c->key}, "1");
      else if (it.other && !s.empty()) answers.put({slot.item, Slot::other, {}}, s);
      else if (!s.empty()) draft_.losses().add(id, "loss_unknown_value", s);
    }
  }

  const Value& v_;
  Draft& draft_;
  std::set<std::string, std::less<>> fields_, ends_;
  std::map<std::string, std::size_t, std::less<>> page_of_;
  std::map<std::string, std::vector<std::string>, std::less<>> contact_;
  std::vector<Later> later_;
};

}  // namespace

bool is_formbricks(const Value& wrapped) {
  const Value& v = unwrapped(wrapped);
  const auto asks = [](const Value& q) { return q.find("headline") != nullptr && q.find("type") != nullptr; };
  const auto& q = list_of(v.find("questions"));
  if (!q.empty() && std::any_of(q.begin(), q.end(), asks)) return true;
  for (const auto& b : list_of(v.find("blocks")))
    for (const auto& e : list_of(b.find("elements")))
      if (asks(e)) return true;
  return false;
}
bool is_formbricks_responses(const Value& wrapped) {
  const auto& l = list_of(&unwrapped(wrapped));
  return !l.empty() && std::all_of(l.begin(), l.end(), [](const Value& r) { return r.find("data") != nullptr && (r.find("finished") != nullptr || r.find("surveyId") != nullptr); });
}

Result<void> read_formbricks(const Value& survey, const Value& responses, const ReadOptions& options, Moved& out) {
  Draft draft(out, options);
  Formbricks reading(unwrapped(survey), draft);
  PK_CHECK(reading.run());
  if (!responses.is_null()) reading.responses(responses);
  return {};
}

}  // namespace peakend::survey_files
