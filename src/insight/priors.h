#pragma once
// Constants that hold until the company's own data say otherwise: each with its source, editable for a workspace
// (docs/methods/iceberg.md).
#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/id.h"
#include "records/records.h"

namespace peakend::insight {

/// voice: of those badly served, complain to the company. switching: leave after one bad experience. telling: complain to friends.
/// recommend: recommend after a good one. service: of memorable experiences, concern service and support.
enum class PriorKey : std::uint8_t { voice, switching, telling, recommend, service };
inline constexpr std::size_t kPriors = 5, kMaxPriorSource = 300;
inline constexpr double kPriorWeight = 10;  ///< answers that a prior of the voice rate counts for: Beta(10 v, 10 (1 - v)), at .24 Beta(2.4, 7.6)
std::string_view name_of(PriorKey);         ///< "voice", "switch", "tell_friends", "recommend", "service"
std::optional<PriorKey> prior_of(std::string_view name);
double founding_value(PriorKey);

struct Prior {
  double value = 0;
  std::string source;        ///< "": the founding text's
  std::int64_t changed = 0;  ///< ms; 0: the founding value holds
  std::string changed_by;
};
using PriorTable = std::array<Prior, kPriors>;  ///< by key
PriorTable founding_priors();

/// Thread-safe. The caller keeps `value` in (0, 1] and `source` within kMaxPriorSource characters.
class Priors {
 public:
  explicit Priors(records::Records* records) : records_(records) {}
  /// Founding values where nobody changed any, and without records.
  Result<PriorTable> all(WorkspaceNo);
  Result<void> put(WorkspaceNo, PriorKey, const Prior&);
  Result<void> reset(WorkspaceNo, PriorKey);  ///< nothing to reset is no error

 private:
  records::Records* records_;
};

}  // namespace peakend::insight
