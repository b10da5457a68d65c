// What several kinds read and score in the same way.
#include <algorithm>
#include <cmath>

#include "base/utf8.h"
#include "survey/kinds/kind.h"

namespace peakend::survey {

FieldError fault(std::string field, std::string code, std::vector<std::pair<std::string, std::string>> params) {
  return {std::move(field), std::move(code), std::move(params)};
}

std::optional<FieldError> read_point(const Scale& s, const Value& v, const std::string& at, Value& out) {
  const auto* d = v.number();
  if (d == nullptr) return fault(at, "expected_number");
  if (!engine::contains(s, *d) || !on_step(s, *d)) return fault(at, "out_of_range", {{"min", number_text(s.min)}, {"max", number_text(s.max)}});
  out = *d;
  return std::nullopt;
}

std::optional<FieldError> read_words(const Value& v, std::size_t min, std::size_t max, const std::string& at, Value& out) {
  const auto* s = v.text();
  if (s == nullptr) return fault(at, "expected_string");
  if (s->find('\0') != std::string::npos) return fault(at, "nul_byte");
  std::string_view words = *s;
  const auto blank = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
  while (!words.empty() && blank(words.front())) words.remove_prefix(1);
  while (!words.empty() && blank(words.back())) words.remove_suffix(1);
  out = nullptr;
  if (words.empty()) return std::nullopt;
  const auto n = utf8::length(words);
  if (n > max) return fault(at, "too_long", {{"max", std::to_string(max)}});
  if (n < min) return fault(at, "too_short", {{"min", std::to_string(min)}});
  out = words;
  return std::nullopt;
}

std::optional<FieldError> read_choice(const Question& q, const Value& v, const std::string& at, Value& out) {
  if (const auto* key = v.text()) {
    if (std::none_of(q.options.begin(), q.options.end(), [&](const Option& o) { return o.key == *key; })) return fault(at, "unknown_value");
    out = *key;
    return std::nullopt;
  }
  const auto* m = v.members();
  if (m == nullptr || m->size() != 1 || m->front().first != "other") return fault(at, "expected_string");
  if (!q.other) return fault(at, "unknown_value");
  Value words;
  if (auto e = read_words(m->front().second, 0, kMaxShortText, at + ".other", words)) return e;
  out = Value(Members{{"other", words.is_null() ? Value("") : std::move(words)}});
  return std::nullopt;
}

std::optional<FieldError> read_choices(const Question& q, const Value& v, const std::string& at, std::size_t min, std::size_t max, Value& out) {
  const auto* l = v.list();
  if (l == nullptr) return fault(at, "expected_array");
  if (l->size() > max) return fault(at, "too_many_choices", {{"max", std::to_string(max)}});
  List read;
  bool other = false;
  for (std::size_t i = 0; i < l->size(); ++i) {
    const std::string here = at + "[" + std::to_string(i) + "]";
    Value one;
    if (auto e = read_choice(q, (*l)[i], here, one)) return e;
    if (std::find(read.begin(), read.end(), one) != read.end() || (one.text() == nullptr && other)) return fault(here, "duplicate");
    other = other || one.text() == nullptr;
    read.push_back(std::move(one));
  }
  if (!read.empty() && read.size() < min) return fault(at, "too_few_choices", {{"min", std::to_string(min)}});
  out = std::move(read);
  return std::nullopt;
}

std::optional<FieldError> read_rows(const Question& q, const Value& v, const std::string& at, Value& out) {
  const auto* m = v.members();
  if (m == nullptr) return fault(at, "expected_object");
  for (const auto& [key, x] : *m)
    if (std::none_of(q.rows.begin(), q.rows.end(), [&, k = &key](const Row& r) { return r.key == *k; }))
      return fault(at + "." + std::string(utf8::prefix(key, 100)), "unknown_field");
  Members read;
  for (const auto& r : q.rows) {
    const Value* x = v.find(r.key);
    if (x == nullptr || x->is_null()) continue;
    Value point;
    if (auto e = read_point(*q.scale, *x, at + "." + r.key, point)) return e;
    read.emplace_back(r.key, std::move(point));
  }
  if (read.empty()) out = nullptr;
  else out = std::move(read);
  return std::nullopt;
}
std::optional<FieldError> whole_rows(const Question& q, const Value& v, const std::string& at) {
  for (const auto& r : q.rows)
    if (v.find(r.key) == nullptr) return fault(at + "." + r.key, "required");
  return std::nullopt;
}

Score score_of(const Question& q, double value) {
  Score s;
  s.question = q.key;
  s.metric = q.metric;
  s.value = value;
  s.scale = *q.scale;
  s.place = q.place;
  return s;
}
void score_point(const Question& q, const Value& v, Outcome& out) { out.scores.push_back(score_of(q, *v.number())); }
void score_rows(const Question& q, const Value& v, Outcome& out) {
  for (const auto& r : q.rows) {
    const Value* x = v.find(r.key);
    if (x == nullptr) continue;
    Score s = score_of(q, *x->number());
    s.part = r.key;
    if (!r.metric.empty()) s.metric = r.metric;
    if (!r.place.empty()) s.place = r.place;
    out.scores.push_back(std::move(s));
  }
}
void score_words(const Question& q, const Value& v, Outcome& out) { out.words.push_back({q.key, "", *v.text(), q.place}); }

void chosen(const Question&, const Value& v, std::vector<Choice>& out) {
  const auto one = [&](const Value& x) { out.push_back({x.text() != nullptr ? *x.text() : std::string(), 0}); };
  if (const auto* l = v.list()) std::for_each(l->begin(), l->end(), one);
  else one(v);
}

void default_scale(Question& q, double min, double max, double neutral, std::string_view metric) {
  if (!q.scale) {
    q.scale.emplace();
    q.scale->min = min;
    q.scale->max = max;
    q.scale->neutral = neutral;
  }
  if (q.metric.empty()) q.metric = metric;
}

}  // namespace peakend::survey
