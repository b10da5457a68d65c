#pragma once
// Whom to call, when an accepted model knows each one's chance: by what the call is worth, with a random tenth among them, so that
// what is learnt from the calls is not only about those who look worst. Pure.
#include <optional>
#include <vector>

#include "insight/silence_model.h"

namespace peakend::insight {

/// Assumed by the caller, not measured here.
struct CallTerms {
  double churn = .2;     ///< how much more often a dissatisfied customer leaves
  double recover = .35;  ///< of those called, so many are won back
  double cost = 0;       ///< of one call, in the unit of the values
};
struct Call {
  const Silent* who = nullptr;
  std::optional<double> chance;  ///< by the model; nullopt: it does not know the customer
  std::optional<double> worth;   ///< engine::contact_value; nullopt without a chance or a value
  bool random = false;
};
/// By worth downwards, then chance, then the order given; every tenth place goes to one of the rest by the hash of seed and customer.
std::vector<Call> call_order(const std::vector<const Silent*>&, const SilenceModel&, const CallTerms&, std::string_view seed);

}  // namespace peakend::insight
