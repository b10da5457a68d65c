#include "insight/contrast.h"

#include <algorithm>
#include <vector>

#include "insight/drivers.h"

namespace peakend::insight {
namespace {

using facts::Fact;
using facts::Field;

struct Moment {
  std::int64_t at = 0;
  EpisodeId episode;
  std::int32_t v = 0;
};
struct Answer {
  std::int64_t at = 0;
  EpisodeId episode;
  std::int8_t cls = 0;
};

void add(ContrastGroup& group, std::int8_t cls) {
  group.counts.good += cls > 0;
  group.counts.bad += cls < 0;
  ++group.counts.n;
}

/// One customer, oldest first.
void take(JoyPainContrast& out, const std::vector<Moment>& moments, const std::vector<Answer>& answers) {
  for (auto answer = answers.rbegin(); answer != answers.rend(); ++answer) {
    std::int32_t lowest = 10'000, last = 0;
    std::size_t n = 0;
    for (const Moment& m : moments) {
      const bool belongs = answer->episode.is_none() ? m.at <= answer->at && m.at >= answer->at - kDriverWindowMs : m.episode == answer->episode && m.at <= answer->at;
      if (!belongs) continue;
      if (n++ > 0) lowest = std::min(lowest, last);
      last = m.v;
    }
    if (n < 2) continue;
    if (last >= kGoodMoment && lowest <= kBadMoment) add(out.risen, answer->cls);
    else if (last >= kGoodMoment && lowest >= 0) add(out.steady, answer->cls);
    return;
  }
}

}  // namespace

Result<JoyPainContrast> joy_pain_contrast(const Sources& sources, const Caller& caller, const journey::Journey& journey, const Query& query) {
  JoyPainContrast out;
  facts::ScanSpec spec;
  spec.workspace = caller.workspace;
  spec.from = query.range.from, spec.to = query.range.to;
  spec.where = query.where;
  spec.where.push_back({{Field::journey, {}}, {journey.key}});
  spec.where.push_back({{Field::kind, {}}, {"rating"}});
  spec.want = facts::Want::folding;
  spec.order = facts::Order::by_customer;
  CustomerId current;
  std::vector<Moment> moments;
  std::vector<Answer> answers;
  const auto finish = [&] {
    if (!answers.empty()) take(out, moments, answers);
    moments.clear(), answers.clear();
  };
  PK_CHECK(sources.facts->scan(spec, [&](const Fact& f) {
    if (!f.valence || f.customer.is_none()) return true;
    if (f.customer != current) finish(), current = f.customer;
    if (!f.touchpoint.empty() && moments.size() < 20'000) moments.push_back({f.at, f.episode, *f.valence});
    else if (f.touchpoint.empty() && f.metric == "nps" && f.score && answers.size() < 1'000) answers.push_back({f.at, f.episode, static_cast<std::int8_t>(*f.score >= 9 ? 1 : *f.score <= 6 ? -1 : 0)});
    return true;
  }));
  finish();
  const std::int64_t need = std::max(kNeedContrast, caller.fewest);
  for (ContrastGroup* group : {&out.risen, &out.steady}) {
    const auto& c = group->counts;
    group->nps = c.n < need ? engine::too_few(c.n, need) : engine::nps(c.good, c.bad, c.n);
  }
  out.told = out.risen.counts.n >= need && out.steady.counts.n >= need;
  if (!out.told) return out;
  out.change = engine::nps_change(out.steady.counts, out.risen.counts);
  out.verdict = out.change.p > .05 ? "no_difference_shown" : out.change.diff > 0 ? "rise_recommends_more" : "steady_recommends_more";
  return out;
}

}  // namespace peakend::insight
