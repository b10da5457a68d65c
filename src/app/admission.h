#pragma once
// How often a caller may ask. Known callers (key, signed-in account) count for themselves, wherever they call from;
// everybody else (open routes, wrong keys) counts by network. Items inside a batch are not counted: the speed of the
// stores holds back those who send them.
#include "app/config.h"
#include "base/error.h"
#include "base/token_buckets.h"
#include "message/message.h"

namespace peakend::app {

/// Thread-safe; never blocks.
class Admission {
 public:
  explicit Admission(const Config&);
  /// Call after authentication, whatever its result; Request::who and remote count. Too often: too_many "rate_limited" with
  /// retry_after.
  Result<void> admit(const message::Request&, const message::Route&, TokenBuckets::Time now);

 private:
  TokenBuckets ingest_, requests_, anonymous_;
};

}  // namespace peakend::app
