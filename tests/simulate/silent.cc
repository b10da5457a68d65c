// The silence model as the server learns it: who of those who said nothing was dissatisfied.
#include <algorithm>
#include <cmath>
#include <vector>

#include "adapters/xgboost/xgboost.h"
#include "engine/numeric.h"
#include "insight/silence_model.h"
#include "simulate.h"

namespace peakend::simulate {
namespace {

using insight::Refusal;
using insight::SilenceModel;

struct World {
  insight::CaseBook::Table table;
  double silent_bad = 0;
};
/// Customers over a year, oldest first: how late, how often they had to ask, and two columns that mean nothing. `signal` 0: nothing of
/// it tells who is dissatisfied. Late ones speak up more, so that those who speak are not like those who do not.
World world(Random& r, int customers, double signal, double speaks) {
  World w;
  w.table.columns = {"late", "times", "contacts", "noise", "more noise"};
  w.table.rows.columns = w.table.columns.size();
  for (int i = 0; i < customers; ++i) {
    const bool late = uniform(r) < .4;
    const double times = late ? 1 + 2 * uniform(r) : 1;
    const int contacts = static_cast<int>(4 * uniform(r) * uniform(r));
    const double p = engine::logistic(-1.2 + signal * ((late ? 1 + 1.5 * std::log(times) : -.8) + .6 * contacts));
    insight::Case c;
    c.id = CustomerId(Uuid{r(), r()});
    c.cut = i, c.let_down = late;
    const bool bad = uniform(r) < p;
    c.heard = uniform(r) < speaks * (late ? 1.3 : .8);
    c.bad = c.heard && bad;
    w.silent_bad += !c.heard && bad;
    w.table.cases.push_back(c);
    for (const double v : {late ? 1. : 0., std::log(times), static_cast<double>(contacts), normal(r), uniform(r)}) w.table.rows.values.push_back(static_cast<float>(v));
  }
  return w;
}
SilenceModel learn(const engine::Boosting& boosting, const World& w) {
  auto m = insight::learn_silence(boosting, w.table, [](std::int64_t, std::int64_t) { return true; });
  if (!m) std::printf("silence model: %s\n", m.error().code.c_str());
  return m ? std::move(*m) : SilenceModel{.refusal = Refusal::few_cases};
}

}  // namespace

void silent(Report& report) {
  Random r(141);
  const auto boosting = adapters::make_xgboost();
  int accepted = 0, held = 0, naive = 0, found = 0, unsure = 0;
  const int runs = 400;
  for (int run = 0; run < runs; ++run) {
    const World w = world(r, 9'000, .8 + .7 * uniform(r), .25 + .2 * uniform(r));
    const SilenceModel m = learn(*boosting, w);
    if (m.refusal == Refusal::none) {
      ++accepted;
      held += m.count.lo <= w.silent_bad && w.silent_bad <= m.count.hi;
      const double share = static_cast<double>(m.bad) / static_cast<double>(m.heard), silent = static_cast<double>(m.silent);
      naive += std::abs(silent * share - w.silent_bad) <= 1.96 * silent * std::sqrt(share * (1 - share) / static_cast<double>(m.heard));
    }
    found += learn(*boosting, world(r, 3'000, 0, .35)).refusal == Refusal::none;
    const SilenceModel few = learn(*boosting, world(r, 800, 1.5, .35));
    unsure += few.refusal == Refusal::none && few.line.slope_se >= insight::kMostSlopeSe;
  }
  report.share("silence model accepted where operations tell who was dissatisfied", accepted, runs, .8, 1);
  report.share("dissatisfied among the silent within the model's interval", held, accepted, .93, 1);
  report.share("(the same from the share among those who spoke: what is forbidden)", naive, accepted, 0, .5);
  report.share("nothing tells who was dissatisfied: a silence model is accepted", found, runs, 0, .05);
  report.share("accepted although the calibration slope is hardly known", unsure, runs, 0, 0);
}

}  // namespace peakend::simulate
