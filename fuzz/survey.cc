// Any bytes as a survey: refused with field paths, or parsed so that writing and reading again gives the same; its walk and
// its answers end.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "survey/survey.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace peakend::survey;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  Report report;
  auto s = parse_survey(text, report);
  if (!s || report.misshapen) return 0;
  const Answers answers{{"nps", 3}, {"arrival", Members{{"expected", 4}, {"got", 2}}}, {"why", "x"}, {"state", Members{{"other", "y"}}}, {"items", Members{}}};
  walk(*s, answers, Members{});
  static_cast<void>(check_answers(*s, answers, Members{}, true));
  static_cast<void>(public_json(*s, 1, "zh-HK"));
  if (!report.faults.empty()) return 0;
  const std::string written = to_json(*s);
  const auto again = parse_survey(written);
  if (!again || to_json(*again) != written) std::abort();
  return 0;
}
