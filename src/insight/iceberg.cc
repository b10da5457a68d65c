#include "insight/iceberg.h"

#include <algorithm>

#include "engine/interval.h"
#include "engine/numeric.h"
#include "engine/silence.h"
#include "journey/journey.h"

namespace peakend::insight {

using engine::Estimate;
using engine::Status;

std::string_view name_of(OwnState s) {
  static constexpr std::string_view names[] = {"used", "beside", "few", "no_difference", "filtered", "no_stage", "not_asked"};
  return names[static_cast<std::size_t>(s)];
}

Own own_voice(const Voices& v, std::int64_t need) {
  Own own{engine::wilson_share(v.told, v.n, need), engine::Basis::observed, OwnState::used};
  if (own.estimate.status == Status::ok && v.told < kNeedTold) own.estimate = engine::too_few(v.told, kNeedTold);
  if (own.estimate.status != Status::ok) own.state = OwnState::few;
  return own;
}

Own own_switch(const Worth& w, std::int64_t need) {
  Own own{engine::too_few(0, need), engine::Basis::observed, OwnState::few};
  Estimate e;
  double weight = 0;
  bool measured = false;
  std::int64_t most = 0;
  for (const TouchpointWorth& row : w.rows) {
    most = std::max(most, std::min(row.left_broken.n, row.left_kept.n));
    if (row.difference.status != Status::ok) continue;
    const auto n = static_cast<double>(row.left_broken.n);
    weight += n, e.n += row.left_broken.n;
    e.value += n * row.difference.value, e.lo += n * row.difference.lo, e.hi += n * row.difference.hi, e.se += n * row.difference.se;
    measured |= row.status == Risk::measured;
  }
  own.estimate.n = most;
  if (!(weight > 0) || e.n < need) return own;
  for (double* x : {&e.value, &e.lo, &e.hi, &e.se}) *x /= weight;
  e.n_eff = weight, e.status = Status::ok, e.method = engine::Method::normal;
  own.estimate = e;
  own.state = measured && e.lo > 0 ? OwnState::used : OwnState::no_difference;
  return own;
}

Own own_service(const MemoryView& view, const journey::Journey& journey, std::int64_t need) {
  Own own{engine::too_few(view.all.n, need), engine::Basis::measured, OwnState::few};
  const auto after = [&](std::string_view touchpoint) {
    const auto stage = std::ranges::find(journey.stages, touchpoint.substr(0, touchpoint.find('/')), &journey::Stage::key);
    return stage != journey.stages.end() && stage->phase == journey::Phase::after_sale;
  };
  if (std::ranges::none_of(journey.stages, [](const journey::Stage& s) { return s.phase == journey::Phase::after_sale; })) {
    own.state = OwnState::no_stage;
    return own;
  }
  const auto salient = [&](const EpisodeSums& sums) {
    std::int64_t k = 0;
    for (std::size_t i = 0; i < std::min(sums.touches.size(), view.names.size()); ++i)  // in views one for each name
      if (after(view.names[i])) k += sums.touches[i].salient;
    return k;
  };
  const std::int64_t k = salient(view.all);
  own.estimate = engine::wilson_share(k, view.all.n, need);
  if (own.estimate.status != Status::ok) return own;
  own.state = OwnState::beside;
  if (!view.repeats) return own;
  double g = 0, saa = 0, sab = 0, sbb = 0;
  for (const EpisodeSums& group : view.groups) {
    const auto a = static_cast<double>(salient(group)), b = static_cast<double>(group.n);
    g += b > 0, saa += a * a, sab += a * b, sbb += b * b;
  }
  const auto m = engine::cluster_mean(static_cast<double>(k), static_cast<double>(view.all.n), g, saa, sab, sbb);
  // Passes of one customer go together; a share of nobody or everybody keeps Wilson's interval.
  if (!(m.se > own.estimate.se)) return own;
  const double half = engine::t_quantile(.975, static_cast<double>(m.g - 1)) * m.se;
  own.estimate.se = m.se, own.estimate.method = engine::Method::random_groups;
  own.estimate.lo = std::max(0.0, m.mean - half), own.estimate.hi = std::min(1.0, m.mean + half);
  return own;
}

engine::Basis basis_in_use(const Own& own) { return own.state == OwnState::used ? own.basis : engine::Basis::assumed; }

Estimate in_use(PriorKey key, const Prior& prior, const Own& own) {
  if (own.state == OwnState::used) return own.estimate;
  Estimate e;
  e.value = prior.value, e.status = Status::ok, e.flags = engine::kAssumedParam;
  if (key != PriorKey::voice) return e;
  const auto v = engine::voice_rate(0, 0, kPriorWeight * prior.value, kPriorWeight * (1 - prior.value));
  if (v.status != Status::ok) return e;  // a rate of 1 leaves nothing open
  e.lo = v.lo, e.hi = v.hi, e.method = engine::Method::beta;
  return e;
}

}  // namespace peakend::insight
