// GET /v1/initiatives/{id}/proof: did it work.
#include <algorithm>

#include "engine/prove.h"
#include "facts/fields.h"
#include "insight/even_customers.h"
#include "insight/kept.h"
#include "insight/quantity.h"

namespace peakend::insight {
namespace {

using engine::Basis;
using engine::Proof;
using engine::ProofCell;
using engine::ProofDesign;
using engine::ProofPoint;
using engine::ProofSeries;
using facts::Field;
using initiative::Against;
using initiative::Initiative;
using initiative::Plan;

constexpr std::size_t kProofPeople = 100'000, kProofReadingsEach = 500;
struct ProofPerson {
  CustomerId id;
  engine::Readings readings;
};

/// What one answer counts; nullopt when it does not.
struct ProofMetric {
  std::string_view name, unit;
  double whole;
  Basis basis;
  std::optional<double> (*y)(const facts::Fact&);
};
constexpr ProofMetric kMetrics[] = {
    {"mean_experience", "valence", 1, Basis::measured,
     [](const facts::Fact& f) { return f.kind == facts::FactKind::rating && f.valence && !f.touchpoint.empty() ? std::optional(*f.valence / 1e4) : std::nullopt; }},
    {"csat", "share", 1, Basis::measured, [](const facts::Fact& f) { return f.metric == "csat" && f.valence ? std::optional(f.cls > 0 ? 1.0 : 0.0) : std::nullopt; }},
    {"nps", "points", 100, Basis::measured, [](const facts::Fact& f) { return f.metric == "nps" && f.valence ? std::optional(100.0 * f.cls) : std::nullopt; }},
    {"promise_kept", "share", 1, Basis::observed,
     [](const facts::Fact& f) {
       const bool kept = f.promise == facts::Promise::kept;
       return kept || f.promise == facts::Promise::broken ? std::optional(kept ? 1.0 : 0.0) : std::nullopt;
     }},
};
const ProofMetric& metric_of(std::string_view name) {
  const auto it = std::ranges::find(kMetrics, name, &ProofMetric::name);
  return it == std::end(kMetrics) ? kMetrics[0] : *it;
}

/// When it begins, how far it went, and what is kept of the answers.
struct Window {
  calendar::Day start = 0;
  int days = 0, elapsed = 0;
  bool over = false;
  std::int64_t from = 0, to = 0;
  std::vector<std::int64_t> midnights;  ///< from the first day of the baseline to the day after the last seen one
};
Window window_of(const Initiative& i, const When& when) {
  Window w;
  const Plan& p = i.plan;
  w.start = calendar::parse_day(p.start).value_or(0);
  const calendar::Day end = calendar::parse_day(p.end).value_or(w.start), today = calendar::local_day(when.zone, when.now);
  w.days = end - w.start + 1;
  w.over = i.stopped || (i.registered && today > end);
  // Before it is registered nobody sees an effect: a plan is not chosen by its answer.
  calendar::Day last = std::min(end, today);
  if (i.stopped) last = std::min(last, calendar::local_day(when.zone, *i.stopped));
  w.elapsed = i.registered ? std::max(0, last - w.start + 1) : 0;
  for (calendar::Day day = w.start - p.baseline_days; day <= w.start + w.elapsed; ++day) w.midnights.push_back(to_ms(calendar::midnight(when.zone, day)));
  w.from = w.midnights.front();
  w.to = std::min(w.midnights.back(), to_ms(i.stopped.value_or(when.now)));
  return w;
}

bool all_match(const facts::Fact& f, const std::vector<facts::Filter>& filters) {
  return std::ranges::all_of(filters, [&](const facts::Filter& one) { return facts::matches(f, one); });
}
CustomerId person_of(const facts::Fact& f) {
  if (!f.customer.is_none()) return f.customer;
  return CustomerId(Uuid{static_cast<std::uint64_t>(f.seq), (std::uint64_t{1} << 63) | static_cast<std::uint64_t>(f.item)});
}

struct Known {
  Proof proof;
  Window window;
  double looked_at = 1;
};

Result<Known> compute(const Sources& sources, const Caller& caller, const Initiative& i) {
  const Plan& plan = i.plan;
  const ProofMetric& metric = metric_of(plan.metric);
  Known out;
  out.window = window_of(i, caller.when);
  PK_TRY(const auto treated, parse_where(plan.treated));
  PK_TRY(const auto control, parse_where(plan.control));
  facts::ScanSpec spec;
  spec.workspace = caller.workspace;
  spec.from = out.window.from, spec.to = std::max(out.window.from, out.window.to);
  spec.where.push_back({{Field::journey, {}}, {plan.journey}});
  if (!plan.touchpoints.empty()) spec.where.push_back({{Field::touchpoint, {}}, plan.touchpoints});
  if (metric.name == "csat" || metric.name == "nps") spec.where.push_back({{Field::metric, {}}, {std::string(metric.name)}});
  if (metric.name == "promise_kept") spec.where.push_back({{Field::promise, {}}, {"kept", "broken"}});
  EvenCustomers<ProofPerson> people(kProofPeople);
  PK_CHECK(sources.facts->scan(spec, [&](const facts::Fact& f) {
    const auto y = metric.y(f);
    if (!y) return true;
    const bool mine = all_match(f, treated);
    if (!mine && (plan.against == Against::before || (plan.against == Against::group && !all_match(f, control)))) return true;
    ProofPerson* one = people.of(person_of(f));
    if (one == nullptr || one->readings.size() >= kProofReadingsEach) return true;
    const auto day = facts::bucket_of(out.window.midnights, f.at);
    if (day >= 0) one->readings.push_back({static_cast<std::int32_t>(day) - plan.baseline_days, mine, *y});
    return true;
  }));
  out.looked_at = people.looked_at();
  ProofDesign d;
  d.control = plan.against != Against::before;
  d.baseline_days = plan.baseline_days, d.days = out.window.days, d.elapsed = out.window.elapsed;
  d.smallest = plan.smallest, d.n_min = std::max(plan.n_min, caller.fewest), d.n_planned = plan.n_planned;
  d.selected_low = plan.selected_low, d.over = out.window.over, d.whole = metric.whole;
  d.cost = plan.cost, d.worth = plan.worth;
  std::vector<engine::Readings> readings;
  for (ProofPerson& one : people.take()) readings.push_back(std::move(one.readings));
  out.proof = prove(d, readings);
  return out;
}

class Writer {
 public:
  Writer(JsonOut& out, const Caller& caller, const ProofMetric& metric) : out_(out), caller_(caller), metric_(metric) {}
  void number(std::string_view key, engine::Estimate e, std::int64_t customers = -1) {
    if (customers >= 0 && customers < caller_.fewest) e = engine::too_few(0, caller_.fewest);
    out_.key(key);
    write(out_, Number{e, metric_.unit, metric_.basis});
  }
  /// The interval that may be looked at any time goes by its own name.
  void always_valid(std::string_view key, const engine::Estimate& e) {
    if (e.status != engine::Status::ok) return number(key, e);
    out_.key(key).open('{').field("value", e.value).field("lo", e.lo).field("hi", e.hi).field("n", e.n).field("n_eff", e.n_eff);
    out_.field("unit", metric_.unit).field("basis", engine::name_of(metric_.basis)).field("method", "confidence_sequence").key("flags").raw("[]").close('}');
  }
  void cell(std::string_view key, const ProofCell& c) {
    const bool hidden = c.customers < caller_.fewest;
    out_.key(key).open('{').field("customers", hidden ? std::int64_t{0} : c.customers);
    number("mean", c.mean, c.customers);
    out_.close('}');
  }

 private:
  JsonOut& out_;
  const Caller& caller_;
  const ProofMetric& metric_;
};

void write_groups(JsonOut& out, Writer& w, const Proof& p, bool control) {
  out.key("groups").open('[');
  for (int i = 0; i < (control ? 2 : 1); ++i) {
    out.open('{').field("group", i == 0 ? "treated" : "control");
    w.cell("before", p.before[i]);
    w.cell("after", p.after[i]);
    out.close('}');
  }
  out.close(']');
}

void write_checks(JsonOut& out, Writer& w, const Proof& p) {
  w.number("naive", p.naive);
  w.number("placebo", p.placebo);
  out.field("placebo_ok", p.placebo_ok);
  w.number("cuped", p.cuped.effect);
  if (p.cuped.effect.status == engine::Status::ok) out.field("cuped_variance_ratio", p.cuped.variance_ratio);
  if (p.regression) {
    out.key("regression").open('{').field("known", p.regression->known).field("n", p.regression->n).field("need", p.regression->need);
    if (p.regression->known) out.field("rho", p.regression->rho).field("expected", p.regression->expected);
    out.close('}');
  }
  if (p.series) {
    const ProofSeries& s = *p.series;
    out.key("series").open('{').field("block_days", s.block_days).field("lag", s.lag).field("before", s.before).field("after", s.after);
    w.number("step", s.step);
    w.number("slope", s.slope);
    out.close('}');
  }
}

std::string body_of(const Caller& caller, const Initiative& i, const Known& known, std::int64_t seq, const initiative::Looks& looks) {
  const Proof& p = known.proof;
  const ProofMetric& metric = metric_of(i.plan.metric);
  const auto day = [&](std::int32_t d) { return calendar::day_text(known.window.start + d); };
  JsonOut out;
  Writer w(out, caller, metric);
  out.open('{').field("id", i.id.text()).key("as_of").time(to_ms(caller.when.now)).field("as_of_seq", seq);
  out.field("verdict", engine::name_of(p.verdict)).field("reason", engine::name_of(p.reason)).field("small", p.small).field("final", known.window.over);
  out.field("design", i.plan.against == Against::before ? "its" : "did").field("unit", metric.unit).field("basis", engine::name_of(metric.basis));
  out.field("days", known.window.days).field("elapsed", known.window.elapsed).field("n_min", std::max(i.plan.n_min, caller.fewest)).field("smallest", i.plan.smallest);
  w.always_valid("effect", p.effect);
  w.number("fixed", p.fixed);
  write_groups(out, w, p, i.plan.against != Against::before);
  write_checks(out, w, p);
  if (p.detectable_end > 0) out.field("detectable_end", p.detectable_end);
  if (p.detectable_now > 0) out.field("detectable_now", p.detectable_now);
  out.key("points").open('[');
  for (const ProofPoint& one : p.points) out.open('{').field("day", day(one.day)).field("value", one.value).field("lo", one.lo).field("hi", one.hi).field("customers", one.customers).close('}');
  out.close(']').field("reached", p.reached < caller.fewest ? std::int64_t{0} : p.reached).field("looked_at", known.looked_at);
  if (p.money) {
    out.key("money").open('{').field("value", p.money->npv).field("lo", p.money->npv_interval.lo).field("hi", p.money->npv_interval.hi);
    out.field("p_positive", p.money->p_positive).field("basis", "assumed").field("cost", i.plan.cost.value_or(0)).field("worth", *i.plan.worth).close('}');
  }
  out.field("looks", looks.looks);
  if (looks.first) out.key("first_look").time(to_ms(*looks.first));
  if (p.next) out.field("next_decision", day(*p.next));
  if (i.registered) out.field("late", initiative::registered_late(i, caller.when.zone));
  out.close('}');
  return out.take();
}

Result<std::string> proof(const Sources& sources, Kept<Known>& kept, const message::Request& request) {
  const Caller caller = caller_of(sources, request);
  const auto id = initiative::InitiativeId::parse(request.params.find("id")->second);
  if (!id || sources.initiatives == nullptr) return fail(ErrorKind::not_found, "no_such_initiative");
  PK_TRY(const Initiative i, sources.initiatives->one(caller.workspace, *id));
  PK_TRY(const journey::Journey* journey, journey_of(caller, i.plan.journey));
  PK_TRY(const std::int64_t seq, sources.facts->watermark());
  const std::string today = calendar::day_text(calendar::local_day(caller.when.zone, caller.when.now));
  const std::string more = "proof|" + i.id.text() + "|" + std::to_string(i.version) + "|" + std::to_string(caller.fewest) + "|" + today;
  PK_TRY(const auto known, kept.get([&] { return data_key(sources, caller, *journey, {}, more); }, [&] { return compute(sources, caller, i); }));
  initiative::Looks looks;
  if (i.registered && known->window.elapsed > 0) {
    const std::string who = !request.who.account.is_none() ? request.who.account.text() : request.who.key.text();
    PK_TRY(looks, sources.initiatives->look({caller.workspace, request.who.name, caller.when.now, today}, i.id, who));
  }
  return body_of(caller, i, *known, seq, looks);
}

}  // namespace

Result<void> check_where(const std::vector<std::string>& where) {
  PK_TRY(const auto read, parse_where(where));
  for (std::size_t i = 0; i < read.size(); ++i) {
    const Field field = read[i].on.field;
    if (field == Field::customer || field == Field::user_id || field == Field::episode_key) return fail_field("where[" + std::to_string(i) + "]", "personal_filter");
  }
  return {};
}

void add_proof_routes(message::Router& router, std::shared_ptr<const Sources> sources) {
  router.add({message::Verb::get, "/v1/initiatives/{id}/proof", message::Right::read, 0,
              [sources, kept = std::make_shared<Kept<Known>>(64)](const message::Request& r) { return reply(r, proof(*sources, *kept, r)); }});
}

}  // namespace peakend::insight
