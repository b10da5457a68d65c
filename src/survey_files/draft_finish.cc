// From the draft to a document without faults.
#include <algorithm>
#include <cmath>

#include "survey_files/draft.h"
#include "survey_files/texts.h"

namespace peakend::survey_files {

using survey::List;
using survey::Members;
using survey::Text;
using survey::Value;

namespace {

void collect(const Value& rule, std::set<std::string>& reads) {
  std::vector<FieldError> faults;
  survey::check_logic(rule, "", faults, reads);
}
std::string_view question_of(std::string_view path) {
  if (path.substr(0, 7) != "answer.") return {};
  path.remove_prefix(7);
  return path.substr(0, path.find('.'));
}
void lay_over(Value& v, const Value& overlay) {
  if (overlay.members() == nullptr || v.members() == nullptr) return;
  for (const auto& [name, x] : *overlay.members()) {
    if (name == "key" || name == "questions" || name == "pages") continue;
    if (x.is_null()) std::erase_if(*v.members(), [&, n = &name](const auto& m) { return m.first == *n; });
    else v.set(name, x);
  }
}
Value jumps_value(const std::vector<std::pair<Value, std::string>>& jumps) {
  List out;
  for (const auto& [rule, to] : jumps) out.push_back(Members{{"if", rule}, {"to", to}});
  return out;
}

}  // namespace

void Draft::repair(Item& it) {
  const bool chooses = it.kind == "single" || it.kind == "multiple" || it.kind == "ranking" || it.kind == "picture";
  if (chooses && it.options.size() < 2) {
    if (it.options.size() == 1 && it.kind != "ranking" && !it.other) {
      // One box to tick is a yes or no.
      losses().add(it.path, "loss_one_option", first_words(it.options[0].text, lang()));
      for (auto& [l, s] : it.text)
        if (const auto o = it.options[0].text.find(l); o != it.options[0].text.end() && o->second != s) s += " – " + o->second;
      it.kind = "consent";
    } else {
      losses().add(it.path, "loss_no_options", first_words(it.text, lang()));
      it.kind = "short_text";
      it.other = false;
    }
    std::erase_if(it.more, [](const auto& m) { return m.first == "min_choices" || m.first == "max_choices" || m.first == "other_text"; });
    it.random = false;
  }
  if (it.kind == "picture" && std::any_of(it.options.begin(), it.options.end(), [](const Choice& c) { return c.image.empty(); })) {
    const auto most = std::find_if(it.more.begin(), it.more.end(), [](const auto& m) { return m.first == "max_choices"; });
    const bool several = most != it.more.end() && most->second.number() != nullptr && *most->second.number() != 1;
    losses().add(it.path, "loss_picture", first_words(it.text, lang()));
    it.kind = several ? "multiple" : "single";
    if (!several) std::erase_if(it.more, [](const auto& m) { return m.first == "min_choices" || m.first == "max_choices"; });
    for (auto& o : it.options) o.image.clear();
  }
  // Bounds that the options cannot reach.
  const double most = static_cast<double>(it.options.size()) + (it.other ? 1 : 0);
  for (auto& [name, v] : it.more)
    if ((name == "max_choices" || name == "min_choices") && v.number() != nullptr) v = std::clamp(*v.number(), 0.0, most);
  const auto bound = [&](const char* name) {
    for (const auto& [n, v] : it.more)
      if (n == name && v.number() != nullptr) return *v.number();
    return 0.0;
  };
  if (bound("max_choices") > 0 && bound("min_choices") > bound("max_choices")) std::erase_if(it.more, [](const auto& m) { return m.first == "min_choices"; });
}

void Draft::limit() {
  std::size_t asked = 0;
  for (auto& p : pages_)
    for (const auto i : p.items) {
      if (!items_[i].dropped && ++asked > survey::kMaxQuestions) {
        items_[i].dropped = true;
        losses().add(items_[i].path, "loss_too_many_questions", first_words(items_[i].text, lang()));
      }
    }
  for (auto& p : pages_) std::erase_if(p.items, [&](std::size_t i) { return items_[i].dropped; });
  // A page without questions that says something becomes a statement.
  for (auto& p : pages_) {
    if (!p.items.empty() || asked >= survey::kMaxQuestions || (p.title.empty() && p.text.empty())) continue;
    if (p.text.empty()) continue;
    Item it;
    it.kind = "statement";
    it.foreign = p.foreign + "_text";
    it.text = p.text;
    it.key = fresh(it.foreign, "statement");
    p.text.clear();
    p.items.push_back(items_.size());
    items_.push_back(std::move(it));
    ++asked;
  }
  while (pages_.size() > survey::kMaxPages) {
    auto& last = pages_[survey::kMaxPages - 1];
    auto& extra = pages_[survey::kMaxPages];
    losses().add(extra.path.empty() ? extra.foreign : extra.path, "loss_too_many_pages", first_words(extra.title, lang()));
    for (const auto i : extra.items)
      if (items_[i].visible_if.is_null()) items_[i].visible_if = extra.visible_if;
    last.items.insert(last.items.end(), extra.items.begin(), extra.items.end());
    pages_.erase(pages_.begin() + survey::kMaxPages);
  }
  std::erase_if(pages_, [](const Part& p) { return p.items.empty(); });
}

bool Draft::rule_fits(const Value& rule, const std::set<std::string, std::less<>>& met, const std::string& path) {
  std::vector<FieldError> faults;
  std::set<std::string> reads;
  survey::check_logic(rule, "", faults, reads);
  if (!faults.empty()) {
    losses().add(path, "loss_rule", faults.front().code);
    return false;
  }
  for (const auto& r : reads) {
    const auto q = question_of(r);
    if (!q.empty() && met.find(q) == met.end()) {
      losses().add(path, "loss_rule_reads_later", q);
      return false;
    }
  }
  return true;
}

void Draft::check_rules() {
  std::set<std::string, std::less<>> met, ahead;
  for (const auto& p : pages_) {
    ahead.insert(p.key);
    for (const auto i : p.items) ahead.insert(items_[i].key);
  }
  const auto leads = [&](auto& jumps, const std::string& path) {
    std::erase_if(jumps, [&](const auto& j) {
      if (!rule_fits(j.first, met, path)) return true;
      if (j.second == survey::kEnd || ahead.count(j.second)) return false;
      losses().add(path, "loss_jump_back", j.second);
      return true;
    });
    if (jumps.size() > survey::kMaxJumps) {
      losses().add(path, "loss_too_many", std::to_string(jumps.size()));
      jumps.resize(survey::kMaxJumps);
    }
  };
  for (auto& p : pages_) {
    ahead.erase(p.key);
    if (!p.visible_if.is_null() && !rule_fits(p.visible_if, met, p.path.empty() ? p.foreign : p.path)) p.visible_if = nullptr;
    for (const auto i : p.items) {
      auto& it = items_[i];
      // A mixed page must have no rules among its own questions.
      std::set<std::string> reads;
      collect(it.visible_if, reads);
      const bool own = std::any_of(reads.begin(), reads.end(), [&](const std::string& r) {
        return std::any_of(p.items.begin(), p.items.end(), [&](std::size_t k) { return items_[k].key == question_of(r); });
      });
      if (p.random && (own || !it.jumps.empty())) {
        p.random = false;
        losses().add(p.path.empty() ? p.foreign : p.path, "loss_random_page", {});
      }
    }
    for (const auto i : p.items) {
      auto& it = items_[i];
      ahead.erase(it.key);
      if (!it.visible_if.is_null() && !rule_fits(it.visible_if, met, it.path)) it.visible_if = nullptr;
      for (const char* name : {"required_if"}) {
        const auto m = std::find_if(it.more.begin(), it.more.end(), [&](const auto& x) { return x.first == name; });
        if (m != it.more.end() && !rule_fits(m->second, met, it.path)) it.more.erase(m);
      }
      met.insert(it.key);
      leads(it.jumps, it.path);
    }
    leads(p.branches, p.path);
  }
}

Value Draft::question(const Item& it) const {
  Members q{{"key", it.key}, {"kind", it.kind}};
  const bool silent = it.kind == "statement";
  q.emplace_back("text", words_value(complete(it.text, it.foreign.empty() ? it.key : it.foreign)));
  if (const auto help = complete(it.help, ""); !help.empty()) q.emplace_back("help", words_value(help));
  if (it.required && !silent) q.emplace_back("required", true);
  if (!it.visible_if.is_null()) q.emplace_back("visible_if", it.visible_if);
  if (!it.jumps.empty()) q.emplace_back("skip_to", jumps_value(it.jumps));
  const bool chooses = it.kind == "single" || it.kind == "multiple" || it.kind == "ranking" || it.kind == "picture" || it.kind == "recall_aided";
  if (chooses) {
    List options;
    for (const auto& o : it.options) {
      Members m{{"key", o.key}, {"text", words_value(complete(o.text, o.foreign.empty() ? o.key : o.foreign))}};
      if (!o.image.empty()) m.emplace_back("image", o.image);
      options.emplace_back(std::move(m));
    }
    q.emplace_back("options", std::move(options));
  }
  if (it.kind == "grid") {
    List rows;
    for (const auto& r : it.rows) rows.push_back(Members{{"key", r.key}, {"text", words_value(complete(r.text, r.foreign.empty() ? r.key : r.foreign))}});
    q.emplace_back("rows", std::move(rows));
  }
  if (it.random && (chooses || it.kind == "grid")) q.emplace_back("random", true);
  if (it.other && (it.kind == "single" || it.kind == "multiple")) q.emplace_back("other", true);
  for (const auto& m : it.more) q.push_back(m);
  Value out(std::move(q));
  lay_over(out, it.overlay);
  return out;
}

Value Draft::document() {
  Members d{{"format", 1}};
  const auto head = complete(title, "");
  std::string key = options_.key;
  if (key.empty()) key = survey_slug(survey_key.empty() ? first_words(head, lang()) : std::string_view(survey_key));
  d.emplace_back("key", key);
  // A file may say more than its format knows (our own exports do).
  if (std::none_of(more.begin(), more.end(), [](const auto& m) { return m.first == "kind"; })) d.emplace_back("kind", "touchpoint");
  d.emplace_back("title", words_value(head.empty() ? words(key) : head));
  if (const auto t = complete(description, ""); !t.empty()) d.emplace_back("description", words_value(t));
  List langs;
  for (const auto& l : languages_) langs.emplace_back(l);
  d.emplace_back("languages", std::move(langs));
  d.emplace_back("display", display);
  List pages;
  for (const auto& p : pages_) {
    Members m{{"key", p.key}};
    if (const auto t = complete(p.title, ""); !t.empty()) m.emplace_back("title", words_value(t));
    if (const auto t = complete(p.text, ""); !t.empty()) m.emplace_back("text", words_value(t));
    if (!p.visible_if.is_null()) m.emplace_back("visible_if", p.visible_if);
    if (p.random) m.emplace_back("random", true);
    List questions;
    for (const auto i : p.items) questions.push_back(question(items_[i]));
    m.emplace_back("questions", std::move(questions));
    if (!p.branches.empty()) m.emplace_back("branches", jumps_value(p.branches));
    Value one(std::move(m));
    lay_over(one, p.overlay);
    pages.push_back(std::move(one));
  }
  d.emplace_back("pages", std::move(pages));
  for (const auto& m : more) d.push_back(m);
  if (const auto t = complete(thanks, ""); !t.empty()) d.emplace_back("thanks", words_value(t));
  Value out(std::move(d));
  lay_over(out, overlay);
  return out;
}

Result<void> Draft::finish() {
  limit();
  for (auto& it : items_) repair(it);
  check_rules();
  if (pages_.empty()) return fail(ErrorKind::invalid, "survey_without_questions");
  out_.document = document();
  survey::Report report;
  PK_TRY(survey_, survey::parse_survey(survey::to_json(out_.document), report));
  if (report.misshapen) {
    // Only what a file says in our own words can be of a wrong shape: it goes without them.
    losses().add("peakend", "loss_own_members", report.faults.empty() ? "" : report.faults.front().field);
    overlay = nullptr;
    for (auto& p : pages_) p.overlay = nullptr;
    for (auto& it : items_) it.overlay = nullptr;
    report = {};
    out_.document = document();
    PK_TRY(survey_, survey::parse_survey(survey::to_json(out_.document), report));
  }
  for (const auto& f : report.faults) losses().add(f.field, "loss_fault", f.code);
  if (report.faults.empty()) {
    PK_TRY(out_.document, survey::parse_value(survey::to_json(survey_)));
  }
  return {};
}

void Draft::accept(Response r) {
  if (out_.responses.size() >= kMaxResponses) return losses().add("responses", "loss_too_many", {});
  if (!r.id.empty() && !ids_.insert(r.id).second) {
    losses().add("responses", "loss_same_id", r.id);
    return;
  }
  Members fields;
  for (auto& [k, v] : r.fields) fields.emplace_back(k, v);
  // Answers that break a rule of the format are taken out, the others stay.
  for (int round = 0; round < 4; ++round) {
    auto checked = survey::check_answers(survey_, r.answers, Value(fields), false);
    if (checked) {
      for (const auto& key : checked->ignored) losses().add(key, "loss_answer_not_met");
      r.answers = std::move(checked->answers);
      break;
    }
    bool any = false;
    for (const auto& f : checked.error().fields) {
      const auto path = std::string_view(f.field).substr(0, 8) == "answers." ? std::string_view(f.field).substr(8) : std::string_view(f.field);
      const std::string key(path.substr(0, path.find_first_of(".[")));
      const auto gone = std::erase_if(r.answers, [&](const auto& a) { return a.first == key; });
      if (gone > 0) losses().add(key, "loss_answer", f.code);
      any = any || gone > 0;
    }
    if (!any || round == 3) {
      if (!r.answers.empty()) losses().add("responses", "loss_answer", checked.error().code);
      r.answers.clear();
      break;
    }
  }
  out_.responses.push_back(std::move(r));
}

}  // namespace peakend::survey_files
