#include "engine/laws/episode.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <tuple>

namespace peakend::engine {
namespace {

auto when(const Moment& m) { return std::tie(m.t, m.id, m.item); }
bool later(const Moment& a, const Moment& b) { return when(a) > when(b); }
// Ties in value go to the later moment, for both peaks.
bool higher(const Moment& a, const Moment& b) { return a.v != b.v ? a.v > b.v : later(a, b); }
bool lower(const Moment& a, const Moment& b) { return a.v != b.v ? a.v < b.v : later(a, b); }

double real(int128 x) { return static_cast<double>(x); }

}  // namespace

void EpisodeState::add(const Moment& m) {
  EpisodeState one;
  one.n = 1;
  one.sv = m.v;
  one.svv = static_cast<int128>(m.v) * m.v;
  one.st = m.t;
  one.stt = static_cast<int128>(m.t) * m.t;
  one.stv = static_cast<int128>(m.t) * m.v;
  one.first = one.last = one.pos = one.neg = m;
  *this += one;
}

EpisodeState& EpisodeState::operator+=(const EpisodeState& b) {
  if (b.n == 0) return *this;
  if (n == 0) return *this = b;
  bool this_first = later(b.first, first);
  const EpisodeState& early = this_first ? *this : b;
  const EpisodeState& late = this_first ? b : *this;
  bool apart = early.ordered && late.ordered && later(late.first, early.last);
  // The largest climb is inside a part or from the early valley to the late peak; likewise the fall.
  std::int32_t up = apart ? std::max({early.rise, late.rise, late.pos.v - early.neg.v}) : 0;
  std::int32_t down = apart ? std::max({early.drop, late.drop, early.pos.v - late.neg.v}) : 0;
  n += b.n, sv += b.sv, svv += b.svv, st += b.st, stt += b.stt, stv += b.stv;
  if (later(first, b.first)) first = b.first;
  if (later(b.last, last)) last = b.last;
  if (higher(b.pos, pos)) pos = b.pos;
  if (lower(b.neg, neg)) neg = b.neg;
  rise = up, drop = down, ordered = apart;
  return *this;
}

EpisodeState fold_episode(std::span<const Moment> moments) {
  std::vector<Moment> sorted(moments.begin(), moments.end());
  std::sort(sorted.begin(), sorted.end(), [](const Moment& a, const Moment& b) { return later(b, a); });
  EpisodeState s;
  for (const Moment& m : sorted) s.add(m);
  return s;
}

bool negative_is_salient(std::int32_t peak_neg, std::int32_t peak_pos, double lambda, bool tie) {
  double pain = lambda * std::max(-peak_neg, 0), joy = std::max(peak_pos, 0);
  return pain != joy ? pain > joy : tie;
}

std::int32_t remembered_fixed(std::int32_t salient, std::int32_t end) {
  std::int32_t sum = salient + end;
  return (sum + (sum > 0 ? 1 : sum < 0 ? -1 : 0)) / 2;
}

EpisodeOut episode_out(const EpisodeState& s, double lambda) {
  EpisodeOut o;
  o.n = s.n;
  if (s.n <= 0) return o;
  const double one = kValenceOne;
  bool negative = negative_is_salient(s.neg.v, s.pos.v, lambda, later(s.neg, s.pos));
  o.salient_moment = negative ? s.neg : s.pos;
  o.peak_pos = s.pos.v / one, o.peak_neg = s.neg.v / one;
  o.salient = o.salient_moment.v / one;
  o.begin = s.first.v / one, o.end = s.last.v / one;
  o.mean = static_cast<double>(s.sv) / s.n / one;
  int128 spread = s.stt * s.n - s.st * s.st;
  if (spread > 0) o.slope_per_ms = real(s.stv * s.n - s.st * s.sv) / real(spread) / one;
  o.rise = s.rise / one, o.drop = s.drop / one;
  o.remembered = (static_cast<double>(o.salient_moment.v) + s.last.v) / 2 / one;
  if (!s.ordered) o.flags |= kUnordered;
  o.status = Status::ok;
  return o;
}

std::vector<EpisodeSpan> assign_episodes(std::span<const EpisodeStep> steps, const EpisodeRules& rules, std::int64_t watermark) {
  struct Running {
    std::size_t span = 0;
    bool ended = false;
    std::int64_t ended_at = 0;
  };
  std::vector<EpisodeSpan> spans;
  std::map<std::string_view, Running> keyed;
  std::vector<Running> all;
  std::optional<Running> loose;  // the running episode without key
  auto open = [&](std::string_view key) {
    spans.push_back({std::string(key), {}, 0, 0, ClosedBy::open});
    return Running{spans.size() - 1};
  };
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const EpisodeStep& step = steps[i];
    Running* run;
    if (!step.key.empty()) {
      auto it = keyed.find(step.key);
      if (it == keyed.end()) it = keyed.emplace(step.key, open(step.key)).first;
      run = &it->second;
      if (run->ended && step.at - run->ended_at > rules.grace_ms) run->ended = false;
    } else {
      bool over = !loose || step.starts || step.at - spans[loose->span].end > rules.gap_ms ||
                  (loose->ended && step.at - loose->ended_at > rules.grace_ms);
      if (over) loose = open({});
      run = &*loose;
    }
    EpisodeSpan& span = spans[run->span];
    if (span.steps.empty()) span.start = step.at;
    span.end = step.at;
    span.steps.push_back(i);
    if (step.ends) run->ended = true, run->ended_at = step.at;
    if (run->ended) span.closed = ClosedBy::end_event;
    else span.closed = ClosedBy::open;
    if (!step.key.empty()) continue;
    // A start event leaves the one before it finished, whether or not its end was seen.
    if (step.starts && run->span > 0)
      for (std::size_t k = run->span; k-- > 0;)
        if (spans[k].key.empty()) {
          if (spans[k].closed == ClosedBy::open) spans[k].closed = ClosedBy::timeout;
          break;
        }
  }
  for (EpisodeSpan& s : spans)
    if (s.closed == ClosedBy::open && watermark - s.end >= rules.gap_ms) s.closed = ClosedBy::timeout;
  return spans;
}

LateEffect late_effect(bool was_closed, std::int64_t closed_at, std::int64_t arrives_at, const EpisodeRules& rules) {
  if (!was_closed) return LateEffect::none;
  return arrives_at - closed_at <= rules.grace_ms ? LateEffect::reopens : LateEffect::new_version;
}

std::optional<double> gap_from_data(std::span<const double> gaps) {
  constexpr int kBins = 40;
  std::vector<double> logs;
  for (double g : gaps)
    if (g > 0 && std::isfinite(g)) logs.push_back(std::log(g));
  if (logs.size() < 100) return std::nullopt;
  auto [lo, hi] = std::minmax_element(logs.begin(), logs.end());
  double from = *lo, width = (*hi - *lo) / kBins;
  if (!(width > 0)) return std::nullopt;
  std::array<double, kBins> raw{}, smooth{};
  for (double x : logs) raw[static_cast<std::size_t>(std::min(kBins - 1.0, (x - from) / width))] += 1;
  for (int i = 0; i < kBins; ++i) {
    double total = 0, weight = 0;
    for (int j = std::max(0, i - 4); j <= std::min(kBins - 1, i + 4); ++j) {
      double w = std::exp(-.5 * (i - j) * (i - j) / 2.25);
      total += w * raw[static_cast<std::size_t>(j)], weight += w;
    }
    smooth[static_cast<std::size_t>(i)] = total / weight;
  }
  // The best valley: the lowest ratio of a bin to the lower of the peaks on its two sides.
  double best = .5;
  std::optional<double> cut;
  for (int i = 1; i + 1 < kBins; ++i) {
    double left = *std::max_element(smooth.begin(), smooth.begin() + i);
    double right = *std::max_element(smooth.begin() + i + 1, smooth.end());
    double ratio = smooth[static_cast<std::size_t>(i)] / std::min(left, right);
    bool both = std::min(left, right) > .02 * static_cast<double>(logs.size()) / 4;
    if (both && ratio < best) best = ratio, cut = std::exp(from + (i + .5) * width);
  }
  return cut;
}

}  // namespace peakend::engine
