#include "trigger/trigger_service.h"

#include <map>
#include <mutex>
#include <shared_mutex>

#include "base/log.h"
#include "trigger/trigger_sql.h"

namespace peakend::trigger {
namespace {

using records::Param;
using records::Row;

std::int64_t number(WorkspaceNo w) { return static_cast<std::int64_t>(w); }

class ServiceImpl final : public Service {
 public:
  ServiceImpl(records::Records& r, const Clock& c) : records_(r), clock_(c) {}

  Result<void> load(WorkspaceNo only = WorkspaceNo::none) {
    const std::lock_guard one(loading_);  // what was read last is put in place last
    std::map<WorkspaceNo, std::vector<Trigger>> all;
    const Param p[] = {number(only)};
    PK_CHECK(records_.read([&](records::Session& s) {
      return s.query(sql::current, p, [&](const Row& r) {
        auto t = parse_trigger(r.text(3));
        if (!t) {
          log::failure("trigger not readable", t.error(), {{"trigger", r.text(1)}});
          return true;
        }
        t->version = static_cast<int>(r.i64(2));
        all[static_cast<WorkspaceNo>(r.i64(0))].push_back(*std::move(t));
        return true;
      });
    }));
    const std::unique_lock lock(mutex_);
    if (only == WorkspaceNo::none) matchers_.clear();
    else matchers_.erase(only);
    for (auto& [w, list] : all) matchers_[w] = std::make_shared<const Matcher>(std::move(list));
    return {};
  }

  Result<std::vector<Stored>> list(WorkspaceNo w) override {
    std::vector<Stored> out;
    const Param p[] = {number(w)};
    PK_CHECK(records_.read([&](records::Session& s) {
      return s.query(sql::current, p, [&](const Row& r) {
        if (auto t = parse_trigger(r.text(3))) {
          t->version = static_cast<int>(r.i64(2));
          out.push_back({*std::move(t), std::string(r.text(4)), from_ms(r.i64(5)), true});
        }
        return true;
      });
    }));
    return out;
  }

  Result<Stored> get(WorkspaceNo w, std::string_view key) override {
    PK_TRY(auto all, list(w));
    for (auto& s : all)
      if (s.trigger.key == key) return std::move(s);
    return fail(ErrorKind::not_found, "no_such_trigger");
  }

  Result<Stored> version(WorkspaceNo w, std::string_view key, int version) override {
    std::optional<Stored> out;
    Result<void> damaged;
    const Param p[] = {number(w), key, std::int64_t{version}};
    PK_CHECK(records_.read([&](records::Session& s) {
      return s.query(sql::version, p, [&](const Row& r) {
        auto t = parse_trigger(r.text(1));
        if (!t) {
          damaged = tl::unexpected(t.error());
          return false;
        }
        t->version = version;
        out = Stored{*std::move(t), std::string(r.text(2)), from_ms(r.i64(3)), r.i64(4) != 0};
        return false;
      });
    }));
    PK_CHECK(damaged);
    if (!out) return fail(ErrorKind::not_found, "no_such_trigger");
    return *std::move(out);
  }

  Result<std::vector<VersionHead>> versions(WorkspaceNo w, std::string_view key) override {
    std::vector<VersionHead> out;
    const Param p[] = {number(w), key};
    PK_CHECK(records_.read([&](records::Session& s) {
      return s.query(sql::versions, p, [&](const Row& r) {
        out.push_back({static_cast<int>(r.i64(0)), std::string(r.text(1)), from_ms(r.i64(2)), r.i64(3) != 0});
        return true;
      });
    }));
    if (out.empty()) return fail(ErrorKind::not_found, "no_such_trigger");
    return out;
  }

  Result<Stored> create(WorkspaceNo w, Trigger t, std::string_view author) override {
    return store(w, std::move(t), author, [](const Head& h, std::int64_t count) -> Result<void> {
      if (h.current) return fail(ErrorKind::conflict, "trigger_exists");
      if (count >= static_cast<std::int64_t>(kMaxTriggers))
        return tl::unexpected(Error{ErrorKind::conflict, "too_many_triggers", {}, {}, {{"max", std::to_string(kMaxTriggers)}}});
      return {};
    });
  }
  Result<Stored> put(WorkspaceNo w, Trigger t, int based_on, std::string_view author) override {
    return store(w, std::move(t), author, [based_on](const Head& h, std::int64_t) -> Result<void> {
      if (!h.current) return fail(ErrorKind::not_found, "no_such_trigger");
      if (based_on != 0 && based_on != h.version) return fail(ErrorKind::conflict, "stored_elsewhere");
      return {};
    });
  }
  Result<Stored> enable(WorkspaceNo w, std::string_view key, bool enabled, std::string_view author) override {
    PK_TRY(auto now, get(w, key));
    if (now.trigger.enabled == enabled) return now;
    now.trigger.enabled = enabled;
    const int version = now.trigger.version;
    return put(w, std::move(now.trigger), version, author);
  }
  Result<void> remove(WorkspaceNo w, std::string_view key) override {
    PK_CHECK(records_.write([&](records::Tx& tx) -> Result<void> {
      const Param p[] = {number(w), key};
      PK_TRY(const auto n, tx.exec(sql::retire, p));
      if (n == 0) return fail(ErrorKind::not_found, "no_such_trigger");
      return {};
    }));
    return load(w);
  }

  std::shared_ptr<const Matcher> matcher(WorkspaceNo w) const override {
    const std::shared_lock lock(mutex_);
    const auto it = matchers_.find(w);
    return it == matchers_.end() ? nullptr : it->second;
  }

 private:
  struct Head {
    int version = 0;
    bool current = false;
  };
  template <class Check>
  Result<Stored> store(WorkspaceNo w, Trigger t, std::string_view author, Check&& check) {
    Stored out{std::move(t), std::string(author), clock_.now(), true};
    PK_CHECK(records_.write([&](records::Tx& tx) -> Result<void> {
      Head h;
      std::int64_t n = 0;
      const Param key[] = {number(w), std::string_view(out.trigger.key)};
      PK_CHECK(tx.query(sql::head, key, [&](const Row& r) {
        h = {static_cast<int>(r.i64(0)), r.i64(1) != 0};
        return false;
      }));
      PK_CHECK(tx.query(sql::count, std::span(key, 1), [&](const Row& r) {
        n = r.i64(0);
        return false;
      }));
      PK_CHECK(check(h, n));
      out.trigger.version = h.version + 1;
      const std::string body = to_json(out.trigger);
      PK_CHECK(tx.exec(sql::retire, key));
      const Param row[] = {number(w), std::string_view(out.trigger.key), std::int64_t{out.trigger.version}, std::string_view(body), author, to_ms(out.changed)};
      PK_CHECK(tx.exec(sql::insert, row));
      return {};
    }));
    PK_CHECK(load(w));
    return out;
  }

  records::Records& records_;
  const Clock& clock_;
  std::mutex loading_;
  mutable std::shared_mutex mutex_;
  std::map<WorkspaceNo, std::shared_ptr<const Matcher>> matchers_;
};

}  // namespace

Result<std::unique_ptr<Service>> make_service(records::Records& records, const Clock& clock) {
  auto out = std::make_unique<ServiceImpl>(records, clock);
  PK_CHECK(out->load());
  return out;
}

std::vector<records::Migration> migrations() { return {{"0001_trigger", sql::migration_0001_trigger}}; }

}  // namespace peakend::trigger
