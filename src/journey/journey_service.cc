#include "journey/journey_service.h"

#include <map>
#include <mutex>
#include <set>

#include "base/log.h"
#include "journey/journey_sql.h"

namespace peakend::journey {
namespace {

using records::Param;

std::int64_t number(WorkspaceNo w) { return static_cast<std::int64_t>(w); }
tl::unexpected<Error> no_such_journey() { return fail(ErrorKind::not_found, "no_such_journey"); }

Result<void> check_note(std::string_view note) {
  if (note.size() > kMaxNoteBytes) return fail_field("note", "too_long", {{"max", std::to_string(kMaxNoteBytes)}});
  return {};
}

struct State {
  int version = 0;  ///< 0: never was
  bool live = false;
};

Result<State> state_of(records::Session& s, WorkspaceNo w, std::string_view key) {
  State out;
  const Param p[] = {number(w), key};
  PK_CHECK(s.query(sql::state, p, [&](const records::Row& r) {
    out = {static_cast<int>(r.i64(0)), r.i64(1) != 0};
    return false;
  }));
  return out;
}

Result<Journey> body_of(records::Session& s, WorkspaceNo w, std::string_view key, int version) {
  std::optional<Result<Journey>> out;
  const Param p[] = {number(w), key, static_cast<std::int64_t>(version)};
  PK_CHECK(s.query(sql::body, p, [&](const records::Row& r) {
    out = parse_journey(r.text(0));
    return false;
  }));
  if (!out) return no_such_journey();
  return *std::move(out);
}

Result<void> store(records::Tx& tx, WorkspaceNo w, const Journey& j, Instant now, std::string_view author, std::string_view note) {
  const std::string body = to_json(j);
  const Param version[] = {number(w), j.key, static_cast<std::int64_t>(j.version), to_ms(now), author, body, note};
  PK_CHECK(tx.exec(sql::put_version, version));
  const Param head[] = {number(w), j.key, static_cast<std::int64_t>(j.version), to_ms(now)};
  PK_CHECK(tx.exec(sql::put_journey, head));
  return {};
}

bool same_but_version(Journey a, const Journey& b) {
  a.version = b.version;
  return to_json(a) == to_json(b);
}

class ServiceImpl final : public Service {
 public:
  ServiceImpl(records::Records& r, const Clock& clock, std::function<std::string(WorkspaceNo)> zone)
      : records_(r), clock_(clock), zone_(std::move(zone)) {}

  Result<std::vector<Journey>> list(WorkspaceNo w) override {
    std::vector<Journey> out;
    Result<void> damaged;
    PK_CHECK(records_.read([&](records::Session& s) -> Result<void> {
      const Param p[] = {number(w)};
      return s.query(sql::current, p, [&](const records::Row& r) {
        auto j = parse_journey(r.text(0));
        if (j) out.push_back(*std::move(j));
        else damaged = tl::unexpected(std::move(j).error());
        return damaged.has_value();
      });
    }));
    PK_CHECK(damaged);
    return out;
  }

  Result<Journey> get(WorkspaceNo w, std::string_view key, std::optional<int> version) override {
    Result<Journey> out = no_such_journey();
    PK_CHECK(records_.read([&](records::Session& s) -> Result<void> {
      PK_TRY(const State now, state_of(s, w, key));
      if (now.live) out = body_of(s, w, key, version.value_or(now.version));
      return {};
    }));
    return out;
  }

  Result<std::vector<VersionInfo>> versions(WorkspaceNo w, std::string_view key) override {
    std::vector<VersionInfo> out;
    PK_CHECK(records_.read([&](records::Session& s) -> Result<void> {
      PK_TRY(const State now, state_of(s, w, key));
      if (!now.live) return no_such_journey();
      const Param p[] = {number(w), key};
      return s.query(sql::versions, p, [&](const records::Row& r) {
        out.push_back({static_cast<int>(r.i64(0)), from_ms(r.i64(1)), std::string(r.text(2)), std::string(r.text(3))});
        return true;
      });
    }));
    return out;
  }

  Result<Journey> create(WorkspaceNo w, Journey j, std::string_view author, std::string_view note) override {
    PK_CHECK(check_note(note));
    return change(w, j.key, [&](records::Tx& tx, const State& now) -> Result<Journey> {
      if (now.live) return fail(ErrorKind::conflict, "journey_exists");
      PK_CHECK(room_for_one(tx, w));
      j.version = now.version + 1;
      PK_CHECK(validate(j));
      PK_CHECK(store(tx, w, j, clock_.now(), author, note));
      return j;
    });
  }

  Result<Journey> put(WorkspaceNo w, Journey j, std::optional<int> based_on, std::string_view author, std::string_view note) override {
    PK_CHECK(check_note(note));
    return change(w, j.key, [&](records::Tx& tx, const State& now) -> Result<Journey> {
      if (!now.live) return no_such_journey();
      if (based_on && *based_on != now.version) return fail(ErrorKind::conflict, "stored_elsewhere");
      PK_TRY(Journey before, body_of(tx, w, j.key, now.version));
      complete_cells(j);
      if (same_but_version(j, before)) return before;
      j.version = now.version + 1;
      PK_CHECK(validate(j));
      PK_CHECK(store(tx, w, j, clock_.now(), author, note));
      return j;
    });
  }

  Result<Journey> add_rule(WorkspaceNo w, std::string_view key, Rule rule, std::string_view author) override {
    return change(w, key, [&](records::Tx& tx, const State& now) -> Result<Journey> {
      if (!now.live) return no_such_journey();
      PK_TRY(Journey j, body_of(tx, w, key, now.version));
      std::set<std::string_view> taken;
      for (const auto& r : j.rules) taken.insert(r.id);
      for (std::size_t n = j.rules.size() + 1; rule.id.empty(); ++n)
        if (std::string id = "r" + std::to_string(n); !taken.count(id)) rule.id = std::move(id);
      j.rules.push_back(std::move(rule));
      j.version = now.version + 1;
      PK_CHECK(validate(j));
      PK_CHECK(store(tx, w, j, clock_.now(), author, {}));
      return j;
    });
  }

  Result<void> archive(WorkspaceNo w, std::string_view key) override {
    auto r = records_.write([&](records::Tx& tx) -> Result<void> {
      const Param p[] = {number(w), key, to_ms(clock_.now())};
      PK_TRY(const auto n, tx.exec(sql::archive, p));
      if (n == 0) return no_such_journey();
      return {};
    });
    forget_cache(w);
    return r;
  }

  std::shared_ptr<const Catalogue> catalogue(WorkspaceNo w) override {
    std::uint64_t change = 0;
    {
      const std::lock_guard guard(mutex_);
      if (const auto it = cache_.find(w); it != cache_.end()) return it->second;
      change = changes_;
    }
    auto journeys = list(w);
    if (!journeys) {
      log::failure("journeys could not be read", journeys.error());
      return nullptr;
    }
    auto made = std::make_shared<const Catalogue>(*std::move(journeys), zone_(w));
    const std::lock_guard guard(mutex_);
    // A change that came while we read wins: then this answer serves once and is not kept.
    if (change == changes_) cache_[w] = made;
    return made;
  }
  void forget_cache(WorkspaceNo w) override {
    const std::lock_guard guard(mutex_);
    ++changes_;
    cache_.erase(w);
  }

 private:
  /// Runs `work` in one transaction with the journey's state.
  Result<Journey> change(WorkspaceNo w, std::string_view key, const std::function<Result<Journey>(records::Tx&, const State&)>& work) {
    Journey out;
    auto r = records_.write([&](records::Tx& tx) -> Result<void> {
      PK_TRY(const State now, state_of(tx, w, key));
      PK_TRY(out, work(tx, now));
      return {};
    });
    forget_cache(w);
    PK_CHECK(std::move(r));
    return out;
  }
  static Result<void> room_for_one(records::Tx& tx, WorkspaceNo w) {
    std::int64_t n = 0;
    const Param p[] = {number(w)};
    PK_CHECK(tx.query(sql::count, p, [&](const records::Row& r) {
      n = r.i64(0);
      return false;
    }));
    if (n >= static_cast<std::int64_t>(kMaxJourneys)) return fail(ErrorKind::conflict, "too_many_journeys");
    return {};
  }

  records::Records& records_;
  const Clock& clock_;
  const std::function<std::string(WorkspaceNo)> zone_;
  std::mutex mutex_;  // guards the next two
  std::map<WorkspaceNo, std::shared_ptr<const Catalogue>> cache_;
  std::uint64_t changes_ = 0;
};

}  // namespace

std::unique_ptr<Service> make_service(records::Records& r, const Clock& clock, std::function<std::string(WorkspaceNo)> zone) {
  return std::make_unique<ServiceImpl>(r, clock, std::move(zone));
}

std::vector<records::Migration> migrations() { return {{"0001_journey", sql::migration_0001_journey}, {"0002_journey_note", sql::migration_0002_journey_note}}; }

}  // namespace peakend::journey
