#pragma once
// Routes of invitations, refusals, preferences, the budget, channels; and the preference centre. docs/triggers.md.
#include "delivery/outbox.h"
#include "message/message.h"

namespace peakend::delivery {

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
};
void add_routes(message::Router&, Deps);
/// GET and POST /p/{token}: open to everybody who holds the token, works without script, in zh-CN, zh-TW and en.
void add_page_routes(message::Router&, Book&);

}  // namespace peakend::delivery
