// Our documents as Qualtrics surveys (QSF).
#include <algorithm>
#include <cstdio>

#include "survey_files/formats.h"
#include "survey_files/texts.h"

namespace peakend::survey_files {

using survey::List;
using survey::Members;
using survey::Value;

namespace {

std::string html(std::string_view s) {
  std::string out;
  for (const char c : s) {
    if (c == '<') out += "&lt;";
    else if (c == '>') out += "&gt;";
    else if (c == '&') out += "&amp;";
    else out += c;
  }
  return out;
}
std::string qualtrics_language(std::string_view tag) {
  if (tag == "zh-CN") return "ZH-S";
  if (tag == "zh-TW") return "ZH-T";
  std::string out(tag);
  for (char& c : out)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  return out;
}

class Writing {
 public:
  explicit Writing(const Value& doc) : doc_(doc) {
    const auto& l = list_of(doc.find("languages"));
    lang_ = l.empty() ? "en" : text_of(l.front());
    std::size_t n = 0;
    for (const auto& p : list_of(doc.find("pages")))
      for (const auto& q : list_of(p.find("questions"))) {
        id_[text_of(q.find("key"))] = "QID" + std::to_string(++n);
        question_[text_of(q.find("key"))] = &q;
      }
  }
  Value run() {
    Members entry{{"SurveyID", "SV_0000000peakend"}, {"SurveyName", say(doc_.find("title"), lang_, doc_)},
                  {"SurveyDescription", say(doc_.find("description"), lang_, doc_)}, {"SurveyLanguage", qualtrics_language(lang_)}, {"SurveyStatus", "Inactive"}, {"Deleted", nullptr}, {"PeakendKey", text_of(doc_.find("key"))}};
    const auto& pages = list_of(doc_.find("pages"));
    List blocks, flow, questions;
    List fields;
    for (const auto& h : list_of(doc_.find("hidden"))) fields.push_back(Members{{"Description", text_of(h.find("key"))}, {"Type", "Recipient"}, {"Field", text_of(h.find("key"))}, {"VariableType", "String"}});
    if (!fields.empty()) flow.push_back(Members{{"Type", "EmbeddedData"}, {"FlowID", flow_id()}, {"EmbeddedData", std::move(fields)}});
    for (std::size_t p = 0; p < pages.size(); ++p) {
      const auto id = "BL_" + std::to_string(p + 1);
      blocks.push_back(block(pages[p], id, p == 0));
      Members step{{"Type", "Standard"}, {"ID", id}, {"FlowID", flow_id()}};
      const auto* rule = pages[p].find("visible_if");
      Value logic = rule == nullptr ? Value() : boolean(*rule);
      if (logic.is_null()) flow.emplace_back(std::move(step));
      else flow.push_back(Members{{"Type", "Branch"}, {"FlowID", flow_id()}, {"BranchLogic", std::move(logic)}, {"Flow", List{std::move(step)}}});
      for (const auto& q : list_of(pages[p].find("questions"))) questions.push_back(element("SQ", id_[text_of(q.find("key"))], question(q)));
    }
    blocks.push_back(Members{{"Type", "Trash"}, {"Description", "Trash / Unused Questions"}, {"ID", "BL_trash"}, {"BlockElements", List{}}});
    List elements{element("BL", "Survey Blocks", std::move(blocks)),
                  element("FL", "Survey Flow", Members{{"Type", "Root"}, {"FlowID", "FL_1"}, {"Flow", std::move(flow)}, {"Properties", Members{{"Count", static_cast<double>(flows_)}}}}),
                  element("SO", "Survey Options", options())};
    for (auto& q : questions) elements.push_back(std::move(q));
    elements.push_back(Members{{"SurveyID", "SV_0000000peakend"}, {"Element", "QC"}, {"PrimaryAttribute", "Survey Question Count"}, {"SecondaryAttribute", std::to_string(id_.size())}, {"TertiaryAttribute", nullptr}, {"Payload", nullptr}});
    return Members{{"SurveyEntry", std::move(entry)}, {"SurveyElements", std::move(elements)}};
  }

 private:
  Value options() const {
    Members m{{"BackButton", "false"}, {"SaveAndContinue", "true"}, {"SurveyProtection", "PublicSurvey"}, {"SurveyTermination", "DefaultMessage"}};
    if (text_of(doc_.find("display")) == "one") m.emplace_back("QuestionsPerPage", "1");
    return m;
  }
  std::string flow_id() { return "FL_" + std::to_string(++flows_); }
  static Value element(const char* kind, const std::string& primary, Value payload) {
    return Members{{"SurveyID", "SV_0000000peakend"}, {"Element", kind}, {"PrimaryAttribute", primary}, {"SecondaryAttribute", nullptr}, {"TertiaryAttribute", nullptr}, {"Payload", std::move(payload)}};
  }
  Value block(const Value& p, const std::string& id, bool first) {
    List elements;
    for (const auto& q : list_of(p.find("questions"))) {
      const auto key = text_of(q.find("key"));
      Members e{{"Type", "Question"}, {"QuestionID", id_[key]}};
      if (auto skips = skip_logic(q); !skips.empty()) e.emplace_back("SkipLogic", std::move(skips));
      elements.emplace_back(std::move(e));
    }
    std::string title(say(p.find("title"), lang_, doc_));
    Members m{{"Type", first ? "Default" : "Standard"}, {"Description", title.empty() ? text_of(p.find("key")) : title}, {"ID", id}, {"BlockElements", std::move(elements)}};
    m.emplace_back("PeakendKey", text_of(p.find("key")));
    if (p.find("random") != nullptr) m.emplace_back("Options", Members{{"BlockLocking", "false"}, {"RandomizeQuestions", "RandomWithXPerPage"}});
    return m;
  }

  // ---- rules --------------------------------------------------------------------------------------------------------
  /// One comparison; null when Qualtrics has no words for it.
  Value expression(const Value& rule) {
    const auto* m = rule.members();
    if (m == nullptr || m->size() != 1 || list_of(&m->front().second).size() != 2) return {};
    const auto& op = m->front().first;
    const auto& args = *m->front().second.list();
    const bool in = op == "in";
    const auto* var = args[in ? 1 : 0].find("var");
    const auto& value = args[in ? 0 : 1];
    const auto path = text_of(var);
    if (path.substr(0, 7) != "answer.") return {};
    const auto key = path.substr(7);
    const auto it = question_.find(key);
    if (it == question_.end()) return {};
    const auto kind = text_of(it->second->find("kind"));
    const std::string base = "q://" + id_[key];
    if ((in && kind == "multiple") || (!in && kind == "single" && (op == "==" || op == "!="))) {
      const auto& list = list_of(it->second->find("options"));
      for (std::size_t i = 0; i < list.size(); ++i)
        if (text_of(list[i].find("key")) == text_of(value) && value.text() != nullptr)
          return question_logic(base + "/SelectableChoice/" + std::to_string(i + 1), op == "!=" ? "NotSelected" : "Selected", {});
      return {};
    }
    if (in || value.number() == nullptr) return {};
    if (kind == "nps" && op == "==" && *value.number() >= 0 && *value.number() <= 10)
      return question_logic(base + "/SelectableChoice/" + text_of(value), "Selected", {});
    for (const auto& [ours, theirs] : {std::pair{"==", "EqualTo"}, {"!=", "NotEqualTo"}, {">", "GreaterThan"}, {">=", "GreaterThanOrEqual"}, {"<", "LessThan"}, {"<=", "LessThanOrEqual"}})
      if (op == ours && (kind == "nps" || kind == "csat" || kind == "ces" || kind == "short_text")) return question_logic(base + "/ChoiceNumericEntryValue/1", theirs, text_of(value));
    return {};
  }
  static Value question_logic(const std::string& locator, const char* op, const std::string& right) {
    const auto qid = locator.substr(4, locator.find('/', 4) - 4);
    Members m{{"LogicType", "Question"}, {"QuestionID", qid}, {"QuestionIsInLoop", "no"}, {"ChoiceLocator", locator}, {"Operator", op},
              {"QuestionIDFromLocator", qid}, {"LeftOperand", locator}, {"Type", "Expression"}};
    if (!right.empty()) m.emplace_back("RightOperand", right);
    return m;
  }
  /// DisplayLogic of a comparison, or of an `and` or `or` of them.
  Value boolean(const Value& rule) {
    const auto* m = rule.members();
    const bool both = m != nullptr && m->size() == 1 && (m->front().first == "and" || m->front().first == "or") && m->front().second.list() != nullptr;
    const List one{rule};
    Members group;
    for (const auto& part : both ? *m->front().second.list() : one) {
      Value e = expression(part);
      if (e.is_null()) return {};
      if (!group.empty()) e.set("Conjuction", m->front().first == "or" ? "Or" : "And");
      group.emplace_back(std::to_string(group.size()), std::move(e));
    }
    if (group.empty()) return {};
    group.emplace_back("Type", "If");
    return Members{{"0", std::move(group)}, {"Type", "BooleanExpression"}, {"inPage", false}};
  }
  List skip_logic(const Value& q) {
    List out;
    const auto key = text_of(q.find("key"));
    for (const auto& j : list_of(q.find("skip_to"))) {
      const auto* rule = j.find("if");
      const Value e = rule == nullptr ? Value() : expression(*rule);
      const auto to = text_of(j.find("to"));
      const auto target = to == survey::kEnd ? "ENDOFSURVEY" : id_.count(to) ? id_[to] : std::string();
      if (e.is_null() || target.empty() || text_of(e.find("QuestionID")) != id_[key]) continue;
      Members m{{"SkipLogicID", static_cast<double>(out.size() + 1)}, {"ChoiceLocator", *e.find("LeftOperand")}, {"Condition", *e.find("Operator")},
                {"SkipToDestination", target}, {"Locator", *e.find("LeftOperand")}, {"QuestionID", id_[key]}};
      if (const auto* r = e.find("RightOperand")) m.emplace_back("RightOperand", *r);
      out.emplace_back(std::move(m));
    }
    return out;
  }

  // ---- questions ----------------------------------------------------------------------------------------------------
  std::string words(std::string_view s) const {
    std::string out;
    for (std::size_t i = 0; i < s.size(); ++i) {
      const auto close = s.substr(i, 9) == "{{answer." ? s.find("}}", i) : s.npos;
      const auto key = close == s.npos ? std::string() : std::string(s.substr(i + 9, close - i - 9));
      const auto field = s.substr(i, 8) == "{{field." ? s.find("}}", i) : s.npos;
      if (!key.empty() && id_.count(key)) {
        const auto kind = text_of(question_.at(key)->find("kind"));
        const bool written = kind == "short_text" || kind == "long_text" || kind == "date";
        out += "${q://" + id_.at(key) + (written ? "/ChoiceTextEntryValue}" : "/ChoiceGroup/SelectedChoices}");
        i = close + 1;
      } else if (field != s.npos) {
        out += "${e://Field/" + std::string(s.substr(i + 8, field - i - 8)) + "}";
        i = field + 1;
      } else {
        out += html(s.substr(i, 1));
      }
    }
    return out;
  }
  std::string first(const Value* t) const { return words(say(t, lang_, doc_)); }
  /// {"FR": {"QuestionText": ..., "Choices": {...}}}
  Value other_languages(const Value& q, const char* list, const char* member) const {
    Members out;
    for (const auto& l : list_of(doc_.find("languages"))) {
      const auto tag = text_of(l);
      if (tag == lang_) continue;
      Members one;
      if (const auto* t = q.find("text"); t != nullptr && t->find(tag) != nullptr) one.emplace_back("QuestionText", words(text_of(t->find(tag))));
      Members choices;
      const auto& all = list_of(q.find(list));
      for (std::size_t i = 0; i < all.size(); ++i)
        if (const auto* t = all[i].find("text"); t != nullptr && t->find(tag) != nullptr) choices.emplace_back(std::to_string(i + 1), Members{{"Display", words(text_of(t->find(tag)))}});
      if (!choices.empty()) one.emplace_back(member, std::move(choices));
      if (!one.empty()) out.emplace_back(qualtrics_language(tag), std::move(one));
    }
    return out.empty() ? Value(List{}) : Value(std::move(out));
  }
  void choices(Members& m, const Value& q, const char* list) const {
    Members all, keys;
    List order;
    const auto& options = list_of(q.find(list));
    for (std::size_t i = 0; i < options.size(); ++i) {
      const auto id = std::to_string(i + 1);
      Members c{{"Display", first(options[i].find("text"))}};
      if (const auto* image = options[i].find("image")) c.emplace_back("Image", Members{{"ImageLocation", *image}, {"Display", first(options[i].find("text"))}});
      all.emplace_back(id, std::move(c));
      keys.emplace_back(id, text_of(options[i].find("key")));
      order.emplace_back(id);
    }
    if (q.find("other") != nullptr) {
      const auto id = std::to_string(options.size() + 1);
      const auto said = first(q.find("other_text"));
      all.emplace_back(id, Members{{"Display", said.empty() ? lang_.substr(0, 2) == "zh" ? "其他" : "Other" : said}, {"TextEntry", "true"}});
      order.emplace_back(id);
    }
    m.emplace_back("Choices", std::move(all));
    m.emplace_back("ChoiceOrder", std::move(order));
    m.emplace_back("PeakendKeys", std::move(keys));
    if (q.find("random") != nullptr) m.emplace_back("Randomization", Members{{"Type", "All"}});
  }
  struct Shape {
    const char *type, *selector, *sub;
  };
  static Shape shape_of(const std::string& kind, const Value& q) {
    if (kind == "nps" && nps_scale(q)) return {"MC", "NPS", nullptr};
    if (kind == "nps" || kind == "csat" || kind == "ces" || kind == "better_worse" || kind == "emotion") return {"MC", "SAHR", "TX"};
    if (kind == "grid" || kind == "pair" || kind == "senses" || kind == "dimensions") return {"Matrix", "Likert", "SingleAnswer"};
    if (kind == "single" || kind == "consent") return {"MC", "SAVR", "TX"};
    if (kind == "picture") return {"MC", text_of(q.find("max_choices")) == "1" ? "SAVR" : "MAVR", "TX"};
    if (kind == "multiple" || kind == "recall_aided") return {"MC", "MAVR", "TX"};
    if (kind == "ranking") return {"RO", "DND", "TX"};
    if (kind == "statement") return {"DB", "TB", nullptr};
    if (kind == "contact") return {"TE", "FORM", nullptr};
    return {"TE", kind == "short_text" || kind == "date" ? "SL" : "ML", nullptr};
  }
  static bool nps_scale(const Value& q) {
    const auto* s = q.find("scale");
    return s != nullptr && text_of(s->find("min")) == "0" && text_of(s->find("max")) == "10";
  }
  /// The points of a scale as numbered choices, its ends in words.
  void points(Members& m, const Value& q, const char* member, const char* order) const {
    const auto* s = q.find("scale");
    double min = -2, max = 2, step = 1;
    if (s != nullptr) {
      min = *s->find("min")->number();
      max = *s->find("max")->number();
      if (const auto* x = s->find("step")) step = *x->number();
    }
    Members all, recodes;
    List ids;
    int id = 0;
    for (double x = min; x <= max + 1e-9; x += step) {
      const auto* end = x == min ? q.find("low") : x + step > max + 1e-9 ? q.find("high") : nullptr;
      const auto said = end == nullptr ? std::string() : first(end);
      all.emplace_back(std::to_string(++id), Members{{"Display", said.empty() ? survey::number_text(x) : survey::number_text(x) + " " + said}});
      recodes.emplace_back(std::to_string(id), survey::number_text(x));
      ids.emplace_back(std::to_string(id));
    }
    m.emplace_back(member, std::move(all));
    m.emplace_back(order, std::move(ids));
    m.emplace_back("RecodeValues", std::move(recodes));
  }
  Value question(const Value& q) {
    const auto kind = text_of(q.find("kind")), key = text_of(q.find("key"));
    const Shape shape = shape_of(kind, q);
    Members m{{"QuestionText", first(q.find("text"))}, {"DataExportTag", key}, {"QuestionType", shape.type}, {"Selector", shape.selector}};
    if (shape.sub != nullptr) m.emplace_back("SubSelector", shape.sub);
    m.emplace_back("QuestionDescription", brief(say(q.find("text"), lang_, doc_), 90));
    m.emplace_back("QuestionID", id_[key]);
    Members settings{{"ForceResponse", q.find("required") != nullptr ? "ON" : "OFF"}, {"Type", "None"}};
    if (kind == "date") settings.emplace_back("ContentType", "ValidDate");
    if (const auto* n = q.find("max_length")) settings.emplace_back("TotalChars", text_of(n));
    m.emplace_back("Validation", Members{{"Settings", std::move(settings)}});
    if (const auto* rule = q.find("visible_if"))
      if (Value logic = boolean(*rule); !logic.is_null()) m.emplace_back("DisplayLogic", std::move(logic));
    const bool rating = q.find("scale") != nullptr && q.find("rows") == nullptr && kind != "pair";
    const char* list = q.find("options") != nullptr ? "options" : "rows";
    if (q.find("rows") != nullptr || kind == "pair") {
      if (q.find("rows") != nullptr) choices(m, q, "rows");
      else if (q.find("expected_only") != nullptr) m.emplace_back("Choices", Members{{"1", Members{{"Display", first(q.find("expected_text"))}}}});
      else m.emplace_back("Choices", Members{{"1", Members{{"Display", first(q.find("expected_text"))}}}, {"2", Members{{"Display", first(q.find("got_text"))}}}});
      points(m, q, "Answers", "AnswerOrder");
    } else if (rating || kind == "emotion" || kind == "better_worse") {
      points(m, q, "Choices", "ChoiceOrder");
    } else if (q.find("options") != nullptr) {
      choices(m, q, "options");
    } else if (kind == "consent") {
      const bool zh = lang_.substr(0, 2) == "zh";
      m.emplace_back("Choices", Members{{"1", Members{{"Display", zh ? "是" : "Yes"}}}, {"2", Members{{"Display", zh ? "否" : "No"}}}});
    } else if (kind == "contact") {
      Members all;
      for (const auto& f : list_of(q.find("contact"))) all.emplace_back(std::to_string(all.size() + 1), Members{{"Display", text_of(f.find("key"))}});
      m.emplace_back("Choices", std::move(all));
    }
    m.emplace_back("Language", other_languages(q, list, "Choices"));
    // Kinds whose foreign form says less than ours travel with their own.
    const bool dressed = own_kind(kind) || kind == "csat" || kind == "ces" || (kind == "nps" && !nps_scale(q));
    m.emplace_back("Peakend", dressed ? Value(Members{{"kind", kind}}) : Value(Members{}));
    return m;
  }

  const Value& doc_;
  std::string lang_;
  std::map<std::string, std::string, std::less<>> id_;
  std::map<std::string, const Value*, std::less<>> question_;
  int flows_ = 1;
};

Value* member(Value* v, std::string_view name) {
  if (v == nullptr || v->members() == nullptr) return nullptr;
  for (auto& [k, x] : *v->members())
    if (k == name) return &x;
  return nullptr;
}
Value* payload_of(Value& foreign, std::string_view element, const std::string& primary) {
  Value* list = member(&foreign, "SurveyElements");
  if (list == nullptr || list->list() == nullptr) return nullptr;
  for (auto& e : *list->list())
    if (text_of(e.find("Element")) == element && (primary.empty() || text_of(e.find("PrimaryAttribute")) == primary)) return member(&e, "Payload");
  return nullptr;
}

}  // namespace

Value qsf_of(const Value& document) { return Writing(document).run(); }

void qsf_carry(Value& foreign, const std::string& place, Value members) {
  std::size_t page = 0, question = 0;
  const int parts = std::sscanf(place.c_str(), "pages/%zu/%zu", &page, &question);
  Value* v = member(&foreign, "SurveyEntry");
  if (parts >= 1) {
    Value* blocks = payload_of(foreign, "BL", {});
    if (blocks == nullptr || blocks->list() == nullptr || page >= blocks->list()->size()) return;
    v = &(*blocks->list())[page];
  }
  if (parts == 2) {
    const auto& elements = list_of(v->find("BlockElements"));
    if (question >= elements.size()) return;
    v = payload_of(foreign, "SQ", text_of(elements[question].find("QuestionID")));
  }
  if (v == nullptr) return;
  Value all = v->find("Peakend") != nullptr ? *v->find("Peakend") : Value(Members{});
  for (auto& [name, x] : *members.members()) all.set(name, std::move(x));
  if (parts == 2 || !all.members()->empty()) v->set("Peakend", std::move(all));
}

}  // namespace peakend::survey_files
