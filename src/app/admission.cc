#include "app/admission.h"

#include <functional>

#include "base/network.h"

namespace peakend::app {
namespace {

constexpr double kBurstSeconds = 5;  // a page that asks for twenty things at once is no flood

}  // namespace

Admission::Admission(const Config& c)
    : ingest_(c.ingest_rate, c.ingest_rate * kBurstSeconds),
      requests_(c.request_rate, c.request_rate * kBurstSeconds),
      anonymous_(c.anonymous_rate, c.anonymous_rate * kBurstSeconds) {}

Result<void> Admission::admit(const message::Request& req, const message::Route& route, TokenBuckets::Time now) {
  const auto& who = req.who;
  int wait = 0;
  if (who.key.is_none() && who.account.is_none()) {
    wait = anonymous_.take(std::hash<std::string>{}(network_of(req.remote)), now);
  } else {
    const Uuid& id = who.key.is_none() ? who.account.uuid() : who.key.uuid();
    wait = (route.right == message::Right::ingest ? ingest_ : requests_).take(std::hash<Uuid>{}(id), now);
  }
  if (wait == 0) return {};
  return tl::unexpected(Error{ErrorKind::too_many, "rate_limited", {}, {}, {{"retry_after", std::to_string(wait)}}});
}

}  // namespace peakend::app
