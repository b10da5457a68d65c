#pragma once
// Follows the committed facts: events that fulfil a trigger become invitations or refusals in records, in the same transaction
// as the mark up to which facts were looked at. Nothing is decided twice (one line a trigger and event) and nothing is
// lost: at start the facts between mark and store are looked at again. Facts given back by a rebuild are no news.
#include <functional>
#include <memory>

#include "delivery/delivery.h"
#include "facts/facts.h"
#include "inbox/inbox.h"
#include "trigger/plan.h"
#include "trigger/trigger_service.h"

namespace peakend::trigger {

struct ReactionDeps {
  records::Records& records;
  const facts::FactStore& facts;
  Service& triggers;
  delivery::Book& book;
  const Clock& clock;
  delivery::Who who;
  delivery::ContactsOf contacts;
  delivery::HomeOf home;
  std::function<std::uint64_t()> random;
  std::function<void()> queued;  ///< there are new invitations
};

class Reaction {
 public:
  virtual ~Reaction() = default;  ///< stops
  /// Looks at what an earlier process left, then starts the thread. Before the projector starts.
  virtual Result<void> start() = 0;
  /// From the projector's thread. Waits while 100 000 fulfilled triggers are undecided.
  virtual void projected(const inbox::Projected&) = 0;
  /// Returns when everything told before the call is decided (tests).
  virtual Result<void> drain() = 0;
  virtual void stop() = 0;
};
std::unique_ptr<Reaction> make_reaction(ReactionDeps);

/// How a customer can be reached now; `properties` of the event may carry addresses, too.
Reach reach_of(const delivery::Contact&, const std::vector<channel::Settings>&, const std::function<bool(channel::Kind, const std::string&)>& dead, const std::string& home_zone);
/// What triggers say to the outbox.
delivery::TermsOf terms_from(Service&);
delivery::Happened happened_from(Service&, const facts::FactStore&, delivery::Who);

}  // namespace peakend::trigger
