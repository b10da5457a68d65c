// Qualtrics surveys: QSF (JSON).
#include <algorithm>
#include <cmath>

#include "survey_files/qualtrics/qsf.h"
#include "survey_files/qualtrics/responses.h"
#include "survey_files/texts.h"

namespace peakend::survey_files {

using survey::List;
using survey::Members;
using survey::Text;
using survey::Value;

namespace {

const Value& at(const Value& v, std::initializer_list<const char*> path) {
  static const Value none;
  const Value* x = &v;
  for (const auto* p : path) {
    x = x->find(p);
    if (x == nullptr) return none;
  }
  return *x;
}
std::string text(const Value& v, const char* name) { return text_of(v.find(name)); }

class Qsf {
 public:
  Qsf(const Value& v, Draft& draft) : v_(v), draft_(draft) {}

  Result<void> run() {
    for (const auto& e : list_of(v_.find("SurveyElements"))) {
      const auto kind = text(e, "Element");
      const auto& payload = at(e, {"Payload"});
      if (kind == "SQ") {
        const auto id = text(payload, "QuestionID").empty() ? text(e, "PrimaryAttribute") : text(payload, "QuestionID");
        if (payload.members() != nullptr) questions_[id] = &payload;
        ++draft_.found().questions;
      } else if (kind == "BL") {
        blocks(payload);
      } else if (kind == "FL") {
        flow_ = &payload;
      } else if (kind == "SO") {
        options_ = &payload;
      } else if (kind == "QO" || kind == "RE" || kind == "PL") {
        draft_.losses().add(kind, "loss_feature", text(e, "SecondaryAttribute"));
      }
    }
    head();
    if (flow_ != nullptr && !list_of(flow_->find("Flow")).empty()) {
      flow(list_of(flow_->find("Flow")), {}, "Flow", 0);
    } else {
      for (const auto& id : block_order_) block(id, {}, "Flow");
    }
    for (const auto& id : block_order_)
      if (!done_.count(id)) unused(id);
    skips();
    return draft_.finish();
  }
  const QsfBook& book() const { return book_; }

 private:
  void head() {
    const auto& entry = at(v_, {"SurveyEntry"});
    std::vector<std::string> tags{text(entry, "SurveyLanguage")};
    for (const auto& [id, q] : questions_)
      if (const auto* l = q->find("Language"); l != nullptr && l->members() != nullptr)
        for (const auto& [tag, x] : *l->members()) tags.push_back(tag);
    if (language(tags[0]).empty()) tags[0] = "en";
    draft_.languages(tags);
    draft_.survey_key = text(entry, "PeakendKey");
    draft_.title = draft_.words(plain(text(entry, "SurveyName")));
    draft_.description = draft_.words(plain(text(entry, "SurveyDescription")));
    draft_.display = text(*(options_ != nullptr ? options_ : &v_), "QuestionsPerPage") == "1" ? "one" : "pages";
    if (const auto* o = entry.find("Peakend")) draft_.overlay = *o;
    if (options_ != nullptr) {
      for (const auto* name : {"Header", "Footer", "EOSRedirectURL", "CustomStyles"})
        if (!trim(text(*options_, name)).empty()) draft_.losses().add(std::string("SO.") + name, "loss_feature");
    }
  }
  void blocks(const Value& payload) {
    for (const auto& [k, b] : qsf_entries(&payload, nullptr)) {
      const auto id = text(*b, "ID");
      if (id.empty() || blocks_.count(id)) continue;
      blocks_[id] = b;
      block_order_.push_back(id);
    }
  }

  // ---- flow ---------------------------------------------------------------------------------------------------------
  void flow(const List& list, const Value& visible, const std::string& path, int depth) {
    if (depth > 16) return draft_.losses().add(path, "loss_too_many");
    for (std::size_t i = 0; i < list.size() && i < 2'000; ++i) {
      const auto& f = list[i];
      const auto here = path + "[" + std::to_string(i) + "]";
      const auto type = text(f, "Type");
      if (type == "Block" || type == "Standard") {
        block(text(f, "ID"), visible, here);
      } else if (type == "Branch") {
        Value rule = qsf_rule(at(f, {"BranchLogic"}), draft_, book_, draft_.losses(), draft_.found(), here);
        if (!visible.is_null() && !rule.is_null()) rule = Members{{"and", List{visible, rule}}};
        flow(list_of(f.find("Flow")), rule.is_null() ? visible : rule, here, depth + 1);
      } else if (type == "EmbeddedData") {
        fields(f);
      } else if (type == "Group") {
        flow(list_of(f.find("Flow")), visible, here, depth + 1);
      } else if (type == "EndSurvey") {
        if (visible.is_null() || draft_.pages().empty()) continue;
        draft_.pages().back().branches.emplace_back(visible, std::string(survey::kEnd));
      } else {
        // Randomizers, web services, authenticators, quotas: the blocks inside stay, in their order.
        draft_.losses().add(here, type == "BlockRandomizer" ? "loss_randomizer" : "loss_feature", type);
        flow(list_of(f.find("Flow")), visible, here, depth + 1);
      }
    }
  }
  void fields(const Value& f) {
    List hidden;
    for (auto& m : draft_.more)
      if (m.first == "hidden" && m.second.list() != nullptr) hidden = *m.second.list();
    for (const auto& e : list_of(f.find("EmbeddedData"))) {
      const auto key = slug(text(e, "Field"));
      if (key.empty() || !book_.fields.insert(key).second) continue;
      if (hidden.size() >= survey::kMaxHidden) {
        draft_.losses().add("EmbeddedData", "loss_too_many", text(e, "Field"));
        continue;
      }
      hidden.push_back(Members{{"key", key}});
      if (!text(e, "Value").empty() && text(e, "Type") != "Recipient") draft_.losses().add("EmbeddedData." + text(e, "Field"), "loss_field_value", text(e, "Value"));
    }
    std::erase_if(draft_.more, [](const auto& m) { return m.first == "hidden"; });
    if (!hidden.empty()) draft_.more.emplace_back("hidden", std::move(hidden));
  }
  void unused(const std::string& id) {
    ++draft_.found().pages;
    for (const auto& e : list_of(blocks_[id]->find("BlockElements")))
      if (text(e, "Type") == "Question") draft_.losses().add(text(e, "QuestionID"), "loss_unused_question", tag_of(text(e, "QuestionID")));
  }
  std::string tag_of(const std::string& id) const {
    const auto it = questions_.find(id);
    return it == questions_.end() ? id : text(*it->second, "DataExportTag");
  }
  void block(const std::string& id, const Value& visible, const std::string& path) {
    const auto it = blocks_.find(id);
    if (it == blocks_.end()) return;
    if (!done_.insert(id).second) return draft_.losses().add(path, "loss_block_again", text(*it->second, "Description"));
    ++draft_.found().pages;
    const Value& b = *it->second;
    const auto title = plain(text(b, "Description"));
    open_page(b, title, visible, path);
    const auto& elements = list_of(b.find("BlockElements"));
    for (std::size_t i = 0; i < elements.size(); ++i) {
      const auto type = text(elements[i], "Type");
      const auto qid = text(elements[i], "QuestionID");
      if (type == "Page Break") {
        if (!draft_.pages().back().items.empty() && i + 1 < elements.size()) open_page(b, {}, visible, path);
      } else if (const auto q = questions_.find(qid); q != questions_.end()) {
        if (used_.insert(qid).second) question(qid, *q->second);
        for (const auto& s : list_of(elements[i].find("SkipLogic"))) pending_.push_back({&s, qid, id});
      }
    }
    last_page_[id] = draft_.pages().size();
  }
  void open_page(const Value& b, const std::string& title, const Value& visible, const std::string& path) {
    // Names that Qualtrics gives by itself say nothing to respondents.
    const auto wanted = text(b, "PeakendKey");
    Part& p = draft_.page(wanted, {});
    (void)title;
    p.visible_if = visible;
    p.path = path;
    const auto mix = text(at(b, {"Options"}), "RandomizeQuestions");
    p.random = mix == "RandomWithXPerPage" || mix == "Advanced" || mix == "true";
    if (const auto* o = b.find("Peakend")) p.overlay = *o;
  }

  // ---- questions ----------------------------------------------------------------------------------------------------
  Text words(const Value& q, std::string_view html, const std::string& path, const std::function<std::string(const Value&)>& other) {
    Text out;
    bool lost = false;
    const auto clean = [&](std::string_view s) {
      return pipe_in(plain(s, &lost), "${", "}", [&](std::string_view name) { return piped(name); });
    };
    if (const auto s = clean(html); !s.empty()) out[draft_.lang()] = s;
    if (const auto* l = q.find("Language"); l != nullptr && l->members() != nullptr)
      for (const auto& [tag, x] : *l->members())
        if (const auto s = clean(other(x)); !s.empty() && !language(tag).empty()) out[language(tag)] = s;
    if (lost) draft_.losses().add(path, "loss_markup", out.empty() ? "" : out.begin()->second);
    return out;
  }
  std::string piped(std::string_view name) {
    // q://QID1/ChoiceGroup/SelectedChoices, q://QID3/ChoiceTextEntryValue, e://Field/x
    if (name.substr(0, 10) == "e://Field/") {
      const auto key = slug(name.substr(10));
      if (!book_.fields.count(key)) return {};
      for (auto& m : draft_.more)
        if (m.first == "hidden" && m.second.list() != nullptr)
          for (auto& h : *m.second.list())
            if (text(h, "key") == key) h.set("shown", true);
      return "{{field." + key + "}}";
    }
    if (name.substr(0, 4) != "q://") return {};
    const auto id = name.substr(4, name.find('/', 4) - 4);
    const auto it = book_.questions.find(id);
    if (it == book_.questions.end() || it->second.item == SIZE_MAX) return {};
    return "{{answer." + draft_.item(it->second.item).key + "}}";
  }
  std::vector<Choice> choices(const Value& q, const char* member, const char* order, const std::string& path) {
    std::vector<Choice> out;
    for (const auto& [id, c] : qsf_entries(q.find(member), q.find(order))) {
      Choice one;
      one.foreign = id;
      const auto display = c->members() != nullptr ? text(*c, "Display") : text_of(*c);
      one.text = words(q, display, path + "." + member + "." + id, [&, i = id](const Value& l) { return text_of(at(l, {member, i.c_str(), "Display"}).is_null() ? at(l, {member, i.c_str()}) : at(l, {member, i.c_str(), "Display"})); });
      if (const auto image = at(*c, {"Image", "ImageLocation"}).text(); image != nullptr && image->substr(0, 8) == "https://") one.image = *image;
      if (c->find("DisplayLogic") != nullptr) draft_.losses().add(path + "." + member + "." + id, "loss_option_rule");
      if (text(*c, "ExclusiveAnswer") == "true") draft_.losses().add(path + "." + member + "." + id, "loss_exclusive", first_words(one.text, draft_.lang()));
      out.push_back(std::move(one));
    }
    return out;
  }
  static std::string recode(const Value& q, const std::string& id) {
    const auto* r = q.find("RecodeValues");
    const auto s = r == nullptr || r->members() == nullptr ? std::string() : text_of(r->find(id));
    return s.empty() ? id : s;
  }
  static std::string choice_tag(const Value& q, const std::string& id) {
    const auto* t = q.find("ChoiceDataExportTags");
    return t == nullptr || t->members() == nullptr ? std::string() : text_of(t->find(id));
  }
  void name(const Slot& slot, std::initializer_list<std::string> names) {
    for (const auto& n : names)
      if (!n.empty()) draft_.slots.emplace(n, slot);
  }

  void question(const std::string& qid, const Value& q) {
    Item it;
    it.path = qid;
    it.foreign = text(q, "DataExportTag").empty() ? qid : text(q, "DataExportTag");
    it.text = words(q, text(q, "QuestionText"), qid, [](const Value& l) { return text(l, "QuestionText"); });
    const auto force = text(at(q, {"Validation", "Settings"}), "ForceResponse");
    it.required = force == "ON" || force == "true";
    it.random = text(at(q, {"Randomization"}), "Type") == "All";
    if (const auto* o = q.find("Peakend")) it.overlay = *o;
    if (const auto* logic = q.find("DisplayLogic")) it.visible_if = qsf_rule(*logic, draft_, book_, draft_.losses(), draft_.found(), qid + ".DisplayLogic");
    if (q.find("QuestionJS") != nullptr && !text(q, "QuestionJS").empty()) draft_.losses().add(qid + ".QuestionJS", "loss_feature");
    if (q.find("DynamicChoices") != nullptr) draft_.losses().add(qid + ".DynamicChoices", "loss_feature");
    if (it.overlay.find("kind") != nullptr) {
      const auto kind = text_of(it.overlay.find("kind"));
      it.kind = kind == "nps" || kind == "csat" || kind == "ces" || kind == "consent" ? kind : "statement";
      auto& book = book_.questions[qid];
      book.item = draft_.add(std::move(it));
      return name({book.item, Slot::value, {}}, {text(q, "DataExportTag"), qid});
    }
    const auto type = text(q, "QuestionType");
    if (type == "SBS") return side_by_side(qid, q, it);
    make(qid, q, std::move(it));
  }
  void side_by_side(const std::string& qid, const Value& q, const Item& base) {
    for (const auto& [n, sub] : qsf_entries(q.find("AdditionalQuestions"), nullptr)) {
      Item it = base;
      it.path = qid + "#" + n;
      it.foreign = text(*sub, "DataExportTag").empty() ? base.foreign + "#" + n : text(*sub, "DataExportTag");
      const auto own = words(*sub, text(*sub, "QuestionText"), it.path, [](const Value& l) { return text(l, "QuestionText"); });
      for (auto& [l, s] : it.text) s += " – " + std::string(own.count(l) ? own.at(l) : std::string(first_words(own, draft_.lang())));
      if (it.text.empty()) it.text = own;
      make(qid + "#" + n, *sub, std::move(it));
    }
  }

  void make(const std::string& qid, const Value& q, Item it) {
    const auto type = text(q, "QuestionType"), selector = text(q, "Selector"), sub = text(q, "SubSelector");
    auto& book = book_.questions[qid];
    book.item = draft_.size();
    if (type == "MC" && selector == "NPS") return nps(qid, q, std::move(it));
    if (type == "MC") return multiple_choice(qid, q, std::move(it), selector);
    if (type == "RO") return ranking(qid, q, std::move(it));
    if (type == "TE" || type == "Form") return written(qid, q, std::move(it), selector);
    if (type == "DB") {
      it.kind = "statement";
      it.required = false;
      if (!it.text.empty()) draft_.add(std::move(it));
      book.item = SIZE_MAX;
      return;
    }
    if (type == "Matrix") return matrix(qid, q, std::move(it), selector, sub);
    if (type == "Slider") return slider(qid, q, std::move(it));
    if (type == "CS") {
      it.rows = choices(q, "Choices", "ChoiceOrder", qid);
      draft_.losses().add(qid, "loss_constant_sum");
      return rows_of_texts(qid, q, it);
    }
    book.item = SIZE_MAX;
    draft_.losses().add(qid, "loss_kind", type + "/" + selector);
  }
  void nps(const std::string& qid, const Value&, Item it) {
    it.kind = "nps";
    const auto tag = it.foreign;
    const Slot slot{draft_.add(std::move(it)), Slot::value, {}};
    auto& book = book_.questions[qid];
    for (int i = 0; i <= 10; ++i) book.options[std::to_string(i)] = std::to_string(i);
    name(slot, {tag, qid});
  }
  void multiple_choice(const std::string& qid, const Value& q, Item it, std::string_view selector) {
    const bool several = selector.substr(0, 2) == "MA" || selector == "MSB";
    it.kind = several ? "multiple" : "single";
    auto all = choices(q, "Choices", "ChoiceOrder", qid);
    std::string other_id;
    std::vector<Choice> kept;
    for (auto& c : all) {
      const auto* entry = at(q, {"Choices"}).find(c.foreign);
      const bool writes = entry != nullptr && entry->find("TextEntry") != nullptr && text(*entry, "TextEntry") != "false" && text(*entry, "TextEntry") != "off";
      if (writes && other_id.empty()) {
        other_id = c.foreign;
        it.other = true;
        it.other_foreign = recode(q, c.foreign);
        if (!c.text.empty()) it.more.emplace_back("other_text", words_value(c.text));
        continue;
      }
      if (writes) draft_.losses().add(qid + ".Choices." + c.foreign, "loss_other_words", first_words(c.text, draft_.lang()));
      kept.push_back(std::move(c));
    }
    if (kept.size() < 2 && it.other) {
      // Nothing left to choose from beside the box to write in: the words are kept as an option.
      it.other = false;
      std::erase_if(it.more, [](const auto& m) { return m.first == "other_text"; });
      kept = std::move(all);
      other_id.clear();
      kept = choices(q, "Choices", "ChoiceOrder", qid);
    }
    std::vector<std::string> ids;
    for (auto& c : kept) {
      ids.push_back(c.foreign);
      c.foreign = recode(q, c.foreign);
    }
    if (const auto* s = q.find("PeakendKeys"); s != nullptr && s->members() != nullptr)
      for (std::size_t i = 0; i < kept.size(); ++i) kept[i].key = text_of(s->find(ids[i]));
    it.options = std::move(kept);
    const auto tag = it.foreign;
    const auto n = draft_.add(std::move(it));
    auto& book = book_.questions[qid];
    book.item = n;
    const Item& made = draft_.item(n);
    if (!several) name({n, Slot::value, {}}, {tag, qid});
    for (std::size_t i = 0; i < ids.size() && i < made.options.size(); ++i) {
      if (several) {
        const Slot tick{n, Slot::tick, made.options[i].key};
        book.choices[ids[i]] = tick;
        name(tick, {qid + "-" + ids[i], tag + "_" + made.options[i].foreign, tag + "_" + ids[i], choice_tag(q, ids[i])});
      } else {
        book.options[ids[i]] = made.options[i].foreign;
      }
    }
    if (!other_id.empty()) {
      const Slot words{n, Slot::other, {}};
      name(words, {tag + "_TEXT", tag + "_" + other_id + "_TEXT", tag + "_" + made.other_foreign + "_TEXT", qid + "-TEXT", qid + "-" + other_id + "-TEXT"});
      book.options[other_id] = made.other_foreign;
    }
  }
  void ranking(const std::string& qid, const Value& q, Item it) {
    it.kind = "ranking";
    it.options = choices(q, "Choices", "ChoiceOrder", qid);
    if (const auto* s = q.find("PeakendKeys"); s != nullptr && s->members() != nullptr)
      for (auto& c : it.options) c.key = text_of(s->find(c.foreign));
    const auto tag = it.foreign;
    const auto n = draft_.add(std::move(it));
    for (const auto& o : draft_.item(n).options) name({n, Slot::rank_of, o.key}, {tag + "_" + recode(q, o.foreign), tag + "_" + o.foreign, qid + "-" + o.foreign});
  }
  void written(const std::string& qid, const Value& q, Item it, std::string_view selector) {
    if (selector == "FORM") {
      it.rows = choices(q, "Choices", "ChoiceOrder", qid);
      return rows_of_texts(qid, q, it);
    }
    if (selector == "PW") draft_.losses().add(qid, "loss_password");
    const auto& settings = at(q, {"Validation", "Settings"});
    const auto content = text(settings, "ContentType").empty() ? text(settings, "Type") : text(settings, "ContentType");
    it.kind = content == "ValidDate" ? "date" : selector == "SL" || selector == "PW" ? "short_text" : "long_text";
    if (!content.empty() && content != "None" && content != "ValidDate" && content != "ContentType") draft_.losses().add(qid + ".Validation", "loss_validation", content);
    if (const auto d = read_number(text(settings, "TotalChars")); d && *d >= 1 && it.kind != "date")
      it.more.emplace_back("max_length", std::min(std::floor(*d), it.kind == "long_text" ? 5000.0 : 500.0));
    const auto tag = it.foreign;
    name({draft_.add(std::move(it)), Slot::value, {}}, {tag, tag + "_TEXT", qid + "-TEXT", qid});
  }
  void rows_of_texts(const std::string& qid, const Value& q, const Item& it) {
    const auto slots = draft_.add_texts(it);
    for (std::size_t i = 0; i < slots.size(); ++i) {
      const auto& id = it.rows[i].foreign;
      name(slots[i], {it.foreign + "_" + recode(q, id), it.foreign + "_" + id, qid + "-" + id, it.foreign + "_" + id + "_TEXT", qid + "-" + id + "-TEXT", choice_tag(q, id)});
      book_.questions[qid].choices[id] = slots[i];
    }
  }
  void slider(const std::string& qid, const Value& q, Item it) {
    const auto& c = at(q, {"Configuration"});
    double min = read_number(text(c, "CSSliderMin")).value_or(0), max = read_number(text(c, "CSSliderMax")).value_or(100);
    if (!(min < max)) min = 0, max = 100;
    const double step = max - min > 100 ? (max - min) / 100 : 1;
    it.rows = choices(q, "Choices", "ChoiceOrder", qid);
    if (it.rows.empty()) it.rows.push_back({"1", it.text});
    it.kind = "grid";
    it.more.emplace_back("scale", scale_value(min, max, true, step));
    name_rows(qid, q, std::move(it));
  }
  /// A grid whose rows are the choices.
  void name_rows(const std::string& qid, const Value& q, Item it) {
    const auto tag = it.foreign;
    const auto rows = it.rows;
    const auto first = draft_.add(std::move(it));
    std::vector<Slot> slots;
    for (std::size_t r = 0; r < rows.size(); ++r) {
      const auto n = first + r / survey::kMaxRows;
      slots.push_back({n, Slot::row, draft_.item(n).rows[r % survey::kMaxRows].key});
    }
    name_all(qid, q, tag, rows, slots);
  }
  void name_all(const std::string& qid, const Value& q, const std::string& tag, const std::vector<Choice>& rows, const std::vector<Slot>& slots) {
    auto& book = book_.questions[qid];
    for (std::size_t i = 0; i < slots.size() && i < rows.size(); ++i) {
      const auto& id = rows[i].foreign;
      book.choices[id] = slots[i];
      const auto own = choice_tag(q, id);
      name(slots[i], {tag + "_" + id, qid + "-" + id, own, own.empty() ? "" : tag + "_" + own});
    }
    if (!slots.empty()) book.item = slots[0].item;
  }
  void matrix(const std::string& qid, const Value& q, Item it, std::string_view selector, std::string_view sub) {
    it.rows = choices(q, "Choices", "ChoiceOrder", qid);
    if (const auto* s = q.find("PeakendKeys"); s != nullptr && s->members() != nullptr)
      for (auto& c : it.rows) c.key = text_of(s->find(c.foreign));
    auto columns = choices(q, "Answers", "AnswerOrder", qid);
    const auto tag = it.foreign;
    const auto rows = it.rows;
    for (const auto& r : rows) {
      const auto* entry = at(q, {"Choices"}).find(r.foreign);
      if (entry != nullptr && entry->find("TextEntry") != nullptr && text(*entry, "TextEntry") != "false") draft_.losses().add(qid + ".Choices." + r.foreign, "loss_row_words");
    }
    auto& book = book_.questions[qid];
    if (selector == "TE") {
      // A text for each cell: rows x columns.
      std::vector<Choice> cells;
      for (const auto& r : rows)
        for (const auto& c : columns) {
          Choice cell{r.foreign + "_" + c.foreign, r.text};
          for (auto& [l, s] : cell.text) s += " – " + std::string(c.text.count(l) ? c.text.at(l) : std::string(first_words(c.text, draft_.lang())));
          cells.push_back(std::move(cell));
        }
      it.rows = cells.empty() ? rows : cells;
      return rows_of_texts_in(qid, q, it);
    }
    if (selector == "Bipolar" || selector == "MaxDiff" || selector == "RO" || selector == "CS") draft_.losses().add(qid, "loss_matrix_kind", selector);
    if (sub == "MultipleAnswer") {
      std::vector<std::string> ids;
      for (const auto& c : columns) ids.push_back(c.foreign);
      const auto slots = draft_.add_multi_matrix(std::move(it), columns);
      for (std::size_t r = 0; r < slots.size(); ++r) {
        const auto own = choice_tag(q, rows[r].foreign);
        for (std::size_t c = 0; c < slots[r].size() && c < ids.size(); ++c) {
          const auto cell = rows[r].foreign + "_" + ids[c];
          name(slots[r][c], {qid + "-" + rows[r].foreign + "-" + ids[c], tag + "_" + cell, own.empty() ? "" : own + "_" + ids[c], own.empty() ? "" : tag + "_" + own + "_" + ids[c]});
          if (c == 0) book.choices[rows[r].foreign] = slots[r][c];
        }
      }
      for (const auto& id : ids) book.answers[id] = id;
      return;
    }
    bool recoded = false;
    for (auto& c : columns) {
      const auto id = c.foreign;
      c.foreign = recode(q, id);
      recoded = recoded || c.foreign != id;
      book.answers[id] = c.foreign;
      c.point = read_number(c.foreign).value_or(0);
    }
    std::vector<std::string> heads;
    for (const auto& c : columns) heads.emplace_back(first_words(c.text, draft_.lang()));
    const bool own = q.find("Peakend") != nullptr;
    const auto slots = draft_.add_matrix(std::move(it), columns, own || (recoded && scale_direction(heads) != 0));
    name_all(qid, q, tag, rows, slots);
  }
  void rows_of_texts_in(const std::string& qid, const Value& q, const Item& it) {
    const auto slots = draft_.add_texts(it);
    for (std::size_t i = 0; i < slots.size(); ++i) {
      std::string dashed = it.rows[i].foreign;
      std::replace(dashed.begin(), dashed.end(), '_', '-');
      name(slots[i], {it.foreign + "_" + it.rows[i].foreign, it.foreign + "_" + it.rows[i].foreign + "_TEXT", qid + "-" + dashed + "-TEXT", qid + "-" + dashed});
    }
    (void)q;
  }

  // ---- skips --------------------------------------------------------------------------------------------------------
  struct Pending {
    const Value* skip;
    std::string question, block;
  };
  void skips() {
    for (const auto& p : pending_) {
      ++draft_.found().rules;
      const auto path = p.question + ".SkipLogic";
      std::string why;
      const auto locator = text(*p.skip, "Locator").empty() ? text(*p.skip, "ChoiceLocator") : text(*p.skip, "Locator");
      Value rule = qsf_condition(locator, text(*p.skip, "Condition"), text(*p.skip, "RightOperand"), draft_, book_, why);
      const auto from = book_.questions.find(p.question);
      const auto to = destination(text(*p.skip, "SkipToDestination"), p.block);
      if (rule.is_null() || to.empty() || from == book_.questions.end() || from->second.item == SIZE_MAX) {
        draft_.losses().add(path, "loss_rule", why.empty() ? text(*p.skip, "SkipToDestination") : why);
        continue;
      }
      ++draft_.found().rules_carried;
      draft_.item(from->second.item).jumps.emplace_back(std::move(rule), to);
    }
  }
  std::string destination(const std::string& to, const std::string& block) {
    if (to == "ENDOFSURVEY") return std::string(survey::kEnd);
    if (to == "ENDOFBLOCK") {
      const auto it = last_page_.find(block);
      if (it == last_page_.end()) return {};
      for (std::size_t i = it->second; i < draft_.pages().size(); ++i)
        if (!draft_.pages()[i].items.empty()) return draft_.pages()[i].key;
      return std::string(survey::kEnd);
    }
    const auto q = book_.questions.find(to);
    return q == book_.questions.end() || q->second.item == SIZE_MAX || q->second.item >= draft_.size() ? std::string() : draft_.item(q->second.item).key;
  }

  const Value& v_;
  Draft& draft_;
  QsfBook book_;
  std::map<std::string, const Value*, std::less<>> questions_, blocks_;
  std::vector<std::string> block_order_;
  std::set<std::string, std::less<>> done_, used_;
  std::map<std::string, std::size_t> last_page_;  ///< by block: pages so far at its end
  std::vector<Pending> pending_;
  const Value *flow_ = nullptr, *options_ = nullptr;
};

}  // namespace

bool is_qsf(const Value& v) { return v.find("SurveyElements") != nullptr && v.find("SurveyEntry") != nullptr; }

Result<void> read_qsf(const Value& survey, const table::Table* rows, const ReadOptions& options, Moved& out) {
  Draft draft(out, options);
  Qsf reading(survey, draft);
  PK_CHECK(reading.run());
  if (rows != nullptr) read_qualtrics_rows(*rows, draft, out);
  return {};
}

}  // namespace peakend::survey_files
