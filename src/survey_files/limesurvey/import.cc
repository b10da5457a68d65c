// LimeSurvey structures (LSS, also inside LSA) and their responses (LSR).
#include <algorithm>
#include <cmath>

#include "base/calendar.h"
#include "survey_files/carry.h"
#include "survey_files/formats.h"
#include "survey_files/limesurvey/xml.h"
#include "survey_files/texts.h"

namespace peakend::survey_files {

using survey::List;
using survey::Members;
using survey::Text;
using survey::Value;

namespace {

double order_of(const LsRow& r, std::string_view name) { return read_number(field(r, name)).value_or(0); }

class LimeSurvey {
 public:
  LimeSurvey(const LsDocument& doc, Draft& draft) : doc_(doc), draft_(draft) {}

  Result<void> run() {
    head();
    for (const auto& a : doc_.rows("question_attributes")) attributes_[std::string(field(a, "qid"))].emplace(std::string(field(a, "attribute")), std::string(field(a, "value")));
    for (const auto* table : {"questions", "subquestions"})
      for (const auto& q : doc_.rows(table)) take_question(q, table == std::string_view("subquestions"));
    for (const auto& l : doc_.rows("question_l10ns")) {
      put(texts_[std::string(field(l, "qid"))], field(l, "language"), field(l, "question"));
      put(helps_[std::string(field(l, "qid"))], field(l, "language"), field(l, "help"));
    }
    answers();
    draft_.found().questions = static_cast<std::int64_t>(questions_.size());
    groups();
    quotas();
    for (const auto* table : {"assessments", "quota_languagesettings"})
      if (table == std::string_view("assessments") && !doc_.rows(table).empty()) draft_.losses().add(table, "loss_feature");
    return draft_.finish();
  }
  void responses(const LsDocument& doc) {
    for (const auto& row : doc.rows("responses")) {
      ++draft_.found().responses;
      Response r;
      Answering answers(draft_, draft_.losses());
      for (const auto& [name, value] : row) {
        if (value.empty()) continue;
        if (name == "id") r.id = value;
        else if (name == "submitdate") r.finished_at = when(value);
        else if (name == "startdate") r.started_at = when(value);
        else if (name == "startlanguage") r.lang = language(value);
        else if (name == "token") r.customer = value;
        else if (name == "lastpage" || name == "seed" || name == "datestamp" || name == "ipaddr" || name == "refurl") continue;
        else if (const auto* slot = draft_.slot(name)) answers.put(*slot, value);
        else draft_.losses().add(name, "loss_unknown_column", value);
      }
      r.done = !field(row, "submitdate").empty();
      r.answers = answers.finish();
      draft_.accept(std::move(r));
    }
  }

 private:
  static std::optional<Instant> when(std::string_view s) {
    // 1980-01-01 stands for "no time kept".
    if (s.substr(0, 10) == "1980-01-01") return std::nullopt;
    const auto t = calendar::parse_time(s, {}, calendar::Zone());
    return t ? std::optional(t->at) : std::nullopt;
  }

  // ---- words --------------------------------------------------------------------------------------------------------
  void put(Text& into, std::string_view lang, std::string_view html) {
    const auto l = language(lang);
    if (!trim(html).empty()) into[l.empty() ? draft_.lang() : l] = html;
  }
  Text clean(const Text& raw, const std::string& path) {
    Text out;
    bool lost = false;
    for (const auto& [l, s] : raw) {
      const auto words = pipe_in(plain(s, &lost), "{", "}", [&](std::string_view name) { return piped(name, path); });
      if (!words.empty()) out[l] = words;
    }
    if (lost) draft_.losses().add(path, "loss_markup", out.empty() ? "" : out.begin()->second);
    return out;
  }
  std::string piped(std::string_view name, const std::string& path) {
    if (name.substr(0, 10) == "INSERTANS:") name.remove_prefix(10);
    const auto s = find(name);
    if (!s || s->role == Slot::tick || s->role == Slot::rank_at) {
      draft_.losses().add(path, "loss_piping", name);
      return {};
    }
    return "{{answer." + draft_.item(s->item).key + (s->role == Slot::row ? "." + s->part : "") + "}}";
  }
  std::optional<Slot> find(std::string_view name) const {
    name = trim(name);
    for (const auto* end : {".NAOK", ".code", ".value", ".valueNAOK", ".shown"})
      if (const std::string_view e(end); name.size() > e.size() && name.substr(name.size() - e.size()) == e) {
        name.remove_suffix(e.size());
        break;
      }
    const auto* s = draft_.slot(name);
    return s == nullptr ? std::nullopt : std::optional(*s);
  }

  void head() {
    std::vector<std::string> tags;
    const LsRow none;
    const auto& surveys = doc_.rows("surveys");
    const auto& s = surveys.empty() ? none : surveys.front();
    sid_ = field(s, "sid");
    tags.emplace_back(field(s, "language"));
    if (tags.back().empty()) tags.pop_back();
    tags.insert(tags.end(), doc_.languages.begin(), doc_.languages.end());
    draft_.languages(tags);
    draft_.display = field(s, "format") == "S" ? "one" : "pages";
    Text title, about, welcome, end;
    for (const auto& l : doc_.rows("surveys_languagesettings")) {
      put(title, field(l, "surveyls_language"), field(l, "surveyls_title"));
      put(about, field(l, "surveyls_language"), field(l, "surveyls_description"));
      put(welcome, field(l, "surveyls_language"), field(l, "surveyls_welcometext"));
      put(end, field(l, "surveyls_language"), field(l, "surveyls_endtext"));
      if (sid_.empty()) sid_ = field(l, "surveyls_survey_id");
    }
    draft_.title = clean(title, "title");
    draft_.description = clean(about, "description");
    draft_.thanks = clean(end, "endtext");
    if (const auto w = clean(welcome, "welcometext"); !w.empty()) {
      draft_.page("welcome", {}, w);
    }
  }
  void take_question(const LsRow& q, bool sub) {
    const std::string id(field(q, "qid")), parent(field(q, "parent_qid"));
    if (id.empty()) return;
    put(texts_[id], field(q, "language"), field(q, "question"));
    put(helps_[id], field(q, "language"), field(q, "help"));
    if (!known_.insert(id).second) return;  // the same in another language
    if (sub || (!parent.empty() && parent != "0")) subs_[parent].push_back(&q);
    else questions_.push_back(&q);
  }
  struct Answer {
    std::string code;
    double order = 0;
    std::string scale;
    Text text;
  };
  void answers() {
    std::map<std::string, Text, std::less<>> words;
    for (const auto& l : doc_.rows("answer_l10ns")) put(words[std::string(field(l, "aid"))], field(l, "language"), field(l, "answer"));
    for (const auto& a : doc_.rows("answers")) {
      auto& list = answers_[std::string(field(a, "qid"))];
      const std::string code(field(a, "code")), scale(field(a, "scale_id"));
      auto it = std::find_if(list.begin(), list.end(), [&](const Answer& x) { return x.code == code && x.scale == scale; });
      if (it == list.end()) it = list.insert(list.end(), Answer{code, order_of(a, "sortorder"), scale, {}});
      put(it->text, field(a, "language"), field(a, "answer"));
      if (const auto w = words.find(field(a, "aid")); w != words.end()) it->text = w->second;
    }
    for (auto& [qid, list] : answers_) std::stable_sort(list.begin(), list.end(), [](const Answer& a, const Answer& b) { return a.order < b.order; });
  }

  // ---- groups -------------------------------------------------------------------------------------------------------
  void groups() {
    std::map<std::string, Text, std::less<>> names, texts;
    for (const auto* table : {"groups", "group_l10ns"})
      for (const auto& g : doc_.rows(table)) {
        put(names[std::string(field(g, "gid"))], field(g, "language"), field(g, "group_name"));
        put(texts[std::string(field(g, "gid"))], field(g, "language"), field(g, "description"));
      }
    std::vector<const LsRow*> order;
    std::set<std::string, std::less<>> seen;
    for (const auto& g : doc_.rows("groups"))
      if (seen.insert(std::string(field(g, "gid"))).second) order.push_back(&g);
    std::stable_sort(order.begin(), order.end(), [](const LsRow* a, const LsRow* b) { return order_of(*a, "group_order") < order_of(*b, "group_order"); });
    std::stable_sort(questions_.begin(), questions_.end(), [](const LsRow* a, const LsRow* b) { return order_of(*a, "question_order") < order_of(*b, "question_order"); });
    for (const auto* g : order) {
      ++draft_.found().pages;
      const std::string gid(field(*g, "gid")), path = "groups." + gid;
      // Pages live in a deque: the reference stays good.
      Part& p = draft_.page(std::string(first_words(names[gid], draft_.lang())), clean(names[gid], path), clean(texts[gid], path));
      p.path = path;
      p.visible_if = rule(field(*g, "grelevance"), path);
      if (!trim(field(*g, "randomization_group")).empty()) draft_.losses().add(path, "loss_randomizer", field(*g, "randomization_group"));
      for (const auto* q : questions_)
        if (field(*q, "gid") == gid) question(*q);
    }
  }
  Value rule(std::string_view relevance, const std::string& path) {
    const auto s = trim(relevance);
    if (s.empty() || s == "1") return {};
    ++draft_.found().rules;
    const auto e = parse_expression(s, Dialect::limesurvey);
    Carrier carrier(draft_, [this](std::string_view n) { return find(n); });
    Value v = e ? carrier.rule(*e) : Value();
    if (v.is_null()) draft_.losses().add(path, "loss_rule", carrier.why().empty() ? s : std::string_view(carrier.why()));
    else ++draft_.found().rules_carried;
    return v;
  }

  // ---- questions ----------------------------------------------------------------------------------------------------
  std::string attribute(const std::string& qid, std::string_view name) const {
    const auto it = attributes_.find(qid);
    if (it == attributes_.end()) return {};
    const auto a = it->second.find(name);
    return a == it->second.end() ? std::string() : a->second;
  }
  /// Rows (scale 0) or columns (scale 1) of a question.
  std::vector<Choice> parts(const std::string& qid, std::string_view scale) {
    std::vector<Choice> out;
    auto list = subs_.count(qid) ? subs_[qid] : std::vector<const LsRow*>{};
    std::stable_sort(list.begin(), list.end(), [](const LsRow* a, const LsRow* b) { return order_of(*a, "question_order") < order_of(*b, "question_order"); });
    for (const auto* s : list) {
      if ((field(*s, "scale_id") == "1") != (scale == "1")) continue;
      const auto relevance = trim(field(*s, "relevance"));
      if (!relevance.empty() && relevance != "1") draft_.losses().add(qid + "." + std::string(field(*s, "title")), "loss_option_rule", relevance);
      out.push_back({std::string(field(*s, "title")), clean(texts_[std::string(field(*s, "qid"))], qid)});
    }
    return out;
  }
  std::vector<Choice> codes(const std::string& qid, std::string_view scale = "0") {
    std::vector<Choice> out;
    for (const auto& a : answers_[qid])
      if ((a.scale == "1") == (scale == "1")) out.push_back({a.code, clean(a.text, qid)});
    return out;
  }
  Choice fixed(const char* code, const char* en, const char* zh, double point = 0) const {
    Choice c{code, draft_.words(draft_.lang().substr(0, 2) == "zh" ? zh : en)};
    c.point = point;
    return c;
  }
  struct Names {
    std::string title, sgqa;
  };
  /// A part of a question is Q_SQ1 in rules and 1X2X3SQ1 in responses.
  void name(const Names& n, const std::string& part, const Slot& slot) {
    draft_.slots.emplace(part.empty() ? n.title : n.title + "_" + part, slot);
    draft_.slots.emplace(n.sgqa + part, slot);
  }

  void question(const LsRow& q) {
    const std::string qid(field(q, "qid")), type(field(q, "type"));
    Item it;
    it.foreign = field(q, "title");
    it.path = it.foreign.empty() ? qid : it.foreign;
    const auto relevance = trim(field(q, "relevance"));
    if (relevance == "0" || attribute(qid, "hidden") == "1") return draft_.losses().add(it.path, "loss_hidden_question", first_words(texts_[qid], draft_.lang()));
    it.text = clean(texts_[qid], it.path);
    it.help = clean(helps_[qid], it.path + ".help");
    it.required = field(q, "mandatory") == "Y";
    it.random = attribute(qid, "random_order") == "1" || attribute(qid, "answer_order") == "random";
    it.visible_if = rule(relevance, it.path);
    it.other = field(q, "other") == "Y";
    it.other_foreign = "-oth-";
    for (const auto* a : {"array_filter", "array_filter_exclude", "exclude_all_others", "equation", "javascript"})
      if (!trim(attribute(qid, a)).empty() && attribute(qid, a) != "0") draft_.losses().add(it.path + "." + a, "loss_feature", attribute(qid, a));
    if (!trim(field(q, "preg")).empty() || !trim(attribute(qid, "em_validation_q")).empty()) draft_.losses().add(it.path, "loss_validation", field(q, "preg"));
    const Names names{std::string(field(q, "title")), std::string(sid_.empty() ? field(q, "sid") : std::string_view(sid_)) + "X" + std::string(field(q, "gid")) + "X" + qid};
    make(type, qid, names, std::move(it));
  }

  void make(const std::string& type, const std::string& qid, const Names& n, Item it) {
    if (type == "L" || type == "!" || type == "O" || type == "Y" || type == "G") return one_of(type, qid, n, std::move(it));
    if (type == "M" || type == "P") return some_of(type, qid, n, std::move(it));
    it.other = false;
    if (type == "R") return ranked(qid, n, std::move(it));
    if (type == "5") {
      draft_.rate(it, 1, 5, 1, "", {}, {});
      return whole(n, std::move(it));
    }
    if (type == "S" || type == "T" || type == "U" || type == "N" || type == "D") return written(type, qid, n, std::move(it));
    if (type == "X") {
      it.kind = "statement";
      if (it.text.empty()) it.text = std::move(it.help), it.help.clear();
      if (!it.text.empty()) draft_.add(std::move(it));
      return;
    }
    if (type == "A" || type == "B" || type == "C" || type == "E" || type == "F" || type == "H") return array(type, qid, n, std::move(it));
    if (type == "1") return dual(qid, n, it);
    if (type == "Q" || type == "K") return texts(type, qid, n, std::move(it));
    if (type == ";" || type == ":") return cells(type, qid, n, it);
    draft_.losses().add(it.path, type == "*" ? "loss_equation" : "loss_kind", type);
  }
  void whole(const Names& n, Item it) {
    const auto at = draft_.add(std::move(it));
    name(n, "", {at, Slot::value, {}});
    if (draft_.item(at).other) name(n, "other", {at, Slot::other, {}});
  }
  void one_of(const std::string& type, const std::string& qid, const Names& n, Item it) {
    it.kind = "single";
    if (type == "Y") it.options = {fixed("Y", "Yes", "是"), fixed("N", "No", "否")};
    else if (type == "G") it.options = {fixed("F", "Female", "女"), fixed("M", "Male", "男")};
    else it.options = codes(qid);
    if (type == "Y" || type == "G") it.other = false;
    const Item again = it;
    whole(n, std::move(it));
    if (type != "O") return;
    Item comment;
    comment.kind = "long_text";
    comment.foreign = again.foreign + "_comment";
    comment.path = again.path;
    comment.text = again.text;
    for (auto& [l, s] : comment.text) s += l.substr(0, 2) == "zh" ? " – 说明" : " – Comment";
    comment.visible_if = again.visible_if;
    name(n, "comment", {draft_.add(std::move(comment)), Slot::value, {}});
  }
  void some_of(const std::string& type, const std::string& qid, const Names& n, Item it) {
    it.kind = "multiple";
    it.options = parts(qid, "0");
    if (type == "P") draft_.losses().add(it.path, "loss_comments");
    for (const auto& [theirs, ours] : {std::pair{"max_answers", "max_choices"}, {"min_answers", "min_choices"}})
      if (const auto d = read_number(attribute(qid, theirs)); d && *d >= 1 && *d <= 100) it.more.emplace_back(ours, std::floor(*d));
    const auto at = draft_.add(std::move(it));
    for (const auto& o : draft_.item(at).options) name(n, o.foreign, {at, Slot::tick, o.key});
    draft_.slots.emplace(n.title, Slot{at, Slot::value, {}});
    if (draft_.item(at).other) name(n, "other", {at, Slot::other, {}});
  }
  void ranked(const std::string& qid, const Names& n, Item it) {
    it.kind = "ranking";
    it.options = codes(qid);
    if (it.options.empty()) it.options = parts(qid, "0");
    if (const auto d = read_number(attribute(qid, "max_answers")); d && *d >= 1 && *d <= 100) it.more.emplace_back("max_choices", std::floor(*d));
    const auto places = it.options.size();
    const auto at = draft_.add(std::move(it));
    draft_.slots.emplace(n.title, Slot{at, Slot::value, {}});
    for (std::size_t i = 1; i <= places; ++i) name(n, std::to_string(i), {at, Slot::rank_at, std::to_string(i)});
  }
  void written(const std::string& type, const std::string& qid, const Names& n, Item it) {
    it.kind = type == "D" ? "date" : type == "S" || type == "N" ? "short_text" : "long_text";
    if (type == "N") draft_.losses().add(it.path, "loss_input_type", "number");
    if (const auto d = read_number(attribute(qid, "maximum_chars")); d && *d >= 1 && type != "D")
      it.more.emplace_back("max_length", std::min(std::floor(*d), it.kind == "long_text" ? 5000.0 : 500.0));
    whole(n, std::move(it));
  }
  void rows(const Names& n, const std::vector<Choice>& list, const std::vector<Slot>& slots, const std::string& end = {}) {
    for (std::size_t i = 0; i < slots.size() && i < list.size(); ++i) {
      name(n, list[i].foreign + end, slots[i]);
      if (end == "#0") draft_.slots.emplace(n.title + "_" + list[i].foreign + "_0", slots[i]);
      if (end == "#1") draft_.slots.emplace(n.title + "_" + list[i].foreign + "_1", slots[i]);
    }
  }
  void array(const std::string& type, const std::string& qid, const Names& n, Item it) {
    it.rows = parts(qid, "0");
    std::vector<Choice> columns;
    bool points = true;
    if (type == "A" || type == "B")
      for (int i = 1; i <= (type == "A" ? 5 : 10); ++i) {
        columns.push_back(fixed(std::to_string(i).c_str(), std::to_string(i).c_str(), std::to_string(i).c_str(), i));
      }
    else if (type == "E") columns = {fixed("D", "Decrease", "减少", -1), fixed("S", "Same", "不变", 0), fixed("I", "Increase", "增加", 1)};
    else if (type == "C") columns = {fixed("Y", "Yes", "是"), fixed("U", "Uncertain", "不确定"), fixed("N", "No", "否")};
    else columns = codes(qid);
    if (type == "C" || type == "F" || type == "H") points = false;
    const auto list = it.rows;
    rows(n, list, draft_.add_matrix(std::move(it), std::move(columns), points));
  }
  void dual(const std::string& qid, const Names& n, const Item& base) {
    const auto list = parts(qid, "0");
    for (const auto* scale : {"0", "1"}) {
      Item it = base;
      it.rows = list;
      it.foreign += std::string("_") + scale;
      const auto head = attribute(qid, scale == std::string_view("0") ? "dualscale_headerA" : "dualscale_headerB");
      for (auto& [l, s] : it.text)
        if (!head.empty()) s += " – " + plain(head);
      rows(n, list, draft_.add_matrix(std::move(it), codes(qid, scale), false), std::string("#") + scale);
    }
  }
  void texts(const std::string& type, const std::string& qid, const Names& n, Item it) {
    it.rows = parts(qid, "0");
    const auto list = it.rows;
    if (type == "K" && attribute(qid, "slider_layout") == "1") {
      const double min = read_number(attribute(qid, "slider_min")).value_or(0), max = read_number(attribute(qid, "slider_max")).value_or(100);
      const double step = read_number(attribute(qid, "slider_accuracy")).value_or(1);
      const double points = step > 0 ? (max - min) / step : 0;
      if (points >= 1 && points <= 100 && std::abs(points - std::round(points)) < 1e-9 && !list.empty()) {
        it.kind = "grid";
        it.more.emplace_back("scale", scale_value(min, max, true, step));
        const auto first = draft_.add(std::move(it));
        for (std::size_t i = 0; i < list.size(); ++i) {
          const auto at = first + i / survey::kMaxRows;
          name(n, list[i].foreign, {at, Slot::row, draft_.item(at).rows[i % survey::kMaxRows].key});
        }
        return;
      }
    }
    if (type == "K") draft_.losses().add(it.path, "loss_input_type", "number");
    rows(n, list, draft_.add_texts(it));
  }
  void cells(const std::string& type, const std::string& qid, const Names& n, const Item& base) {
    const auto list = parts(qid, "0"), columns = parts(qid, "1");
    Item it = base;
    it.rows = list;
    if (type == ":" && attribute(qid, "multiflexible_checkbox") == "1") {
      const auto slots = draft_.add_multi_matrix(std::move(it), columns);
      for (std::size_t r = 0; r < slots.size(); ++r)
        for (std::size_t c = 0; c < slots[r].size(); ++c) name(n, list[r].foreign + "_" + columns[c].foreign, slots[r][c]);
      return;
    }
    const double min = read_number(attribute(qid, "multiflexible_min")).value_or(1), max = read_number(attribute(qid, "multiflexible_max")).value_or(10);
    double step = read_number(attribute(qid, "multiflexible_step")).value_or(1);
    const double points = step > 0 ? (max - min) / step : 0;
    const bool scale = type == ":" && attribute(qid, "input_boxes") != "1" && points >= 1 && points <= 100 && std::abs(points - std::round(points)) < 1e-9;
    for (const auto& c : columns) {
      Item one = base;
      one.rows = list;
      one.foreign += "_" + c.foreign;
      for (auto& [l, s] : one.text) s += " – " + std::string(c.text.count(l) ? c.text.at(l) : std::string(first_words(c.text, draft_.lang())));
      std::vector<Slot> slots;
      if (scale && !list.empty()) {
        one.kind = "grid";
        one.more.emplace_back("scale", scale_value(min, max, true, step));
        const auto first = draft_.add(std::move(one));
        for (std::size_t i = 0; i < list.size(); ++i) {
          const auto at = first + i / survey::kMaxRows;
          slots.push_back({at, Slot::row, draft_.item(at).rows[i % survey::kMaxRows].key});
        }
      } else {
        slots = draft_.add_texts(one);
      }
      for (std::size_t i = 0; i < slots.size() && i < list.size(); ++i) name(n, list[i].foreign + "_" + c.foreign, slots[i]);
    }
  }

  // ---- quotas -------------------------------------------------------------------------------------------------------
  void quotas() {
    List out;
    Carrier carrier(draft_, [](std::string_view) { return std::nullopt; });
    std::map<std::string, std::string> title_of;
    for (const auto* q : questions_) title_of[std::string(field(*q, "qid"))] = field(*q, "title");
    for (const auto& q : doc_.rows("quota")) {
      const std::string id(field(q, "id")), path = "quota." + id;
      const auto limit = read_number(field(q, "qlimit"));
      std::map<std::string, List> by_question;
      bool whole = limit && *limit >= 1 && *limit == std::floor(*limit) && out.size() < survey::kMaxQuotas;
      for (const auto& m : doc_.rows("quota_members")) {
        if (field(m, "quota_id") != id) continue;
        const auto title = title_of[std::string(field(m, "qid"))];
        const std::string code(field(m, "code"));
        const auto* tick = draft_.slot(title + "_" + code);
        const auto* value = draft_.slot(title);
        Value one = tick != nullptr ? carrier.compare(*tick, "==", "Y") : value != nullptr ? carrier.compare(*value, "==", code) : Value();
        whole = whole && !one.is_null();
        by_question[title].push_back(std::move(one));
      }
      if (!whole || by_question.empty()) {
        draft_.losses().add(path, "loss_quota", field(q, "name"));
        continue;
      }
      List all;
      for (auto& [title, any] : by_question) all.push_back(any.size() == 1 ? any.front() : Value(Members{{"or", std::move(any)}}));
      out.push_back(Members{{"key", "quota_" + std::to_string(out.size() + 1)}, {"limit", *limit}, {"when", all.size() == 1 ? all.front() : Value(Members{{"and", std::move(all)}})}});
    }
    if (!out.empty()) draft_.more.emplace_back("quotas", std::move(out));
  }

  const LsDocument& doc_;
  Draft& draft_;
  std::string sid_;
  std::map<std::string, std::map<std::string, std::string, std::less<>>, std::less<>> attributes_;
  std::map<std::string, Text, std::less<>> texts_, helps_;
  std::set<std::string, std::less<>> known_;
  std::vector<const LsRow*> questions_;
  std::map<std::string, std::vector<const LsRow*>, std::less<>> subs_;
  std::map<std::string, std::vector<Answer>, std::less<>> answers_;
};

}  // namespace

Result<void> read_limesurvey(std::string_view lss, std::string_view responses, const ReadOptions& options, Moved& out) {
  PK_TRY(const auto doc, parse_limesurvey(lss));
  Draft draft(out, options);
  LimeSurvey reading(doc, draft);
  PK_CHECK(reading.run());
  if (!responses.empty()) {
    PK_TRY(const auto rows, parse_limesurvey(responses));
    reading.responses(rows);
  }
  return {};
}

}  // namespace peakend::survey_files
