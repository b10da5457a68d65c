#include "ingest/identity.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <set>
#include <shared_mutex>
#include <unordered_map>
#include <unordered_set>

#include "base/log.h"
#include "facts/fields.h"
#include "ingest/ingest_sql.h"
#include "ingest/item.h"

namespace peakend::ingest {
namespace {

using records::Param;

std::int64_t number(WorkspaceNo w) { return static_cast<std::int64_t>(w); }
CustomerId customer_of(std::string_view bytes) { return CustomerId{uuid_from_bytes(bytes).value_or(Uuid{})}; }

struct Node {
  CustomerId parent;  ///< none: root
  std::int64_t born = 0;
  bool anonymous = false;
};
struct Space {
  std::unordered_map<CustomerId, Node> nodes;
  std::unordered_map<CustomerId, std::int64_t> erased;  ///< customer -> ms
  std::int64_t next_born = 1;

  bool is_erased(CustomerId c, std::int64_t at) const {
    const auto it = erased.find(c);
    return it != erased.end() && at <= it->second;
  }
  CustomerId root(CustomerId c) const {
    for (auto it = nodes.find(c); it != nodes.end() && !it->second.parent.is_none(); it = nodes.find(c)) c = it->second.parent;
    return c;
  }
};
struct Fresh {
  WorkspaceNo workspace;
  CustomerId customer;
  std::string external_id;
  std::int64_t seq;     ///< row that told it
};
struct Merge {
  WorkspaceNo workspace;
  CustomerId customer;  ///< lost its own facts to the root
  std::int64_t seq;     ///< row that told it; 0 = in an earlier process
};
/// Moves the elements of rows up to `seq` out of `from`.
template <class T>
std::vector<T> take_upto(std::vector<T>& from, std::int64_t seq) {
  const auto later = std::stable_partition(from.begin(), from.end(), [&](const T& t) { return t.seq <= seq; });
  std::vector<T> out(std::make_move_iterator(from.begin()), std::make_move_iterator(later));
  from.erase(from.begin(), later);
  return out;
}

/// Rows of which nothing new was learnt are noted this rarely, so that the note costs nothing.
constexpr std::int64_t kNoteEvery = 10'000;

class IdentityImpl final : public Identity, private Lookup {
 public:
  IdentityImpl(records::Records& r, facts::FactStore& f, inbox::Inbox& i, JourneysOf j, const Clock& clock,
               std::function<void(WorkspaceNo, CustomerId)> changed, Moved moved)
      : records_(r), facts_(f), inbox_(i), journeys_(std::move(j)), clock_(clock), changed_(std::move(changed)), moved_(std::move(moved)) {}

  Result<void> start() {
    PK_CHECK(load());
    PK_TRY(const std::int64_t projected_upto, facts_.watermark());
    std::int64_t at = upto_;
    while (at < projected_upto) {
      const std::int64_t before = at;
      PK_CHECK(inbox_.read(at, std::size_t{16} << 20, [&](const inbox::Row& row) {
        if (row.seq > projected_upto) return false;
        read_links(row, *this);
        at = row.seq;
        return true;
      }));
      if (at == before) break;
    }
    return settle(std::max(at, upto_), std::max(at, upto_), true);
  }

  inbox::Project project() override {
    return [this](const inbox::Row& row, facts::FactBatch& out) { return to_facts(row, *this, out); };
  }
  void projected(const inbox::Projected& p) override {
    if (auto r = settle(p.upto_seq, p.refill ? upto_ : p.upto_seq, false); !r) log::failure("merged customers are not stored yet", r.error());
  }

  // Lookup and Identity
  std::shared_ptr<const journey::Catalogue> journeys(WorkspaceNo w) override { return journeys_(w); }
  CustomerId canonical(WorkspaceNo w, CustomerId c) override { return std::as_const(*this).canonical(w, c); }
  CustomerId canonical(WorkspaceNo w, CustomerId c) const override {
    const std::shared_lock guard(mutex_);
    const auto it = spaces_.find(w);
    return it == spaces_.end() ? c : it->second.root(c);
  }
  CustomerId resolve(WorkspaceNo w, std::string_view id) const override {
    const auto c = CustomerId::parse(id);
    return canonical(w, c ? *c : customer_id(w, id));
  }
  bool erased(WorkspaceNo w, CustomerId c, std::int64_t, std::int64_t at) override {
    const std::shared_lock guard(mutex_);
    const auto it = spaces_.find(w);
    return it != spaces_.end() && it->second.is_erased(c, at);
  }
  std::optional<std::pair<std::string, std::string>> moved(WorkspaceNo w, std::int64_t seq, facts::FactKind kind, std::string_view id) override {
    return moved_ ? moved_(w, seq, kind, id) : std::nullopt;
  }
  void unreadable(WorkspaceNo w, std::int64_t seq) override {
    log::error("a line of the inbox is no item", {{"workspace", number(w)}, {"seq", seq}});
  }

  void link(WorkspaceNo w, const IdentityLink& l) override {
    const std::unique_lock guard(mutex_);
    Space& space = spaces_[w];
    if (space.is_erased(l.user, l.at) || space.is_erased(l.other, l.at)) return;
    if (l.anonymous && space.nodes.count(l.other)) return;
    touch(w, space, l.user, l.user_id, false, l.seq);
    touch(w, space, l.other, l.other_id, l.anonymous, l.seq);
    CustomerId winner = space.root(l.user), loser = space.root(l.other);
    if (winner == loser) return;
    if (space.nodes[loser].born < space.nodes[winner].born) std::swap(winner, loser);
    space.nodes[loser].parent = winner;
    merges_.push_back({w, loser, l.seq});
  }

  Result<std::vector<std::string>> external_ids(WorkspaceNo w, CustomerId customer) const override {
    std::vector<CustomerId> members;
    {
      const std::shared_lock guard(mutex_);
      members = members_of(w, customer);
    }
    std::vector<std::string> out;
    if (members.size() < 2) return out;
    PK_CHECK(records_.read([&](records::Session& s) -> Result<void> {
      for (CustomerId m : members) {
        const auto bytes = to_bytes(m.uuid());
        const Param p[] = {number(w), std::span<const std::byte>(bytes)};
        PK_CHECK(s.query(sql::external_id, p, [&](const records::Row& r) {
          out.emplace_back(r.text(0));
          return false;
        }));
      }
      return {};
    }));
    return out;
  }

  Result<Erased> erase(WorkspaceNo w, CustomerId customer, inbox::Projector& projector) override {
    PK_CHECK(projector.drain());
    customer = canonical(w, customer);
    std::vector<CustomerId> members;
    {
      const std::shared_lock guard(mutex_);
      members = members_of(w, customer);
    }
    PK_TRY(const auto present, with_facts(w, members));
    if (present.empty() && members.size() == 1) return fail(ErrorKind::not_found, "no_such_customer");
    const std::int64_t now = to_ms(clock_.now());
    PK_CHECK(bury(w, members, now));
    // What was projected before the tombstone stood must be in facts before they are taken out.
    PK_CHECK(projector.drain());
    Erased out{customer, 0, members.size()};
    for (CustomerId m : members) {
      PK_TRY(const std::int64_t n, facts_.forget(w, m));
      out.facts += n;
    }
    if (changed_) changed_(w, customer);
    return out;
  }

  Result<std::int64_t> finish_erasures() override {
    const std::lock_guard one_at_a_time(scrub_mutex_);
    std::map<WorkspaceNo, std::map<CustomerId, std::int64_t>> open;
    PK_CHECK(records_.read([&](records::Session& s) {
      return s.query(sql::erased, {}, [&](const records::Row& r) {
        if (r.i64(3) == 0) open[static_cast<WorkspaceNo>(r.i64(0))][customer_of(r.text(1))] = r.i64(2);
        return true;
      });
    }));
    std::int64_t lines = 0;
    for (const auto& [w, gone] : open) {
      ItemReader reader;
      std::string padded;
      PK_TRY(const std::int64_t n, inbox_.scrub(w, [&, workspace = w, &dead = gone](std::string_view line) {
        return is_about(workspace, dead, line, reader, padded);
      }));
      lines += n;
      PK_CHECK(records_.write([&, workspace = w, &dead = gone](records::Tx& tx) -> Result<void> {
        for (const auto& [customer, at] : dead) {
          const auto bytes = to_bytes(customer.uuid());
          const Param p[] = {number(workspace), std::span<const std::byte>(bytes), at};
          PK_CHECK(tx.exec(sql::erased_done, p));
        }
        return {};
      }));
    }
    return lines;
  }

 private:
  Result<void> load() {
    return records_.read([&](records::Session& s) -> Result<void> {
      PK_CHECK(s.query(sql::nodes, {}, [&](const records::Row& r) {
        const auto w = static_cast<WorkspaceNo>(r.i64(0));
        Space& space = spaces_[w];
        const CustomerId c = customer_of(r.text(1));
        space.nodes[c] = {r.is_null(2) ? CustomerId{} : customer_of(r.text(2)), r.i64(3), r.i64(4) != 0};
        space.next_born = std::max(space.next_born, r.i64(3) + 1);
        if (r.i64(5) != 0) merges_.push_back({w, c, 0});
        return true;
      }));
      PK_CHECK(s.query(sql::erased, {}, [&](const records::Row& r) {
        spaces_[static_cast<WorkspaceNo>(r.i64(0))].erased[customer_of(r.text(1))] = r.i64(2);
        return true;
      }));
      return s.query(sql::state, {}, [&](const records::Row& r) {
        upto_ = r.i64(0);
        return false;
      });
    });
  }

  void touch(WorkspaceNo w, Space& space, CustomerId c, std::string_view external_id, bool anonymous, std::int64_t seq) {
    const auto [it, fresh] = space.nodes.try_emplace(c);
    if (!fresh) return;
    it->second = {{}, space.next_born++, anonymous};
    fresh_.push_back({w, c, std::string(external_id), seq});
  }
  /// The root first, then everything merged into it. Caller holds the lock.
  std::vector<CustomerId> members_of(WorkspaceNo w, CustomerId customer) const {
    std::vector<CustomerId> out{customer};
    const auto it = spaces_.find(w);
    if (it == spaces_.end() || !it->second.nodes.count(customer)) return out;
    for (const auto& [c, node] : it->second.nodes)
      if (c != customer && it->second.root(c) == customer) out.push_back(c);
    return out;
  }

  /// Stores what the rows up to `in_facts` told, notes `seq`, and hands over the facts of merged customers. What later rows
  /// told, which are projected already, waits until their facts are there. Projector thread, or start.
  Result<void> settle(std::int64_t in_facts, std::int64_t seq, bool note) {
    std::vector<Fresh> fresh;
    std::vector<Merge> merges;
    {
      const std::unique_lock guard(mutex_);
      fresh = take_upto(fresh_, in_facts);
      merges = take_upto(merges_, in_facts);
    }
    if (fresh.empty() && merges.empty() && !(note && seq > upto_) && seq - upto_ < kNoteEvery) return {};
    auto r = store(fresh, merges, seq);
    if (r) {
      upto_ = std::max(upto_, seq);
      fresh.clear();
      r = hand_over(merges);
      if (r) return r;
    }
    const std::unique_lock guard(mutex_);
    fresh_.insert(fresh_.begin(), std::make_move_iterator(fresh.begin()), std::make_move_iterator(fresh.end()));
    merges_.insert(merges_.begin(), merges.begin(), merges.end());
    return r;
  }
  Result<void> store(const std::vector<Fresh>& fresh, const std::vector<Merge>& merges, std::int64_t seq) {
    // A new one may have got its parent from a later row already: that merge is still to come, also after a crash.
    std::set<std::pair<WorkspaceNo, CustomerId>> later;
    {
      const std::shared_lock guard(mutex_);
      for (const auto& m : merges_) later.emplace(m.workspace, m.customer);
    }
    return records_.write([&](records::Tx& tx) -> Result<void> {
      for (const auto& f : fresh) PK_CHECK(put(tx, f.workspace, f.customer, f.external_id, later.contains({f.workspace, f.customer})));
      for (const auto& m : merges) PK_CHECK(put(tx, m.workspace, m.customer, {}, true));
      const Param p[] = {seq};
      PK_CHECK(tx.exec(sql::set_state, p));
      return {};
    });
  }
  Result<void> put(records::Tx& tx, WorkspaceNo w, CustomerId c, std::string_view external_id, bool pending) {
    Node node;
    {
      const std::shared_lock guard(mutex_);
      const auto& nodes = spaces_.at(w).nodes;
      const auto it = nodes.find(c);
      if (it == nodes.end()) return {};  // erased meanwhile
      node = it->second;
    }
    const auto bytes = to_bytes(c.uuid()), parent = to_bytes(node.parent.uuid());
    const Param p[] = {number(w), std::span<const std::byte>(bytes), external_id,
                       node.parent.is_none() ? Param{} : Param{std::span<const std::byte>(parent)}, node.born,
                       std::int64_t{node.anonymous}, std::int64_t{pending}};
    PK_CHECK(tx.exec(sql::put_node, p));
    return {};
  }

  Result<void> hand_over(const std::vector<Merge>& merges) {
    if (merges.empty()) return {};
    std::map<WorkspaceNo, std::vector<CustomerId>> by_workspace;
    for (const auto& m : merges) by_workspace[m.workspace].push_back(m.customer);
    for (const auto& [w, losers] : by_workspace) {
      PK_TRY(const auto present, with_facts(w, losers));
      for (CustomerId c : present) {
        const CustomerId root = std::as_const(*this).canonical(w, c);
        if (root == c) continue;
        PK_CHECK(facts_.reassign(w, c, root));
        if (changed_) changed_(w, root);
      }
    }
    return records_.write([&](records::Tx& tx) -> Result<void> {
      for (const auto& m : merges) {
        const auto bytes = to_bytes(m.customer.uuid());
        const Param p[] = {number(m.workspace), std::span<const std::byte>(bytes)};
        PK_CHECK(tx.exec(sql::node_done, p));
      }
      return {};
    });
  }

  /// Those of the customers that have facts, in one pass of the store a thousand: most merges are of ids never seen.
  Result<std::vector<CustomerId>> with_facts(WorkspaceNo w, const std::vector<CustomerId>& customers) const {
    constexpr std::size_t kAtOnce = 1'000;
    std::vector<CustomerId> out;
    for (std::size_t i = 0; i < customers.size(); i += kAtOnce) {
      facts::AggregateSpec spec;
      spec.workspace = w;
      spec.by = {{facts::Field::customer, {}}};
      spec.where = {{{facts::Field::customer, {}}, {}}};
      for (std::size_t k = i; k < std::min(customers.size(), i + kAtOnce); ++k)
        spec.where[0].any_of.push_back(facts::customer_text(customers[k]));
      PK_TRY(const auto found, facts_.aggregate(spec));
      for (const auto& row : found.rows)
        if (const auto c = facts::parse_customer(row.key[0])) out.push_back(*c);
    }
    return out;
  }

  Result<void> bury(WorkspaceNo w, const std::vector<CustomerId>& members, std::int64_t now) {
    PK_CHECK(records_.write([&](records::Tx& tx) -> Result<void> {
      for (CustomerId m : members) {
        const auto bytes = to_bytes(m.uuid());
        const Param dead[] = {number(w), std::span<const std::byte>(bytes), now};
        PK_CHECK(tx.exec(sql::put_erased, dead));
        const Param node[] = {number(w), std::span<const std::byte>(bytes)};
        PK_CHECK(tx.exec(sql::drop_node, node));
      }
      return {};
    }));
    const std::unique_lock guard(mutex_);
    Space& space = spaces_[w];
    for (CustomerId m : members) {
      space.nodes.erase(m);
      space.erased[m] = now;
    }
    return {};
  }

  static bool is_about(WorkspaceNo w, const std::map<CustomerId, std::int64_t>& dead, std::string_view line, ItemReader& reader,
                       std::string& padded) {
    padded.assign(line);
    padded.append(ItemReader::kPadding, '\0');
    if (!reader.read_canonical({padded.data(), line.size()})) return false;
    const Item& item = reader.item();
    for (std::string_view id : {item.user, item.anonymous, item.previous}) {
      if (id.empty()) continue;
      const auto it = dead.find(customer_id(w, id));
      if (it != dead.end() && (item.received <= it->second || item.at.value_or(INT64_MAX) <= it->second)) return true;
    }
    return false;
  }

  records::Records& records_;
  facts::FactStore& facts_;
  inbox::Inbox& inbox_;
  const JourneysOf journeys_;
  const Clock& clock_;
  const std::function<void(WorkspaceNo, CustomerId)> changed_;
  const Moved moved_;
  mutable std::shared_mutex mutex_;  // guards the next three
  std::map<WorkspaceNo, Space> spaces_;
  std::vector<Fresh> fresh_;
  std::vector<Merge> merges_;
  std::int64_t upto_ = 0;    // projector thread, after start
  std::mutex scrub_mutex_;
};

}  // namespace

Result<std::unique_ptr<Identity>> make_identity(records::Records& records, facts::FactStore& facts, inbox::Inbox& inbox, JourneysOf journeys,
                                                const Clock& clock, std::function<void(WorkspaceNo, CustomerId)> changed, Moved moved) {
  auto out = std::make_unique<IdentityImpl>(records, facts, inbox, std::move(journeys), clock, std::move(changed), std::move(moved));
  PK_CHECK(out->start());
  return out;
}

std::vector<records::Migration> migrations() { return {{"0001_identity", sql::migration_0001_identity}}; }

}  // namespace peakend::ingest
