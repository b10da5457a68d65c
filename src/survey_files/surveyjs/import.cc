// SurveyJS definitions (JSON) and results.
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

std::string text_of(const Value& v) {
  if (const auto* s = v.text()) return *s;
  if (const auto* d = v.number()) return survey::number_text(*d);
  if (const auto* b = v.flag()) return *b ? "true" : "false";
  return {};
}
std::string text_of(const Value* v) { return v == nullptr ? std::string() : text_of(*v); }
const List& list_of(const Value* v) {
  static const List none;
  return v != nullptr && v->list() != nullptr ? *v->list() : none;
}

namespace {

constexpr int kMaxPanels = 20;

bool flag(const Value& v, const char* name) {
  const auto* x = v.find(name);
  return x != nullptr && x->flag() != nullptr && *x->flag();
}
std::string_view text(const Value& v, const char* name) {
  const auto* x = v.find(name);
  return x != nullptr && x->text() != nullptr ? std::string_view(*x->text()) : std::string_view();
}
double number(const Value& v, const char* name, double otherwise) {
  const auto* x = v.find(name);
  return x != nullptr && x->number() != nullptr ? *x->number() : otherwise;
}

class SurveyJs {
 public:
  SurveyJs(const Value& v, Draft& draft) : v_(v), draft_(draft) {}

  Result<void> run() {
    PK_CHECK(head());
    const auto& pages = list_of(v_.find("pages"));
    if (!pages.empty()) {
      for (std::size_t i = 0; i < pages.size(); ++i) page(pages[i], "pages[" + std::to_string(i) + "]");
    } else {
      page(v_, "");
    }
    triggers();
    return draft_.finish();
  }
  void results(const Value& list) {
    const List one{list};
    for (const auto& r : list.list() != nullptr ? *list.list() : one) {
      ++draft_.found().responses;
      if (r.members() != nullptr) result(r);
      else draft_.losses().add("results", "loss_unknown_value");
    }
  }

 private:
  // ---- words --------------------------------------------------------------------------------------------------------
  static void gather(const Value& v, std::vector<std::string>& tags, int depth) {
    if (depth > 24) return;
    if (const auto* m = v.members()) {
      if (v.find("default") != nullptr)
        for (const auto& [l, s] : *m)
          if (l != "default" && s.text() != nullptr) tags.push_back(l);
      for (const auto& [k, x] : *m) gather(x, tags, depth + 1);
    } else if (const auto* l = v.list()) {
      for (const auto& x : *l) gather(x, tags, depth + 1);
    }
  }
  Text words(const Value* v, const std::string& path) {
    Text out;
    if (v == nullptr) return out;
    bool lost = false;
    const auto put = [&](std::string_view lang, std::string_view s) {
      if (lang.empty()) return;
      // Tags go first: "{x}" inside a tag is no piping.
      const auto filled = pipe_in(plain(s, &lost), "{", "}", [&](std::string_view name) { return piped(name); });
      if (!trim(filled).empty()) out[std::string(lang)] = filled;
    };
    if (v->text() != nullptr || v->number() != nullptr) put(draft_.lang(), text_of(v));
    if (const auto* m = v->members())
      for (const auto& [l, s] : *m)
        if (s.text() != nullptr) put(l == "default" ? draft_.lang() : language(l), *s.text());
    if (lost) draft_.losses().add(path, "loss_markup", out.empty() ? "" : out.begin()->second);
    return out;
  }
  std::string piped(std::string_view name) {
    if (name.substr(0, 1) == "{") return {};
    const auto s = find(name);
    if (!s || s->role != Slot::value) return {};
    return "{{answer." + draft_.item(s->item).key + "}}";
  }
  std::optional<Slot> find(std::string_view name) const {
    name = trim(name);
    if (!name.empty() && name[0] == '#') name.remove_prefix(1);
    if (const auto* s = draft_.slot(name)) return *s;
    if (const auto* s = draft_.slot(lower_ascii(name))) return *s;
    return std::nullopt;
  }

  Result<void> head() {
    std::vector<std::string> tags;
    const auto own = text(v_, "locale");
    tags.emplace_back(own);
    if (own.empty()) tags.back() = "en";
    std::vector<std::string> seen;
    gather(v_, seen, 0);
    std::sort(seen.begin(), seen.end());
    tags.insert(tags.end(), seen.begin(), seen.end());
    draft_.languages(tags);
    draft_.title = words(v_.find("title"), "title");
    draft_.description = words(v_.find("description"), "description");
    draft_.thanks = words(v_.find("completedHtml"), "completedHtml");
    draft_.survey_key = std::string(text(v_, "name"));
    const auto mode = text(v_, "questionsOnPageMode");
    draft_.display = mode == "questionPerPage" || mode == "inputPerPage" ? "one" : "pages";
    if (const auto* own_members = v_.find("peakend")) draft_.overlay = *own_members;
    const auto logo = text(v_, "logo");
    if (logo.substr(0, 8) == "https://" && logo.find_first_of("\"'<> \\\n\r\t()") == logo.npos) draft_.more.emplace_back("theme", Members{{"logo", logo}});
    for (const auto* name : {"completedHtmlOnCondition", "calculatedValues", "navigateToUrl", "timeLimit", "maxTimeToFinish", "navigateToUrlOnCondition", "themeVariables"})
      if (v_.find(name) != nullptr) draft_.losses().add(name, "loss_feature");
    return {};
  }

  // ---- pages --------------------------------------------------------------------------------------------------------
  void page(const Value& p, const std::string& path) {
    ++draft_.found().pages;
    const bool whole = path.empty();
    Part& part = draft_.page(std::string(text(p, "name")), whole ? Text{} : words(p.find("title"), path), whole ? Text{} : words(p.find("description"), path));
    part.path = path;
    const auto order = text(p, "questionsOrder").empty() ? text(v_, "questionsOrder") : text(p, "questionsOrder");
    part.random = order == "random";
    if (!whole) part.visible_if = rule(text(p, "visibleIf"), path + ".visibleIf");
    if (!whole && p.find("peakend") != nullptr) part.overlay = *p.find("peakend");
    elements(p, path, {}, {}, 0);
  }
  void elements(const Value& holder, const std::string& path, const Value& visible, const Text& head, int depth) {
    const auto* list = holder.find("elements");
    if (list == nullptr) list = holder.find("questions");
    Text title = head;
    const auto& all = list_of(list);
    for (std::size_t i = 0; i < all.size(); ++i)
      element(all[i], path + (path.empty() ? "" : ".") + "elements[" + std::to_string(i) + "]", visible, title, depth);
    if (!title.empty()) draft_.losses().add(path, "loss_panel_title", first_words(title, draft_.lang()));
  }
  Value both(const Value& a, const Value& b) const {
    if (a.is_null()) return b;
    if (b.is_null()) return a;
    return Members{{"and", List{a, b}}};
  }
  Value rule(std::string_view expression, const std::string& path) {
    if (trim(expression).empty()) return {};
    ++draft_.found().rules;
    const auto e = parse_expression(expression, Dialect::surveyjs);
    Carrier carrier(draft_, [this](std::string_view n) { return find(n); });
    Value v = e ? carrier.rule(*e) : Value();
    if (v.is_null()) draft_.losses().add(path, "loss_rule", carrier.why().empty() ? expression : std::string_view(carrier.why()));
    else ++draft_.found().rules_carried;
    return v;
  }

  // ---- elements -----------------------------------------------------------------------------------------------------
  void element(const Value& e, const std::string& path, const Value& outer, Text& head, int depth) {
    const auto type = text(e, "type");
    const Value visible = both(outer, rule(text(e, "visibleIf"), path + ".visibleIf"));
    if (type == "panel") {
      if (depth >= kMaxPanels) return draft_.losses().add(path, "loss_too_many");
      Text title = words(e.find("title"), path);
      if (title.empty()) std::swap(title, head);
      return elements(e, path, visible, title, depth + 1);
    }
    if (type != "html" && type != "image") ++draft_.found().questions;
    if (e.find("visible") != nullptr && !flag(e, "visible") && visible.is_null() && e.find("visible")->flag() != nullptr)
      return draft_.losses().add(path, "loss_hidden_question", text(e, "name"));
    Item it;
    it.path = path;
    it.foreign = std::string(text(e, "valueName").empty() ? text(e, "name") : text(e, "valueName"));
    if (!text(e, "name").empty()) it.foreign = std::string(text(e, "name"));
    it.text = words(e.find("title"), path);
    if (it.text.empty()) std::swap(it.text, head);
    if (it.text.empty()) it.text = words(e.find("placeholder"), path);
    it.help = words(e.find("description"), path);
    it.required = flag(e, "isRequired");
    it.visible_if = visible;
    if (e.find("peakend") != nullptr) it.overlay = *e.find("peakend");
    if (const auto r = rule(text(e, "requiredIf"), path + ".requiredIf"); !r.is_null()) it.more.emplace_back("required_if", r);
    for (const auto* name : {"enableIf", "correctAnswer", "choicesByUrl", "choicesFromQuestion", "choicesVisibleIf", "rowsVisibleIf", "setValueExpression", "defaultValueExpression"})
      if (e.find(name) != nullptr) draft_.losses().add(path + "." + name, "loss_feature", text(e, name));
    if (!list_of(e.find("validators")).empty()) draft_.losses().add(path + ".validators", "loss_validation");
    if (it.overlay.find("kind") != nullptr) {
      // A question of ours in the clothes of another kind.
      const auto kind = text_of(it.overlay.find("kind"));
      it.kind = kind == "nps" || kind == "csat" || kind == "ces" || kind == "consent" ? kind : "statement";
      return plain_item(std::move(it));
    }
    kind(e, type, std::move(it));
  }

  void kind(const Value& e, std::string_view type, Item it) {
    if (type == "rating") return rating(e, std::move(it));
    if (type == "radiogroup" || type == "dropdown" || type == "checkbox" || type == "tagbox" || type == "ranking" || type == "imagepicker" || type == "buttongroup")
      return choices_of(e, type, std::move(it));
    if (type == "boolean") {
      it.kind = "single";
      const auto name = [&](const char* label, const char* value, std::string_view en, std::string_view zh) {
        Choice c{e.find(value) != nullptr ? text_of(e.find(value)) : value == std::string_view("valueTrue") ? "true" : "false", words(e.find(label), it.path)};
        if (c.text.empty()) c.text = draft_.words(draft_.lang().substr(0, 2) == "zh" ? zh : en);
        c.key = value == std::string_view("valueTrue") ? "yes" : "no";
        it.options.push_back(std::move(c));
      };
      name("labelTrue", "valueTrue", "Yes", "是");
      name("labelFalse", "valueFalse", "No", "否");
      return plain_item(std::move(it));
    }
    if (type == "text" || type == "comment") return written(e, type, std::move(it));
    if (type == "html") {
      it.kind = "statement";
      it.text = words(e.find("html"), it.path);
      if (it.text.empty()) return draft_.losses().add(it.path, "loss_kind", "html");
      return plain_item(std::move(it));
    }
    if (type == "matrix") return matrix(e, std::move(it));
    if (type == "matrixdropdown") return matrix_of_columns(e, std::move(it));
    if (type == "multipletext") {
      it.rows = choices(list_of(e.find("items")), it.path + ".items", "name", "title");
      const auto rows = it.rows;
      const auto slots = draft_.add_texts(it);
      for (std::size_t i = 0; i < slots.size(); ++i) draft_.slots.emplace(it.foreign + "." + rows[i].foreign, slots[i]);
      return;
    }
    // file, signaturepad, expression, paneldynamic, matrixdynamic, image, custom types
    draft_.losses().add(it.path, type == "paneldynamic" || type == "matrixdynamic" ? "loss_repeated" : "loss_kind", type);
  }
  void plain_item(Item it) {
    const auto name = it.foreign;
    const auto at = draft_.add(std::move(it));
    draft_.slots.emplace(name, Slot{at, Slot::value, {}});
    if (draft_.item(at).other) draft_.slots.emplace(name + "-Comment", Slot{at, Slot::other, {}});
  }

  std::vector<Choice> choices(const List& list, const std::string& path, const char* value = "value", const char* label = "text") {
    std::vector<Choice> out;
    for (std::size_t i = 0; i < list.size(); ++i) {
      const auto& c = list[i];
      const auto here = path + "[" + std::to_string(i) + "]";
      Choice one;
      if (c.members() != nullptr) {
        one.foreign = text_of(c.find(value));
        one.text = words(c.find(label), here);
        const auto image = text(c, "imageLink");
        const bool data = image.substr(0, 11) == "data:image/";
        if ((image.substr(0, 8) == "https://" || data) && image.size() <= 20'000) one.image = image;
        for (const auto* name : {"visibleIf", "enableIf"})
          if (c.find(name) != nullptr) draft_.losses().add(here + "." + name, "loss_option_rule", text(c, name));
      } else {
        one.foreign = text_of(c);
        // "value|text", the old way.
        if (const auto bar = one.foreign.find('|'); bar != std::string::npos && c.text() != nullptr) {
          const Value shown(one.foreign.substr(bar + 1));
          one.text = words(&shown, here);
          one.foreign.resize(bar);
        }
      }
      if (one.text.empty()) {
        const Value shown(one.foreign);
        one.text = words(&shown, here);
      }
      if (one.foreign.empty()) continue;
      out.push_back(std::move(one));
    }
    return out;
  }

  void choices_of(const Value& e, std::string_view type, Item it) {
    const bool several = type == "checkbox" || type == "tagbox" || (type == "imagepicker" && flag(e, "multiSelect"));
    it.kind = type == "ranking" ? "ranking" : type == "imagepicker" ? "picture" : several ? "multiple" : "single";
    it.options = choices(list_of(e.find("choices")), it.path + ".choices");
    it.random = text(e, "choicesOrder") == "random";
    if (it.kind == "single" || it.kind == "multiple") {
      it.other = flag(e, "showOtherItem") || flag(e, "hasOther");
      it.other_foreign = "other";
      if (const auto t = words(e.find("otherText"), it.path); it.other && !t.empty()) it.more.emplace_back("other_text", words_value(full(t)));
    }
    if (flag(e, "showNoneItem") || flag(e, "hasNone")) {
      Choice none{"none", words(e.find("noneText"), it.path)};
      if (none.text.empty()) none.text = draft_.words(draft_.lang().substr(0, 2) == "zh" ? "以上都不是" : "None");
      it.options.push_back(std::move(none));
    }
    if (several || it.kind == "ranking") {
      if (const double n = number(e, "maxSelectedChoices", 0); n > 0) it.more.emplace_back("max_choices", n);
      if (const double n = number(e, "minSelectedChoices", 0); n > 0 && it.kind != "ranking") it.more.emplace_back("min_choices", n);
    } else if (it.kind == "picture") {
      it.more.emplace_back("max_choices", 1);
    }
    if (it.kind == "picture" && several && number(e, "maxSelectedChoices", 0) <= 0) it.more.emplace_back("max_choices", static_cast<double>(it.options.size()));
    plain_item(std::move(it));
  }
  Text full(Text t) const {
    if (!t.empty() && !t.count(draft_.lang())) t[draft_.lang()] = t.begin()->second;
    return t;
  }

  void rating(const Value& e, Item it) {
    double min = number(e, "rateMin", 1), max = number(e, "rateMax", 5), step = number(e, "rateStep", 1);
    const double count = number(e, "rateCount", 0);
    if (count > 1 && e.find("rateMax") == nullptr) max = min + (count - 1) * step;
    const auto values = choices(list_of(e.find("rateValues")), it.path + ".rateValues");
    if (values.size() > 1) {
      bool even = true;
      for (std::size_t i = 0; i < values.size(); ++i) {
        const auto d = read_number(values[i].foreign);
        even = even && d && (i == 0 || *d - *read_number(values[i - 1].foreign) == step);
      }
      if (even) {
        min = *read_number(values.front().foreign);
        max = *read_number(values.back().foreign);
      } else {
        min = 1;
        max = static_cast<double>(values.size());
        step = 1;
      }
      it.points = values;
      for (std::size_t i = 0; i < values.size(); ++i) it.points[i].point = min + static_cast<double>(i) * step;
      draft_.losses().add(it.path + ".rateValues", "loss_scale_words");
    }
    const auto* low = e.find("minRateDescription") != nullptr ? e.find("minRateDescription") : e.find("mininumRateDescription");
    const auto* high = e.find("maxRateDescription") != nullptr ? e.find("maxRateDescription") : e.find("maximumRateDescription");
    const auto shape = text(e, "rateType").empty() ? text(e, "rateDisplayMode") : text(e, "rateType");
    draft_.rate(it, min, max, step, shape == "stars" ? "stars" : shape == "smileys" ? "faces" : "", words(low, it.path), words(high, it.path));
    plain_item(std::move(it));
  }

  void written(const Value& e, std::string_view type, Item it) {
    const auto input = text(e, "inputType");
    it.kind = type == "comment" ? "long_text" : input == "date" || input == "datetime-local" || input == "datetime" ? "date" : "short_text";
    if (it.kind == "date") {
      for (const auto& [theirs, ours] : {std::pair{"min", "earliest"}, {"max", "latest"}})
        if (const auto d = text(e, theirs); d.size() == 10 && d[4] == '-') it.more.emplace_back(ours, d);
    } else {
      const double most = it.kind == "long_text" ? survey::kMaxLongText : survey::kMaxShortText;
      if (const double n = number(e, "maxLength", 0); n > 0) it.more.emplace_back("max_length", std::min(std::floor(n), most));
    }
    if (input == "number" || input == "range" || input == "time" || input == "month" || input == "week" || input == "color") draft_.losses().add(it.path + ".inputType", "loss_input_type", input);
    plain_item(std::move(it));
  }

  void matrix(const Value& e, Item it) {
    it.rows = choices(list_of(e.find("rows")), it.path + ".rows");
    auto columns = choices(list_of(e.find("columns")), it.path + ".columns");
    it.required = it.required || flag(e, "isAllRowRequired") || flag(e, "eachRowRequired");
    it.random = text(e, "rowsOrder") == "random" || text(e, "rowOrder") == "random";
    if (it.rows.empty()) it.rows.push_back({"row", it.text});
    bool numbers = columns.size() > 1;
    for (auto& c : columns) {
      const auto d = read_number(c.foreign);
      numbers = numbers && d;
      c.point = d.value_or(0);
    }
    // Numbers alone do not make a scale: 1 = "red".
    std::vector<std::string> heads;
    for (const auto& c : columns) heads.emplace_back(first_words(c.text, draft_.lang()));
    const bool own = e.find("peakend") != nullptr;
    const auto name = it.foreign;
    const auto rows = it.rows;
    const auto slots = draft_.add_matrix(std::move(it), std::move(columns), numbers && (own || scale_direction(heads) != 0));
    for (std::size_t i = 0; i < slots.size(); ++i) draft_.slots.emplace(name + "." + rows[i].foreign, slots[i]);
    if (!slots.empty()) draft_.slots.emplace(name, Slot{slots[0].item, Slot::value, {}});
  }
  void matrix_of_columns(const Value& e, Item it) {
    it.rows = choices(list_of(e.find("rows")), it.path + ".rows");
    const auto rows = it.rows;
    const auto common = list_of(e.find("choices"));
    const auto& columns = list_of(e.find("columns"));
    for (std::size_t c = 0; c < columns.size() && c < 50; ++c) {
      const auto path = it.path + ".columns[" + std::to_string(c) + "]";
      Item one = it;
      one.path = path;
      const auto name = text_of(columns[c].find("name"));
      one.foreign = it.foreign + "_" + name;
      const auto title = words(columns[c].find("title"), path);
      for (auto& [l, s] : one.text) s += " – " + std::string(title.count(l) ? title.at(l) : name);
      const auto cell = text(columns[c], "cellType").empty() || text(columns[c], "cellType") == "default" ? text(e, "cellType") : text(columns[c], "cellType");
      auto options = choices(columns[c].find("choices") != nullptr ? list_of(columns[c].find("choices")) : common, path);
      std::vector<Slot> slots;
      if (cell == "checkbox" || cell == "tagbox") {
        const auto all = draft_.add_multi_matrix(std::move(one), options);
        for (const auto& s : all)
          if (!s.empty()) slots.push_back({s[0].item, Slot::value, {}});
      } else if (cell == "text" || cell == "comment") {
        slots = draft_.add_texts(one, cell == "text" ? "short_text" : "long_text");
      } else if (cell.empty() || cell == "dropdown" || cell == "radiogroup" || cell == "rating") {
        slots = draft_.add_matrix(std::move(one), std::move(options), false);
      } else {
        draft_.losses().add(path, "loss_kind", cell);
        continue;
      }
      for (std::size_t r = 0; r < slots.size() && r < rows.size(); ++r) draft_.slots.emplace(it.foreign + "." + rows[r].foreign + "." + name, slots[r]);
    }
  }

  /// A skip or the end after the last question that the condition reads.
  void triggers() {
    const auto& all = list_of(v_.find("triggers"));
    for (std::size_t i = 0; i < all.size(); ++i) {
      const auto path = "triggers[" + std::to_string(i) + "]";
      const auto type = text(all[i], "type");
      if (type != "skip" && type != "complete") {
        draft_.losses().add(path, "loss_feature", type);
        continue;
      }
      Value when = rule(text(all[i], "expression"), path);
      if (when.is_null()) continue;
      std::vector<FieldError> faults;
      std::set<std::string> reads;
      survey::check_logic(when, "", faults, reads);
      std::size_t last = SIZE_MAX;
      for (std::size_t k = 0; k < draft_.size(); ++k)
        for (const auto& r : reads)
          if (r == "answer." + draft_.item(k).key || r.rfind("answer." + draft_.item(k).key + ".", 0) == 0) last = k;
      const auto target = type == "complete" ? std::nullopt : find(text(all[i], "gotoName"));
      std::string to = type == "complete" ? std::string(survey::kEnd) : target ? draft_.item(target->item).key : std::string();
      for (const auto& p : draft_.pages())
        if (to.empty() && p.foreign == text(all[i], "gotoName")) to = p.key;
      if (last == SIZE_MAX || to.empty()) draft_.losses().add(path, "loss_rule", text(all[i], "expression"));
      else draft_.item(last).jumps.emplace_back(std::move(when), to);
    }
  }

  // ---- results ------------------------------------------------------------------------------------------------------
  void result(const Value& r) {
    Response out;
    Answering answers(draft_, draft_.losses());
    for (const auto& [name, v] : *r.members()) {
      if (v.is_null() || name == "pageNo") continue;
      const auto* slot = draft_.slot(name);
      const bool comment = name.size() > 8 && name.compare(name.size() - 8, 8, "-Comment") == 0;
      if (slot != nullptr && slot->role == Slot::other) answers.put(*slot, text_of(v));
      else if (slot != nullptr) given(answers, *slot, name, v);
      else if (v.members() != nullptr) parts(answers, name, v);
      else if (!comment) meta(out, name, v);
      else draft_.losses().add(name, "loss_other_words", text_of(v));
    }
    out.answers = answers.finish();
    draft_.accept(std::move(out));
  }
  void meta(Response& out, const std::string& name, const Value& v) {
    const auto low = lower_ascii(name);
    if (low == "id" || low == "_id" || low == "responseid") out.id = text_of(v);
    else if (low == "locale") out.lang = language(text_of(v));
    else if (low == "happenedat" || low == "createdat" || low == "submittedat") out.finished_at = calendar::parse_rfc3339(text_of(v));
    else draft_.losses().add(name, "loss_unknown_column", text_of(v));
  }
  void given(Answering& answers, const Slot& slot, const std::string& name, const Value& v) {
    const Item& it = draft_.item(slot.item);
    if (v.members() != nullptr && v.find("value") == nullptr) return parts(answers, name, v);
    if (v.members() != nullptr) return answers.put(slot, text_of(v.find("value")));
    if (v.list() == nullptr) return answers.put(slot, text_of(v));
    const auto& l = *v.list();
    if (it.kind == "ranking") {
      for (std::size_t i = 0; i < l.size(); ++i) answers.put({slot.item, Slot::rank_at, std::to_string(i + 1)}, text_of(l[i]));
    } else if (it.kind == "multiple" || it.kind == "picture") {
      for (const auto& x : l) {
        const auto* c = find_choice(it.options, text_of(x));
        if (c != nullptr) answers.put({slot.item, Slot::tick, c->key}, "1");
        else if (!(it.other && text_of(x) == it.other_foreign)) draft_.losses().add(name, "loss_unknown_value", text_of(x));
      }
    } else if (l.size() == 1) {
      answers.put(slot, text_of(l[0]));
    } else {
      draft_.losses().add(name, "loss_unknown_value", survey::to_json(v));
    }
  }
  void parts(Answering& answers, const std::string& name, const Value& v) {
    for (const auto& [part, x] : *v.members()) {
      if (const auto* slot = draft_.slot(name + "." + part)) {
        if (x.list() != nullptr) given(answers, *slot, name + "." + part, x);
        else answers.put(*slot, text_of(x));
      } else if (x.members() != nullptr && name.size() < 200) {
        parts(answers, name + "." + part, x);
      } else {
        draft_.losses().add(name + "." + part, "loss_unknown_column", text_of(x));
      }
    }
  }

  const Value& v_;
  Draft& draft_;
};

}  // namespace

bool is_surveyjs(const Value& v) {
  const auto has_elements = [](const Value& x) { return x.find("elements") != nullptr || (x.find("questions") != nullptr && x.find("type") == nullptr); };
  if (v.members() == nullptr || v.find("SurveyElements") != nullptr || v.find("format") != nullptr) return false;
  const auto& pages = list_of(v.find("pages"));
  if (!pages.empty()) return std::any_of(pages.begin(), pages.end(), has_elements);
  if (v.find("elements") != nullptr) return true;
  // Old definitions: questions at the root, each with a "type" and a "name".
  const auto& q = list_of(v.find("questions"));
  return !q.empty() && q[0].find("type") != nullptr && q[0].find("name") != nullptr && v.find("endings") == nullptr;
}
bool is_surveyjs_results(const Value& v) {
  const auto* l = v.list();
  if (l == nullptr) return false;
  return std::all_of(l->begin(), l->end(), [](const Value& x) { return x.members() != nullptr; });
}

Result<void> read_surveyjs(const Value& survey, const Value& responses, const ReadOptions& options, Moved& out) {
  Draft draft(out, options);
  SurveyJs reading(survey, draft);
  PK_CHECK(reading.run());
  if (!responses.is_null()) reading.results(responses);
  return {};
}

}  // namespace peakend::survey_files
