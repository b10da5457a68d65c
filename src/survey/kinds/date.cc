// A day.
#include "base/calendar.h"
#include "survey/kinds/kind.h"

namespace peakend::survey {

const Kind kDate{
    .key = "date", .zh = "日期", .en = "Date", .uses = kDates,
    .check = [](const Question& q, const std::string& at, Report& report) {
      const auto day = [&](const std::string& s, const char* name) {
        if (!s.empty() && !calendar::parse_day(s)) report.faults.push_back(fault(at + "." + name, "bad_time"));
      };
      day(q.earliest, "earliest");
      day(q.latest, "latest");
      if (!q.earliest.empty() && !q.latest.empty() && q.latest < q.earliest) report.faults.push_back(fault(at + ".latest", "range_empty"));
    },
    .read = [](const Question& q, const Value& v, const std::string& at, Value& out) -> std::optional<FieldError> {
      if (v.text() == nullptr) return fault(at, "expected_string");
      const auto& s = *v.text();
      out = nullptr;
      if (s.empty()) return std::nullopt;
      if (!calendar::parse_day(s)) return fault(at, "bad_time");
      // Days in this form are in order as texts.
      if ((!q.earliest.empty() && s < q.earliest) || (!q.latest.empty() && s > q.latest))
        return fault(at, "out_of_range", {{"min", q.earliest}, {"max", q.latest}});
      out = s;
      return std::nullopt;
    },
};

}  // namespace peakend::survey
