#include <boost/json.hpp>

#include "base/calendar.h"
#include "live/live.h"

namespace peakend::live {

std::string encode_tick(const Tick& tick, Instant now) {
  namespace json = boost::json;
  json::array items;
  for (const Item& item : tick.items) {
    json::object o{{"at", calendar::rfc3339(from_ms(item.at))}, {"journey", item.journey}, {"touchpoint", item.touchpoint},
                   {"metric", item.metric}, {"text", item.text}};
    if (item.score) o["score"] = *item.score;
    if (item.valence) o["valence"] = *item.valence;
    items.push_back(std::move(o));
  }
  const json::object data{{"seq", tick.seq}, {"at", calendar::rfc3339(now)}, {"facts", tick.facts}, {"items", std::move(items)}};
  return "id: " + std::to_string(tick.seq) + "\nevent: tick\ndata: " + json::serialize(data) + "\n\n";
}

}  // namespace peakend::live
