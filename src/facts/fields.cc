#include "facts/fields.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "base/utf8.h"
#include "facts/search.h"

namespace peakend::facts {
namespace {

constexpr std::array<std::string_view, 5> kKinds{"", "event", "rating", "feedback", "identify"};
constexpr std::array<std::string_view, 4> kPromises{"", "kept", "broken", "made"};
constexpr std::array<std::string_view, 4> kClasses{"angry", "dissatisfied", "satisfied", "delighted"};
constexpr std::int64_t kFirstMs = -62'135'596'800'000, kLastMs = 253'402'300'799'999;  // years 1..9999

template <std::size_t N>
std::optional<int> index_of(const std::array<std::string_view, N>& names, std::string_view s) {
  auto it = std::ranges::find(names, s);
  return it == names.end() ? std::nullopt : std::optional<int>(static_cast<int>(it - names.begin()));
}
void keep_finite(std::optional<double>& v) {
  if (v && !std::isfinite(*v)) v.reset();
  if (v && *v == 0) v = 0.0;  // -0 would print and group apart from 0
}
// Set of the texts a filter names, compared the way the field is grouped.
bool any_equal(const Filter& f, std::string_view text) { return std::ranges::find(f.any_of, text) != f.any_of.end(); }

bool any_score(const Fact& f, const Filter& filter) {
  return std::ranges::any_of(filter.any_of, [&](const std::string& s) {
    if (s.empty()) return !f.score;
    auto wanted = parse_score(s);
    return wanted && f.score && *wanted == *f.score;
  });
}
bool any_customer(const Fact& f, const Filter& filter) {
  return std::ranges::any_of(filter.any_of, [&](const std::string& s) { return parse_customer(s) == f.customer; });
}

Fact in_range(Fact f) {
  f.at = std::clamp(f.at, kFirstMs, kLastMs);
  if (f.due) f.due = std::clamp(*f.due, kFirstMs, kLastMs);
  keep_finite(f.score);
  keep_finite(f.expectation);
  keep_finite(f.actual);
  if (!std::isfinite(f.weight) || f.weight < 0) f.weight = 1;
  constexpr std::int32_t kLn10 = 2'302'585;
  if (f.valence) f.valence = std::clamp(*f.valence, -engine::kValenceOne, engine::kValenceOne);
  if (f.log_ratio) f.log_ratio = std::clamp(*f.log_ratio, -kLn10, kLn10);
  f.cls = f.valence ? static_cast<std::int8_t>((f.cls > 0) - (f.cls < 0)) : std::int8_t{0};
  f.breach = f.breach && f.valence;
  return f;
}

}  // namespace

std::string_view kind_text(FactKind k) {
  auto i = static_cast<std::size_t>(k);
  return i < kKinds.size() ? kKinds[i] : "";
}
std::string_view promise_text(Promise p) {
  auto i = static_cast<std::size_t>(p);
  return i < kPromises.size() ? kPromises[i] : "";
}
std::string_view triangle_class_text(int c) { return c >= 0 && c < 4 ? kClasses[static_cast<std::size_t>(c)] : ""; }
std::string score_text(double v) { return fmt::format("{}", v); }

std::optional<FactKind> parse_kind(std::string_view s) {
  auto i = index_of(kKinds, s);
  return i && *i > 0 ? std::optional(static_cast<FactKind>(*i)) : std::nullopt;
}
std::optional<Promise> parse_promise(std::string_view s) {
  auto i = index_of(kPromises, s);
  return i ? std::optional(static_cast<Promise>(*i)) : std::nullopt;
}
std::optional<engine::Basis> parse_basis(std::string_view s) {
  for (auto b : {engine::Basis::measured, engine::Basis::observed, engine::Basis::predicted, engine::Basis::assumed})
    if (engine::name_of(b) == s) return b;
  return std::nullopt;
}
std::optional<int> parse_triangle_class(std::string_view s) { return index_of(kClasses, s); }
std::optional<double> parse_score(std::string_view s) {
  double v = 0;
  auto [end, error] = std::from_chars(s.data(), s.data() + s.size(), v);
  if (error != std::errc{} || end != s.data() + s.size() || !std::isfinite(v)) return std::nullopt;
  return v;
}
std::optional<CustomerId> parse_customer(std::string_view s) {
  if (s.empty()) return CustomerId{};
  if (auto id = CustomerId::parse(s)) return id;
  if (auto u = uuid_from_hex(s)) return CustomerId{*u};
  return std::nullopt;
}
std::string customer_text(CustomerId id) { return id.is_none() ? std::string{} : id.text(); }

std::string field_text(const Fact& f, const Dimension& d) {
  switch (d.field) {
    case Field::time: return {};
    case Field::kind: return std::string(kind_text(f.kind));
    case Field::journey: return std::string(f.journey);
    case Field::touchpoint: return std::string(f.touchpoint);
    case Field::stage: return std::string(f.stage);
    case Field::scene: return std::string(f.scene);
    case Field::channel: return std::string(f.channel);
    case Field::name: return std::string(f.name);
    case Field::metric: return std::string(f.metric);
    case Field::lang: return std::string(f.lang);
    case Field::basis: return std::string(engine::name_of(f.basis));
    case Field::promise: return std::string(promise_text(f.promise));
    case Field::cls: return f.valence ? fmt::format("{}", f.cls) : std::string{};
    case Field::score: return f.score ? score_text(*f.score) : std::string{};
    case Field::triangle_class:
      return f.log_ratio ? std::string(triangle_class_text(engine::triangle_class(*f.log_ratio))) : std::string{};
    case Field::episode_key: return std::string(f.episode_key);
    case Field::user_id: return std::string(f.user_id);
    case Field::customer: return customer_text(f.customer);
    case Field::attribute: break;
  }
  auto it = std::ranges::find(f.tags, std::string_view(d.key), &Tag::key);
  return it == f.tags.end() ? std::string{} : std::string(it->value);
}

bool matches(const Fact& f, const Filter& filter) {
  if (filter.on.field == Field::score) return any_score(f, filter);
  if (filter.on.field == Field::customer) return any_customer(f, filter);
  return any_equal(filter, field_text(f, filter.on));
}

bool matches(const Fact& f, const ScanSpec& s) {
  if (f.workspace != s.workspace || f.at < s.from || f.at >= s.to || f.seq <= s.after_seq) return false;
  if (s.with_text && f.text.empty()) return false;
  if (!s.episodes.empty() && std::ranges::find(s.episodes, f.episode) == s.episodes.end()) return false;
  if (!std::ranges::all_of(s.where, [&](const Filter& w) { return matches(f, w); })) return false;
  if (s.which != ScanSpec::Items::any) {
    const bool listed = std::ranges::any_of(s.items, [&](const ItemRef& r) { return r.seq == f.seq && r.message_id == f.message_id; });
    if (listed != (s.which == ScanSpec::Items::only)) return false;
  }
  return !hopeless_search(s.search) && found(parse_search(s.search), f.text);
}

std::int64_t sort_key(const CustomerRow& r, CustomerSpec::Sort sort) {
  using Sort = CustomerSpec::Sort;
  switch (sort) {
    case Sort::last_seen: return r.last_at;
    case Sort::worst: return r.n > 0 ? r.sum_v * 1'000'000 / r.n : INT64_MAX;
    case Sort::most: return r.facts;
    case Sort::broken: return r.broken;
    case Sort::value: return r.value;
  }
  return 0;
}

std::int64_t hundredths(std::string_view s) {
  const std::string_view digits = s.substr(s.starts_with('-'));
  const auto whole = std::min(digits.find_first_not_of("0123456789"), digits.size());
  if (whole < 1 || whole > 12) return 0;
  if (whole < digits.size()) {
    const std::string_view rest = digits.substr(whole + 1);
    if (digits[whole] != '.' || rest.empty() || rest.size() > 6 || rest.find_first_not_of("0123456789") != rest.npos) return 0;
  }
  return static_cast<std::int64_t>(std::round(parse_score(s).value_or(0) * 100));
}

std::uint8_t group_of(CustomerId c, std::int64_t seq, std::int32_t item) {
  if (!c.is_none()) return static_cast<std::uint8_t>(c.uuid().lo % engine::kGroups);
  std::uint64_t x = static_cast<std::uint64_t>(seq) * 0x9E3779B97F4A7C15ull + static_cast<std::uint32_t>(item);
  x = (x ^ (x >> 31)) * 0xBF58476D1CE4E5B9ull;
  return static_cast<std::uint8_t>((x >> 32) % engine::kGroups);
}

engine::FactValues values_of(const Fact& f) {
  return {f.valence, f.score, f.log_ratio, f.cls, f.breach, f.promise == Promise::kept, f.promise == Promise::broken,
          group_of(f.customer, f.seq, f.item)};
}

bool storable(std::string_view s) { return s.find('\0') == std::string_view::npos && utf8::valid(s); }

std::string_view clean_text(std::string_view s, FactBatch& scratch) {
  if (storable(s)) return s;
  std::string out;
  while (!s.empty())
    if (char32_t c = utf8::next(s)) utf8::append(out, c);
  return scratch.keep(out);
}

Fact as_stored(const Fact& fact, FactBatch& scratch) {
  Fact f = in_range(fact);
  for (std::string_view Fact::*t : kTexts) f.*t = clean_text(f.*t, scratch);
  bool clean = true;
  for (std::size_t i = 0; clean && i < f.tags.size(); ++i) {
    const Tag& t = f.tags[i];
    clean = (i == 0 || f.tags[i - 1].key < t.key) && clean_text(t.key, scratch).data() == t.key.data() &&
            clean_text(t.value, scratch).data() == t.value.data();
  }
  if (clean) return f;
  std::vector<Tag> tags;
  for (const Tag& t : f.tags) tags.push_back({clean_text(t.key, scratch), clean_text(t.value, scratch)});
  f.tags = scratch.keep_tags(tags);
  return f;
}

std::int64_t bucket_of(std::span<const std::int64_t> edges, std::int64_t at) {
  auto it = std::upper_bound(edges.begin(), edges.end(), at);
  if (it == edges.begin() || it == edges.end()) return -1;
  return it - edges.begin() - 1;
}

namespace {
Result<void> check_filters(const std::vector<Filter>& where) {
  for (std::size_t i = 0; i < where.size(); ++i)
    if (where[i].on.field == Field::time) return fail_field(fmt::format("where[{}]", i), "not_filterable");
  return {};
}
}  // namespace

Result<void> check(const AggregateSpec& s) {
  if (s.by.size() > 3) return fail_field("by", "too_many_dimensions", {{"max", "3"}});
  bool by_time = std::ranges::any_of(s.by, [](const Dimension& d) { return d.field == Field::time; });
  bool ascending = std::ranges::adjacent_find(s.edges, std::greater_equal<>{}) == s.edges.end();
  if (by_time && (s.edges.size() < 2 || !ascending)) return fail_field("edges", "not_ascending");
  return check_filters(s.where);
}
Result<void> check(const ScanSpec& s) { return check_filters(s.where); }

Error too_many_rows(std::size_t max_rows) {
  return {ErrorKind::too_large, "too_many_groups", {}, {}, {{"max", fmt::format("{}", max_rows)}}};
}

KeyLess::KeyLess(const std::vector<Dimension>& by) {
  for (const Dimension& d : by) time_.push_back(d.field == Field::time);
}
bool KeyLess::operator()(const std::vector<std::string>& a, const std::vector<std::string>& b) const {
  for (std::size_t i = 0; i < time_.size(); ++i) {
    if (a[i] == b[i]) continue;
    if (time_[i] && a[i].size() != b[i].size()) return a[i].size() < b[i].size();
    return a[i] < b[i];
  }
  return false;
}

}  // namespace peakend::facts
