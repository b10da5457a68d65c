#pragma once
// What a caller asks of the facts: journey, time range, dimensions and filters, parsed from a query string.
// Pure: zone and "now" are arguments. Bounded: dimensions, values, buckets and text lengths.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/calendar.h"
#include "base/error.h"
#include "base/time.h"
#include "facts/facts.h"
#include "message/message.h"

namespace peakend::insight {

inline constexpr std::size_t kMaxDimensions = 3;
inline constexpr std::size_t kMaxRows = 5'000;
inline constexpr std::size_t kMaxBuckets = 10'000;
inline constexpr std::size_t kMaxFilters = 10;
inline constexpr std::size_t kMaxFilterValues = 100;
inline constexpr std::size_t kMaxValueBytes = 300;

/// One dimension of `by`, under the name it was asked by (which is also its key in the answer).
struct By {
  std::string name;
  facts::Dimension dimension;
  std::optional<calendar::Bucket> bucket;  ///< set exactly when dimension.field is time
};

/// [from, to) in ms UTC. Open ends are INT64_MIN / INT64_MAX.
struct Range {
  std::int64_t from = INT64_MIN, to = INT64_MAX;
  bool whole_days = true;  ///< both ends are midnights of the zone, or open
  bool operator==(const Range&) const = default;
};

struct Query {
  std::string journey;
  Range range;
  std::vector<By> by;
  std::vector<facts::Filter> where;
  std::optional<calendar::Bucket> bucket() const;  ///< of the time dimension; none without one
};

/// Where dates are read and buckets are cut.
struct When {
  calendar::Zone zone;
  Instant now{};
};

/// Reads `journey`, `by`, `from`, `to`, `where` (repeatable). Unknown argument names are left alone.
/// by: comma-separated; hour|day|week|month|quarter|year, touchpoint, stage, scene, channel, metric, name, lang,
///   score, triangle_class, basis, kind, journey, promise, class, or the name of an attribute.
/// where: field:value[,value]; a backslash escapes comma and backslash in a value. An empty value means "absent".
/// from, to: date (whole days of the zone, `to` included), instant with offset (`to` excluded), or a span back
///   from now: 12h, 90d, 8w, 6m, 1y (days and longer start at midnight). Errors: `invalid` with the argument as field.
Result<Query> parse_query(const message::Request&, const When&);
/// The filters alone, as they are written in `where`.
Result<std::vector<facts::Filter>> parse_where(const std::vector<std::string>&);
/// Only from and to.
Result<Range> parse_range(const message::Request&, const When&);
/// The dimension or field by its public name; a name that is not built in is an attribute.
facts::Dimension field_by_name(std::string_view name);
/// Every built-in name, time buckets included; what a wrong name is compared with.
std::vector<std::string> built_in_names();

/// The names nearest to `wrong` (edit distance at most a third of its length, at least 2), best first, at most 3.
std::vector<std::string> near_names(std::string_view wrong, const std::vector<std::string>& names);

}  // namespace peakend::insight
