#include "survey/survey_service.h"

#include <map>
#include <mutex>

#include "base/log.h"
#include "survey/survey_sql.h"

namespace peakend::survey {
namespace {

using records::Param;

std::int64_t number(WorkspaceNo w) { return static_cast<std::int64_t>(w); }
tl::unexpected<Error> no_such_survey() { return fail(ErrorKind::not_found, "no_such_survey"); }
tl::unexpected<Error> invalid(std::vector<FieldError> faults) {
  return tl::unexpected(Error{ErrorKind::invalid, "invalid_fields", std::move(faults), {}, {}});
}

struct Draft {
  std::string key, json;
};
/// The document in one form, refused when it is not well-shaped.
Result<Draft> well_shaped(std::string_view json) {
  Report report;
  PK_TRY(const auto s, parse_survey(json, report));
  if (report.misshapen) return invalid(std::move(report.faults));
  for (const auto& f : report.faults)
    if (f.field == "key") return invalid({f});
  PK_TRY(const Value v, parse_value(json));
  return Draft{s.key, to_json(v)};
}

Stored stored_of(const records::Row& r) {
  Stored s;
  s.key = r.text(0);
  s.changed = from_ms(r.i64(1));
  s.revision = static_cast<int>(r.i64(2));
  s.draft = r.text(3);
  s.version = static_cast<int>(r.i64(4));
  s.closed = r.i64(5) != 0;
  s.draft_changed = s.version == 0 || r.text(6) != s.draft;
  return s;
}
Result<Stored> find(records::Session& s, WorkspaceNo w, std::string_view key) {
  std::optional<Stored> out;
  const Param p[] = {number(w), key};
  PK_CHECK(s.query(sql::get, p, [&](const records::Row& r) {
    out = stored_of(r);
    return false;
  }));
  if (!out) return no_such_survey();
  return *std::move(out);
}

class ServiceImpl final : public Service {
 public:
  ServiceImpl(records::Records& r, const Clock& clock, std::function<std::shared_ptr<const journey::Catalogue>(WorkspaceNo)> journeys)
      : records_(r), clock_(clock), journeys_(std::move(journeys)) {}

  Result<std::vector<Stored>> list(WorkspaceNo w) override {
    std::vector<Stored> out;
    const Param p[] = {number(w)};
    PK_CHECK(records_.read([&](records::Session& s) {
      return s.query(sql::list, p, [&](const records::Row& r) {
        out.push_back(stored_of(r));
        return true;
      });
    }));
    return out;
  }

  Result<Stored> get(WorkspaceNo w, std::string_view key) override {
    Stored out;
    PK_CHECK(records_.read([&](records::Session& s) -> Result<void> {
      PK_TRY(out, find(s, w, key));
      return {};
    }));
    return out;
  }

  Result<Stored> create(WorkspaceNo w, std::string_view json, std::string_view author) override {
    PK_TRY(const Draft draft, well_shaped(json));
    PK_CHECK(change(w, [&](records::Tx& tx) -> Result<void> {
      std::int64_t n = 0;
      const Param all[] = {number(w)};
      PK_CHECK(tx.query(sql::count, all, [&](const records::Row& r) {
        n = r.i64(0);
        return false;
      }));
      if (n >= static_cast<std::int64_t>(kMaxSurveys))
        return tl::unexpected(Error{ErrorKind::conflict, "too_many_surveys", {}, {}, {{"max", std::to_string(kMaxSurveys)}}});
      if (find(tx, w, draft.key)) return fail(ErrorKind::conflict, "survey_exists");
      const Param p[] = {number(w), draft.key, to_ms(clock_.now()), author, draft.json};
      PK_CHECK(tx.exec(sql::insert, p));
      return {};
    }));
    return get(w, draft.key);
  }

  Result<Stored> put(WorkspaceNo w, std::string_view key, std::string_view json, std::optional<int> revision, std::string_view author) override {
    PK_TRY(const Draft draft, well_shaped(json));
    if (draft.key != key) return fail_field("key", "key_differs");
    PK_CHECK(change(w, [&](records::Tx& tx) -> Result<void> {
      PK_TRY(const Stored now, find(tx, w, key));
      if (revision && *revision != now.revision) return fail(ErrorKind::conflict, "stored_elsewhere");
      if (now.draft == draft.json) return {};
      const Param p[] = {number(w), key, to_ms(clock_.now()), draft.json, author};
      PK_CHECK(tx.exec(sql::put_draft, p));
      return {};
    }));
    return get(w, key);
  }

  Result<void> remove(WorkspaceNo w, std::string_view key) override {
    return change(w, [&](records::Tx& tx) -> Result<void> {
      const Param p[] = {number(w), key};
      PK_TRY(const auto n, tx.exec(sql::remove, p));
      if (n == 0) return no_such_survey();
      PK_CHECK(tx.exec(sql::remove_versions, p));
      return {};
    });
  }

  Result<int> publish(WorkspaceNo w, std::string_view key, std::string_view author, std::string_view note) override {
    if (note.size() > kMaxNoteBytes) return fail_field("note", "too_long", {{"max", std::to_string(kMaxNoteBytes)}});
    const auto journeys = journeys_(w);
    if (!journeys) return fail(ErrorKind::unavailable, "busy");
    int version = 0;
    PK_CHECK(change(w, [&](records::Tx& tx) -> Result<void> {
      PK_TRY(const Stored now, find(tx, w, key));
      Report report;
      PK_TRY(const Survey s, parse_survey(now.draft, report));
      check_places(s, *journeys, report);
      if (!report.faults.empty()) return invalid(std::move(report.faults));
      version = now.version;
      if (!now.draft_changed) return {};
      ++version;
      const std::int64_t at = to_ms(clock_.now());
      const Param row[] = {number(w), key, static_cast<std::int64_t>(version), at, author, note, now.draft};
      PK_CHECK(tx.exec(sql::insert_version, row));
      const Param head[] = {number(w), key, at, static_cast<std::int64_t>(version)};
      PK_CHECK(tx.exec(sql::set_version, head));
      return {};
    }));
    return version;
  }

  Result<void> set_closed(WorkspaceNo w, std::string_view key, bool closed) override {
    return change(w, [&](records::Tx& tx) -> Result<void> {
      const std::int64_t now = to_ms(clock_.now());
      const Param p[] = {number(w), key, closed ? Param(now) : Param(), now};
      PK_TRY(const auto n, tx.exec(sql::set_closed, p));
      if (n == 0) return no_such_survey();
      return {};
    });
  }

  Result<std::vector<VersionInfo>> versions(WorkspaceNo w, std::string_view key) override {
    std::vector<VersionInfo> out;
    const Param p[] = {number(w), key};
    PK_CHECK(records_.read([&](records::Session& s) {
      return s.query(sql::versions, p, [&](const records::Row& r) {
        out.push_back({static_cast<int>(r.i64(0)), from_ms(r.i64(1)), std::string(r.text(2)), std::string(r.text(3))});
        return true;
      });
    }));
    return out;
  }

  Result<std::pair<VersionInfo, std::string>> version(WorkspaceNo w, std::string_view key, int n) override {
    std::optional<std::pair<VersionInfo, std::string>> out;
    const Param p[] = {number(w), key, static_cast<std::int64_t>(n)};
    PK_CHECK(records_.read([&](records::Session& s) {
      return s.query(sql::version, p, [&](const records::Row& r) {
        out.emplace(VersionInfo{static_cast<int>(r.i64(0)), from_ms(r.i64(1)), std::string(r.text(2)), std::string(r.text(3))}, std::string(r.text(4)));
        return false;
      });
    }));
    if (!out) return fail(ErrorKind::not_found, "no_such_version");
    return *std::move(out);
  }

  std::shared_ptr<const Published> published(WorkspaceNo w, std::string_view key) override {
    const Place place{w, std::string(key)};
    std::uint64_t change = 0;
    {
      const std::lock_guard guard(mutex_);
      if (const auto it = current_.find(place); it != current_.end()) return it->second;
      change = changes_;
    }
    const auto stored = get(w, key);
    if (!stored || stored->version == 0) return nullptr;
    auto s = of_version(w, key, stored->version);
    if (!s) return nullptr;
    auto made = std::make_shared<const Published>(Published{std::move(s), stored->version, stored->closed});
    const std::lock_guard guard(mutex_);
    if (change == changes_) current_[place] = made;
    return made;
  }

  std::shared_ptr<const Survey> of_version(WorkspaceNo w, std::string_view key, int n) override {
    const auto place = std::pair{Place{w, std::string(key)}, n};
    {
      const std::lock_guard guard(mutex_);
      if (const auto it = versions_.find(place); it != versions_.end()) return it->second;
    }
    const auto stored = version(w, key, n);
    if (!stored) return nullptr;
    // A rule that has become stricter since it was published must not close it.
    Report report;
    auto s = parse_survey(stored->second, report);
    if (!s) {
      log::failure("a published survey could not be read", s.error(), {{"survey", key}, {"version", n}});
      return nullptr;
    }
    auto made = std::make_shared<const Survey>(*std::move(s));
    const std::lock_guard guard(mutex_);
    if (versions_.size() >= kCached) versions_.clear();
    versions_[place] = made;
    return made;
  }

 private:
  using Place = std::pair<WorkspaceNo, std::string>;
  static constexpr std::size_t kCached = 500;

  Result<void> change(WorkspaceNo, const std::function<Result<void>(records::Tx&)>& work) {
    auto r = records_.write(work);
    const std::lock_guard guard(mutex_);
    ++changes_;
    current_.clear();
    versions_.clear();  // a removed survey's key may come again
    return r;
  }

  records::Records& records_;
  const Clock& clock_;
  const std::function<std::shared_ptr<const journey::Catalogue>(WorkspaceNo)> journeys_;
  std::mutex mutex_;  // guards the next three
  std::map<Place, std::shared_ptr<const Published>> current_;
  std::map<std::pair<Place, int>, std::shared_ptr<const Survey>> versions_;
  std::uint64_t changes_ = 0;
};

}  // namespace

std::unique_ptr<Service> make_service(records::Records& r, const Clock& clock, std::function<std::shared_ptr<const journey::Catalogue>(WorkspaceNo)> journeys) {
  return std::make_unique<ServiceImpl>(r, clock, std::move(journeys));
}

std::vector<records::Migration> migrations() { return {{"0001_survey", sql::migration_0001_survey}}; }

}  // namespace peakend::survey
