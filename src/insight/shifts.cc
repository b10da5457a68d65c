// Since when a touchpoint is better or worse: weekly levels of its promises, floor, ratio and experience.
#include <algorithm>
#include <cmath>
#include <map>

#include "engine/compare.h"
#include "insight/today.h"

namespace peakend::insight {
namespace {

using engine::Basis;
using engine::SeriesPoint;

constexpr double kFamilyP = .01;  ///< of a shift, adjusted over all series of the journey
constexpr double kCauseP = .01;

struct Series {
  std::vector<SeriesPoint> promise, floor, ratio, experience;
  explicit Series(std::size_t weeks) : promise(weeks), floor(weeks), ratio(weeks), experience(weeks) {}
};

void add(SeriesPoint& point, std::int64_t n, double sum) {
  if (n == 0) return;
  const double all = point.n + static_cast<double>(n);
  point.mean = (point.mean * point.n + sum) / all;
  point.n = all;
}

std::map<std::string, Series> series_of(const facts::AggregateResult& weekly, std::size_t weeks) {
  std::map<std::string, Series> out;
  for (const auto& row : weekly.rows) {
    if (row.key[1].empty()) continue;
    Series& s = out.try_emplace(row.key[1], weeks).first->second;
    const auto week = static_cast<std::size_t>(std::stoul(row.key[0]));
    const engine::Partial& p = row.partial;
    if (basis_of_kind(row.key[2]) == Basis::observed) {
      add(s.promise[week], p.kept + p.broken, static_cast<double>(p.kept));
      continue;
    }
    add(s.floor[week], p.n, static_cast<double>(p.breach));
    add(s.ratio[week], p.ratio_n, static_cast<double>(p.ratio_s) / engine::kLogRatioOne);
    add(s.experience[week], p.n, static_cast<double>(p.sum_v) / engine::kValenceOne);
  }
  return out;
}

/// Why a stated ratio shifted: what people met changed the same way at the same time, or else what they awaited did.
std::string_view cause_of(const engine::Shift& shift, const std::vector<SeriesPoint>& experience) {
  const std::size_t at = shift.drift ? (shift.first + shift.end) / 2 : shift.at;
  const auto met = engine::contrast(experience, shift.first, at, shift.end);
  const bool fell = shift.after < shift.before;
  if (met.p < kCauseP && (met.diff < 0) == fell) return fell ? "experience_fell" : "experience_rose";
  return fell ? "expectation_rose" : "expectation_fell";
}

}  // namespace

std::vector<TouchShift> touch_shifts(const facts::AggregateResult& weekly, std::span<const std::int64_t> edges, const journey::Journey& journey) {
  std::vector<TouchShift> out;
  std::vector<double> p;  // one a shift, and 1 for every series without
  const auto look = [&](const std::string& touchpoint, std::string_view measure, const std::vector<SeriesPoint>& series,
                        const std::vector<SeriesPoint>* experience) {
    const auto found = engine::find_shifts(series);
    if (found.empty()) p.push_back(1);
    for (const engine::Shift& shift : found) {
      TouchShift t{touchpoint, measure, edges[shift.at], edges[shift.end], shift, false, 0, {}};
      const auto facts = [&](std::size_t from, std::size_t to) {
        double n = 0;
        for (std::size_t i = from; i < to; ++i) n += series[i].n;
        return static_cast<std::int64_t>(n);
      };
      t.fewest = shift.drift ? facts(shift.first, shift.end) : std::min(facts(shift.first, shift.at), facts(shift.at, shift.end));
      t.worse = (shift.after < shift.before) != (measure == "floor_breach");
      if (experience != nullptr) {
        t.cause = cause_of(shift, *experience);
        t.shift.before = std::exp(shift.before);
        t.shift.after = std::exp(shift.after);
      }
      p.push_back(shift.p);
      out.push_back(std::move(t));
    }
  };
  for (const auto& [touchpoint, series] : series_of(weekly, edges.size() - 1)) {
    const auto* known = touchpoint_of(&journey, touchpoint);
    if (known == nullptr) continue;
    look(touchpoint, "promise_kept", series.promise, nullptr);
    if (known->floor) look(touchpoint, "floor_breach", series.floor, nullptr);
    look(touchpoint, "satisfaction_ratio", series.ratio, &series.experience);
    look(touchpoint, "mean_experience", series.experience, nullptr);
  }
  // Shifts of one series came in order of time, and so did their p: walk both lists together.
  const auto adjusted = engine::benjamini_hochberg(p);
  std::size_t next = 0;
  std::vector<TouchShift> real;
  for (std::size_t i = 0; i < p.size(); ++i) {
    if (p[i] >= 1) continue;
    TouchShift& t = out[next++];
    t.shift.p = adjusted[i];
    if (adjusted[i] < kFamilyP) real.push_back(std::move(t));
  }
  std::sort(real.begin(), real.end(), [](const TouchShift& a, const TouchShift& b) {
    return std::tuple(-a.since, a.touchpoint, a.measure) < std::tuple(-b.since, b.touchpoint, b.measure);
  });
  return real;
}

}  // namespace peakend::insight
