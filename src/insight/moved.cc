#include "insight/moved.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "facts/fields.h"
#include "insight/dimensions.h"

namespace peakend::insight {
namespace {

using engine::Basis;
using engine::Grouped;
using engine::Partial;
using facts::Field;

constexpr int kMostDays = 366, kYear = 364;

/// Both spans by touchpoint, kind and metric.
struct Work {
  const Sources& sources;
  const Asker& asker;
  Aggregate before, now;
  bool operational = false;
};

std::int64_t facts_of(const Quantity& q, const Partial& p) {
  std::int64_t n = 0;
  for (const auto& [group, sums] : p.groups.sums()) n += q.b(sums);
  return n;
}
Grouped whole(const Quantity& q, const Partial& p) {
  Grouped g;
  for (const auto& [group, sums] : p.groups.sums()) g.y += q.y(sums), g.b += static_cast<double>(q.b(sums));
  return g;
}

/// Change in standard deviations of single answers, of both spans together.
double effect_of(const Quantity& q, const Moved& m, const Partial& before, const Partial& now) {
  const auto n0 = static_cast<double>(facts_of(q, before)), n1 = static_cast<double>(facts_of(q, now));
  if (n0 + n1 < 2) return 0;
  const double sd = std::sqrt((n0 * q.variance(before) + n1 * q.variance(now)) / (n0 + n1));
  if (!(sd > 0)) return 0;
  const double v0 = m.before.estimate.value, v1 = m.now.estimate.value;
  return (q.logs ? (v0 > 0 && v1 > 0 ? std::log(v1 / v0) : 0) : m.change.diff) / sd;
}

/// What only the facts of the quantity hold, for the scan that makes errors exact.
std::vector<facts::Filter> facts_filter(const Quantity& q, Basis basis) {
  std::vector<facts::Filter> out{kind_filter(basis)};
  if (q.metric == "promise_kept") out.push_back({{Field::promise, {}}, {"kept", "broken"}});
  else if (q.logs) out.push_back({{Field::triangle_class, {}}, {"angry", "dissatisfied", "satisfied", "delighted"}});
  else out.push_back({facts::Dimension{field_by_name("class")}, {"1", "0", "-1"}});
  if (q.metric == "nps" || q.metric == "csat") out.push_back({{Field::metric, {}}, {std::string(q.metric)}});
  return out;
}

/// One fact of a customer; a fact without customer is one of its own.
struct Record {
  std::size_t row = 0;
  CustomerId customer;
  std::int64_t seq = 0, item = 0;  ///< of a fact without customer
  bool now = false;
  std::int64_t y = 0;
  auto cluster() const { return std::tuple(row, customer, seq, item); }
};

Result<std::vector<Record>> read_records(const Work& w, const Quantity& q, Basis basis, const MovedSpans& spans,
                                         const std::map<std::string, std::size_t, std::less<>>& rows) {
  std::vector<Record> out;
  const engine::Measure measure = engine::find_metric(q.metric)->measure;
  for (const bool now : {false, true}) {
    const Range& range = now ? spans.now : spans.baseline;
    facts::ScanSpec spec;
    spec.workspace = w.asker.caller.workspace;
    spec.from = range.from;
    spec.to = range.to;
    spec.where = w.asker.where;
    for (auto& filter : facts_filter(q, basis)) spec.where.push_back(std::move(filter));
    const bool by_class = q.metric == "nps" || q.metric == "csat";  // which folds do not read
    spec.want = by_class ? facts::Want::everything : facts::Want::folding;
    spec.limit = static_cast<std::size_t>(kExactClusters);
    PK_CHECK(w.sources.facts->scan(spec, [&](const facts::Fact& fact) {
      const auto row = rows.find(fact.touchpoint);
      const auto y = engine::measure(measure, facts::values_of(fact));
      if (row == rows.end() || !y) return true;
      const bool nobody = fact.customer.is_none();
      out.push_back({row->second, fact.customer, nobody ? fact.seq : 0, nobody ? fact.item : 0, now, *y});
      return true;
    }));
  }
  std::ranges::sort(out, {}, &Record::cluster);
  return out;
}

Result<void> add_rows(MovedPage& page, const Work& w, const Quantity& q) {
  const Basis basis = basis_of(q, w.operational);
  const Sides sides = take(q, basis, *w.before, *w.now, true);
  std::map<std::string, std::size_t, std::less<>> rows;
  std::int64_t facts = 0;
  for (const auto& [key, now] : sides.now) {
    const auto before = sides.before.find(key);
    if (before == sides.before.end() || facts_of(q, before->second) == 0 || facts_of(q, now) == 0) continue;
    if (key.empty() && q.metric != "nps" && q.metric != "csat") continue;
    MovedRow row{key, q.metric, move_of(q, basis, before->second, now), 0, {}, {}};
    row.effect = effect_of(q, row.moved, before->second, now);
    facts += facts_of(q, before->second) + facts_of(q, now);
    rows.emplace(key, page.rows.size());
    page.rows.push_back(std::move(row));
  }
  if (facts == 0 || facts > kExactClusters) return {};
  PK_TRY(const auto records, read_records(w, q, basis, page.spans, rows));
  std::vector<CustomerSums> sums;
  for (std::size_t i = 0; i < records.size();) {
    const std::size_t row = records[i].row;
    sums.clear();
    for (; i < records.size() && records[i].row == row; ++i) {
      if (i == 0 || records[i].cluster() != records[i - 1].cluster()) sums.emplace_back();
      CustomerSums& c = sums.back();
      (records[i].now ? c.y1 : c.y0) += records[i].y;
      ++(records[i].now ? c.b1 : c.b0);
    }
    const std::string& key = page.rows[row].touchpoint;
    make_exact(page.rows[row], q, basis, sides.before.at(key), sides.now.at(key), sums);
  }
  return {};
}

void add_series(MovedPage& page, const Work& w, const facts::AggregateResult& daily) {
  const std::size_t days = page.spans.edges.size() - 1;
  std::vector<MovedSeries> all;
  for (const Quantity& q : quantities()) {
    if (q.metric == "nps" || q.metric == "csat") continue;  // inside mean_experience
    const Basis basis = basis_of(q, w.operational);
    std::map<std::string, std::vector<Grouped>> sums;
    for (const auto& row : daily.rows) {
      if (row.key[1].empty() || basis_of_kind(row.key[2]) != basis) continue;
      const Grouped g = whole(q, row.partial);
      if (g.b == 0) continue;
      Grouped& day = sums.try_emplace(row.key[1], days).first->second[std::stoul(row.key[0])];
      day.y += g.y, day.b += g.b;
    }
    for (const auto& [touchpoint, by_day] : sums) {
      MovedSeries s{touchpoint, q.metric, engine::name_of(engine::find_metric(q.metric)->unit), basis, {}, 1, {}};
      for (const Grouped& day : by_day) s.days.push_back({day.b, day.b > 0 ? day.y / day.b : 0});
      s.control = engine::control(s.days, kUsualDays);
      if (s.control.status != engine::Status::ok) {
        ++page.unwatched;
        continue;
      }
      all.push_back(std::move(s));
    }
  }
  std::vector<double> p;
  for (const MovedSeries& s : all) p.push_back(s.control.p);
  const auto q = engine::benjamini_hochberg(p);
  page.watched = static_cast<std::int64_t>(all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    all[i].q = q[i];
    if (!all[i].control.alarm || q[i] > kMovedLevel) continue;
    MovedSeries& s = all[i];
    if (s.unit == "ratio") {
      for (auto& day : s.days) day.mean = std::exp(day.mean);
      for (auto& e : s.control.expected) e = std::exp(e);
      s.control.before = std::exp(s.control.before);
      s.control.after = std::exp(s.control.after);
    }
    page.alarms.push_back(std::move(s));
  }
  std::ranges::stable_sort(page.alarms, [](const auto& a, const auto& b) { return a.control.highest > b.control.highest; });
}

/// Fields and attributes to split by besides those that the touchpoint names: with a few values, the most used first.
Result<std::vector<By>> splits(const Work& w) {
  PK_TRY(const Seen seen, latest_seen(w.sources, w.asker.caller, w.asker.where));
  std::vector<By> out;
  const auto few = [](const Values& v) { return !v.cut && v.n.size() >= 2 && v.n.size() <= kMovedValues; };
  if (const auto channel = seen.fields.find("channel"); channel != seen.fields.end() && few(channel->second)) {
    out.push_back({"channel", field_by_name("channel"), {}});
  }
  const std::vector<std::string> known = built_in_names();
  for (const std::string& name : attributes_by_use(seen)) {
    if (out.size() >= kMovedAttributes) break;
    if (std::ranges::find(known, name) == known.end() && few(seen.attributes.at(name))) out.push_back({name, field_by_name(name), {}});
  }
  return out;
}

Result<void> add_whys(MovedPage& page, const Work& w) {
  const Quantity& q = *page.headline;
  const Basis basis = basis_of(q, w.operational);
  const Sides sides = take(q, basis, *w.before, *w.now, true);
  page.total = move_of(q, basis, sum_of(sides.before), sum_of(sides.now));
  page.total.p = page.total.change.p;
  page.total.movement = engine::movement(page.total.change, page.total.p, true, static_cast<double>(thinner(page.total)));
  if (page.total.change.df == 0) return {};
  page.whys.push_back(why_of(q, basis, sides, "touchpoint"));
  page.whys.push_back(why_of(q, basis, regroup(sides, stage_part), "stage"));
  page.whys.push_back(why_of(q, basis, regroup(sides, scene_part), "scene"));
  PK_TRY(const std::vector<By> more, splits(w));
  const auto where = at_touchpoints(q, *w.before, *w.now);
  for (const By& by : more) {
    const std::vector<facts::Dimension> dimensions{by.dimension, {Field::kind, {}}, {Field::metric, {}}};
    PK_TRY(const Aggregate before, w.asker.ask(page.spans.baseline, dimensions, where));
    PK_TRY(const Aggregate now, w.asker.ask(page.spans.now, dimensions, where));
    const Sides own = take(q, basis, *before, *now, false);
    if (own.before.size() + own.now.size() <= 2 * kMovedValues) page.whys.push_back(why_of(q, basis, own, by.name));
  }
  std::vector<double> p;
  for (const Why& why : page.whys) p.push_back(why.apart_p);
  const auto adjusted = engine::benjamini_hochberg(p);
  std::vector<std::size_t> order(page.whys.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  // Those whose groups really moved differently first; of these, the one whose groups moved apart most.
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) {
    const auto rank = [&](std::size_t i) { return std::tuple(adjusted[i] > kMovedLevel, -page.whys[i].apart); };
    return rank(a) < rank(b);
  });
  std::vector<Why> sorted;
  for (const std::size_t i : order) sorted.push_back(std::move(page.whys[i])), page.whys_q.push_back(adjusted[i]);
  page.whys = std::move(sorted);
  return {};
}

void hide_few(MovedPage& page, std::int64_t fewest) {
  for (MovedRow& r : page.rows) {
    for (auto* customers : {&r.customers_before, &r.customers_now}) {
      if (*customers && **customers < fewest) customers->reset();
    }
  }
  std::erase_if(page.alarms, [&](const MovedSeries& s) { return s.control.n < static_cast<double>(fewest); });
  for (MovedSeries& s : page.alarms) {
    for (auto& day : s.days) {
      if (day.n < static_cast<double>(fewest)) day = {};
    }
  }
  if (thinner(page.total) < fewest) page.whys.clear(), page.whys_q.clear();
  hide_few(page.total, fewest);
  for (Why& why : page.whys) hide_few(why, fewest);
}

}  // namespace

Result<MovedSpans> moved_spans(const When& when, const Range& asked, const std::string& baseline) {
  MovedSpans s;
  const auto at = [&](calendar::Day day) { return to_ms(calendar::midnight(when.zone, day)); };
  const auto day_at = [&](std::int64_t ms) { return calendar::local_day(when.zone, from_ms(ms)); };
  const calendar::Day after = calendar::local_day(when.zone, when.now) + 1;
  const calendar::Day end = asked.to == INT64_MAX ? after : std::min(after, day_at(asked.to - 1) + 1);
  const calendar::Day begin = asked.from == INT64_MIN ? end - 30 : day_at(asked.from);
  s.days = static_cast<int>(end - begin);
  if (s.days < 1 || s.days > kMostDays) return fail_field("from", "out_of_range", {{"min", "1"}, {"max", std::to_string(kMostDays)}});
  s.now = {at(begin), at(end), true};
  calendar::Day other = begin - s.days;
  if (baseline == "year") {
    other = begin - kYear;
    s.against = "year";
  } else if (!baseline.empty() && baseline != "previous") {
    const auto day = calendar::parse_day(baseline);
    if (!day) return fail_field("baseline", "not_one_of", {{"allowed", "previous, year, YYYY-MM-DD"}});
    other = *day;
    s.against = "day";
  }
  if (other + s.days > begin) return fail_field("baseline", "range_overlaps", {{"latest", calendar::day_text(begin - s.days)}});
  s.baseline = {at(other), at(other + s.days), true};
  for (calendar::Day day = begin - kUsualDays; day <= end; day = day + 1) s.edges.push_back(at(day));
  return s;
}

void make_exact(MovedRow& row, const Quantity& q, Basis basis, Partial before, Partial now, std::span<const CustomerSums> customers) {
  std::vector<Grouped> b0, b1;
  std::int64_t n0 = 0, n1 = 0, people0 = 0, people1 = 0;
  for (const CustomerSums& c : customers) {
    b0.push_back({static_cast<double>(c.y0) * q.one, static_cast<double>(c.b0)});
    b1.push_back({static_cast<double>(c.y1) * q.one, static_cast<double>(c.b1)});
    if (c.b0 > 0) engine::add_customer(before.clusters, c.y0, c.b0), ++people0;
    if (c.b1 > 0) engine::add_customer(now.clusters, c.y1, c.b1), ++people1;
    n0 += c.b0, n1 += c.b1;
  }
  if (n0 != facts_of(q, before) || n1 != facts_of(q, now)) return;  // facts came in between: what the roll-ups say stays
  const engine::Metric& metric = *engine::find_metric(q.metric);
  row.moved.before = {metric.finalize(before, engine::Repeats::exact), engine::name_of(metric.unit), basis};
  row.moved.now = {metric.finalize(now, engine::Repeats::exact), engine::name_of(metric.unit), basis};
  row.moved.change = engine::grouped_change(b0, b1, q.logs);
  row.moved.smallest = engine::minimal_change(row.moved.change.se);
  row.moved.method = engine::Method::cluster_robust;
  row.customers_before = people0;
  row.customers_now = people1;
}

void judge(MovedPage& page) {
  const auto enough = [](const MovedRow& r) {
    return thinner(r.moved) >= kMovedFacts && r.moved.change.df >= kMovedCustomers - 1 && r.customers_before.value_or(kMovedCustomers) >= kMovedCustomers &&
           r.customers_now.value_or(kMovedCustomers) >= kMovedCustomers;
  };
  page.few += static_cast<std::int64_t>(std::erase_if(page.rows, [&](const MovedRow& r) { return !enough(r); }));
  std::vector<Moved*> family;
  for (MovedRow& r : page.rows) family.push_back(&r.moved);
  judge(family, kMovedLevel);
  page.compared = static_cast<std::int64_t>(page.rows.size());
  page.moved = std::ranges::count_if(page.rows, [](const MovedRow& r) { return r.moved.movement != engine::Movement::no_real_change; });
  const auto evidence = [](const MovedRow& r) {
    return std::tuple(r.moved.movement == engine::Movement::no_real_change, r.moved.change.p, -std::abs(r.effect));
  };
  std::ranges::stable_sort(page.rows, [&](const MovedRow& a, const MovedRow& b) { return evidence(a) < evidence(b); });
  if (page.rows.size() > kMovedRows) page.rows.resize(kMovedRows);
}

Result<MovedPage> compute_moved(const Sources& sources, Aggregates& aggregates, const Caller& caller, const journey::Journey& journey,
                                const MovedSpans& spans, const Query& query, const Quantity& headline) {
  MovedPage page;
  page.spans = spans;
  page.headline = &headline;
  const Asker asker{aggregates, caller, sources.episodes->generation(caller.workspace), in_journey(query, journey)};
  const std::vector<facts::Dimension> by{{Field::touchpoint, {}}, {Field::kind, {}}, {Field::metric, {}}};
  Work work{sources, asker, {}, {}, false};
  PK_TRY(work.before, asker.ask(spans.baseline, by));
  PK_TRY(work.now, asker.ask(spans.now, by));
  page.as_of_seq = work.now->as_of_seq;
  work.operational = any_operational_ratio(*work.before) || any_operational_ratio(*work.now);
  for (const Quantity& q : quantities()) PK_CHECK(add_rows(page, work, q));
  if (caller.fewest > 0) {
    page.few += static_cast<std::int64_t>(std::erase_if(page.rows, [&](const MovedRow& r) { return thinner(r.moved) < caller.fewest; }));
  }
  judge(page);
  PK_TRY(const Aggregate daily, asker.ask_series(spans.edges));
  add_series(page, work, *daily);
  PK_CHECK(add_whys(page, work));
  if (caller.fewest > 0) hide_few(page, caller.fewest);
  return page;
}

}  // namespace peakend::insight
