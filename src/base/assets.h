#pragma once
// Files inside the binary: the console, the OpenAPI text, the journey templates.
#include <optional>
#include <string_view>
#include <vector>

namespace peakend::assets {

/// Bytes have static lifetime. `gzip` is empty where compression does not help.
struct Asset {
  std::string_view path;  ///< "console/index.html", "api/openapi.yaml", "templates/airline.json"
  std::string_view type;  ///< media type
  std::string_view etag;  ///< quoted
  std::string_view raw, gzip;
};
/// Sorted by path. Generated at build time.
std::vector<Asset> all();
/// Binary search over a table made once. Thread-safe.
std::optional<Asset> find(std::string_view path);

}  // namespace peakend::assets
