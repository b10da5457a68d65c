#include "insight/kept.h"

namespace peakend::insight {

Result<std::string> data_key(const Sources& sources, const Caller& caller, const journey::Journey& journey, const Query& query,
                             std::string_view more) {
  constexpr std::int64_t hour = 3'600'000;
  PK_TRY(const std::int64_t facts, sources.facts->watermark());
  PK_TRY(const std::int64_t episodes, sources.facts->episodes_watermark(caller.workspace));
  std::string key;
  const auto number = [&](std::int64_t n) { key += std::to_string(n) + ';'; };
  const auto text = [&](std::string_view t) { number(static_cast<std::int64_t>(t.size())), key += t; };
  for (const std::int64_t n : {facts, episodes, sources.episodes->generation(caller.workspace), static_cast<std::int64_t>(caller.workspace),
                               to_ms(caller.when.now) / hour, rules_of(&journey).gap_ms, query.range.from, query.range.to}) {
    number(n);
  }
  text(journey.key);
  for (const auto& filter : query.where) {
    number(static_cast<std::int64_t>(filter.on.field));
    text(filter.on.key);
    number(static_cast<std::int64_t>(filter.any_of.size()));
    for (const auto& value : filter.any_of) text(value);
  }
  text(more);
  return key;
}

}  // namespace peakend::insight
