#include "engine/estimate.h"

namespace peakend::engine {

std::string_view name_of(Basis b) {
  constexpr std::string_view names[] = {"assumed", "measured", "observed", "predicted", "assumed"};
  auto i = static_cast<unsigned>(b);
  return i < 5 ? names[i] : names[0];
}

std::string_view name_of(Method m) {
  constexpr std::string_view names[] = {"none",          "wilson",      "adjusted_wald", "t",            "cluster_robust",
                                        "random_groups", "geometric_t", "normal",        "kaplan_meier", "order_statistic", "bootstrap", "beta"};
  auto i = static_cast<unsigned>(m);
  return i < std::size(names) ? names[i] : names[0];
}

std::string_view name_of(Flag f) {
  constexpr std::string_view names[] = {"low_n",         "suppressed",   "censored",  "provisional", "assumed_param",
                                        "extrapolated", "unordered", "pooled_halo", "bias_risk"};
  for (unsigned i = 0; i < std::size(names); ++i)
    if (f == 1u << i) return names[i];
  return {};
}

std::vector<std::string_view> flag_names(std::uint32_t flags) {
  std::vector<std::string_view> out;
  for (std::uint32_t bit = 1; bit != 0 && bit <= flags; bit <<= 1)
    if (flags & bit)
      if (auto name = name_of(static_cast<Flag>(bit)); !name.empty()) out.push_back(name);
  return out;
}

}  // namespace peakend::engine
