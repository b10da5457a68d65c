#include "delivery/outbox.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

#include "base/failpoint.h"
#include "base/log.h"
#include "base/metrics.h"
#include "delivery/book_rows.h"
#include "delivery/delivery_sql.h"

namespace peakend::delivery {
namespace {

using records::Param;
using records::Row;
using channel::Fault;

constexpr int kHelping = 50;
constexpr auto kYear = std::chrono::hours(24 * 366);
constexpr auto kLinkLife = std::chrono::hours(24 * 30);
constexpr auto kMend = std::chrono::minutes(5);  ///< until a channel that is set wrongly is tried again

/// What is known of a workspace while one helping is sent.
struct Office {
  Home home;
  calendar::Zone zone;
  Attention attention;
  std::vector<channel::Settings> channels;
  const channel::Settings* find(channel::Kind k) const {
    for (const auto& c : channels)
      if (c.kind == k && c.enabled) return &c;
    return nullptr;
  }
};
/// Send now, later, or never.
struct Step {
  enum class What : std::uint8_t { send, later, never } what = What::send;
  Reason reason = Reason::none;
  Instant at{};
};
Step never(Reason r) { return {Step::What::never, r, {}}; }

/// Senders by workspace and channel, and how many messages each may still carry in this minute.
class Fleet {
 public:
  explicit Fleet(channel::Open open) : open_(std::move(open)) {}
  bool may_send(WorkspaceNo w, const channel::Settings& s, Instant now) {
    Car& car = car_of(w, s);
    const auto minute = to_ms(now) / 60'000;
    if (car.minute != minute) car.minute = minute, car.sent = 0;
    return car.sent < s.per_minute;
  }
  channel::Outcome send(WorkspaceNo w, const channel::Settings& s, const channel::Message& m) {
    Car& car = car_of(w, s);
    ++car.sent;
    return car.sender->send(m);
  }

 private:
  struct Car {
    channel::Settings settings;
    std::unique_ptr<channel::Sender> sender;
    std::int64_t minute = 0;
    int sent = 0;
  };
  Car& car_of(WorkspaceNo w, const channel::Settings& s) {
    Car& car = cars_[{w, s.kind}];
    if (!car.sender || !(car.settings == s)) car.settings = s, car.sender = open_(s);
    return car;
  }
  const channel::Open open_;
  std::map<std::pair<WorkspaceNo, channel::Kind>, Car> cars_;
};

class OutboxImpl final : public Outbox {
 public:
  explicit OutboxImpl(OutboxDeps d) : d_(std::move(d)), fleet_(d_.open) {}
  ~OutboxImpl() override { stop(); }

  Result<void> start() override {
    PK_CHECK(settle());
    thread_ = std::thread([this] { run(); });
    return {};
  }
  void poke() override {
    const std::lock_guard lock(mutex_);
    poked_ = true;
    wake_.notify_all();
  }
  void stop() override {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
      wake_.notify_all();
    }
    if (thread_.joinable()) thread_.join();
    if (!std::exchange(ended_, true)) write_notes();
  }
  void note(WorkspaceNo w, std::string link, State state) override {
    const std::lock_guard lock(mutex_);
    if (stopping_ || notes_.size() >= kMaxNotes) return;
    notes_.push_back({w, std::move(link), state});
    if (state == State::done) poked_ = true, wake_.notify_all();
  }

  Result<int> run_once() override {
    const std::lock_guard one(running_);
    std::map<WorkspaceNo, std::vector<Invitation>> due;
    const Param p[] = {to_ms(d_.clock.now()), std::int64_t{kHelping}};
    PK_CHECK(d_.records.read([&](records::Session& s) {
      return s.query(sql::due, p, [&](const Row& r) {
        auto i = invitation_of(r, WorkspaceNo::none);
        due[i.workspace].push_back(std::move(i));
        return true;
      });
    }));
    int n = 0;
    for (const auto& [w, list] : due) {
      PK_CHECK(serve(w, list));
      n += static_cast<int>(list.size());
    }
    return n;
  }

  channel::Outcome try_channel(WorkspaceNo w, channel::Kind kind, const std::string& to, const std::string& lang) override {
    const auto wrong = [](const char* code) { return tl::unexpected(Fault{Fault::What::settings, code, {}}); };
    const auto all = d_.book.channels(w);
    if (!all) return wrong("busy");
    for (const auto& s : *all) {
      if (s.kind != kind) continue;
      channel::Message m;
      m.id = MessageId(make_uuid7(to_ms(d_.clock.now()), d_.random(), d_.random())).text();
      m.kind = kind, m.to = to, m.lang = lang, m.workspace = d_.home(w).key;
      const bool zh = base_language(lang) != "en";
      m.subject = zh ? "测试消息" : "A test message";
      m.text = zh ? "这是一条测试消息，说明该渠道可以使用。" : "This is a test message: the channel works.";
      m.html = kind == channel::Kind::email ? "<p>" + m.text + "</p>" : "";
      return d_.open(s)->send(m);
    }
    return wrong("no_channel");
  }

 private:
  /// Messages whose fate an earlier process did not learn.
  Result<void> settle() {
    return d_.records.write([&](records::Tx& tx) -> Result<void> {
      PK_CHECK(tx.exec(sql::unsure_messages, {}));
      PK_TRY(const auto n, tx.exec(sql::unsure_invitations, {}));
      if (n > 0) log::warn("messages whose fate is unknown", {{"n", n}});
      return {};
    });
  }

  void run() {
    while (true) {
      {
        std::unique_lock lock(mutex_);
        wake_.wait_for(lock, d_.pace, [this] { return stopping_ || poked_; });
        if (stopping_) return;
        poked_ = false;
      }
      write_notes();
      while (true) {
        const auto n = run_once();
        if (!n) log::failure("invitations not sent", n.error());
        {
          const std::lock_guard lock(mutex_);
          if (stopping_) return;
        }
        if (!n || *n < kHelping || !moved_) break;
      }
    }
  }

  void write_notes() {
    std::vector<Note> list;
    {
      const std::lock_guard lock(mutex_);
      list.swap(notes_);
    }
    for (const auto& n : list)
      if (auto ok = d_.book.progress(n.workspace, n.link, n.state); !ok) log::failure("step of an invitation not written", ok.error());
  }

  Result<Office> office(WorkspaceNo w) {
    Office o;
    o.home = d_.home(w);
    o.zone = calendar::Zone::find(o.home.zone).value_or(calendar::Zone{});
    PK_TRY(o.attention, d_.book.attention(w));
    PK_TRY(o.channels, d_.book.channels(w));
    return o;
  }

  Result<void> serve(WorkspaceNo w, const std::vector<Invitation>& list) {
    moved_ = false;
    PK_TRY(const auto desk, office(w));
    std::vector<CustomerId> customers;
    for (const auto& i : list) customers.push_back(d_.who.canonical(w, i.customer));
    PK_TRY(const auto contacts, d_.contacts(w, customers));
    PK_TRY(const auto happened, d_.happened(w, list));
    for (std::size_t k = 0; k < list.size(); ++k) {
      const auto found = contacts.find(customers[k]);
      Contact contact = found == contacts.end() ? Contact{} : found->second;
      add_event_traits(contact, list[k].properties);
      if (auto done = one(desk, list[k], contact, happened[k]); !done) {
        // Only this one waits: a fault of one message must not hold up the others.
        log::failure("invitation not sent", done.error(), {{"invitation", list[k].id.text()}});
        PK_CHECK(later(list[k], d_.clock.now() + kMend));
      }
      const std::lock_guard lock(mutex_);
      if (stopping_) return {};
    }
    return {};
  }
  static void add_event_traits(Contact& c, const Properties& properties) {
    std::vector<facts::Tag> tags;
    for (const auto& [key, value] : properties)
      for (const char* known : {"email", "phone", "mobile", "wechat", "openid", "zone", "timezone", "lang", "locale", "name"})
        if (key == known) tags.push_back({key, value});
    add_traits(c, tags);
  }

  Result<void> one(const Office& desk, const Invitation& i, const Contact& contact, bool happened) {
    const auto terms = d_.terms(i.workspace, i.trigger);
    PK_TRY(auto step, decide(desk, i, contact, terms, happened));
    if (step.what == Step::What::later) return later(i, step.at);
    if (step.what == Step::What::never) return finish(i, State::cancelled, step.reason);
    const auto face = d_.surveys.face(i.workspace, i.survey, i.survey_version, i.lang);
    if (!face && face.error().kind != ErrorKind::not_found) return tl::unexpected(face.error());
    if (!face || !face->open) return finish(i, State::cancelled, Reason::survey_closed);
    const auto& settings = *desk.find(i.channel);
    if (!fleet_.may_send(i.workspace, settings, d_.clock.now())) return {};  // in the next minute
    return send(desk, i, contact, *terms, *face, settings);
  }

  Result<Step> decide(const Office& desk, const Invitation& i, const Contact& contact, const std::optional<Terms>& terms, bool happened) {
    const Instant now = d_.clock.now();
    if (!terms || !terms->enabled) return never(Reason::trigger_off);
    if (now > i.expires) return never(Reason::expired);
    if (happened) return never(Reason::meanwhile);
    if (i.state == State::done) return never(Reason::answered);
    const auto ids = d_.who.all_ids(i.workspace, i.customer);
    Preference preference;
    std::vector<Asked> others;
    bool dead = false;
    PK_CHECK(d_.records.read([&](records::Session& s) -> Result<void> {
      Entries e(s);
      PK_TRY(preference, e.preference(i.workspace, ids));
      PK_TRY(others, e.ledger(i.workspace, ids, now - kYear, i.id));
      PK_TRY(dead, e.dead(i.workspace, address_hash(i.workspace, i.channel, contact.address(i.channel))));
      return {};
    }));
    const auto verdict = i.step == 0 ? may_ask({now, i.kind, i.topic, i.priority}, sent_only(others), preference, desk.attention)
                                     : may_remind({i.id, *i.sent, i.kind, i.priority, false, i.step}, now, i.topic, others, preference, desk.attention);
    if (!verdict.ok()) return never(verdict.reason);
    if (!preference.allows(i.channel)) return never(Reason::opted_out);
    if (contact.address(i.channel).empty()) return never(Reason::no_address);
    if (dead) return never(Reason::bounced_before);
    if (desk.find(i.channel) == nullptr) return never(Reason::no_channel);
    const auto zone = contact.zone.empty() ? desk.zone : calendar::Zone::find(contact.zone).value_or(desk.zone);
    std::vector<int> hours = terms->hours;
    if (i.hour >= 0 && i.step == 0) hours = {i.hour};
    const auto at = when_allowed(now, zone, terms->quiet.value_or(desk.attention.quiet), hours);
    if (!at || *at > i.expires) return never(Reason::expired);
    if (*at > now) return Step{Step::What::later, Reason::none, *at};
    return Step{};
  }
  /// Queued ones made room when they were queued; what counts now is what customers really got.
  static std::vector<Asked> sent_only(std::vector<Asked> all) {
    std::erase_if(all, [](const Asked& a) { return a.queued; });
    return all;
  }

  Result<void> send(const Office& desk, const Invitation& i, const Contact& contact, const Terms& terms, const Face& face, const channel::Settings& settings) {
    const Instant now = d_.clock.now();
    PK_TRY(const auto link, d_.surveys.link(i.workspace, {i.survey, face.version, i.user_id, std::string(channel::name_of(i.channel)), i.journey, i.touchpoint, i.episode,
                                                          face.lang, i.id.text(), i.event_at, now + kLinkLife, i.weight}));
    const MessageId id(make_uuid7(to_ms(now), d_.random(), d_.random()));
    auto m = compose({i, contact, desk.attention, face, terms.messages, d_.origin + link.path, d_.origin + "/p/" + d_.book.token(i.workspace, i.customer)});
    m.id = id.text();
    m.to = contact.address(i.channel);
    m.workspace = desk.home.key;
    PK_FAILPOINT("outbox.before_claim");
    PK_TRY(const bool mine, claim(i, id, m.to, now));
    if (!mine) return {};
    PK_FAILPOINT_STEP("outbox.after_claim");
    const auto outcome = fleet_.send(i.workspace, settings, m);
    PK_FAILPOINT_STEP("outbox.after_send");
    PK_CHECK(settle_one(i, terms, link, id, m.to, outcome));
    PK_FAILPOINT_STEP("outbox.after_mark");
    return {};
  }

  Result<bool> claim(const Invitation& i, MessageId id, const std::string& to, Instant now) {
    bool mine = false;
    PK_CHECK(d_.records.write([&](records::Tx& tx) -> Result<void> {
      const Bytes invitation(i.id), message(id);
      const Param c[] = {invitation, to_ms(now)};
      PK_TRY(const auto n, tx.exec(sql::claim, c));
      mine = n == 1;  // 0: cancelled meanwhile
      if (!mine) return {};
      const Param m[] = {message, number(i.workspace), invitation, std::int64_t{i.step}, static_cast<std::int64_t>(i.channel), address_hash(i.workspace, i.channel, to),
                         to_ms(now), std::string_view("sending")};
      PK_CHECK(tx.exec(sql::insert_message, m));
      return {};
    }));
    moved_ = moved_ || mine;
    return mine;
  }

  Result<void> settle_one(const Invitation& i, const Terms& terms, const Link& link, MessageId id, const std::string& to, const channel::Outcome& outcome) {
    const Instant now = d_.clock.now();
    const char* result = outcome ? outcome->unsure ? "unsure" : "sent" : outcome.error().what == Fault::What::temporary || outcome.error().what == Fault::What::settings ? "temporary"
                         : outcome.error().what == Fault::What::dead ? "bounced" : "failed";
    metrics::counter("peakend_messages_total", "result", result).add();
    if (!outcome) log::warn("message not taken", {{"channel", channel::name_of(i.channel)}, {"code", outcome.error().code}, {"said", outcome.error().said}});
    return d_.records.write([&](records::Tx& tx) -> Result<void> {
      const Bytes invitation(i.id), message(id);
      const std::string code = outcome ? outcome->id.substr(0, 100) : outcome.error().code;
      const std::string said = outcome ? std::string() : outcome.error().said;
      const Param log[] = {message, std::string_view(result), std::string_view(code), std::string_view(said)};
      PK_CHECK(tx.exec(sql::message_result, log));
      if (outcome) {
        const bool again = !outcome->unsure && i.step < terms.reminders;
        const Param went[] = {invitation, to_ms(now), std::string_view(link.id), again ? Param(to_ms(now + terms.reminder_after)) : Param(std::monostate{})};
        PK_CHECK(tx.exec(sql::went_out, went));
        if (again) {
          const Param until[] = {invitation, to_ms(now + terms.reminder_after + std::chrono::hours(72))};
          PK_CHECK(tx.exec(sql::extend, until));
        }
        return {};
      }
      const auto what = outcome.error().what;
      if (what == Fault::What::temporary || what == Fault::What::settings) {
        const auto wait = what == Fault::What::settings ? kMend : backoff(i.attempts);
        const Param again[] = {invitation, to_ms(now + wait)};
        PK_CHECK(tx.exec(sql::try_later, again));
        return {};
      }
      if (what == Fault::What::dead) {
        const Param dead[] = {number(i.workspace), address_hash(i.workspace, i.channel, to), to_ms(now)};
        PK_CHECK(tx.exec(sql::put_dead, dead));
      }
      return end(tx, i.id, what == Fault::What::dead ? State::bounced : State::failed, Reason::undeliverable, now);
    });
  }

  Result<void> later(const Invitation& i, Instant at) {
    return d_.records.write([&](records::Tx& tx) -> Result<void> {
      const Bytes id(i.id);
      const Param p[] = {id, to_ms(at)};
      PK_TRY(const auto n, tx.exec(sql::postpone, p));
      moved_ = moved_ || n > 0;
      return {};
    });
  }
  Result<void> finish(const Invitation& i, State state, Reason reason) {
    moved_ = true;
    return d_.records.write([&](records::Tx& tx) { return end(tx, i.id, reason == Reason::opted_out ? State::opted_out : state, reason, d_.clock.now()); });
  }

  struct Note {
    WorkspaceNo workspace;
    std::string link;
    State state;
  };
  static constexpr std::size_t kMaxNotes = 100'000;

  const OutboxDeps d_;
  Fleet fleet_;
  std::mutex running_;
  bool moved_ = false;  ///< the last helping changed something: the next one is another
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false, poked_ = false, ended_ = false;
  std::vector<Note> notes_;
  std::thread thread_;
};

}  // namespace

std::chrono::minutes backoff(int attempts) {
  static constexpr int minutes[] = {1, 5, 30, 120, 360};
  return std::chrono::minutes(minutes[std::clamp(attempts, 0, 4)]);
}

std::unique_ptr<Outbox> make_outbox(OutboxDeps d) { return std::make_unique<OutboxImpl>(std::move(d)); }

}  // namespace peakend::delivery
