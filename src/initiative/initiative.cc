#include "initiative/initiative.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "initiative/initiative_json.h"
#include "initiative/initiative_sql.h"

namespace peakend::initiative {
namespace {

using records::Param;

constexpr std::string_view kAgainst[] = {"others", "group", "before"};

struct Bytes {
  std::array<std::byte, 16> b;
  explicit Bytes(InitiativeId id) : b(to_bytes(id.uuid())) {}
  operator Param() const { return std::span<const std::byte>(b); }  // NOLINT: a parameter, nothing else
};
std::int64_t number(WorkspaceNo w) { return static_cast<std::int64_t>(w); }
Param when(const std::optional<Instant>& t) { return t ? Param(to_ms(*t)) : Param(); }

Result<Initiative> from_row(const records::Row& r) {
  Initiative i;
  i.id = InitiativeId(uuid_from_bytes(r.text(0)).value_or(Uuid{}));
  PK_TRY(i.plan, stored_plan(r.text(1)));
  i.state = static_cast<State>(r.i64(2));
  i.version = static_cast<int>(r.i64(3));
  i.by = std::string(r.text(4));
  i.created = from_ms(r.i64(5)), i.changed = from_ms(r.i64(6));
  if (!r.is_null(7)) i.registered = from_ms(r.i64(7));
  if (!r.is_null(8)) i.stopped = from_ms(r.i64(8));
  i.stop_reason = std::string(r.text(9));
  return i;
}
Result<Initiative> find(records::Session& s, WorkspaceNo no, InitiativeId id) {
  Result<Initiative> out = fail(ErrorKind::not_found, "no_such_initiative");
  const Bytes key(id);
  const Param p[] = {number(no), key};
  PK_CHECK(s.query(sql::initiative, p, [&](const records::Row& r) {
    out = from_row(r);
    return false;
  }));
  return out;
}
Result<void> store(records::Tx& tx, const Act& act, Initiative& i) {
  i.changed = act.now;
  ++i.version;
  const Bytes key(i.id);
  const std::string plan = to_json(i.plan);
  const Param p[] = {number(act.workspace), key, std::string_view(plan), static_cast<std::int64_t>(i.state), std::int64_t{i.version}, to_ms(i.changed), when(i.registered), when(i.stopped), std::string_view(i.stop_reason)};
  PK_CHECK(tx.exec(sql::update_initiative, p));
  return {};
}
tl::unexpected<Error> frozen() { return fail(ErrorKind::conflict, "initiative_frozen"); }
Result<void> check(const Plan& plan) {
  auto wrong = faults(plan);
  if (!wrong.empty()) return tl::unexpected(Error{ErrorKind::invalid, "invalid_fields", std::move(wrong), {}, {}});
  return {};
}

class ServiceImpl final : public Service {
 public:
  ServiceImpl(records::Records& r, std::function<std::uint64_t()> random) : records_(r), random_(std::move(random)) {}

  Result<std::vector<Initiative>> all(WorkspaceNo no) override {
    std::vector<Initiative> out;
    Result<void> damaged;
    const Param p[] = {number(no)};
    PK_CHECK(records_.read([&](records::Session& s) {
      return s.query(sql::initiatives, p, [&](const records::Row& r) {
        auto one = from_row(r);
        if (!one) damaged = tl::unexpected(std::move(one).error());
        else out.push_back(*std::move(one));
        return damaged.has_value();
      });
    }));
    PK_CHECK(damaged);
    return out;
  }
  Result<Initiative> one(WorkspaceNo no, InitiativeId id) override {
    Initiative out;
    PK_CHECK(records_.read([&](records::Session& s) -> Result<void> {
      PK_TRY(out, find(s, no, id));
      return {};
    }));
    return out;
  }
  Result<Initiative> add(const Act& act, Plan plan) override {
    PK_CHECK(check(plan));
    Initiative i;
    i.id = InitiativeId(make_uuid7(to_ms(act.now), random_(), random_()));
    i.plan = std::move(plan);
    i.by = act.name;
    i.created = i.changed = act.now;
    PK_CHECK(records_.write([&](records::Tx& tx) -> Result<void> {
      std::int64_t n = 0;
      const Param mine[] = {number(act.workspace)};
      PK_CHECK(tx.query(sql::count_initiatives, mine, [&](const records::Row& r) { return n = r.i64(0), false; }));
      if (n >= static_cast<std::int64_t>(kMaxInitiatives))
        return tl::unexpected(Error{ErrorKind::conflict, "too_many_initiatives", {}, {}, {{"max", std::to_string(kMaxInitiatives)}}});
      const Bytes key(i.id);
      const std::string text = to_json(i.plan);
      const Param p[] = {key, number(act.workspace), std::string_view(text), std::string_view(i.by), to_ms(i.created)};
      PK_CHECK(tx.exec(sql::insert_initiative, p));
      return {};
    }));
    return i;
  }
  Result<Initiative> change(const Act& act, InitiativeId id, Plan plan, std::optional<int> based_on) override {
    PK_CHECK(check(plan));
    return turn(act, id, [&](Initiative& i) -> Result<void> {
      if (i.state != State::draft) return frozen();
      if (based_on && *based_on != i.version) return fail(ErrorKind::conflict, "stored_elsewhere");
      i.plan = std::move(plan);
      return {};
    });
  }
  Result<Initiative> start(const Act& act, InitiativeId id) override {
    return turn(act, id, [&](Initiative& i) -> Result<void> {
      if (i.state != State::draft) return frozen();
      if (i.plan.end < act.today) return fail_field("end", "end_is_past");
      i.state = State::running;
      i.registered = act.now;
      return {};
    });
  }
  Result<Initiative> stop(const Act& act, InitiativeId id, std::string reason) override {
    return turn(act, id, [&](Initiative& i) -> Result<void> {
      if (state_of(i, act.today) != "running") return frozen();
      i.state = State::stopped;
      i.stopped = act.now;
      i.stop_reason = std::move(reason);
      return {};
    });
  }
  Result<void> remove(const Act& act, InitiativeId id) override {
    return records_.write([&](records::Tx& tx) -> Result<void> {
      PK_TRY(const Initiative i, find(tx, act.workspace, id));
      if (i.state != State::draft) return frozen();
      const Bytes key(id);
      const Param p[] = {number(act.workspace), key};
      PK_CHECK(tx.exec(sql::delete_looks, p));
      PK_CHECK(tx.exec(sql::delete_initiative, p));
      return {};
    });
  }
  Result<Looks> look(const Act& act, InitiativeId id, std::string_view who) override {
    const Bytes key(id);
    Looks out;
    bool seen = false;
    const auto read = [&](records::Session& s) -> Result<void> {
      const Param p[] = {number(act.workspace), key, who, std::string_view(act.today)};
      return s.query(sql::looks, p, [&](const records::Row& r) {
        out.looks = r.i64(0);
        if (!r.is_null(1)) out.first = from_ms(r.i64(1));
        seen = r.i64(2) != 0;
        return false;
      });
    };
    PK_CHECK(records_.read(read));
    if (seen) return out;
    PK_CHECK(records_.write([&](records::Tx& tx) -> Result<void> {
      const Param p[] = {number(act.workspace), key, who, std::string_view(act.today), to_ms(act.now)};
      PK_CHECK(tx.exec(sql::insert_look, p));
      return read(tx);
    }));
    return out;
  }

 private:
  template <class F>
  Result<Initiative> turn(const Act& act, InitiativeId id, F f) {
    Initiative out;
    PK_CHECK(records_.write([&](records::Tx& tx) -> Result<void> {
      PK_TRY(out, find(tx, act.workspace, id));
      PK_CHECK(f(out));
      return store(tx, act, out);
    }));
    return out;
  }
  records::Records& records_;
  const std::function<std::uint64_t()> random_;
};

}  // namespace

std::string_view name_of(Against a) { return kAgainst[static_cast<std::size_t>(a) - 1]; }
std::optional<Against> parse_against(std::string_view text) {
  for (std::size_t i = 0; i < std::size(kAgainst); ++i)
    if (kAgainst[i] == text) return static_cast<Against>(i + 1);
  return std::nullopt;
}
const std::vector<std::string>& metrics() {
  static const std::vector<std::string> names{"mean_experience", "csat", "nps", "promise_kept"};
  return names;
}

std::vector<FieldError> faults(const Plan& p) {
  std::vector<FieldError> out;
  const auto wrong = [&](std::string field, std::string code, std::vector<std::pair<std::string, std::string>> params = {}) { out.push_back({std::move(field), std::move(code), std::move(params)}); };
  if (p.name.empty()) wrong("name", "required");
  if (p.hypothesis.empty()) wrong("hypothesis", "required");
  if (p.journey.empty()) wrong("journey", "required");
  if (std::ranges::find(metrics(), p.metric) == metrics().end()) wrong("metric", "not_one_of", {{"allowed", "mean_experience, csat, nps, promise_kept"}});
  if (p.against == Against::before && p.selected_low) wrong("selected_low", "needs_control");
  if (p.against != Against::before && p.treated.empty()) wrong("treated", "required");
  if ((p.against == Against::group) == p.control.empty()) wrong("control", p.control.empty() ? "required" : "control_not_used");
  if (p.against == Against::group && p.control == p.treated && !p.treated.empty()) wrong("control", "same_as_treated");
  const auto start = calendar::parse_day(p.start), end = calendar::parse_day(p.end);
  if (!start) wrong("start", "bad_time");
  if (!end) wrong("end", "bad_time");
  if (start && end && *end < *start) wrong("end", "range_empty");
  if (start && end && *end - *start >= kMaxDays) wrong("end", "out_of_range", {{"min", p.start}, {"max", calendar::day_text(*start + kMaxDays - 1)}});
  if (!(p.smallest > 0) || !std::isfinite(p.smallest)) wrong("smallest", "must_be_positive");
  if (p.cost && *p.cost < 0) wrong("cost", "must_be_positive");
  if (p.worth && *p.worth < 0) wrong("worth", "must_be_positive");
  return out;
}

std::string_view state_of(const Initiative& i, std::string_view today) {
  if (i.state == State::draft) return "draft";
  if (i.state == State::stopped) return "stopped";
  return i.plan.end < today ? "ended" : "running";
}

bool registered_late(const Initiative& i, const calendar::Zone& zone) {
  const auto start = calendar::parse_day(i.plan.start);
  return i.registered && start && *i.registered >= calendar::midnight(zone, *start);
}

std::unique_ptr<Service> make_service(records::Records& r, std::function<std::uint64_t()> random) {
  return std::make_unique<ServiceImpl>(r, std::move(random));
}
std::vector<records::Migration> migrations() { return {{"0001_initiative", sql::migration_0001_initiative}}; }

}  // namespace peakend::initiative
