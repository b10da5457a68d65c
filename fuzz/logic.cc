// {"logic", "data"}: any rule on any data ends within its bounds, twice with the same result.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "survey/survey.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace peakend::survey;
  const auto v = parse_value({reinterpret_cast<const char*>(data), size});
  if (!v) return 0;
  const Value none;
  const Value& rule = v->find("logic") != nullptr ? *v->find("logic") : *v;
  const Value& on = v->find("data") != nullptr ? *v->find("data") : none;
  const auto once = evaluate(rule, on);
  if (to_json(once.value) != to_json(evaluate(rule, on).value)) std::abort();
  std::vector<peakend::FieldError> faults;
  std::set<std::string> reads;
  check_logic(rule, "rule", faults, reads);
  return 0;
}
