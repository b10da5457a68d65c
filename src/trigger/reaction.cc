#include "trigger/reaction.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "base/failpoint.h"
#include "base/log.h"
#include "base/metrics.h"
#include "trigger/trigger_sql.h"

namespace peakend::trigger {
namespace {

using delivery::Reason;
using records::Param;
using records::Row;

constexpr std::size_t kMaxWaiting = 100'000, kAtOnce = 200;
constexpr auto kYear = std::chrono::hours(24 * 366);
constexpr auto kArmSpan = std::chrono::hours(24 * 180);

std::int64_t number(WorkspaceNo w) { return static_cast<std::int64_t>(w); }

/// A fulfilled trigger, with what of the event is needed later.
struct Hit {
  std::shared_ptr<const Matcher> rules;  ///< keeps the trigger alive
  const Trigger* trigger = nullptr;
  delivery::Invitation draft;            ///< who, what, where, when; the decision is still missing
};
struct Batch {
  std::int64_t upto = 0;
  std::vector<Hit> hits;
};

Hit hit_of(const std::shared_ptr<const Matcher>& rules, const Trigger& t, const facts::Fact& f) {
  Hit h{rules, &t, {}};
  auto& d = h.draft;
  d.workspace = f.workspace;
  d.customer = f.customer;
  d.user_id = f.user_id;
  d.trigger = t.key, d.trigger_version = t.version;
  d.survey = t.survey, d.survey_version = t.survey_version;
  d.kind = t.kind, d.topic = t.topic, d.priority = t.priority;
  d.event_key = std::to_string(f.seq) + "/" + std::to_string(f.item) + "/" + std::string(f.message_id);
  d.event = f.name;
  d.event_at = from_ms(f.at);
  d.journey = f.journey, d.touchpoint = f.touchpoint, d.episode = f.episode_key;
  for (const auto& tag : f.tags)
    if (d.properties.size() < delivery::kMaxProperties && tag.value.size() <= delivery::kMaxPropertyBytes) d.properties.emplace_back(tag.key, tag.value);
  d.cell = cell_of(t.sampling, f);
  return h;
}

/// What is the same for all hits of a workspace in one go.
struct Desk {
  delivery::Home home;
  delivery::Attention attention;
  std::vector<channel::Settings> channels;
};

class ReactionImpl final : public Reaction {
 public:
  explicit ReactionImpl(ReactionDeps d) : d_(std::move(d)) {}
  ~ReactionImpl() override { stop(); }

  Result<void> start() override {
    PK_TRY(const auto now, d_.facts.watermark());
    std::optional<std::int64_t> mark;
    PK_CHECK(d_.records.read([&](records::Session& s) {
      return s.query(sql::mark, {}, [&](const Row& r) {
        mark = r.i64(0);
        return false;
      });
    }));
    mark_ = mark.value_or(now);
    if (!mark) PK_CHECK(put_mark(mark_));  // triggers begin with what comes from now on
    if (mark_ < now) PK_CHECK(catch_up(now));
    told_ = mark_;
    thread_ = std::thread([this] { run(); });
    return {};
  }

  void projected(const inbox::Projected& p) override {
    if (p.batch == nullptr || p.refill) return;
    Batch b{p.upto_seq, {}};
    std::map<WorkspaceNo, std::shared_ptr<const Matcher>> rules;
    for (const auto& f : p.batch->facts) look(f, rules, b.hits);
    std::unique_lock lock(mutex_);
    room_.wait(lock, [this] { return stopping_ || waiting_ < kMaxWaiting; });
    if (stopping_ || b.upto <= told_) return;
    told_ = b.upto;
    waiting_ += b.hits.size();
    if (b.hits.empty() && !queue_.empty() && queue_.back().hits.empty()) queue_.back().upto = b.upto;
    else queue_.push_back(std::move(b));
    wake_.notify_all();
  }

  Result<void> drain() override {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [this] { return stopping_ || (queue_.empty() && !busy_); });
    return {};
  }

  void stop() override {
    {
      const std::lock_guard lock(mutex_);
      if (stopping_) return;
      stopping_ = true;
      wake_.notify_all();
      room_.notify_all();
    }
    if (thread_.joinable()) thread_.join();
    if (mark_ > stored_mark_)
      if (auto ok = put_mark(mark_); !ok) log::failure("mark of triggers not stored", ok.error());
  }

 private:
  void look(const facts::Fact& f, std::map<WorkspaceNo, std::shared_ptr<const Matcher>>& rules, std::vector<Hit>& hits) const {
    const auto [it, fresh] = rules.try_emplace(f.workspace);
    if (fresh) it->second = d_.triggers.matcher(f.workspace);
    const auto& matcher = it->second;
    if (matcher) matcher->each(f, [&](const Trigger& t) { hits.push_back(hit_of(matcher, t, f)); });
  }

  Result<void> catch_up(std::int64_t upto) {
    Batch b{upto, {}};
    PK_TRY(const auto spaces, workspaces());
    for (const auto w : spaces) {
      facts::ScanSpec spec;
      spec.workspace = w;
      spec.after_seq = mark_;
      std::map<WorkspaceNo, std::shared_ptr<const Matcher>> rules;
      std::vector<std::pair<std::pair<std::int64_t, std::int32_t>, Hit>> found;
      PK_CHECK(d_.facts.scan(spec, [&](const facts::Fact& f) {
        std::vector<Hit> of_fact;
        look(f, rules, of_fact);
        for (auto& h : of_fact) found.emplace_back(std::pair(f.seq, f.item), std::move(h));
        return true;
      }));
      std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& x) { return a.first < x.first; });
      for (auto& [order, h] : found) b.hits.push_back(std::move(h));
    }
    if (!b.hits.empty()) log::info("triggers catch up", {{"events", b.hits.size()}});
    return decide(b);
  }
  Result<std::vector<WorkspaceNo>> workspaces() {
    std::set<WorkspaceNo> out;
    const Param p[] = {std::int64_t{0}};
    PK_CHECK(d_.records.read([&](records::Session& s) {
      return s.query(sql::current, p, [&](const Row& r) {
        out.insert(static_cast<WorkspaceNo>(r.i64(0)));
        return true;
      });
    }));
    return std::vector(out.begin(), out.end());
  }

  void run() {
    auto wait = std::chrono::milliseconds(50);
    while (true) {
      Batch b;
      {
        std::unique_lock lock(mutex_);
        wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
        if (stopping_) return;
        b = std::move(queue_.front());
        queue_.pop_front();
        busy_ = true;
      }
      while (true) {
        const auto done = decide(b);
        if (done) break;
        log::failure("triggers not decided", done.error());
        std::unique_lock lock(mutex_);
        if (wake_.wait_for(lock, wait, [this] { return stopping_; })) return;
        wait = std::min(wait * 2, std::chrono::milliseconds(5'000));
      }
      wait = std::chrono::milliseconds(50);
      const std::lock_guard lock(mutex_);
      waiting_ -= b.hits.size();
      busy_ = false;
      room_.notify_all();
    }
  }

  Result<void> put_mark(std::int64_t upto) {
    PK_CHECK(d_.records.write([&](records::Tx& tx) { return mark(tx, upto); }));
    stored_mark_ = upto;
    return {};
  }
  static Result<void> mark(records::Tx& tx, std::int64_t upto) {
    const Param p[] = {upto};
    PK_CHECK(tx.exec(sql::put_mark, p));
    return {};
  }

  Result<void> decide(const Batch& b) {
    if (b.hits.empty()) {
      // Looking at it again would give nothing again, so the mark may wait.
      mark_ = std::max(mark_, b.upto);
      const auto now = to_ms(d_.clock.now());
      if (now - marked_ms_ < 1'000) return {};
      marked_ms_ = now;
      return put_mark(mark_);
    }
    for (std::size_t i = 0; i < b.hits.size(); i += kAtOnce) {
      const auto part = std::span(b.hits).subspan(i, std::min(kAtOnce, b.hits.size() - i));
      const bool last = i + kAtOnce >= b.hits.size();
      PK_CHECK(decide(part, last ? b.upto : -1));
    }
    mark_ = stored_mark_ = std::max(mark_, b.upto);
    if (d_.queued) d_.queued();
    return {};
  }

  Result<void> decide(std::span<const Hit> hits, std::int64_t upto) {
    std::map<WorkspaceNo, Desk> desks;
    for (const auto& h : hits) {
      if (desks.contains(h.draft.workspace)) continue;
      Desk desk{d_.home(h.draft.workspace), {}, {}};
      PK_TRY(desk.attention, d_.book.attention(h.draft.workspace));
      PK_TRY(desk.channels, d_.book.channels(h.draft.workspace));
      PK_CHECK(learn(h));
      desks.emplace(h.draft.workspace, std::move(desk));
    }
    for (const auto& h : hits) PK_CHECK(learn(h));
    // Addresses are read outside the transaction, and only of those who would be asked.
    std::map<WorkspaceNo, std::vector<CustomerId>> wanted;
    PK_CHECK(d_.records.read([&](records::Session& s) -> Result<void> {
      for (const auto& h : hits) {
        PK_TRY(const auto d, plan_one(s, h, desks.at(h.draft.workspace), nullptr));
        if (d.invites()) wanted[h.draft.workspace].push_back(h.draft.customer);
      }
      return {};
    }));
    std::map<std::pair<WorkspaceNo, CustomerId>, delivery::Contact> contacts;
    for (const auto& [w, list] : wanted) {
      PK_TRY(auto found, d_.contacts(w, list));
      for (const auto c : list) contacts[{w, c}] = found[c];
    }
    PK_FAILPOINT("trigger.before_commit");
    PK_CHECK(d_.records.write([&](records::Tx& tx) -> Result<void> {
      for (const auto& h : hits) {
        const auto found = contacts.find({h.draft.workspace, h.draft.customer});
        PK_CHECK(write_one(tx, h, desks.at(h.draft.workspace), found == contacts.end() ? nullptr : &found->second));
      }
      return upto < 0 ? Result<void>{} : mark(tx, upto);
    }));
    PK_FAILPOINT_STEP("trigger.after_commit");
    return {};
  }

  /// What experience says about a trigger's channels and cells; a minute old at most.
  struct Experience {
    std::map<ArmKey, engine::Arm> arms;
    std::map<std::string, std::int64_t> answered;  ///< by cell, of invitations of this period
    std::int64_t at = INT64_MIN;
  };
  Result<void> learn(const Hit& h) {
    const Trigger& t = *h.trigger;
    if (!t.learn && t.sampling.mode != Mode::cells) return {};
    Experience& e = experience_[{h.draft.workspace, t.key}];
    const Instant now = d_.clock.now();
    if (e.at != INT64_MIN && to_ms(now) - e.at < 10'000 && to_ms(now) >= e.at) return {};
    e = {};
    e.at = to_ms(now);
    if (t.learn) {
      PK_TRY(const auto tally, d_.book.tally(h.draft.workspace, t.key, to_ms(now - kArmSpan), INT64_MAX));
      for (const auto& line : tally.lines) {
        if (!line.went_out) continue;
        auto& arm = e.arms[{line.channel, line.hour}];
        arm.asked += line.n;
        if (line.answered) arm.answered += line.n;
      }
    }
    if (t.sampling.mode == Mode::cells) {
      const std::int64_t length = std::int64_t{t.sampling.days} * 86'400'000;
      PK_TRY(const auto tally, d_.book.tally(h.draft.workspace, t.key, period_of(t.sampling, now).first * length, INT64_MAX));
      for (const auto& line : tally.lines)
        if (line.answered) e.answered[line.cell] += line.n;
    }
    return {};
  }

  Result<CellState> cell_state(records::Session& s, const Hit& h, std::string& cell) {
    CellState c;
    if (h.trigger->sampling.mode != Mode::cells) return c;
    const auto [period, elapsed] = period_of(h.trigger->sampling, d_.clock.now());
    const auto read = [&](std::int64_t of, std::int64_t& eligible, std::int64_t& invited) -> Result<void> {
      const Param p[] = {number(h.draft.workspace), std::string_view(h.trigger->key), of, std::string_view(cell)};
      return s.query(sql::cell, p, [&](const Row& r) {
        eligible = r.i64(0), invited = r.i64(1);
        return false;
      });
    };
    PK_CHECK(read(period, c.eligible, c.invited));
    if (c.eligible == 0) {
      // Invented values must not make cells without end: what is too much shares one.
      std::int64_t n = 0;
      const Param p[] = {number(h.draft.workspace), std::string_view(h.trigger->key), period};
      PK_CHECK(s.query(sql::count_cells, p, [&](const Row& r) {
        n = r.i64(0);
        return false;
      }));
      if (n >= static_cast<std::int64_t>(kMaxCells)) {
        cell = "*";
        PK_CHECK(read(period, c.eligible, c.invited));
      }
    }
    std::int64_t ignored = 0;
    PK_CHECK(read(period - 1, c.before, ignored));
    const auto& answered = experience_[{h.draft.workspace, h.trigger->key}].answered;
    if (const auto it = answered.find(cell); it != answered.end()) c.answered = it->second;
    c.elapsed = elapsed;
    return c;
  }

  Result<Decision> plan_one(records::Session& s, const Hit& h, const Desk& desk, const Reach* reach, std::string* cell = nullptr) {
    const auto& draft = h.draft;
    const Instant now = d_.clock.now();
    std::string own = draft.cell;
    PK_TRY(const auto state, cell_state(s, h, own));
    const auto ids = draft.customer.is_none() ? std::vector<CustomerId>{} : d_.who.all_ids(draft.workspace, draft.customer);
    delivery::Entries entries(s);
    PK_TRY(const auto preference, entries.preference(draft.workspace, ids));
    PK_TRY(const auto ledger, entries.ledger(draft.workspace, ids, now - kYear));
    if (cell != nullptr) *cell = own;
    return plan({*h.trigger, now, draft.event_at, draft.event_key, draft.customer, own, state, preference, desk.attention, ledger, reach,
                 &experience_[{draft.workspace, h.trigger->key}].arms});
  }

  Result<void> write_one(records::Tx& tx, const Hit& h, const Desk& desk, const delivery::Contact* known) {
    auto draft = h.draft;
    PK_TRY(const bool before, delivery::Entries(tx).handled(draft.workspace, draft.trigger, draft.event_key));
    if (before) return {};
    delivery::Contact contact = known == nullptr ? delivery::Contact{} : *known;
    if (known == nullptr && !draft.customer.is_none()) {
      // Not among those who would be asked; room may have come since, then the address is read after all.
      PK_TRY(const auto again, plan_one(tx, h, desk, nullptr));
      if (again.invites()) {
        const CustomerId one[] = {draft.customer};
        PK_TRY(auto found, d_.contacts(draft.workspace, one));
        contact = found[draft.customer];
      }
    }
    std::vector<facts::Tag> own;
    for (const auto& [key, value] : draft.properties) own.push_back({key, value});
    delivery::add_traits(contact, own);
    Result<bool> dead_known = false;
    const auto reach = reach_of(contact, desk.channels, [&](channel::Kind k, const std::string& address) {
      auto dead = delivery::Entries(tx).dead(draft.workspace, delivery::address_hash(draft.workspace, k, address));
      if (!dead) dead_known = tl::unexpected(dead.error());
      return dead.value_or(false);
    }, desk.home.zone);
    PK_CHECK(dead_known);
    PK_TRY(const auto d, plan_one(tx, h, desk, &reach, &draft.cell));
    if (d.eligible && h.trigger->sampling.mode == Mode::cells) PK_CHECK(count_cell(tx, draft, *h.trigger, d.invites()));
    metrics::counter("peakend_trigger_decisions_total", "reason", d.invites() ? "invited" : delivery::name_of(d.reason)).add();
    return d.invites() ? invite(tx, draft, d, contact, desk) : refuse(tx, draft, d);
  }

  Result<void> count_cell(records::Tx& tx, const delivery::Invitation& draft, const Trigger& t, bool invited) {
    const Param p[] = {number(draft.workspace), std::string_view(t.key), period_of(t.sampling, d_.clock.now()).first, std::string_view(draft.cell), std::int64_t{invited}};
    PK_CHECK(tx.exec(sql::add_cell, p));
    return {};
  }

  Result<void> invite(records::Tx& tx, delivery::Invitation i, const Decision& d, const delivery::Contact& contact, const Desk& desk) {
    const Instant now = d_.clock.now();
    i.id = delivery::InvitationId(make_uuid7(to_ms(now), d_.random(), d_.random()));
    i.rate = d.rate, i.weight = d.weight, i.propensity = d.propensity, i.explored = d.explored;
    i.channel = d.channel, i.hour = d.hour;
    i.lang = !contact.lang.empty() ? contact.lang : desk.home.lang == "zh" ? "zh-CN" : "en";
    i.due = d.due, i.expires = d.expires, i.created = now;
    PK_TRY(const bool fresh, delivery::add(tx, i));
    if (!fresh) return {};
    for (const auto other : d.displaced) PK_CHECK(delivery::cancel(tx, other, Reason::displaced, now));
    return {};
  }

  Result<void> refuse(records::Tx& tx, const delivery::Invitation& i, const Decision& d) {
    const Instant now = d_.clock.now();
    if (d.reason == Reason::too_late || d.reason == Reason::anonymous) {
      const Param p[] = {number(i.workspace), std::string_view(i.trigger), to_ms(now) / 86'400'000, static_cast<std::int64_t>(d.reason), std::int64_t{1}};
      PK_CHECK(tx.exec(sql::add_count, p));
      return {};
    }
    PK_CHECK(delivery::add(tx, delivery::Refusal{i.workspace, i.customer, i.user_id, i.trigger, i.trigger_version, i.event_key, i.event, i.event_at, now, d.reason, d.next, i.cell}));
    return {};
  }

  const ReactionDeps d_;
  std::map<std::pair<WorkspaceNo, std::string>, Experience> experience_;  // own thread
  std::int64_t mark_ = 0, stored_mark_ = 0, marked_ms_ = 0;               // own thread
  std::mutex mutex_;
  std::condition_variable wake_, room_;
  std::deque<Batch> queue_;
  std::size_t waiting_ = 0;
  std::int64_t told_ = 0;
  bool busy_ = false, stopping_ = false;
  std::thread thread_;
};

}  // namespace

std::unique_ptr<Reaction> make_reaction(ReactionDeps d) { return std::make_unique<ReactionImpl>(std::move(d)); }

Reach reach_of(const delivery::Contact& c, const std::vector<channel::Settings>& channels, const std::function<bool(channel::Kind, const std::string&)>& dead, const std::string& home_zone) {
  Reach r;
  r.zone = calendar::Zone::find(c.zone.empty() ? home_zone : c.zone).value_or(calendar::Zone{});
  bool any = false, bounced = false;
  for (const auto& s : channels) {
    if (!s.enabled) continue;
    any = true;
    const auto& address = c.address(s.kind);
    if (address.empty()) continue;
    if (dead(s.kind, address)) bounced = true;
    else r.channels.push_back(s.kind);
  }
  r.none = !any ? Reason::no_channel : bounced ? Reason::bounced_before : Reason::no_address;
  return r;
}

delivery::TermsOf terms_from(Service& triggers) {
  return [&triggers](WorkspaceNo w, const std::string& key) -> std::optional<delivery::Terms> {
    const auto rules = triggers.matcher(w);
    const Trigger* t = rules ? rules->find(key) : nullptr;
    if (t == nullptr) return std::nullopt;
    return delivery::Terms{t->enabled, t->messages, t->reminders, std::chrono::hours(t->reminder_after_hours), t->quiet, t->hours};
  };
}

delivery::Happened happened_from(Service& triggers, const facts::FactStore& facts, delivery::Who who) {
  return [&triggers, &facts, who = std::move(who)](WorkspaceNo w, std::span<const delivery::Invitation> list) -> Result<std::vector<bool>> {
    std::vector<bool> out(list.size());
    const auto rules = triggers.matcher(w);
    std::multimap<CustomerId, std::size_t> by_customer;
    std::set<std::string> names, customers;
    std::int64_t from = INT64_MAX;
    for (std::size_t i = 0; i < list.size(); ++i) {
      const Trigger* t = rules ? rules->find(list[i].trigger) : nullptr;
      if (t == nullptr || t->unless.empty()) continue;
      const auto c = who.canonical(w, list[i].customer);
      by_customer.emplace(c, i);
      customers.insert(to_hex(c.uuid()));
      for (const auto& u : t->unless) names.insert(u.event);
      from = std::min(from, to_ms(list[i].event_at));
    }
    if (names.empty()) return out;
    facts::ScanSpec spec;
    spec.workspace = w;
    spec.from = from;
    spec.where = {{{facts::Field::kind, {}}, {"event"}}, {{facts::Field::name, {}}, {names.begin(), names.end()}}, {{facts::Field::customer, {}}, {customers.begin(), customers.end()}}};
    PK_CHECK(facts.scan(spec, [&](const facts::Fact& f) {
      const auto [first, last] = by_customer.equal_range(f.customer);
      for (auto it = first; it != last; ++it)
        if (!out[it->second] && f.at > to_ms(list[it->second].event_at)) out[it->second] = forbids(*rules->find(list[it->second].trigger), f);
      return true;
    }));
    return out;
  };
}

bool forbids(const Trigger& t, const facts::Fact& f) {
  const FactView view(f);
  std::string room;
  return std::any_of(t.unless.begin(), t.unless.end(), [&](const Unless& u) {
    return f.kind == facts::FactKind::event && f.name == u.event &&
           std::all_of(u.when.begin(), u.when.end(), [&](const journey::Condition& c) { return journey::Test(c).holds(view.property(c.property, room)); });
  });
}

}  // namespace peakend::trigger
