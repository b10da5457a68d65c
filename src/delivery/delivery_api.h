#pragma once
// Routes of invitations, refusals, preferences, the budget, channels; and the preference centre. docs/triggers.md.
#include "delivery/outbox.h"
#include "message/message.h"

namespace peakend::delivery {

/// One thing that a customer said, as the page of the own choices shows it to him.
struct Told {
  Instant at;
  std::string text;
  enum class Standing : std::uint8_t { received, taken, closed } standing = Standing::received;
  std::string change;  ///< what changed because of it; "" = nothing noted
};
/// What the customer said lately, the newest first; few.
using ToldBy = std::function<Result<std::vector<Told>>(WorkspaceNo, CustomerId)>;

/// All must outlive the router.
struct Deps {
  Book& book;
  records::Records& records;
  const Clock& clock;
  Who who;
  HomeOf home;
  ContactsOf contacts;
  Outbox* outbox = nullptr;  ///< for trying a channel
  /// The customer of "cus_<hex>" or an external id, canonical.
  std::function<CustomerId(WorkspaceNo, std::string_view)> resolve;
  ToldBy told = {};
};
void add_routes(message::Router&, Deps);
/// GET and POST /p/{token}: open to everybody who holds the token, works without script, in zh-CN, zh-TW and en.
void add_page_routes(message::Router&, Book&, ToldBy = {});

}  // namespace peakend::delivery
