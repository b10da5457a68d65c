#include "base/assets.h"

#include <algorithm>

namespace peakend::assets {

std::optional<Asset> find(std::string_view path) {
  static const std::vector<Asset> table = all();
  const auto it = std::lower_bound(table.begin(), table.end(), path,
                                   [](const Asset& a, std::string_view p) { return a.path < p; });
  if (it == table.end() || it->path != path) return std::nullopt;
  return *it;
}

}  // namespace peakend::assets
