// The query string of insights: dimensions, filters, ranges. Whatever comes, limits hold and buckets can be cut.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "insight/query.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace peakend;
  using namespace peakend::insight;
  static const When when{calendar::Zone::find("Asia/Shanghai").value(), from_ms(1'773'450'000'000)};
  message::Request request;
  request.query.assign(reinterpret_cast<const char*>(data), size);
  const auto query = parse_query(request, when);
  if (!query) {
    if (query.error().fields.empty() || query.error().fields[0].field.empty()) std::abort();  // an error names its argument
    return 0;
  }
  if (query->by.size() > kMaxDimensions || query->where.size() > kMaxFilters + 1 || query->range.from >= query->range.to) std::abort();
  const auto bucket = query->bucket();
  if (bucket && query->range.from != INT64_MIN && query->range.to != INT64_MAX) {
    const auto edges = calendar::bucket_edges(when.zone, *bucket, from_ms(query->range.from), from_ms(query->range.to), kMaxBuckets);
    if (edges && (edges->size() > kMaxBuckets + 1 || edges->size() < 2)) std::abort();
  }
  for (const auto& by : query->by) near_names(by.name, built_in_names());
  return 0;
}
