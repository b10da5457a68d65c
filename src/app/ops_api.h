#pragma once
// Routes for operators: health, metrics, version, the contract's text, and the no-op that benchmarks compare with.
#include <functional>
#include <string>

#include "message/message.h"

namespace peakend::app {

struct Ops {
  std::function<Result<void>()> ready;         ///< an error says what is not ready
  std::function<std::string()> metrics_text;   ///< Prometheus text
};
void add_ops_routes(message::Router&, Ops);

}  // namespace peakend::app
