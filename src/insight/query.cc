#include "insight/query.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace peakend::insight {
namespace {

using facts::Field;

struct Name {
  std::string_view text;
  Field field;
};
// "class" is what the API calls cls; customer is not grouped by (an unbounded dimension), only filtered on.
constexpr std::array kNames{
    Name{"kind", Field::kind},           Name{"journey", Field::journey}, Name{"touchpoint", Field::touchpoint},
    Name{"stage", Field::stage},         Name{"scene", Field::scene},     Name{"channel", Field::channel},
    Name{"name", Field::name},           Name{"metric", Field::metric},   Name{"lang", Field::lang},
    Name{"basis", Field::basis},         Name{"promise", Field::promise}, Name{"class", Field::cls},
    Name{"score", Field::score},         Name{"triangle_class", Field::triangle_class},
    Name{"episode", Field::episode_key}, Name{"user_id", Field::user_id}, Name{"customer", Field::customer},
};
constexpr std::int64_t kHour = 3'600'000;

tl::unexpected<Error> bad(std::string field, std::string code, std::string value = {}) {
  return fail_field(std::move(field), std::move(code), {{"value", std::move(value)}});
}

/// Splits at unescaped `sep`; a backslash takes the next character as it is.
std::vector<std::string> split_escaped(std::string_view text, char sep) {
  std::vector<std::string> out(1);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) {
      out.back() += text[++i];
    } else if (text[i] == sep) {
      out.emplace_back();
    } else {
      out.back() += text[i];
    }
  }
  return out;
}

bool good_attribute(std::string_view name) {
  if (name.empty() || name.size() > 100) return false;
  return std::none_of(name.begin(), name.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

/// "90d" -> 90, 'd'.
std::optional<std::pair<int, char>> parse_span(std::string_view text) {
  if (text.size() < 2 || text.size() > 6) return std::nullopt;
  int n = 0;
  const char* end = text.data() + text.size() - 1;
  auto [p, ec] = std::from_chars(text.data(), end, n);
  if (ec != std::errc{} || p != end || n <= 0 || text[0] == '+') return std::nullopt;
  if (std::string_view("hdwmy").find(text.back()) == std::string_view::npos) return std::nullopt;
  return std::pair{n, text.back()};
}

/// The same day of the month `months` earlier, or that month's last day when it is shorter.
calendar::Day months_before(calendar::Day day, int months) {
  const std::string text = calendar::day_text(day);
  int year = std::stoi(text.substr(0, text.size() - 6));
  int month = std::stoi(text.substr(text.size() - 5, 2)) - 1 - months;
  auto dom = static_cast<unsigned>(std::stoi(text.substr(text.size() - 2)));
  year += month >= 0 ? month / 12 : -((11 - month) / 12);
  month = ((month % 12) + 12) % 12;
  const calendar::Day first = calendar::day_of(year, static_cast<unsigned>(month + 1), 1);
  const calendar::Day next = month == 11 ? calendar::day_of(year + 1, 1, 1)
                                         : calendar::day_of(year, static_cast<unsigned>(month + 2), 1);
  return std::min<calendar::Day>(first + static_cast<calendar::Day>(dom) - 1, next - 1);
}

struct Bound {
  std::int64_t ms = 0;
  bool midnight = true;
};

std::optional<Bound> parse_end(std::string_view text, bool is_to, const When& when) {
  if (auto span = parse_span(text)) {
    const auto [n, unit] = *span;
    if (unit == 'h') return Bound{to_ms(when.now) - n * kHour, false};
    const calendar::Day today = calendar::local_day(when.zone, when.now);
    calendar::Day day = today;
    if (unit == 'd') day = today - n + (is_to ? 0 : 1);
    if (unit == 'w') day = today - 7 * n + (is_to ? 0 : 1);
    if (unit == 'm') day = months_before(today, n);
    if (unit == 'y') day = months_before(today, 12 * n);
    if (day < calendar::day_of(1, 1, 1)) return std::nullopt;
    return Bound{to_ms(calendar::midnight(when.zone, day)), true};
  }
  if (auto day = calendar::parse_day(text)) {
    return Bound{to_ms(calendar::midnight(when.zone, *day + (is_to ? 1 : 0))), true};
  }
  if (auto at = calendar::parse_bound(text, when.zone)) {
    const Instant start = calendar::midnight(when.zone, calendar::local_day(when.zone, *at));
    return Bound{to_ms(*at), start == *at};
  }
  return std::nullopt;
}

Result<std::vector<By>> parse_by(const std::string& text) {
  std::vector<By> out;
  if (text.empty()) return out;
  for (const std::string& name : split_escaped(text, ',')) {
    const std::string at = "by[" + std::to_string(out.size()) + "]";
    if (!good_attribute(name)) return bad(at, "unknown_dimension", name);
    if (out.size() == kMaxDimensions) return bad("by", "too_many_dimensions", std::to_string(kMaxDimensions));
    By by{name, {}, calendar::parse_bucket(name)};
    by.dimension = by.bucket ? facts::Dimension{Field::time, {}} : field_by_name(name);
    if (by.dimension.field == Field::customer || by.dimension.field == Field::user_id ||
        by.dimension.field == Field::episode_key) {
      return bad(at, "unbounded_dimension", name);
    }
    for (const By& other : out) {
      if (other.dimension == by.dimension) {
        return bad(at, by.bucket ? "two_time_buckets" : "duplicate_dimension", name);
      }
    }
    out.push_back(std::move(by));
  }
  return out;
}

/// Only facts of the caller's own touchpoints. No touchpoint at all: no fact.
void limit_to(const message::Scope& scope, const message::Request& request, Query& query) {
  const auto in_path = request.params.find("key");
  const std::string& journey = in_path != request.params.end() ? in_path->second : query.journey;
  query.where.push_back({{Field::touchpoint, {}}, scope.of(journey)});
  if (!journey.empty()) return;
  facts::Filter journeys{{Field::journey, {}}, {}};
  for (const auto& [key, own] : scope.touchpoints) journeys.any_of.push_back(key);
  query.where.push_back(std::move(journeys));
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0]++;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t best = std::min({row[j] + 1, row[j - 1] + 1, diagonal + (a[i - 1] != b[j - 1])});
      diagonal = std::exchange(row[j], best);
    }
  }
  return row.back();
}

}  // namespace

Result<std::vector<facts::Filter>> parse_where(const std::vector<std::string>& args) {
  std::vector<facts::Filter> out;
  if (args.size() > kMaxFilters) return bad("where", "too_many_filters", std::to_string(kMaxFilters));
  for (std::size_t i = 0; i < args.size(); ++i) {
    const std::string at = "where[" + std::to_string(i) + "]";
    const std::size_t colon = args[i].find(':');
    if (colon == std::string::npos) return bad(at, "bad_filter", args[i].substr(0, 100));
    const std::string name = args[i].substr(0, colon);
    if (!good_attribute(name) || calendar::parse_bucket(name)) return bad(at, "unknown_dimension", name);
    facts::Filter filter{field_by_name(name), split_escaped(std::string_view(args[i]).substr(colon + 1), ',')};
    if (filter.any_of.size() > kMaxFilterValues) return bad(at, "too_many_values", std::to_string(kMaxFilterValues));
    for (const std::string& value : filter.any_of) {
      if (value.size() > kMaxValueBytes) return bad(at, "value_too_long", std::to_string(kMaxValueBytes));
    }
    out.push_back(std::move(filter));
  }
  return out;
}

std::optional<calendar::Bucket> Query::bucket() const {
  for (const By& b : by) {
    if (b.bucket) return b.bucket;
  }
  return std::nullopt;
}

facts::Dimension field_by_name(std::string_view name) {
  for (const Name& n : kNames) {
    if (n.text == name) return {n.field, {}};
  }
  return {Field::attribute, std::string(name)};
}

std::vector<std::string> built_in_names() {
  std::vector<std::string> out{"hour", "day", "week", "month", "quarter", "year"};
  for (const Name& n : kNames) out.emplace_back(n.text);
  return out;
}

Result<Range> parse_range(const message::Request& request, const When& when) {
  Range range;
  const auto from = request.arg("from"), to = request.arg("to");
  if (from && !from->empty()) {
    const auto end = parse_end(*from, false, when);
    if (!end) return bad("from", "bad_time", from->substr(0, 100));
    range.from = end->ms;
    range.whole_days = end->midnight;
  }
  if (to && !to->empty()) {
    const auto end = parse_end(*to, true, when);
    if (!end) return bad("to", "bad_time", to->substr(0, 100));
    range.to = end->ms;
    range.whole_days = range.whole_days && end->midnight;
  }
  if (range.from >= range.to) return bad("to", "range_empty", to.value_or(""));
  return range;
}

Result<Query> parse_query(const message::Request& request, const When& when) {
  Query query;
  query.journey = request.arg("journey").value_or("");
  if (query.journey.size() > kMaxValueBytes) return bad("journey", "value_too_long", std::to_string(kMaxValueBytes));
  PK_TRY(query.range, parse_range(request, when));
  PK_TRY(query.by, parse_by(request.arg("by").value_or("")));
  PK_TRY(query.where, parse_where(request.args("where")));
  for (std::size_t i = 0; i < query.where.size() && !request.who.may(message::Right::personal); ++i) {
    const Field field = query.where[i].on.field;
    if (field == Field::customer || field == Field::user_id || field == Field::episode_key) return fail(ErrorKind::forbidden, "personal_filter");
  }
  if (!query.journey.empty()) query.where.push_back({{Field::journey, {}}, {query.journey}});
  if (request.who.scope) limit_to(*request.who.scope, request, query);
  return query;
}

std::vector<std::string> near_names(std::string_view wrong, const std::vector<std::string>& names) {
  std::vector<std::pair<std::size_t, std::string>> found;
  const std::string_view cut = wrong.substr(0, 64);
  const std::size_t most = std::max<std::size_t>(2, cut.size() / 3);
  for (const std::string& name : names) {
    std::size_t d = edit_distance(cut, name);
    if (name.find(cut) != std::string::npos && !cut.empty()) d = std::min<std::size_t>(d, 1);
    if (d <= most) found.emplace_back(d, name);
  }
  std::sort(found.begin(), found.end());
  std::vector<std::string> out;
  for (auto& [d, name] : found) {
    if (out.size() < 3) out.push_back(std::move(name));
  }
  return out;
}

}  // namespace peakend::insight
