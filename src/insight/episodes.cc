// The episode job: facts that came in -> episodes they touch -> folded anew -> written back, in slices.
#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>
#include <set>
#include <thread>
#include <unordered_map>

#include <spdlog/spdlog.h>

#include "insight/insight.h"

namespace peakend::insight {
namespace {

using facts::EpisodeFact;
using facts::Fact;
using facts::Field;

constexpr std::size_t kSlice = 20'000;          ///< episodes or customers folded at a time: one scan of the facts each
constexpr std::size_t kLeftOver = 4;            ///< numbers above the last that are looked for: late facts join episodes
constexpr std::size_t kMaxTouched = 2'000'000;  ///< ids held at a time; more are taken in several passes

/// Ids seen in a scan, deduplicated, bounded: above the limit only those whose hash lies in the first half of the
/// range stay, and the caller comes back for the rest.
template <class T>
class Touched {
 public:
  explicit Touched(std::uint64_t from) : from_(from) {}
  void add(const T& id) {
    const std::uint64_t h = mix(id);
    if (h < from_ || h > last_ || (!ids_.empty() && ids_.back() == id)) return;
    ids_.push_back(id);
    if (ids_.size() >= next_) shrink();
  }
  const std::vector<T>& take() {
    unique();
    return ids_;
  }
  std::uint64_t last() const { return last_; }
  void narrow(std::uint64_t last) {
    last_ = std::min(last_, last);
    std::erase_if(ids_, [&](const T& id) { return mix(id) > last_; });
  }

 private:
  static std::uint64_t mix(const T& id) { return std::hash<T>{}(id) * 0x9E3779B97F4A7C15ull; }
  void unique() {
    std::sort(ids_.begin(), ids_.end());
    ids_.erase(std::unique(ids_.begin(), ids_.end()), ids_.end());
  }
  void shrink() {
    unique();
    while (ids_.size() > kMaxTouched / 2 && last_ > from_) {
      if (ids_.size() < kMaxTouched) break;
      narrow(from_ + (last_ - from_) / 2);
    }
    next_ = std::max<std::size_t>(2 * ids_.size(), 65'536);
    next_ = std::min(next_, ids_.size() + kMaxTouched);
  }
  std::uint64_t from_, last_ = UINT64_MAX;
  std::vector<T> ids_;
  std::size_t next_ = 65'536;
};

class Job final : public EpisodeJob {
 public:
  Job(facts::FactStore& store, JourneysOf journeys, const Clock& clock)
      : store_(store), journeys_(std::move(journeys)), clock_(clock) {}
  ~Job() override { stop(); }

  void projected(const inbox::Projected& p) override {
    std::set<WorkspaceNo> seen;
    if (p.batch != nullptr) {
      for (const Fact& fact : p.batch->facts) seen.insert(fact.workspace);
    }
    const std::lock_guard lock(wake_mutex_);
    pending_.insert(seen.begin(), seen.end());
    if (!seen.empty()) wake_.notify_one();
  }

  Result<void> drain(WorkspaceNo workspace) override {
    const std::lock_guard lock(fold_mutex_);
    return catch_up(workspace);
  }

  void customer_changed(WorkspaceNo workspace, CustomerId customer) override {
    {
      const std::lock_guard lock(wake_mutex_);
      changed_[workspace].insert(customer);
      pending_.insert(workspace);
      wake_.notify_one();
    }
    invalidate(workspace);
  }

  void invalidate(WorkspaceNo workspace) override {
    const std::lock_guard lock(index_mutex_);
    ++generations_[workspace];
    indexes_.erase(workspace);
  }

  std::int64_t generation(WorkspaceNo workspace) const override {
    const std::lock_guard lock(index_mutex_);
    const auto found = generations_.find(workspace);
    return found == generations_.end() ? 0 : found->second;
  }

  Result<MemoryView> memory(WorkspaceNo workspace, std::string_view journey, Range range) override {
    const auto catalogue = journeys_(workspace);
    const EpisodeRules rules = rules_of(catalogue ? catalogue->find(journey) : nullptr);
    MemoryView view;
    PK_CHECK(with_index(workspace, [&](const EpisodeIndex& index) {
      view = index.view(journey, rules, range, to_ms(clock_.now()));
    }));
    return view;
  }

  Result<PathView> paths(WorkspaceNo workspace, std::string_view journey, Range range) override {
    const auto catalogue = journeys_(workspace);
    const EpisodeRules rules = rules_of(catalogue ? catalogue->find(journey) : nullptr);
    PathView view;
    PK_CHECK(with_index(workspace, [&](const EpisodeIndex& index) { view = index.paths(journey, rules, range, to_ms(clock_.now())); }));
    return view;
  }

  Result<OutcomeView> outcomes(WorkspaceNo workspace, std::string_view journey, Range range) override {
    OutcomeView view;
    PK_CHECK(with_index(workspace, [&](const EpisodeIndex& index) { view = index.outcomes(journey, range); }));
    return view;
  }

  Result<std::vector<OpenEpisode>> open(WorkspaceNo workspace, std::string_view journey) override {
    const auto catalogue = journeys_(workspace);
    std::vector<OpenEpisode> out;
    PK_CHECK(with_index(workspace, [&](const EpisodeIndex& index) {
      out = index.open(journey, to_ms(clock_.now()),
                       [&](const std::string& key) { return rules_of(catalogue ? catalogue->find(key) : nullptr); });
    }));
    return out;
  }

  void start(std::vector<WorkspaceNo> workspaces) override {
    const std::lock_guard lock(wake_mutex_);
    if (worker_.joinable()) return;
    pending_.insert(workspaces.begin(), workspaces.end());
    stopping_ = false;
    worker_ = std::thread([this] { work(); });
  }

  void stop() override {
    {
      const std::lock_guard lock(wake_mutex_);
      stopping_ = true;
      wake_.notify_all();
    }
    if (worker_.joinable()) worker_.join();
  }

 private:
  bool stopping() const {
    const std::lock_guard lock(wake_mutex_);
    return stopping_;
  }

  void work() {
    std::unique_lock lock(wake_mutex_);
    while (!stopping_) {
      wake_.wait(lock, [&] { return stopping_ || !pending_.empty(); });
      if (stopping_) return;
      const auto workspaces = std::exchange(pending_, {});
      lock.unlock();
      const auto began = std::chrono::steady_clock::now();
      for (const WorkspaceNo workspace : workspaces) {
        auto done = drain(workspace);
        if (done) done = warm(workspace);
        if (!done) {
          spdlog::warn("episodes: workspace {}: {} {}", static_cast<unsigned>(workspace), done.error().code, done.error().log);
          lock.lock();
          pending_.insert(workspace);
          lock.unlock();
        }
      }
      // Rests four times as long as it worked, so that ingest and readers keep the machine.
      const auto rest = std::max<std::chrono::steady_clock::duration>(std::chrono::milliseconds(200),
                                                                      4 * (std::chrono::steady_clock::now() - began));
      lock.lock();
      wake_.wait_for(lock, std::min<std::chrono::steady_clock::duration>(rest, std::chrono::seconds(20)), [&] { return stopping_; });
    }
  }

  /// Sums and roll-ups are in memory before anybody asks: the first one after a start need not wait for them.
  Result<void> warm(WorkspaceNo workspace) {
    {
      const std::lock_guard lock(index_mutex_);
      if (indexes_.contains(workspace)) return {};
    }
    facts::AggregateSpec spec;
    spec.workspace = workspace;
    spec.by = {{Field::kind, {}}};
    PK_TRY([[maybe_unused]] const auto kinds, store_.aggregate(spec));
    return with_index(workspace, [](const EpisodeIndex&) {});
  }

  // --- index -------------------------------------------------------------------------------------------------

  calendar::Zone zone_of(WorkspaceNo workspace) const {
    const auto catalogue = journeys_(workspace);
    if (!catalogue) return {};
    const auto zone = calendar::Zone::find(catalogue->zone());
    return zone ? *zone : calendar::Zone{};
  }

  template <class F>
  Result<void> with_index(WorkspaceNo workspace, F f) {
    const calendar::Zone zone = zone_of(workspace);
    for (int attempt = 0; attempt < 3; ++attempt) {
      {
        const std::lock_guard lock(index_mutex_);
        if (auto found = indexes_.find(workspace); found != indexes_.end() && found->second.zone == zone) {
          f(found->second.index);
          return {};
        }
      }
      PK_CHECK(build_index(workspace, zone));
    }
    return fail(ErrorKind::unavailable, "busy");  // someone keeps changing the zone or erasing
  }

  Result<void> build_index(WorkspaceNo workspace, calendar::Zone zone) {
    const std::lock_guard writing(put_mutex_);
    std::int64_t generation = 0;
    {
      const std::lock_guard lock(index_mutex_);
      if (auto found = indexes_.find(workspace); found != indexes_.end() && found->second.zone == zone) return {};
      generation = generations_[workspace];
    }
    Kept kept{EpisodeIndex(zone), zone};
    facts::EpisodeScanSpec spec;
    spec.workspace = workspace;
    spec.order = facts::EpisodeScanSpec::Order::any;
    spec.with_path = false;
    PK_CHECK(store_.scan_episodes(spec, [&](const EpisodeFact& e) {
      kept.index.add(e);
      return true;
    }));
    const std::lock_guard lock(index_mutex_);
    if (generations_[workspace] == generation) indexes_.insert_or_assign(workspace, std::move(kept));
    return {};
  }

  // --- folding, under fold_mutex_ -----------------------------------------------------------------------------

  struct Round {
    WorkspaceNo workspace = WorkspaceNo::none;
    std::int64_t before = 0, upto = 0, now = 0;
    std::shared_ptr<const journey::Catalogue> catalogue;
    std::map<std::string, EpisodeRules, std::less<>> rules;
    std::vector<EpisodeFact> out;
    const EpisodeRules& rules_for(std::string_view journey) {
      auto found = rules.find(journey);
      if (found == rules.end()) {
        found = rules.emplace(std::string(journey), rules_of(catalogue ? catalogue->find(journey) : nullptr)).first;
      }
      return found->second;
    }
  };

  Result<void> catch_up(WorkspaceNo workspace) {
    PK_TRY(const auto refills, store_.refills());
    for (const auto& refill : refills) {
      if (refill.workspace == workspace) return fail(ErrorKind::unavailable, "refilling");
    }
    std::set<CustomerId> changed;
    {
      const std::lock_guard lock(wake_mutex_);
      changed = std::exchange(changed_[workspace], {});
    }
    Round round;
    round.workspace = workspace;
    PK_TRY(round.before, store_.episodes_watermark(workspace));
    PK_TRY(round.upto, store_.watermark());
    round.now = to_ms(clock_.now());
    round.catalogue = journeys_(workspace);
    if (!changed.empty()) PK_CHECK(fold_customers(round, {changed.begin(), changed.end()}, true));
    if (round.upto <= round.before) return {};
    std::uint64_t from = 0;
    while (true) {
      Touched<EpisodeId> keyed(from);
      Touched<CustomerId> loose(from);
      PK_CHECK(collect(round, keyed, loose));
      const std::uint64_t last = std::min(keyed.last(), loose.last());
      keyed.narrow(last);
      loose.narrow(last);
      PK_CHECK(fold_keyed(round, keyed.take()));
      PK_CHECK(fold_customers(round, loose.take(), false));
      if (last == UINT64_MAX) break;
      from = last + 1;
    }
    return store_.put_episodes(workspace, {}, round.upto);
  }

  Result<void> collect(const Round& round, Touched<EpisodeId>& keyed, Touched<CustomerId>& loose) {
    facts::ScanSpec spec;
    spec.workspace = round.workspace;
    spec.after_seq = round.before;
    spec.want = facts::Want::owner;
    return store_.scan(spec, [&](const Fact& fact) {
      if (fact.journey.empty() || fact.kind == facts::FactKind::identify) return true;
      if (!fact.episode.is_none()) {
        keyed.add(fact.episode);
      } else if (!fact.customer.is_none()) {
        loose.add(fact.customer);
      }
      return true;
    });
  }

  Result<void> fold_keyed(Round& round, const std::vector<EpisodeId>& ids) {
    for (std::size_t i = 0; i < ids.size(); i += kSlice) {
      if (stopping()) return fail(ErrorKind::unavailable, "stopping");
      const std::vector<EpisodeId> slice(ids.begin() + static_cast<std::ptrdiff_t>(i),
                                         ids.begin() + static_cast<std::ptrdiff_t>(std::min(i + kSlice, ids.size())));
      facts::ScanSpec spec;
      spec.workspace = round.workspace;
      spec.episodes = slice;
      spec.order = facts::Order::by_episode;
      spec.want = facts::Want::folding;
      std::optional<Folder> folder;
      EpisodeId current;
      std::string key;
      auto finish = [&] {
        if (folder && !folder->empty()) round.out.push_back(folder->take(current, key, round.now));
      };
      PK_CHECK(store_.scan(spec, [&](const Fact& fact) {
        if (fact.kind == facts::FactKind::identify) return true;
        if (fact.episode != current) {
          finish();
          current = fact.episode;
          key = fact.episode_key;
          folder.emplace(round.rules_for(fact.journey));
        }
        folder->add(fact);
        return true;
      }));
      finish();
      PK_CHECK(put(round, slice));
    }
    return {};
  }

  static EpisodeId loose_id(WorkspaceNo workspace, std::string_view journey, CustomerId customer, std::size_t number) {
    const std::string scope = std::to_string(static_cast<std::uint32_t>(workspace)) + "/" + std::string(journey) + "/" +
                              to_hex(customer.uuid());
    return EpisodeId{hash_uuid("episode", scope, std::to_string(number))};
  }

  /// Facts without explicit key: one customer's facts of one journey, cut by the rules. Episodes are numbered;
  /// when late facts join two of them, the numbers left over are written as empty, which readers take as gone.
  Result<void> fold_customers(Round& round, const std::vector<CustomerId>& customers, bool all_old) {
    for (std::size_t i = 0; i < customers.size(); i += kSlice) {
      if (stopping()) return fail(ErrorKind::unavailable, "stopping");
      const auto end = std::min(i + kSlice, customers.size());
      facts::ScanSpec spec;
      spec.workspace = round.workspace;
      spec.order = facts::Order::by_customer;
      spec.want = facts::Want::folding;
      spec.where = {{{Field::customer, {}}, {}}, {{Field::episode_key, {}}, {""}}};
      std::vector<EpisodeId> old;
      for (std::size_t k = i; k < end; ++k) {
        spec.where[0].any_of.push_back(customers[k].text());
        if (all_old) PK_CHECK(collect_old(round, customers[k], old));
      }
      facts::FactBatch batch;  // of one customer
      auto finish = [&] {
        if (!batch.facts.empty()) fold_loose(round, batch.facts, old);
        batch = {};
      };
      PK_CHECK(store_.scan(spec, [&](const Fact& fact) {
        if (fact.journey.empty() || !fact.episode.is_none() || fact.kind == facts::FactKind::identify) return true;
        if (!batch.facts.empty() && batch.facts.back().customer != fact.customer) finish();
        batch.add(fact);
        return true;
      }));
      finish();
      PK_CHECK(put(round, old));
    }
    return {};
  }

  /// Adds the customer's episodes to round.out and to `ids` every id they have or may have had.
  static void fold_loose(Round& round, std::span<const Fact> facts, std::vector<EpisodeId>& ids) {
    std::map<std::string, std::size_t> numbers;
    const CustomerId customer = facts.front().customer;
    for (const Run& run : split(facts, [&](std::string_view journey) -> const EpisodeRules& { return round.rules_for(journey); })) {
      Folder folder(round.rules_for(run.journey));
      for (const std::size_t i : run.facts) folder.add(facts[i]);
      ids.push_back(loose_id(round.workspace, run.journey, customer, ++numbers[run.journey]));
      round.out.push_back(folder.take(ids.back(), {}, round.now));
    }
    for (const auto& [journey, count] : numbers) {
      for (std::size_t more = 1; more <= kLeftOver; ++more) ids.push_back(loose_id(round.workspace, journey, customer, count + more));
    }
  }

  /// Keyless episodes that the customer has in the store, whatever their numbers (after an identity merge).
  Result<void> collect_old(const Round& round, CustomerId customer, std::vector<EpisodeId>& old) {
    facts::EpisodeScanSpec spec;
    spec.workspace = round.workspace;
    spec.customer = customer;
    return store_.scan_episodes(spec, [&](const EpisodeFact& e) {
      if (e.key.empty()) old.push_back(e.id);
      return true;
    });
  }

  /// Writes round.out; episodes among `ids` that exist and were not folded again are emptied.
  Result<void> put(Round& round, const std::vector<EpisodeId>& ids) {
    if (ids.empty()) {
      round.out.clear();
      return {};
    }
    const std::lock_guard writing(put_mutex_);
    std::unordered_map<EpisodeId, EpisodeFact> old;
    facts::EpisodeScanSpec spec;
    spec.workspace = round.workspace;
    spec.ids = ids;
    spec.order = facts::EpisodeScanSpec::Order::any;
    spec.with_path = false;
    PK_CHECK(store_.scan_episodes(spec, [&](const EpisodeFact& e) {
      old.emplace(e.id, e);
      return true;
    }));
    std::set<EpisodeId> fresh;
    for (EpisodeFact& e : round.out) {
      fresh.insert(e.id);
      const auto before = old.find(e.id);
      if (before == old.end()) continue;
      const bool late = before->second.closed && before->second.facts != e.facts && before->second.facts > 0 &&
                        round.now - before->second.end > round.rules_for(e.journey).grace_ms;
      e.version = before->second.version + (late ? 1 : 0);
    }
    for (const auto& [id, e] : old) {
      if (fresh.contains(id) || e.facts == 0) continue;
      EpisodeFact gone;
      gone.workspace = round.workspace;
      gone.journey = e.journey;
      gone.id = id;
      gone.customer = e.customer;
      gone.start = e.start;
      gone.end = e.end;
      gone.closed = true;
      round.out.push_back(std::move(gone));
    }
    PK_CHECK(store_.put_episodes(round.workspace, round.out, round.before));
    const std::lock_guard lock(index_mutex_);
    if (auto found = indexes_.find(round.workspace); found != indexes_.end()) {
      for (const auto& [id, e] : old) found->second.index.remove(e);
      for (const EpisodeFact& e : round.out) found->second.index.add(e);
    }
    round.out.clear();
    return {};
  }

  struct Kept {
    EpisodeIndex index;
    calendar::Zone zone;
  };
  facts::FactStore& store_;
  JourneysOf journeys_;
  const Clock& clock_;

  std::mutex fold_mutex_;  ///< one fold at a time
  std::mutex put_mutex_;   ///< one slice is written, or one index built, at a time; inside fold_mutex_, before index_mutex_
  mutable std::mutex index_mutex_;
  std::map<WorkspaceNo, Kept> indexes_;
  std::map<WorkspaceNo, std::int64_t> generations_;

  mutable std::mutex wake_mutex_;
  std::condition_variable wake_;
  std::set<WorkspaceNo> pending_;
  std::map<WorkspaceNo, std::set<CustomerId>> changed_;
  bool stopping_ = false;
  std::thread worker_;
};

}  // namespace

std::unique_ptr<EpisodeJob> make_episode_job(facts::FactStore& store, JourneysOf journeys, const Clock& clock) {
  return std::make_unique<Job>(store, std::move(journeys), clock);
}

}  // namespace peakend::insight
