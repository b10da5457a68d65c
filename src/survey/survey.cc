// Words by language, the walk through the questions, checking of answers, piping, random order.
#include "survey/survey.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/utf8.h"
#include "engine/sampling.h"
#include "survey/internal.h"
#include "survey/kinds/kind.h"

namespace peakend::survey {
namespace {

std::string lower(std::string_view s) {
  std::string out(s);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return out;
}
/// How well a language serves a wish: 3 the same, 2 the same writing, 1 the same language, 0 another.
int fit(std::string_view has, std::string_view wish) {
  const std::string a = lower(has), b = lower(wish);
  if (a == b) return 3;
  const auto base = [](const std::string& s) { return s.substr(0, s.find('-')); };
  if (base(a) != base(b)) return 0;
  if (base(a) != "zh") return 1;
  const auto traditional = [](const std::string& s) {
    return s.find("hant") != s.npos || (s.find("hans") == s.npos && (s.find("-tw") != s.npos || s.find("-hk") != s.npos || s.find("-mo") != s.npos));
  };
  return traditional(a) == traditional(b) ? 2 : 1;
}

const Value* answer_of(const Answers& a, std::string_view key) {
  for (const auto& [k, v] : a)
    if (k == key) return v.is_null() ? nullptr : &v;
  return nullptr;
}

/// Answers as a sentence shows them.
std::string spoken(const Question& q, const Value& v, std::string_view lang, const Survey& s) {
  if (const auto* t = v.text()) {
    for (const auto& o : q.options)
      if (o.key == *t) return std::string(words(o.text, lang, s));
    return *t;
  }
  if (const auto* d = v.number()) return number_text(*d);
  if (const auto* l = v.list()) {
    std::string out;
    for (const auto& x : *l) {
      if (!out.empty()) out += lang.substr(0, 2) == "zh" ? "、" : ", ";
      out += spoken(q, x, lang, s);
    }
    return out;
  }
  if (const Value* other = v.find("other")) return spoken(q, *other, lang, s);
  return {};
}

const Value* descend(const Value* v, std::string_view path) {
  while (v != nullptr && !path.empty()) {
    const auto dot = path.find('.');
    v = v->find(path.substr(0, dot));
    path = dot == path.npos ? std::string_view{} : path.substr(dot + 1);
  }
  return v;
}

/// The walk, with what rules see growing as questions are met.
class Walker {
 public:
  Walker(const Survey& s, const Answers& answers, const Value& fields) : s_(s), answers_(answers), data_(logic_data({}, fields)) {}

  Walk run() {
    for (const auto& p : s_.pages) {
      if (!to_.empty() && p.key != to_ && !inside(p)) continue;
      const bool hidden = !p.visible_if.is_null() && !holds(p.visible_if, data_);
      if (hidden || to_ == p.key) to_ = {};  // a jump into a hidden page goes on after it
      if (hidden) continue;
      for (const auto& q : p.questions)
        if (!question(q)) return std::move(out_);
      if (to_.empty() && !jump(p.branches)) return std::move(out_);
    }
    return std::move(out_);
  }
  const Value& data() const { return data_; }

 private:
  bool inside(const Page& p) const {
    return std::any_of(p.questions.begin(), p.questions.end(), [&](const Question& q) { return q.key == to_; });
  }
  /// False: the end.
  bool question(const Question& q) {
    if (!to_.empty()) {
      if (q.key != to_) return true;
      to_ = {};
    }
    if (!q.visible_if.is_null() && !holds(q.visible_if, data_)) return true;
    out_.met.push_back(&q);
    if (const Value* a = answer_of(answers_, q.key)) data_.members()->front().second.set(q.key, *a);
    return jump(q.skip_to);
  }
  bool jump(const std::vector<Jump>& jumps) {
    for (const auto& j : jumps) {
      if (!holds(j.when, data_)) continue;
      if (j.to == kEnd) {
        out_.ended_early = true;
        return false;
      }
      to_ = j.to;
      return true;
    }
    return true;
  }

  const Survey& s_;
  const Answers& answers_;
  Value data_;
  Walk out_;
  std::string_view to_;  ///< skipping until this question or page
};

/// Words that explain a rating go along with it; when that was not given they stand alone.
void attach(const Survey& s, Outcome& out) {
  std::vector<Words> alone;
  for (auto& w : out.words) {
    const Question* q = s.find(w.question);
    const auto score = q == nullptr || q->about.empty() ? out.scores.end()
                                                        : std::find_if(out.scores.begin(), out.scores.end(), [&](const Score& x) {
                                                            return x.question == q->about && x.is_fact && x.text.empty();
                                                          });
    if (score != out.scores.end()) score->text = std::move(w.text);
    else alone.push_back(std::move(w));
  }
  out.words = std::move(alone);
}

}  // namespace

std::string_view name_of(Occasion o) {
  switch (o) {
    case Occasion::touchpoint: return "touchpoint";
    case Occasion::relationship: return "relationship";
    case Occasion::employee: return "employee";
    case Occasion::market: return "market";
  }
  return "touchpoint";
}

bool on_step(const Scale& s, double x) {
  const double steps = (x - s.min) / s.step;
  return std::abs(steps - std::round(steps)) < 1e-9;
}

const Question* Survey::find(std::string_view question) const {
  for (const auto& p : pages)
    for (const auto& q : p.questions)
      if (q.key == question) return &q;
  return nullptr;
}
const Page* Survey::page(std::string_view wanted) const {
  for (const auto& p : pages)
    if (p.key == wanted) return &p;
  return nullptr;
}

std::string_view words(const Text& t, std::string_view lang, const Survey& s) {
  if (const auto it = t.find(lang); it != t.end()) return it->second;
  const std::string* best = nullptr;
  int how = 0;
  for (const auto& [has, text] : t)
    if (const int f = fit(has, lang); f > how) {
      best = &text;
      how = f;
    }
  if (best != nullptr) return *best;
  if (!s.languages.empty())
    if (const auto it = t.find(s.languages.front()); it != t.end()) return it->second;
  return t.empty() ? std::string_view{} : std::string_view(t.begin()->second);
}

const std::string& best_language(const Survey& s, std::string_view wish) {
  const std::string* best = &s.languages.front();
  int how = 0;
  for (const auto& l : s.languages)
    if (const int f = fit(l, wish); f > how) {
      best = &l;
      how = f;
    }
  return *best;
}

Value logic_data(const Answers& answers, const Value& fields) {
  return Members{{"answer", Value(answers)}, {"field", fields.members() != nullptr ? fields : Value(Members{})}};
}

Walk walk(const Survey& s, const Answers& answers, const Value& fields) { return Walker(s, answers, fields).run(); }

Result<Checked> check_answers(const Survey& s, const Answers& given, const Value& fields, bool complete) {
  std::vector<FieldError> faults;
  const auto bad = [&](FieldError e) {
    if (faults.size() < 100) faults.push_back(std::move(e));
  };
  // Read all first: rules must see canonical answers.
  Answers read;
  for (const auto& [key, v] : given) {
    const std::string at = "answers." + std::string(utf8::prefix(key, 100));
    const Question* q = s.find(key);
    if (q == nullptr || (q->kind->uses & kSilent)) {
      bad(fault(at, "unknown_field"));
      continue;
    }
    if (v.is_null()) continue;
    Value one;
    if (auto e = q->kind->read(*q, v, at, one)) bad(std::move(*e));
    else if (!one.is_null()) read.emplace_back(key, std::move(one));
  }
  Walker walker(s, read, fields);
  const Walk met = walker.run();
  Checked out;
  for (const Question* q : met.met) {
    const Value* a = answer_of(read, q->key);
    const std::string at = "answers." + q->key;
    const bool needed = complete && !(q->kind->uses & kSilent) && (q->required || (!q->required_if.is_null() && holds(q->required_if, walker.data())));
    if (a == nullptr) {
      const bool wrong = std::any_of(faults.begin(), faults.end(), [&](const FieldError& e) { return e.field.rfind(at, 0) == 0; });
      if (needed && !wrong) bad(fault(at, "required"));
      continue;
    }
    if (needed && q->kind->whole != nullptr)
      if (auto e = q->kind->whole(*q, *a, at)) {
        bad(std::move(*e));
        continue;
      }
    score_answer(*q, *a, out.outcome);
    out.answers.emplace_back(q->key, *a);
  }
  if (!faults.empty()) return tl::unexpected(Error{ErrorKind::invalid, "invalid_fields", std::move(faults), {}, {}});
  for (const auto& [key, v] : read)
    if (answer_of(out.answers, key) == nullptr) out.ignored.push_back(key);
  attach(s, out.outcome);
  return out;
}

std::string_view kind_name(const Question& q) { return q.kind->key; }
bool asks(const Question& q) { return (q.kind->uses & kSilent) == 0; }
void score_answer(const Question& q, const Value& answer, Outcome& out) {
  if (q.kind->score == nullptr) return;
  const auto own = out.scores.size();
  q.kind->score(q, answer, out);
  if (q.indirect)
    for (auto i = own; i < out.scores.size(); ++i) out.scores[i].is_fact = false;
}
std::vector<Choice> choices_of(const Question& q, const Value& answer) {
  std::vector<Choice> out;
  if (q.kind->choices != nullptr) q.kind->choices(q, answer, out);
  return out;
}
std::vector<Option> choices_offered(const Question& q) {
  if (q.kind->choices == nullptr) return {};
  std::vector<Option> out = q.options;
  if (q.kind == &kConsent)
    out = {{"yes", {{"zh-CN", "同意"}, {"zh-TW", "同意"}, {"en", "Yes"}}, {}, {}}, {"no", {{"zh-CN", "不同意"}, {"zh-TW", "不同意"}, {"en", "No"}}, {}, {}}};
  if (q.other) out.push_back({"", q.other_text, {}, {}});
  return out;
}

std::string pipe(std::string_view text, const Survey& s, std::string_view lang, const Answers& answers, const Value& fields) {
  std::string out;
  while (!text.empty()) {
    const auto open = text.find("{{");
    out += text.substr(0, open);
    if (open == text.npos) break;
    const auto close = text.find("}}", open);
    if (close == text.npos) {
      out += text.substr(open);
      break;
    }
    const auto path = text.substr(open + 2, close - open - 2);
    text.remove_prefix(close + 2);
    const auto dot = path.find('.');
    if (dot == path.npos) continue;
    const auto rest = path.substr(dot + 1);
    if (path.substr(0, dot) == "field") {
      const Value* v = fields.find(rest);
      if (v != nullptr && v->text() != nullptr) out += *v->text();
    } else if (path.substr(0, dot) == "answer") {
      const auto key = rest.substr(0, rest.find('.'));
      const Question* q = s.find(key);
      const Value* v = descend(answer_of(answers, key), key.size() < rest.size() ? rest.substr(key.size() + 1) : std::string_view{});
      if (q != nullptr && v != nullptr) out += spoken(*q, *v, lang, s);
    }
  }
  return out;
}

std::vector<std::size_t> order_of(std::string_view response, std::string_view key, std::size_t n) {
  std::vector<std::uint64_t> u(n);
  for (std::size_t i = 0; i < n; ++i) {
    std::string seed(response);
    (((seed += '/') += key) += '/') += std::to_string(i);
    u[i] = engine::splitmix64(engine::fnv1a64(seed));
  }
  std::vector<std::size_t> out(n);
  std::iota(out.begin(), out.end(), std::size_t{0});
  std::sort(out.begin(), out.end(), [&](std::size_t a, std::size_t b) { return u[a] != u[b] ? u[a] < u[b] : a < b; });
  return out;
}

}  // namespace peakend::survey
