// Built-in surveys: examples/surveys, inside the binary.
#include "base/assets.h"
#include "survey/survey.h"

namespace peakend::survey {
namespace {

constexpr std::string_view kFolder = "surveys/";
/// In display order.
constexpr std::string_view kKeys[] = {"relationship-nps", "after-delivery", "after-service", "abandonment", "appliance-check",
                                      "recall-probe", "mystery-visit", "employee-pulse", "perception-mirror", "best-worst-company"};

}  // namespace

std::vector<std::string> template_keys() { return {std::begin(kKeys), std::end(kKeys)}; }
std::string_view template_text(std::string_view key) {
  for (const auto k : kKeys)
    if (k == key)
      if (const auto a = assets::find(std::string(kFolder) + std::string(key) + ".json")) return a->raw;
  return {};
}

}  // namespace peakend::survey
