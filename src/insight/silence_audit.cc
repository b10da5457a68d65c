#include "insight/silence_audit.h"

#include <algorithm>
#include <array>

#include "engine/interval.h"
#include "insight/insight_sql.h"

namespace peakend::insight {
namespace {

using records::Param;
constexpr std::int64_t kNeedReached = 5;

/// An id as records store it; lives as long as the call.
struct Bytes {
  std::array<std::byte, 16> bytes;
  template <class I>
  explicit Bytes(const I& id) : bytes(to_bytes(id.uuid())) {}
  operator Param() const { return std::span<const std::byte>(bytes); }  // NOLINT: a parameter is what it is for
};
Param number(WorkspaceNo w) { return static_cast<std::int64_t>(w); }
template <class I>
I id_of(std::string_view bytes) { return I(uuid_from_bytes(bytes).value_or(Uuid{})); }

SilenceAudit audit_of(const records::Row& r) {
  SilenceAudit a;
  a.id = id_of<SilenceAuditId>(r.text(0));
  a.journey = r.text(1), a.seed = r.text(2), a.author = r.text(3);
  a.created = r.i64(4);
  a.let_down = {r.i64(5), r.i64(6), r.i64(7)};
  a.looked_at = r.f64(8);
  return a;
}
AuditCall call_of(const records::Row& r) {
  AuditCall c;
  c.place = static_cast<int>(r.i64(0));
  c.customer = id_of<CustomerId>(r.text(1));
  c.user_id = r.text(2), c.touchpoint = r.text(3), c.reason = r.text(4);
  c.at = r.i64(5);
  c.attempts = static_cast<int>(r.i64(6));
  c.state = static_cast<CallState>(r.i64(7));
  if (!r.is_null(8)) c.bad = r.i64(8) != 0;
  if (!r.is_null(9)) c.score = r.f64(9);
  c.note = r.text(10);
  c.changed = r.i64(11);
  c.changed_by = r.text(12);
  return c;
}
/// p and the variance of one answer, for shares.
std::pair<double, double> share_of(std::int64_t k, std::int64_t n) {
  const double p = static_cast<double>(k) / static_cast<double>(n);
  return {p, n > 1 ? p * (1 - p) * static_cast<double>(n) / static_cast<double>(n - 1) : 0};
}

}  // namespace

std::string_view name_of(CallState s) {
  static constexpr std::string_view names[] = {"open", "reached", "not_reached"};
  return names[std::min<std::size_t>(static_cast<std::size_t>(s), 2)];
}

AuditSays says(const SilenceAudit& audit) {
  AuditSays s;
  for (const AuditCall& c : audit.calls) {
    ++s.drawn, s.attempts += c.attempts;
    s.open += c.state == CallState::open;
    s.not_reached += c.state == CallState::not_reached;
    s.reached += c.state == CallState::reached, s.bad += c.bad.value_or(false);
  }
  s.reach = engine::wilson_share(s.reached, s.reached + s.not_reached, kNeedReached);
  s.share = engine::wilson_share(s.bad, s.reached, kNeedReached);
  s.silent_bad = engine::audited_count(audit.let_down.silent(), s.reached, s.bad);
  for (double* v : {&s.silent_bad.value, &s.silent_bad.lo, &s.silent_bad.hi, &s.silent_bad.se}) *v /= audit.looked_at;
  s.all = engine::too_few(s.reached, kNeedReached);
  if (audit.let_down.heard > 0) s.voices = share_of(audit.let_down.told, audit.let_down.heard).first;
  if (s.reached < kNeedReached || !s.voices) return s;
  const auto [yr, s2r] = share_of(audit.let_down.told, audit.let_down.heard);
  const auto [yf, s2f] = share_of(s.bad, s.reached);
  s.all = engine::silent_audit({static_cast<double>(audit.let_down.n), static_cast<double>(audit.let_down.heard), yr, s2r, static_cast<double>(s.reached), yf, s2f});
  s.all.lo = std::clamp(s.all.lo, 0.0, 1.0), s.all.hi = std::clamp(s.all.hi, 0.0, 1.0);
  if (s.not_reached > 0) s.tipping = engine::tipping_point(yr, s.reach.value, yf);
  return s;
}

Result<SilenceAudit> SilenceAudits::keep(WorkspaceNo w, SilenceAudit a) {
  a.id = SilenceAuditId(make_uuid7(a.created, random_(), random_()));
  if (a.calls.size() > kMaxCalls) a.calls.resize(kMaxCalls);
  for (std::size_t i = 0; i < a.calls.size(); ++i) a.calls[i].place = static_cast<int>(i) + 1;
  PK_CHECK(records_.write([&](records::Tx& tx) -> Result<void> {
    std::int64_t known = 0;
    PK_CHECK(tx.query(sql::count_audits, std::array<Param, 1>{number(w)}, [&](const records::Row& r) { return known = r.i64(0), false; }));
    if (known >= static_cast<std::int64_t>(kMaxAudits)) return fail(ErrorKind::conflict, "too_many_audits");
    const Bytes id(a.id);
    PK_CHECK(tx.exec(sql::insert_audit, std::array<Param, 10>{id, number(w), std::string_view(a.journey), std::string_view(a.seed), std::string_view(a.author), a.created,
                                                              a.let_down.n, a.let_down.heard, a.let_down.told, a.looked_at}));
    for (const AuditCall& c : a.calls) {
      const Bytes customer(c.customer);
      PK_CHECK(tx.exec(sql::insert_call, std::array<Param, 8>{id, number(w), std::int64_t{c.place}, customer, std::string_view(c.user_id),
                                                              std::string_view(c.touchpoint), std::string_view(c.reason), c.at}));
    }
    return {};
  }));
  return a;
}

Result<void> SilenceAudits::read_calls(records::Session& s, WorkspaceNo w, SilenceAudit& a) {
  const Bytes id(a.id);
  return s.query(sql::calls, std::array<Param, 2>{number(w), id}, [&](const records::Row& r) {
    a.calls.push_back(call_of(r));
    return true;
  });
}

Result<SilenceAudit> SilenceAudits::find(WorkspaceNo w, SilenceAuditId wanted) {
  std::optional<SilenceAudit> out;
  PK_CHECK(records_.read([&](records::Session& s) -> Result<void> {
    const Bytes id(wanted);
    PK_CHECK(s.query(sql::audit, std::array<Param, 2>{number(w), id}, [&](const records::Row& r) {
      out = audit_of(r);
      return false;
    }));
    return out ? read_calls(s, w, *out) : Result<void>{};
  }));
  if (!out) return fail(ErrorKind::not_found, "no_such_audit");
  return *std::move(out);
}

Result<std::vector<SilenceAudit>> SilenceAudits::list(WorkspaceNo w, std::string_view journey) {
  std::vector<SilenceAudit> out;
  PK_CHECK(records_.read([&](records::Session& s) -> Result<void> {
    PK_CHECK(s.query(sql::audits, std::array<Param, 3>{number(w), journey, std::int64_t{50}}, [&](const records::Row& r) {
      out.push_back(audit_of(r));
      return true;
    }));
    for (SilenceAudit& a : out) PK_CHECK(read_calls(s, w, a));
    return {};
  }));
  return out;
}

Result<void> SilenceAudits::record(WorkspaceNo w, SilenceAuditId audit, const AuditCall& c) {
  return records_.write([&](records::Tx& tx) -> Result<void> {
    const Bytes id(audit);
    const Param bad = c.bad ? Param{std::int64_t{*c.bad}} : Param{}, score = c.score ? Param{*c.score} : Param{};
    PK_TRY(const auto n, tx.exec(sql::update_call, std::array<Param, 10>{number(w), id, std::int64_t{c.place}, std::int64_t{c.attempts}, static_cast<std::int64_t>(c.state),
                                                                         bad, score, std::string_view(c.note), c.changed, std::string_view(c.changed_by)}));
    if (n == 0) return fail(ErrorKind::not_found, "no_such_call");
    return {};
  });
}

Result<void> SilenceAudits::remove(WorkspaceNo w, SilenceAuditId audit) {
  return records_.write([&](records::Tx& tx) -> Result<void> {
    const Bytes id(audit);
    PK_TRY(const auto n, tx.exec(sql::delete_audit, std::array<Param, 2>{number(w), id}));
    if (n == 0) return fail(ErrorKind::not_found, "no_such_audit");
    PK_CHECK(tx.exec(sql::delete_calls, std::array<Param, 2>{number(w), id}));
    return {};
  });
}

Result<void> forget(records::Records& records, WorkspaceNo w, std::span<const CustomerId> customers) {
  return records.write([&](records::Tx& tx) -> Result<void> {
    for (const CustomerId& c : customers) {
      const Bytes id(c);
      PK_CHECK(tx.exec(sql::forget_calls, std::array<Param, 2>{number(w), id}));
    }
    return {};
  });
}

std::vector<records::Migration> migrations() {
  return {{"0001_silence_audit", sql::migration_0001_silence_audit}, {"0002_prior", sql::migration_0002_prior}, {"0003_brand", sql::migration_0003_brand}};
}

}  // namespace peakend::insight
