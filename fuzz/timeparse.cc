// Timestamps: every format on any text; RFC 3339 must survive a round trip and agree with the generous reader.
#include <cstdint>
#include <cstdlib>

#include "base/calendar.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace peakend;
  using namespace peakend::calendar;
  static const Zone zones[] = {Zone{}, Zone::find("Asia/Shanghai").value_or(Zone{}), Zone::find("America/Sao_Paulo").value_or(Zone{}),
                               Zone::find("Australia/Lord_Howe").value_or(Zone{})};
  if (size < 1) return 0;
  const Zone& zone = zones[data[0] & 3];
  const std::string_view s(reinterpret_cast<const char*>(data + 1), size - 1);
  if (const auto at = parse_rfc3339(s)) {
    const auto again = parse_rfc3339(rfc3339(*at));
    const bool in_range = to_ms(*at) >= -62'167'219'200'000 && to_ms(*at) <= 253'402'300'799'999;
    if (!again || (in_range && *again != *at)) std::abort();
  }
  for (const char* name : {"ymd", "dmy", "mdy", "epoch_s", "epoch_ms", "%d/%m/%Y %H:%M:%S", "%Y%m%d %I:%M %p %z"}) {
    const auto parsed = parse_time(s, parse_time_format(name).value(), zone);
    if (!parsed) continue;
    const Day day = local_day(zone, parsed->at);
    (void)bucket_label(zone, Bucket::week, parsed->at);
    (void)bucket_start(zone, Bucket::hour, parsed->at);
    if (parse_day(day_text(day)) != day && day >= -719'528 && day <= 2'932'896) std::abort();
  }
  if (const std::size_t bar = s.find('|'); bar != s.npos) {
    const auto format = parse_time_format(s.substr(0, bar));
    if (format) (void)parse_time(s.substr(bar + 1), *format, zone);
  }
  return 0;
}
