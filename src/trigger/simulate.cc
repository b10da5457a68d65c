#include "trigger/simulate.h"

#include <algorithm>
#include <set>

#include "trigger/reaction.h"

namespace peakend::trigger {
namespace {

using delivery::Reason;

constexpr auto kYear = std::chrono::hours(24 * 366);

facts::ScanSpec listening(WorkspaceNo w, const Trigger& t, Instant from, Instant to) {
  static constexpr const char* kinds[] = {"event", "rating", "feedback"};
  facts::ScanSpec s;
  s.workspace = w;
  s.from = to_ms(from);
  s.to = to_ms(to);
  s.where.push_back({{facts::Field::kind, {}}, {kinds[static_cast<int>(t.on)]}});
  if (!t.event.empty()) s.where.push_back({{t.on == On::event ? facts::Field::name : facts::Field::metric, {}}, {t.event}});
  return s;
}

struct Event {
  std::int64_t at = 0, seq = 0;
  std::int32_t item = 0;
  CustomerId customer;
  std::string user_id, key, cell;
};

class Run {
 public:
  Run(const SimulationDeps& d, WorkspaceNo w, Trigger t, Instant from, Instant to) : d_(d), w_(w), t_(std::move(t)) {
    t_.enabled = true;
    out_.from = from;
    out_.to = to;
  }

  Result<Simulation> go(const std::function<bool(std::int64_t, std::int64_t)>& progress) {
    PK_CHECK(read());
    home_ = d_.home(w_);
    zone_ = calendar::Zone::find(home_.zone).value_or(calendar::Zone{});
    const auto total = static_cast<std::int64_t>(events_.size());
    for (std::int64_t i = 0; i < total; ++i) {
      if (progress && i % 1'000 == 0 && !progress(i, total)) break;
      one(events_[static_cast<std::size_t>(i)]);
    }
    out_.events = total;
    out_.customers = static_cast<std::int64_t>(customers_.size());
    return std::move(out_);
  }

 private:
  Result<void> read() {
    PK_TRY(out_.as_of_seq, d_.facts.watermark());
    const Matcher rules({t_});
    PK_CHECK(d_.facts.scan(listening(w_, t_, out_.from, out_.to), [&](const facts::Fact& f) {
      rules.each(f, [&](const Trigger&) {
        events_.push_back({f.at, f.seq, f.item, f.customer, std::string(f.user_id), std::to_string(f.seq) + "/" + std::to_string(f.item) + "/" + std::string(f.message_id), cell_of(t_.sampling, f)});
        if (!f.customer.is_none()) customers_.insert(f.customer);
      });
      return events_.size() <= static_cast<std::size_t>(kMaxSimulated);
    }));
    if (events_.size() > static_cast<std::size_t>(kMaxSimulated)) return fail(ErrorKind::too_large, "span_too_long");
    std::sort(events_.begin(), events_.end(), [](const Event& a, const Event& b) { return std::tie(a.at, a.seq, a.item) < std::tie(b.at, b.seq, b.item); });
    PK_CHECK(read_contacts());
    PK_CHECK(read_unless());
    PK_TRY(history_, d_.book.history(w_, out_.from - kYear, out_.from));
    PK_TRY(attention_, d_.book.attention(w_));
    PK_TRY(channels_, d_.book.channels(w_));
    return {};
  }
  Result<void> read_contacts() {
    facts::ScanSpec s;
    s.workspace = w_;
    s.where = {{{facts::Field::kind, {}}, {"identify"}}};
    s.order = facts::Order::newest_first;
    return d_.facts.scan(s, [&](const facts::Fact& f) {
      if (customers_.contains(f.customer)) delivery::add_traits(contacts_[f.customer], f.tags);
      return true;
    });
  }
  Result<void> read_unless() {
    if (t_.unless.empty()) return {};
    facts::ScanSpec s;
    s.workspace = w_;
    s.from = to_ms(out_.from);
    s.where = {{{facts::Field::kind, {}}, {"event"}}, {{facts::Field::name, {}}, {}}};
    for (const auto& u : t_.unless) s.where[1].any_of.push_back(u.event);
    PK_CHECK(d_.facts.scan(s, [&](const facts::Fact& f) {
      if (customers_.contains(f.customer) && forbids(t_, f)) forbidden_[f.customer].push_back(f.at);
      return true;
    }));
    for (auto& [customer, times] : forbidden_) std::sort(times.begin(), times.end());
    return {};
  }

  void one(const Event& e) {
    auto& cell = out_.cells[e.cell];
    ++cell.events;
    auto& ledger = history_.asked[e.customer];
    std::erase_if(ledger, [&](const delivery::Asked& a) { return to_ms(a.at) < e.at - std::chrono::milliseconds(kYear).count(); });
    for (auto& a : ledger) a.queued = to_ms(a.at) > e.at;
    const auto preference = history_.preferences.find(e.customer);
    static const delivery::Preference kNone;
    const auto contact = contacts_.find(e.customer);
    static const delivery::Contact kNobody;
    // Without channels set up the question is what the rule would do once they are.
    auto reach = reach_of(contact == contacts_.end() ? kNobody : contact->second, channels_, [](channel::Kind, const std::string&) { return false; }, home_.zone);
    if (channels_.empty() && contact != contacts_.end())
      for (const auto k : channel::kKinds)
        if (!contact->second.address(k).empty()) reach.channels.push_back(k);
    if (channels_.empty()) reach.none = Reason::no_address;
    const auto [period, elapsed] = period_of(t_.sampling, from_ms(e.at));
    auto& state = states_[{period, e.cell}];
    state.elapsed = elapsed;
    if (const auto before = states_.find({period - 1, e.cell}); before != states_.end()) state.before = before->second.eligible;
    state.answered = static_cast<std::int64_t>(static_cast<double>(state.invited) * out_.response);
    auto d = plan({t_, from_ms(e.at), from_ms(e.at), e.key, e.customer, e.cell, state, preference == history_.preferences.end() ? kNone : preference->second, attention_,
                   ledger, &reach, nullptr});
    if (d.eligible) ++state.eligible;
    if (d.invites() && meanwhile(e, d.due)) d.reason = Reason::meanwhile;
    example(e, d);
    if (!d.invites()) {
      ++out_.refusals[d.reason];
      return;
    }
    ++state.invited;
    std::erase_if(ledger, [&](const delivery::Asked& a) { return std::find(d.displaced.begin(), d.displaced.end(), a.id) != d.displaced.end(); });
    ledger.push_back({delivery::InvitationId(Uuid{1, static_cast<std::uint64_t>(++out_.sent)}), d.due, t_.kind, t_.priority, true, 1});
    ++cell.sent;
    cell.weights += d.weight;
    ++out_.channels[d.channel];
    ++out_.per_day[calendar::local_day(zone_, d.due)];
  }
  bool meanwhile(const Event& e, Instant due) const {
    const auto it = forbidden_.find(e.customer);
    if (it == forbidden_.end()) return false;
    const auto next = std::upper_bound(it->second.begin(), it->second.end(), e.at);
    return next != it->second.end() && *next <= to_ms(due);
  }
  /// A few of each outcome rather than twenty of the most frequent one.
  void example(const Event& e, const Decision& d) {
    auto& n = shown_[d.reason];
    if (e.customer.is_none() || n >= 5 || out_.examples.size() >= kMaxExamples) return;
    ++n;
    out_.examples.push_back({e.customer, e.user_id, from_ms(e.at), d.invites() ? d.due : from_ms(e.at), d.reason, d.next});
  }

  const SimulationDeps& d_;
  const WorkspaceNo w_;
  Trigger t_;
  Simulation out_;
  std::vector<Event> events_;
  std::set<CustomerId> customers_;
  std::map<CustomerId, delivery::Contact> contacts_;
  std::map<CustomerId, std::vector<std::int64_t>> forbidden_;
  delivery::History history_;
  delivery::Attention attention_;
  std::vector<channel::Settings> channels_;
  delivery::Home home_;
  calendar::Zone zone_;
  std::map<std::pair<std::int64_t, std::string>, CellState> states_;
  std::map<Reason, std::size_t> shown_;
};

}  // namespace

Result<std::int64_t> count_events(const SimulationDeps& d, WorkspaceNo w, const Trigger& t, Instant from, Instant to) {
  return d.facts.count(listening(w, t, from, to));
}
Result<Simulation> simulate(const SimulationDeps& d, WorkspaceNo w, Trigger t, Instant from, Instant to, const std::function<bool(std::int64_t, std::int64_t)>& progress) {
  return Run(d, w, std::move(t), from, to).go(progress);
}

}  // namespace peakend::trigger
