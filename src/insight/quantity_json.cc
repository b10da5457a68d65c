// How a number in two spans is told.
#include "insight/quantity.h"

namespace peakend::insight {

std::string day_of(const calendar::Zone& zone, std::int64_t ms) { return calendar::day_text(calendar::local_day(zone, from_ms(ms))); }

void write_days(JsonOut& out, std::string_view key, const calendar::Zone& zone, const Range& range) {
  out.key(key).open('{').field("from", day_of(zone, range.from)).field("to", day_of(zone, range.to - 1)).close('}');
}

void write_fields(JsonOut& out, const Moved& m) {
  out.key("before");
  write(out, m.before);
  out.key("now");
  write(out, m.now);
  out.field("verdict", engine::name_of(m.movement)).key("change");
  if (m.movement == engine::Movement::not_enough_data) {
    out.null();
    return;
  }
  out.open('{').field("value", m.change.diff).field("lo", m.change.ci.lo).field("hi", m.change.ci.hi);
  out.field("p", m.change.p).field("p_adjusted", m.p).field("smallest", m.smallest).field("method", engine::name_of(m.method)).close('}');
}

void write_fields(JsonOut& out, const Why& why) {
  out.field("by", why.by).field("change", why.change).field("rate", why.rate).field("mix", why.mix);
  out.key("carriers").open('[');
  for (const Carrier& c : why.carriers) {
    out.open('{').field("key", c.key).field("rate", c.rate).field("mix", c.mix);
    write_fields(out, c.moved);
    out.close('}');
  }
  out.close(']').field("others", why.others);
}

}  // namespace peakend::insight
