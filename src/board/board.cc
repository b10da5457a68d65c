#include "board/board.h"

#include <algorithm>
#include <set>

#include "board/board_sql.h"

namespace peakend::board {
namespace {

bool word(std::string_view s, std::size_t max) {
  return !s.empty() && s.size() <= max && std::none_of(s.begin(), s.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}
bool digits(std::string_view s) {
  return !s.empty() && std::all_of(s.begin(), s.end(), [](char c) { return c >= '0' && c <= '9'; });
}
/// "", "30d", "12m" or "2026-01-01..2026-03-31".
bool good_range(std::string_view s) {
  if (s.empty()) return true;
  if (s.size() <= 4 && (s.back() == 'd' || s.back() == 'm')) return digits(s.substr(0, s.size() - 1));
  if (s.size() != 22 || s.substr(10, 2) != "..") return false;
  const auto from = calendar::parse_day(s.substr(0, 10)), to = calendar::parse_day(s.substr(12));
  return from && to && *from <= *to;
}
constexpr std::string_view kCharts[] = {"", "trend", "ranking", "heat", "table"};

}  // namespace

std::vector<FieldError> faults(const Question& q, std::string_view at) {
  std::vector<FieldError> out;
  const auto bad = [&](const std::string& field, std::string code, std::string value) {
    out.push_back({std::string(at) + field, std::move(code), {{"value", std::move(value)}, {"max", "300"}}});
  };
  const auto metric_char = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
  if (q.metric.empty()) bad("metric", "required", "");
  else if (q.metric.size() > 60 || !std::all_of(q.metric.begin(), q.metric.end(), metric_char)) bad("metric", "unknown_value", q.metric.substr(0, 60));
  if (q.by.size() > 2) bad("by", "too_many_dimensions", "2");
  for (std::size_t i = 0; i < q.by.size(); ++i) {
    if (!word(q.by[i], 100)) bad("by[" + std::to_string(i) + "]", "unknown_dimension", "");
    else if (i > 0 && q.by[i] == q.by[0]) bad("by[1]", "duplicate_dimension", q.by[i]);
  }
  if (q.where.size() > 10) bad("where", "too_many_filters", "10");
  for (std::size_t i = 0; i < q.where.size(); ++i) {
    const auto colon = q.where[i].find(':');
    if (!word(q.where[i], 2'000) || colon == std::string::npos || colon == 0) bad("where[" + std::to_string(i) + "]", "bad_filter", q.where[i].substr(0, 100));
  }
  if (!q.journey.empty() && !word(q.journey, 300)) bad("journey", "value_too_long", "300");
  if (!good_range(q.range)) bad("range", "bad_time", q.range.substr(0, 40));
  if (std::find(std::begin(kCharts), std::end(kCharts), q.chart) == std::end(kCharts)) bad("chart", "unknown_value", q.chart.substr(0, 40));
  return out;
}

std::vector<FieldError> settle(std::vector<Tile>& tiles) {
  std::vector<FieldError> out;
  const auto bad = [&](std::size_t i, const char* field, std::string code, std::string max = {}) {
    out.push_back({"tiles[" + std::to_string(i) + "]" + field, std::move(code), {{"max", std::move(max)}}});
  };
  if (tiles.size() > kMaxTiles) {
    out.push_back({"tiles", "too_many", {{"max", std::to_string(kMaxTiles)}}});
    return out;
  }
  std::set<std::string> taken;
  for (std::size_t i = 0; i < tiles.size(); ++i) {
    auto& t = tiles[i];
    if (!t.id.empty() && (t.id.size() > 40 || !taken.insert(t.id).second)) out.push_back({"tiles[" + std::to_string(i) + "].id", "duplicate_key", {{"key", t.id.substr(0, 40)}}});
    if (t.name.size() > kMaxName) bad(i, ".name", "too_long", std::to_string(kMaxName));
    if (t.width != 1 && t.width != 2) bad(i, ".width", "unknown_value");
    if (t.text.size() > kMaxText) bad(i, ".text", "too_long", std::to_string(kMaxText));
    if (t.kind == TileKind::note) {
      t.view = {};
      t.question = {};
    } else {
      t.text.clear();
      for (auto& e : faults(t.question, "tiles[" + std::to_string(i) + "].question.")) out.push_back(std::move(e));
    }
  }
  std::size_t next = 1;
  for (auto& t : tiles)
    while (t.id.empty())
      if (std::string id = "t" + std::to_string(next++); taken.insert(id).second) t.id = std::move(id);
  if (out.size() > 100) out.resize(100);
  return out;
}

Instant next_due(const Digest& d, const calendar::Zone& zone, Instant after) {
  const auto fits = [&](calendar::Day day) {
    if (d.every == "week") return ((day + 3) % 7 + 7) % 7 == d.weekday - 1;  // 1970-01-01 was a Thursday
    if (d.every == "month") return calendar::day_text(day).substr(8) == "01";
    return true;
  };
  // A month is the longest wait; the hour counts from midnight, so a changed clock moves the letter by an hour.
  for (calendar::Day day = calendar::local_day(zone, after);; ++day) {
    if (!fits(day)) continue;
    const Instant due = calendar::midnight(zone, day) + std::chrono::hours(d.hour);
    if (due > after) return due;
  }
}

std::vector<AccountId> mentioned(std::string_view text) {
  std::vector<AccountId> out;
  for (auto at = text.find("@["); at != std::string_view::npos; at = text.find("@[", at + 2)) {
    const auto middle = text.find("](", at + 2);
    if (middle == std::string_view::npos) break;
    const auto end = text.find(')', middle);
    if (end == std::string_view::npos) break;
    if (text.substr(at + 2, middle - at - 2).find_first_of("[\n") != std::string_view::npos) continue;
    const auto id = AccountId::parse(text.substr(middle + 2, end - middle - 2));
    if (id && std::find(out.begin(), out.end(), *id) == out.end()) out.push_back(*id);
  }
  return out;
}

bool may_read_page(const message::Scope* scope, std::string_view page) {
  constexpr std::string_view start = "/journey/", middle = "/touchpoints/";
  if (scope == nullptr || page.substr(0, start.size()) != start) return true;
  const auto at = page.find(middle, start.size());
  if (at == std::string_view::npos) return true;
  // Stage and scene are escaped each, the slash between them is not.
  const auto journey = message::percent_decode(page.substr(start.size(), at - start.size()), false);
  const auto touchpoint = message::percent_decode(page.substr(at + middle.size()), false);
  return journey && touchpoint && scope->has(*journey, *touchpoint);
}

bool good_path(std::string_view s, std::size_t max) {
  if (s.empty() || s.size() > max || s[0] != '/' || (s.size() > 1 && s[1] == '/')) return false;
  return std::none_of(s.begin(), s.end(), [](unsigned char c) { return c <= 0x20 || c == 0x7f || c == '\\'; });
}

std::vector<records::Migration> migrations() { return {{"0001_board", sql::migration_0001_board}}; }

}  // namespace peakend::board
