#include "live/live_api.h"

#include <charconv>

namespace peakend::live {
namespace {

/// Last-Event-ID of an EventSource that connects again, or ?last= ; -1 when it is new.
std::int64_t last_seq(const message::Request& request) {
  std::string text(request.header("last-event-id"));
  if (text.empty()) text = request.arg("last").value_or("");
  std::int64_t seq = -1;
  std::from_chars(text.data(), text.data() + text.size(), seq);
  return seq;
}

message::Response open(Live& live, const message::Request& request) {
  if (auto room = live.check(request.who.workspace); !room) return message::problem(room.error(), request);
  message::Response response;
  response.set("Content-Type", "text/event-stream; charset=utf-8");
  response.set("Cache-Control", "no-store");
  response.set("X-Accel-Buffering", "no");  // proxies must not collect ticks
  // Whole facts only for those who may see persons, and all touchpoints.
  const bool items = request.who.may(message::Right::personal) && !request.who.scope;
  response.stream = [&live, workspace = request.who.workspace, seq = last_seq(request), items](std::shared_ptr<message::Stream> stream) {
    if (!live.join(workspace, seq, stream, items)) stream->close();
  };
  return response;
}

}  // namespace

void add_routes(message::Router& router, Live& live) {
  message::Route route{message::Verb::get, "/v1/live", message::Right::read, 0, [&live](const message::Request& r) { return open(live, r); }};
  route.limited_ok = true;
  router.add(std::move(route));
}

}  // namespace peakend::live
