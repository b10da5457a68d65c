#pragma once
// Triggers, ledger and outbox on a real SQLite file and facts in memory, with a sender that writes down what it gets.
#include <unistd.h>

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "adapters/sqlite/sqlite_records.h"
#include "delivery/delivery_api.h"
#include "delivery/outbox.h"
#include "facts/facts.h"
#include "trigger/reaction.h"
#include "trigger/trigger_api.h"
#include "trigger/trigger_service.h"

namespace peakend::trigger {

inline constexpr WorkspaceNo kSpace{1};
inline CustomerId customer_no(int n) { return CustomerId(hash_uuid("customer", "1", "c" + std::to_string(n))); }

/// One of each store and service. `dir` survives it.
struct Listening {
  explicit Listening(std::filesystem::path where) : dir(std::move(where)) {
    std::filesystem::create_directories(dir);
    records = *adapters::open_sqlite((dir / "r.db").string(), {.durable = false});
    auto all = delivery::migrations();
    for (auto& m : migrations()) all.push_back(std::move(m));
    migrated = records->migrate(all).has_value();
    facts = facts::make_memory_facts();
    who = {[](WorkspaceNo, CustomerId c) { return c; }, [](WorkspaceNo, CustomerId c) { return std::vector{c}; }};
    book = *delivery::make_book(*records, clock, who, [](std::span<unsigned char> to) { std::fill(to.begin(), to.end(), static_cast<unsigned char>(7)); });
    triggers = *make_service(*records, clock);
  }
  ~Listening() {
    reaction.reset();
    outbox.reset();
  }

  std::unique_ptr<Reaction> make_reaction_now() {
    return make_reaction({*records, *facts, *triggers, *book, clock, who, delivery::contacts_from(*facts), home(), [this] { return ++random; }, {}});
  }
  void start() {
    reaction = make_reaction_now();
    started = reaction->start().has_value();
    outbox = delivery::make_outbox({*records, *book, clock, who, delivery::contacts_from(*facts), door(), terms_from(*triggers), happened_from(*triggers, *facts, who), home(),
                                    [this](const channel::Settings& s) -> std::unique_ptr<channel::Sender> {
                                      struct Tell final : channel::Sender {
                                        Listening& l;
                                        explicit Tell(Listening& x) : l(x) {}
                                        channel::Outcome send(const channel::Message& m) override { return l.on_send ? l.on_send(m) : (l.sent.push_back(m), channel::Outcome(channel::Receipt{})); }
                                      };
                                      static_cast<void>(s);
                                      return std::make_unique<Tell>(*this);
                                    },
                                    "https://cx.example", [this] { return ++random; }});
  }
  delivery::HomeOf home() const {
    return [](WorkspaceNo) { return delivery::Home{"acme", "en", "UTC"}; };
  }
  delivery::SurveyDoor door() {
    return {[this](WorkspaceNo, const std::string& survey, int, const std::string&) -> Result<delivery::Face> {
              if (survey == "gone") return fail(ErrorKind::not_found, "no_such_survey");
              return delivery::Face{"Survey " + survey, "en", 1, survey_open, std::nullopt};
            },
            [this](WorkspaceNo, const delivery::LinkWish& w) -> Result<delivery::Link> {
              return delivery::Link{"lnk_" + std::to_string(++links), "/r/" + w.invitation};
            }};
  }
  /// One inbox row of facts: appended, then told.
  facts::FactBatch row(std::int64_t no, const std::function<void(facts::FactBatch&, std::vector<facts::Fact>&)>& fill) {
    facts::FactBatch b;
    std::vector<facts::Fact> list;
    fill(b, list);
    std::int32_t item = 0;
    for (auto& f : list) {
      f.seq = no, f.item = item++, f.workspace = kSpace;
      if (f.at == 0) f.at = to_ms(clock.now());
      b.add(f);
    }
    return b;
  }
  void tell(const facts::FactBatch& b, std::int64_t upto, bool refill = false) {
    if (!refill) appended = facts->append(b, upto).has_value();
    reaction->projected({upto, &b, refill});
    drained = reaction->drain().has_value();
  }
  void event(int customer, const std::string& name, std::vector<facts::Tag> tags = {}, std::int64_t ago_ms = 0) {
    ++seq;
    const std::string user = "c" + std::to_string(customer), id = "m" + std::to_string(seq);
    tell(row(seq, [&](facts::FactBatch& b, std::vector<facts::Fact>& list) {
      facts::Fact f;
      f.name = b.keep(name), f.customer = customer_no(customer), f.user_id = b.keep(user), f.message_id = b.keep(id);
      f.at = to_ms(clock.now()) - ago_ms;
      f.tags = b.keep_tags(tags);
      list.push_back(f);
    }), seq);
  }
  void identify(int customer, std::vector<facts::Tag> traits) {
    ++seq;
    tell(row(seq, [&](facts::FactBatch& b, std::vector<facts::Fact>& list) {
      facts::Fact f;
      f.kind = facts::FactKind::identify;
      f.customer = customer_no(customer);
      f.tags = b.keep_tags(traits);
      list.push_back(f);
    }), seq);
  }
  void set_up_email() {
    channel::Settings s;
    s.email.host = "mail.example", s.email.from = "ask@example.com";
    stored = book->put_channel(kSpace, s).has_value();
  }
  Trigger simple(const std::string& key = "after", const std::string& name = "Delivered") {
    Trigger t;
    t.key = key, t.event = name, t.survey = "delivery", t.enabled = true;
    t.channels = {channel::Kind::email};
    t.quiet = delivery::Quiet{0, 0};
    return t;
  }
  std::vector<delivery::Invitation> invitations() { return book->invitations(kSpace, {"", "", "", {}, INT64_MIN, INT64_MAX, 500, 0})->list; }
  std::vector<delivery::Refusal> refusals() { return book->refusals(kSpace, {"", "", {}, INT64_MIN, INT64_MAX, 500, 0})->list; }
  int send_all() {
    int n = 0;
    while (true) {
      const auto k = outbox->run_once();
      if (!k || *k == 0) return n;
      n += *k;
      if (*k < 50) return n;
    }
  }

  std::filesystem::path dir;
  ManualClock clock{*calendar::parse_rfc3339("2026-03-14T10:00:00Z")};
  std::unique_ptr<records::Records> records;
  std::unique_ptr<facts::FactStore> facts;
  delivery::Who who;
  std::unique_ptr<delivery::Book> book;
  std::unique_ptr<Service> triggers;
  std::unique_ptr<Reaction> reaction;
  std::unique_ptr<delivery::Outbox> outbox;
  std::function<channel::Outcome(const channel::Message&)> on_send;
  std::vector<channel::Message> sent;
  bool survey_open = true, migrated = false, started = false, appended = false, drained = false, stored = false;
  std::uint64_t random = static_cast<std::uint64_t>(::getpid()) << 32;  ///< another process makes other ids
  std::int64_t seq = 0;
  int links = 0;
};

}  // namespace peakend::trigger
