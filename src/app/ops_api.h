#pragma once
// Routes for operators: health, metrics, version, the contract's text, and the no-op that benchmarks compare with.
#include <functional>
#include <string>

#include "message/message.h"

namespace peakend::app {

/// How far answers are behind what was accepted.
struct Progress {
  std::int64_t last_seq = 0;      ///< newest row of the inbox
  std::int64_t facts_seq = 0;     ///< answers stand on rows up to this
  std::int64_t lag = 0;           ///< rows accepted, not yet in facts
  std::int64_t episodes_lag = 0;  ///< rows in facts, not yet in the workspace's episodes
  std::int64_t facts = 0;
};
struct Ops {
  std::function<Result<void>()> ready;         ///< an error says what is not ready
  std::function<std::string()> metrics_text;   ///< Prometheus text
  std::function<Result<Progress>(WorkspaceNo)> progress;
};
void add_ops_routes(message::Router&, Ops);

}  // namespace peakend::app
