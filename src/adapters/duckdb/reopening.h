#pragma once
// A FactStore that opens itself anew. After some errors (a full disk during a checkpoint above all) DuckDB declares the
// whole database invalid until it is opened again; without this, the server would need a restart once there is space.
#include <functional>
#include <memory>

#include "facts/facts.h"

namespace peakend::duck {

/// The error of a store that must be opened again before it can be used.
inline constexpr const char* kInvalidated = "facts_reopening";

using OpenFacts = std::function<Result<std::unique_ptr<facts::FactStore>>()>;

/// Thread-safe. When a call fails with kInvalidated the store is closed as soon as the last call on it has returned, and
/// the next call opens it again (tried at most once a second). Until then calls are ErrorKind::unavailable.
Result<std::unique_ptr<facts::FactStore>> make_reopening(OpenFacts);

}  // namespace peakend::duck
