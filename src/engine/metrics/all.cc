// The table of metrics: one line each, in display order.
#include "engine/metrics.h"

#define PK_METRICS(M) \
  M(nps)              \
  M(csat)             \
  M(ces)              \
  M(ces_hard)         \
  M(mean_experience)  \
  M(mean_score)       \
  M(satisfaction_ratio) \
  M(expectation_gap)  \
  M(promise_kept)     \
  M(net_valence)      \
  M(top_box)          \
  M(bottom_box)       \
  M(consistency)      \
  M(floor_breach)     \
  M(volume)

namespace peakend::engine {
namespace metrics {
#define PK_DECLARE(name) extern const Metric name##_metric;
PK_METRICS(PK_DECLARE)
#undef PK_DECLARE
}  // namespace metrics

namespace {
#define PK_LIST(name) &metrics::name##_metric,
constexpr const Metric* kAll[] = {PK_METRICS(PK_LIST)};
#undef PK_LIST
}  // namespace

std::span<const Metric* const> all_metrics() { return kAll; }

const Metric* find_metric(std::string_view key) {
  for (const Metric* m : kAll)
    if (m->key == key) return m;
  return nullptr;
}

std::string_view name_of(Unit u) {
  constexpr std::string_view names[] = {"valence", "points", "share", "ratio", "score", "count"};
  auto i = static_cast<unsigned>(u);
  return i < 6 ? names[i] : names[5];
}

}  // namespace peakend::engine
