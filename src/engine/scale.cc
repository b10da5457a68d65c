#include "engine/scale.h"

#include <algorithm>
#include <cmath>

namespace peakend::engine {
namespace {

constexpr double kLogCap = 2.302585092994046;

std::int32_t round_to(double v, double one, double bound) {
  if (std::isnan(v)) return 0;
  return static_cast<std::int32_t>(std::lround(std::clamp(v, -bound, bound) * one));
}

int by_valence(double v, double bound) {
  // Compared as stored, so that a stored fact can be classified again with the same result.
  std::int32_t fixed = valence_fixed(v), limit = valence_fixed(bound);
  return fixed >= limit ? 1 : fixed <= -limit ? -1 : 0;
}

int classify_nps(double x, const Scale& s) {
  if (s.up && s.max == 10 && (s.min == 0 || s.min == 1)) return x >= 9 ? 1 : x <= 6 ? -1 : 0;
  double u = (x - s.min) / (s.max - s.min);
  if (!s.up) u = 1 - u;
  return u >= .85 ? 1 : u <= .65 ? -1 : 0;
}

int classify_csat(double x, const Scale& s) {
  if (s.max - s.min != 4) return by_valence(valence(x, s), .5);
  double box = s.up ? x - s.min : s.max - x;  // 0..4
  return box >= 3 ? 1 : box <= 1 ? -1 : 0;
}

int classify_ces(double x, const Scale& s) {
  double v = valence(x, s);
  return v > 0 ? 1 : v < 0 ? -1 : 0;
}

struct Rule {
  std::string_view metric;
  int (*classify)(double, const Scale&);
};
constexpr Rule kRules[] = {{"nps", classify_nps}, {"csat", classify_csat}, {"ces", classify_ces}};

}  // namespace

bool valid(const Scale& s) {
  return std::isfinite(s.min) && std::isfinite(s.max) && s.min < s.neutral && s.neutral < s.max;
}

bool contains(const Scale& s, double score) { return score >= s.min && score <= s.max; }

double valence(double x, double lo, double neutral, double hi) {
  if (std::isnan(x) || !std::isfinite(lo) || !std::isfinite(hi) || !(lo < neutral && neutral < hi)) return 0;
  double v = x >= neutral ? (x - neutral) / (hi - neutral) : (x - neutral) / (neutral - lo);
  return std::clamp(v, -1.0, 1.0);
}

double valence(double x, const Scale& s) {
  double v = valence(x, s.min, s.neutral, s.max);
  return s.up ? v : 0 - v;
}

std::int32_t valence_fixed(double v) { return round_to(v, 1e4, 1); }
double valence_real(std::int32_t fixed) { return fixed / 1e4; }
std::int32_t log_ratio_fixed(double s) { return round_to(s, 1e6, kLogCap); }
double log_ratio_real(std::int64_t fixed) { return static_cast<double>(fixed) / 1e6; }

int classify(std::string_view metric, double score, const Scale& s) {
  if (!valid(s) || std::isnan(score)) return 0;
  double x = std::clamp(score, s.min, s.max);
  for (const Rule& r : kRules)
    if (r.metric == metric) return r.classify(x, s);
  return by_valence(valence(x, s), .5);
}

}  // namespace peakend::engine
