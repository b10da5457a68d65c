#include "insight/worth.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "engine/compare.h"
#include "engine/equity.h"
#include "engine/interval.h"
#include "engine/numeric.h"
#include "insight/even_customers.h"

namespace peakend::insight {
namespace {

using engine::Estimate;
using facts::Field;

constexpr std::int64_t kDayMs = 86'400'000;

/// What one customer did in the two periods before now.
struct Periods {
  bool before = false, last = false;
  double spent = 0;  ///< in the last one
};
Periods periods_of(const Buyer& b, std::int64_t now, std::int64_t period) {
  Periods out;
  for (const Purchase& p : b.purchases) {
    if (p.at >= now || p.at < now - 2 * period) continue;
    if (p.at < now - period) out.before = true;
    else out.last = true, out.spent += static_cast<double>(p.hundredths) / 100;
  }
  return out;
}

struct Sums {
  double before = 0, again = 0, active = 0, spent = 0, squares = 0;
  void add(const Sums& s, double sign = 1) {
    before += sign * s.before, again += sign * s.again, active += sign * s.active, spent += sign * s.spent, squares += sign * s.squares;
  }
};

struct Model {
  double lifetime = 0, factor = 0;  ///< factor: value of one unit of margin a period
};
std::optional<Model> model_of(const Sums& s, double discount, double margin) {
  if (s.before <= 0 || s.active <= 0) return std::nullopt;
  const engine::Clv one = engine::clv_simple(1, s.again / s.before, discount);
  if (one.status != engine::Status::ok) return std::nullopt;
  return Model{margin * s.spent / s.active * one.end_of_period, one.end_of_period};
}

/// Lifetime value and equity with the jackknife over groups of customers.
void value_all(Worth& out, const Sums& all, const std::array<Sums, kCustomerGroups>& groups, double discount, const WorthQuery& query) {
  const auto need = static_cast<double>(kNeedBuyers);
  out.lifetime = out.equity = engine::too_few(static_cast<std::int64_t>(std::min(all.before, all.active)), kNeedBuyers);
  if (all.before < need || all.active < need) return;
  const auto whole = model_of(all, discount, query.margin);
  if (!whole) {
    out.lifetime.status = out.equity.status = engine::Status::degenerate;
    return;
  }
  std::vector<double> lifetimes, equities;
  for (const Sums& g : groups) {
    Sums rest = all;
    rest.add(g, -1);
    const auto m = model_of(rest, discount, query.margin);
    if (!m) continue;
    lifetimes.push_back(m->lifetime);
    equities.push_back(m->lifetime * rest.active * kCustomerGroups / (kCustomerGroups - 1));
  }
  const auto n = static_cast<std::int64_t>(all.active);
  out.lifetime = jackknife(whole->lifetime, lifetimes, n);
  out.equity = jackknife(whole->lifetime * all.active, equities, n);
  for (double* x : {&out.equity.value, &out.equity.lo, &out.equity.hi, &out.equity.se}) *x /= out.looked_at;
  out.equity.lo = std::max(0.0, out.equity.lo);
  out.lifetime.lo = std::max(0.0, out.lifetime.lo);
}

struct Arms {
  std::int64_t broken = 0, broken_left = 0, kept = 0, kept_left = 0, now = 0;
  double value = 0;
};

/// Each customer counts once at each touchpoint: by the first promise settled there in the period before the last.
void add_arms(std::map<std::uint32_t, Arms>& arms, const Buyer& b, std::int64_t now, std::int64_t period, double value) {
  std::map<std::uint32_t, const Settled*> first;
  std::map<std::uint32_t, bool> broken_now;
  for (const Settled& s : b.settled) {
    if (s.at >= now - period && s.at < now && s.broken) broken_now[s.touchpoint] = true;
    if (s.at < now - 2 * period || s.at >= now - period) continue;
    const Settled*& known = first[s.touchpoint];
    if (known == nullptr || std::pair(s.at, s.broken) < std::pair(known->at, known->broken)) known = &s;
  }
  for (const auto& [touchpoint, s] : first) {
    const bool again = std::ranges::any_of(b.purchases, [&, at = s->at](const Purchase& p) { return p.at > at && p.at <= at + period; });
    Arms& a = arms[touchpoint];
    (s->broken ? a.broken : a.kept) += 1;
    (s->broken ? a.broken_left : a.kept_left) += !again;
  }
  for (const auto& [touchpoint, yes] : broken_now) ++arms[touchpoint].now, arms[touchpoint].value += value;
}

double two_sided(const Estimate& d) { return d.se > 0 ? 2 * engine::normal_cdf(-std::abs(d.value) / d.se) : d.value == 0 ? 1 : 0; }

void judge(Worth& out, const std::map<std::uint32_t, Arms>& arms) {
  std::vector<double> p;
  for (const auto& [touchpoint, a] : arms) {
    TouchpointWorth row;
    row.touchpoint = touchpoint;
    row.broken_now = static_cast<std::int64_t>(std::llround(static_cast<double>(a.now) / out.looked_at));
    row.value_now = a.value / out.looked_at;
    row.left_broken = engine::wilson_share(a.broken_left, a.broken, kNeedBuyers);
    row.left_kept = engine::wilson_share(a.kept_left, a.kept, kNeedBuyers);
    row.difference = engine::share_difference(a.broken_left, a.broken, a.kept_left, a.kept, kNeedBuyers);
    row.at_risk = engine::too_few(std::min(a.broken, a.kept), kNeedBuyers);
    if (row.difference.status == engine::Status::ok) p.push_back(two_sided(row.difference));
    out.rows.push_back(std::move(row));
  }
  const auto adjusted = engine::benjamini_hochberg(p);
  std::size_t i = 0;
  for (TouchpointWorth& row : out.rows) {
    const Estimate& d = row.difference;
    if (d.status != engine::Status::ok) continue;
    row.p = adjusted[i++];
    row.status = row.p < .05 && d.lo > 0 ? Risk::measured : Risk::no_difference;
    row.at_risk.status = engine::Status::degenerate;
    if (row.status != Risk::measured) continue;
    const engine::RiskRow all{row.value_now, row.left_broken.value, row.left_kept.value};
    row.at_risk = d;
    row.at_risk.value = engine::value_at_risk({&all, 1});
    row.at_risk.lo = row.value_now * d.lo, row.at_risk.hi = row.value_now * d.hi, row.at_risk.se = row.value_now * d.se;
  }
  std::ranges::stable_sort(out.rows, [](const auto& a, const auto& b) {
    return std::pair(a.at_risk.value, a.value_now) > std::pair(b.at_risk.value, b.value_now);
  });
}

using Buyers = EvenCustomers<Buyer>;

Result<void> read_settled(Worth& out, Buyers& buyers, const Sources& sources, const Caller& caller, const journey::Journey& journey,
                          const Query& query) {
  facts::ScanSpec spec;
  spec.workspace = caller.workspace;
  spec.from = to_ms(caller.when.now) - 2 * kPeriods[0] * kDayMs;
  spec.where = query.where;
  spec.where.push_back({{Field::journey, {}}, {journey.key}});
  spec.where.push_back({{Field::promise, {}}, {"kept", "broken"}});
  spec.want = facts::Want::folding;
  TouchpointNumbers numbers(out.touchpoints);
  return sources.facts->scan(spec, [&](const facts::Fact& f) {
    Buyer* buyer = buyers.find(f.customer);
    if (buyer == nullptr || buyer->settled.size() >= kMaxPurchasesEach) return true;
    buyer->settled.push_back({f.at, numbers.of(f.touchpoint), f.promise == facts::Promise::broken});
    return true;
  });
}

Result<Worth> worth_of(const Sources& sources, CustomerValues& values, const Caller& caller, const journey::Journey& journey, const Query& query,
                       const WorthQuery& asked) {
  Worth out;
  out.spend = out.retention = out.lifetime = out.equity = engine::too_few(0, kNeedBuyers);
  PK_TRY(const auto bands, values.of(sources, caller.workspace));
  if (!bands) return out;
  out.value = bands->rule;
  Buyers buyers(kMaxBuyers);
  PK_CHECK(read_purchases(buyers, sources, caller.workspace, bands->rule, query));
  PK_CHECK(read_settled(out, buyers, sources, caller, journey, query));
  out.looked_at = buyers.looked_at();
  count_worth(out, buyers.take(), asked, to_ms(caller.when.now));
  return out;
}

}  // namespace

std::string_view name_of(Risk r) {
  static constexpr std::string_view names[] = {"measured", "no_difference", "insufficient"};
  return names[static_cast<std::size_t>(r)];
}

void count_worth(Worth& out, const std::vector<Buyer>& buyers, const WorthQuery& query, std::int64_t now) {
  std::int64_t first = now;
  for (const Buyer& b : buyers)
    for (const Purchase& p : b.purchases) first = std::min(first, p.at);
  out.span_days = (now - first) / kDayMs;
  out.period = longest_period(out.span_days);
  const auto none = engine::too_few(0, kNeedBuyers);
  out.spend = out.retention = out.lifetime = out.equity = none;
  if (out.period == 0) return;
  const std::int64_t period = out.period * kDayMs;
  const double discount = std::pow(1 + query.discount, out.period / 365.0) - 1;
  Sums all;
  std::array<Sums, kCustomerGroups> groups;
  for (const Buyer& b : buyers) {
    const Periods p = periods_of(b, now, period);
    Sums one{p.before ? 1.0 : 0, p.before && p.last ? 1.0 : 0, p.last ? 1.0 : 0, p.spent, p.spent * p.spent};
    all.add(one);
    groups[group_of(b.id)].add(one);
  }
  const auto whole = [](double x) { return static_cast<std::int64_t>(x); };
  out.retention = engine::wilson_share(whole(all.again), whole(all.before), kNeedBuyers);
  out.spend = engine::t_mean(query.margin * all.spent, query.margin * query.margin * all.squares, whole(all.active), kNeedBuyers);
  value_all(out, all, groups, discount, query);
  const auto model = model_of(all, discount, query.margin);
  std::map<std::uint32_t, Arms> arms;
  for (const Buyer& b : buyers)
    add_arms(arms, b, now, period, model ? query.margin * periods_of(b, now, period).spent * model->factor : 0);
  judge(out, arms);
}

Result<std::shared_ptr<const Worth>> Worths::get(const Sources& sources, CustomerValues& values, const Caller& caller, const journey::Journey& journey,
                                                 const Query& query, const WorthQuery& asked) {
  const std::string more = fmt::format("worth|{}|{}", asked.discount, asked.margin);
  return kept_.get([&] { return data_key(sources, caller, journey, query, more); },
                   [&] { return worth_of(sources, values, caller, journey, query, asked); });
}

}  // namespace peakend::insight
