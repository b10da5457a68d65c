#include "insight/loyalty.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/compare.h"
#include "engine/interval.h"
#include "insight/even_customers.h"

namespace peakend::insight {
namespace {

using engine::Estimate;
using facts::Field;
using Kind = Moment::Kind;

constexpr std::int64_t kDayMs = 86'400'000;
constexpr std::int32_t kThird = 3'333;  // of the scale, 1e-4
constexpr double kTiers[] = {.05, .2, 1};

/// The two windows and who did what in them.
struct Windows {
  std::int64_t start = 0, cut = 0, now = 0, length = 0;
  bool before(std::int64_t at) const { return at >= start && at < cut; }
  bool last(std::int64_t at) const { return at >= cut && at < now; }
};

double in_units(std::int64_t hundredths) { return static_cast<double>(hundredths) / 100; }

/// What a customer spent in (at, at + window]; nullopt when nothing had been bought by then.
std::optional<double> spent_after(const LoyalCustomer& c, std::int64_t at, const Windows& w) {
  if (c.purchases.empty() || c.purchases.front().at > at) return std::nullopt;
  double spent = 0;
  for (const Purchase& p : c.purchases)
    if (p.at > at && p.at <= at + w.length) spent += in_units(p.hundredths);
  return spent;
}
void add(After& out, double spent) {
  ++out.customers;
  out.again += spent > 0;
  out.spent += spent, out.squares += spent * spent;
}
void finish(After& a) {
  a.again_share = engine::wilson_share(a.again, a.customers, kNeedBuyers);
  a.spend = engine::t_mean(a.spent, a.squares, a.customers, kNeedBuyers);
}

struct Side {
  std::int64_t n = 0, yes = 0;
};
struct Sides {
  Side good, bad;
  void add(bool is_good, bool yes) {
    Side& s = is_good ? good : bad;
    ++s.n, s.yes += yes;
  }
  Link link() const {
    return {engine::share_difference(good.yes, good.n, bad.yes, bad.n, kNeedBuyers), engine::wilson_share(good.yes, good.n, kNeedBuyers),
            engine::wilson_share(bad.yes, bad.n, kNeedBuyers)};
  }
};

struct Counting {
  Loyalty& out;
  Windows w;
  Sides promise_said, said_again, promise_again;
  Side repurchase, churn, churn_silent;
  After kept_again;

  void take(const LoyalCustomer&);
  void take_promise(const LoyalCustomer&, const Moment&);
  void take_leaver(const LoyalCustomer&, const Moment* newest_word);
};

void Counting::take_promise(const LoyalCustomer& c, const Moment& promise) {
  const auto spent = spent_after(c, promise.at, w);
  if (!spent) return;
  promise_again.add(promise.tone == Tone::good, *spent > 0);
  if (*spent > 0) add(kept_again, *spent);
  for (const Moment& m : c.moments) {
    if (m.kind != Kind::said || m.at < promise.at || m.at > promise.at + w.length) continue;
    promise_said.add(promise.tone == Tone::good, m.tone == Tone::good);
    return;
  }
}

void Counting::take_leaver(const LoyalCustomer& c, const Moment* word) {
  const bool active = std::ranges::any_of(c.purchases, [&](const Purchase& p) { return w.before(p.at); });
  const std::int64_t bought = c.purchases.back().at;
  const bool silent = std::ranges::none_of(c.moments, [&](const Moment& m) { return m.at >= w.start && m.kind != Kind::promise; });
  if (active) {
    ++churn.n, churn.yes += bought < w.cut;
    if (bought < w.cut) ++churn_silent.n, churn_silent.yes += silent;
  }
  const bool happy = word != nullptr && word->tone == Tone::good && c.purchases.front().at <= word->at && bought <= word->at;
  if (!happy && !(active && bought < w.cut && silent)) return;
  (happy ? out.happy_left : out.silent_left) += 1;
  Leaver one{c.id, c.user_id, happy, happy ? word->at : 0, bought, 0, c.last, 0};
  for (const Purchase& p : c.purchases) one.spent += in_units(p.hundredths);
  for (const Moment& m : c.moments) one.broken += m.kind == Kind::promise && m.tone == Tone::bad && m.at >= w.start;
  out.leavers.push_back(std::move(one));
}

void Counting::take(const LoyalCustomer& c) {
  const Moment *ratio = nullptr, *promise = nullptr, *word = nullptr, *newest = nullptr;
  for (const Moment& m : c.moments) {
    if (!w.before(m.at)) continue;
    if (m.log_ratio && ratio == nullptr) ratio = &m;
    if (m.kind == Kind::promise && promise == nullptr) promise = &m;
    if (m.kind != Kind::said) continue;
    if (word == nullptr) word = &m;
    newest = &m;
  }
  if (ratio != nullptr)
    if (const auto spent = spent_after(c, ratio->at, w)) add(out.ratios[ratio_bin(*ratio->log_ratio)], *spent);
  if (promise != nullptr) take_promise(c, *promise);
  if (word != nullptr)
    if (const auto spent = spent_after(c, word->at, w)) {
      add(out.said[static_cast<std::size_t>(static_cast<int>(word->tone) + 1)], *spent);
      if (word->tone != Tone::between) said_again.add(word->tone == Tone::good, *spent > 0);
    }
  const auto first = std::ranges::find_if(c.purchases, [&](const Purchase& p) { return w.before(p.at); });
  if (first != c.purchases.end()) ++repurchase.n, repurchase.yes += spent_after(c, first->at, w).value_or(0) > 0;
  take_leaver(c, newest);
}

/// Shares of what was spent by the best so many; thresholds are those of all, the jackknife leaves groups out at fixed thresholds.
void add_tiers(Loyalty& out, const std::vector<LoyalCustomer>& customers) {
  std::vector<std::pair<double, std::size_t>> spent;
  for (const LoyalCustomer& c : customers) {
    double sum = 0;
    for (const Purchase& p : c.purchases) sum += in_units(p.hundredths);
    spent.emplace_back(sum, group_of(c.id));
  }
  std::ranges::sort(spent, std::greater{});
  const auto n = static_cast<std::int64_t>(spent.size());
  double all = 0;
  std::array<double, kCustomerGroups> groups{};
  for (const auto& [sum, group] : spent) all += sum, groups[group] += sum;
  for (const double best : kTiers) {
    Tier tier{best, 0, 0, engine::too_few(n, kNeedBuyers)};
    if (n >= kNeedBuyers) {
      tier.from = spent[static_cast<std::size_t>(std::ceil(best * static_cast<double>(n) - 1e-9)) - 1].first;
      double top = 0;
      std::array<double, kCustomerGroups> tops{};
      for (const auto& [sum, group] : spent) {
        if (sum < tier.from) break;
        ++tier.customers, top += sum, tops[group] += sum;
      }
      std::vector<double> parts;
      for (std::size_t g = 0; g < kCustomerGroups; ++g)
        if (all > groups[g]) parts.push_back((top - tops[g]) / (all - groups[g]));
      tier.share = jackknife(top / all, parts, n);
      tier.share.lo = std::max(0.0, tier.share.lo), tier.share.hi = std::min(1.0, tier.share.hi);
    }
    out.tiers.push_back(tier);
  }
}

/// Whole months before the one that is under way.
void add_cohorts(Loyalty& out, const std::vector<LoyalCustomer>& customers, std::int64_t now, const calendar::Zone& zone) {
  std::vector<std::int64_t> edges{to_ms(calendar::bucket_start(zone, calendar::Bucket::month, from_ms(now)))};
  while (edges.size() <= kCohorts) edges.push_back(to_ms(calendar::bucket_start(zone, calendar::Bucket::month, from_ms(edges.back() - 1))));
  std::ranges::reverse(edges);  // edges[m] .. edges[m + 1] is month m
  const auto month_of = [&](std::int64_t at) { return std::ranges::upper_bound(edges, at) - edges.begin() - 1; };
  constexpr std::size_t n = kCohorts;
  std::array<std::array<std::int64_t, n>, n> bought{};
  std::array<std::int64_t, n> first{};
  for (const LoyalCustomer& c : customers) {
    const auto from = month_of(c.purchases.front().at);
    if (from < 0 || from >= static_cast<std::ptrdiff_t>(n)) continue;
    ++first[static_cast<std::size_t>(from)];
    std::array<bool, n> seen{};
    for (const Purchase& p : c.purchases)
      if (const auto m = month_of(p.at); m > from && m < static_cast<std::ptrdiff_t>(n)) seen[static_cast<std::size_t>(m - from)] = true;
    for (std::size_t k = 1; k < n; ++k) bought[static_cast<std::size_t>(from)][k] += seen[k];
  }
  for (std::size_t m = 0; m < n; ++m) {
    if (first[m] == 0) continue;
    Cohort cohort{edges[m], first[m], {}};
    for (std::size_t k = 1; m + k < n; ++k) cohort.bought.push_back(engine::wilson_share(bought[m][k], first[m], kNeedBuyers));
    out.cohorts.push_back(std::move(cohort));
  }
}

Tone tone_of(const facts::Fact& f) {
  if (f.metric == "nps" && f.score) return *f.score >= 9 ? Tone::good : *f.score <= 6 ? Tone::bad : Tone::between;
  return *f.valence >= kThird ? Tone::good : *f.valence <= -kThird ? Tone::bad : Tone::between;
}

Result<void> read_moments(Loyalty& out, EvenCustomers<LoyalCustomer>& customers, const Sources& sources, const Caller& caller,
                          const journey::Journey& journey, const Query& query) {
  facts::ScanSpec spec;
  spec.workspace = caller.workspace;
  spec.from = to_ms(caller.when.now) - 2 * kPeriods[0] * kDayMs;
  spec.to = to_ms(caller.when.now);
  spec.where = query.where;
  spec.where.push_back({{Field::journey, {}}, {journey.key}});
  spec.want = facts::Want::folding;
  TouchpointNumbers numbers(out.touchpoints);
  return sources.facts->scan(spec, [&](const facts::Fact& f) {
    LoyalCustomer* c = customers.find(f.customer);
    if (c == nullptr || f.kind == facts::FactKind::identify) return true;
    if (c->user_id.empty()) c->user_id = f.user_id;
    Moment m{f.at, numbers.of(f.touchpoint), Kind::event, Tone::between, f.log_ratio};
    if (f.kind == facts::FactKind::rating && f.valence) m.kind = Kind::said, m.tone = tone_of(f);
    else if (f.kind == facts::FactKind::feedback) m.kind = Kind::word;
    else if (f.promise == facts::Promise::kept || f.promise == facts::Promise::broken)
      m.kind = Kind::promise, m.tone = f.promise == facts::Promise::kept ? Tone::good : Tone::bad;
    if (m.at > c->last.at) c->last = m;
    if ((m.kind != Kind::event || m.log_ratio) && c->moments.size() < kMaxMoments) c->moments.push_back(m);
    return true;
  });
}

Result<Loyalty> loyalty_of(const Sources& sources, CustomerValues& values, const Caller& caller, const journey::Journey& journey, const Query& query,
                           int days) {
  Loyalty out;
  PK_TRY(const auto bands, values.of(sources, caller.workspace));
  if (bands) {
    out.value = bands->rule;
    EvenCustomers<LoyalCustomer> customers(kMaxBuyers);
    PK_CHECK(read_purchases(customers, sources, caller.workspace, bands->rule, query));
    PK_CHECK(read_moments(out, customers, sources, caller, journey, query));
    out.looked_at = customers.looked_at();
    count_loyalty(out, customers.take(), days, to_ms(caller.when.now), caller.when.zone);
  } else {
    count_loyalty(out, {}, days, to_ms(caller.when.now), caller.when.zone);
  }
  return out;
}

}  // namespace

void count_loyalty(Loyalty& out, std::vector<LoyalCustomer> customers, int days, std::int64_t now, const calendar::Zone& zone) {
  std::int64_t first = now;
  for (LoyalCustomer& c : customers) {
    std::erase_if(c.purchases, [&](const Purchase& p) { return p.at >= now; });
    std::ranges::sort(c.purchases, {}, &Purchase::at);
    std::ranges::stable_sort(c.moments, {}, &Moment::at);
    if (!c.purchases.empty()) first = std::min(first, c.purchases.front().at);
  }
  std::erase_if(customers, [](const LoyalCustomer& c) { return c.purchases.empty(); });
  out.buyers = static_cast<std::int64_t>(customers.size());
  out.span_days = (now - first) / kDayMs;
  out.window_days = days == 0 ? longest_period(out.span_days) : 2 * days <= out.span_days ? days : 0;
  const std::int64_t length = out.window_days * kDayMs;
  Counting all{out, {now - 2 * length, now - length, now, length}, {}, {}, {}, {}, {}, {}, {}};
  if (length > 0)
    for (const LoyalCustomer& c : customers) all.take(c);
  out.repurchase = engine::wilson_share(all.repurchase.yes, all.repurchase.n, kNeedBuyers);
  out.churn = engine::wilson_share(all.churn.yes, all.churn.n, kNeedBuyers);
  out.churn_silent = engine::wilson_share(all.churn_silent.yes, all.churn_silent.n, kNeedBuyers);
  for (After& a : out.ratios) finish(a);
  for (After& a : out.said) finish(a);
  out.promise_said = all.promise_said.link(), out.said_again = all.said_again.link(), out.promise_again = all.promise_again.link();
  finish(all.kept_again);
  out.again_spend = all.kept_again.spend;
  add_tiers(out, customers);
  add_cohorts(out, customers, now, zone);
  std::ranges::sort(out.leavers, [](const Leaver& a, const Leaver& b) { return a.spent != b.spent ? a.spent > b.spent : a.id < b.id; });
  const auto many = [](double n, double part) { return static_cast<std::int64_t>(std::llround(n / part)); };
  out.happy_left = many(static_cast<double>(out.happy_left), out.looked_at), out.silent_left = many(static_cast<double>(out.silent_left), out.looked_at);
  std::array<std::size_t, 2> kept{};
  std::erase_if(out.leavers, [&](const Leaver& l) { return ++kept[l.happy] > kMaxLeavers; });
}

Result<std::shared_ptr<const Loyalty>> Loyalties::get(const Sources& sources, CustomerValues& values, const Caller& caller, const journey::Journey& journey,
                                                      const Query& query, int days) {
  return kept_.get([&] { return data_key(sources, caller, journey, query, fmt::format("loyalty|{}", days)); },
                   [&] { return loyalty_of(sources, values, caller, journey, query, days); });
}

}  // namespace peakend::insight
