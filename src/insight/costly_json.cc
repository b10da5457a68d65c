#include "insight/costly.h"
#include "insight/out_json.h"

namespace peakend::insight {

std::string to_json(const RunStatus& s) {
  JsonOut out;
  out.open('{').field("id", s.id).field("question", s.question).field("state", name_of(s.state)).field("ahead", s.ahead);
  out.field("read", s.read).field("elapsed_ms", s.elapsed_ms);
  if (s.left_ms) out.field("left_ms", *s.left_ms);
  out.close('}');
  return out.take();
}

}  // namespace peakend::insight
