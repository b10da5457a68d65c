#pragma once
// Sends what is due. A message is claimed durably before it is handed over, so a crash in between sends it no second time:
// found at the next start it is "unsure", counts as sent, and gets no reminder. Own thread; run_once for tests.
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "delivery/delivery.h"
#include "delivery/letter.h"

namespace peakend::delivery {

struct OutboxDeps {
  records::Records& records;
  Book& book;
  const Clock& clock;
  Who who;
  ContactsOf contacts;
  SurveyDoor surveys;
  TermsOf terms;
  Happened happened;
  HomeOf home;
  channel::Open open;
  std::string origin;                     ///< "https://cx.example.com", no slash at the end
  std::function<std::uint64_t()> random;
  std::chrono::milliseconds pace{1'000};  ///< between looks at what is due
};

class Outbox {
 public:
  virtual ~Outbox() = default;  ///< stops
  /// Settles what an earlier process left behind and starts the thread.
  virtual Result<void> start() = 0;
  virtual void poke() = 0;      ///< something may be due now
  /// What a visitor of a link did; written down a moment later by the outbox's thread (the caller may be the inbox's).
  virtual void note(WorkspaceNo, std::string link, State) = 0;
  virtual void stop() = 0;
  /// Sends one helping (at most 50); how many invitations were looked at. For tests and the thread.
  virtual Result<int> run_once() = 0;
  /// One message to a given address through a channel as it is set now.
  virtual channel::Outcome try_channel(WorkspaceNo, channel::Kind, const std::string& to, const std::string& lang) = 0;
};
std::unique_ptr<Outbox> make_outbox(OutboxDeps);

/// Minutes until the next attempt after `attempts` in vain: 1, 5, 30, 120, then 360.
std::chrono::minutes backoff(int attempts);

}  // namespace peakend::delivery
