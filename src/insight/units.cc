#include "insight/units.h"

#include <algorithm>
#include <map>

#include "engine/observed.h"

namespace peakend::insight {
namespace {

using engine::Status;
using ByUnit = std::map<std::string, std::vector<StaffAnswer>, std::less<>>;

Number staff_number(const engine::Metric& metric, const std::vector<StaffAnswer>& answers) {
  return {engine::estimate_of(metric, answers), engine::name_of(metric.unit), engine::Basis::measured};
}

/// Each unit's number, hidden where it is of few, also where it could be had by subtraction. Answers without a unit are one of the
/// cells: with the total they would tell as much as any other.
std::vector<MetricRow> staff_rows(const engine::Metric& metric, const ByUnit& units, std::int64_t need) {
  std::vector<MetricRow> rows;
  for (const auto& [unit, answers] : units) rows.push_back({{unit}, staff_number(metric, answers)});
  suppress(rows, need);
  std::erase_if(rows, [](const MetricRow& row) { return row.key[0].empty(); });
  return rows;
}

/// What customers said, by unit.
struct Customers {
  struct Cell {
    engine::Partial partial;
    int sources = 0;
  };
  std::map<std::string, Cell, std::less<>> cells;
  engine::Repeats repeats = engine::Repeats::groups;
  engine::Basis basis = engine::Basis::measured;
  std::int64_t as_of_seq = 0;
};
void take(Customers& out, const MetricCells& cells, const engine::Metric& metric) {
  out.basis = cells.basis;
  out.as_of_seq = cells.aggregate->as_of_seq;
  // Of two answers about the error the one that holds for both.
  out.repeats = out.cells.empty() || out.repeats == cells.repeats ? cells.repeats : engine::Repeats::groups;
  for (const auto& row : cells.aggregate->rows) {
    if (row.key[0].empty() || count_for(metric, row.partial) == 0) continue;
    auto& cell = out.cells[row.key[0]];
    cell.partial += row.partial;
    ++cell.sources;
  }
}
Result<Customers> customers_of(Aggregates& aggregates, const Asking& asking, const engine::Metric& metric, const Query& query) {
  Customers out;
  PK_TRY(const MetricCells own, cells_of(aggregates, asking, metric, query));
  take(out, own, metric);
  const facts::Dimension unit = query.by[0].dimension;
  if (unit.field != facts::Field::attribute || unit.key.starts_with("field.")) return out;
  Query fields = query;
  fields.by[0].dimension.key = "field." + unit.key;
  fields.where.push_back({unit, {""}});
  PK_TRY(const MetricCells told, cells_of(aggregates, asking, metric, fields));
  take(out, told, metric);
  return out;
}
/// A customer may be in both sources: then exact sums of each are no sums of the whole, but the random groups are.
std::vector<MetricRow> customer_rows(const Customers& all, const engine::Metric& metric, std::int64_t fewest) {
  std::vector<MetricRow> rows;
  for (const auto& [unit, cell] : all.cells) {
    const auto repeats = cell.sources > 1 && metric.measure != engine::Measure::none ? engine::Repeats::groups : all.repeats;
    rows.push_back({{unit}, {metric.finalize(cell.partial, repeats), engine::name_of(metric.unit), all.basis}});
  }
  suppress(rows, std::max(metric.need, fewest));
  return rows;
}

engine::Estimate correlate(const std::vector<UnitRow>& units) {
  std::vector<double> x, y;
  for (const UnitRow& row : units) {
    if (row.staff.estimate.status != Status::ok || row.customers.estimate.status != Status::ok) continue;
    x.push_back(row.staff.estimate.value), y.push_back(row.customers.estimate.value);
  }
  return engine::spearman(x, y);
}

}  // namespace

Result<UnitsPage> compute_units(Aggregates& aggregates, const Asking& asking, const Caller& caller, const engine::Metric& metric, const Query& query,
                                const StaffAnswers& staff, std::int64_t need) {
  const engine::Metric& own = *engine::find_metric(staff.metric);
  UnitsPage page;
  page.need = need;
  page.question = staff.question;
  page.metric = staff.metric;
  page.truncated = staff.truncated;
  page.staff = staff_number(own, staff.answers);
  hide_few(page.staff, need);
  ByUnit units;
  for (const StaffAnswer& a : staff.answers) units[a.unit].push_back(a);
  if (const auto none = units.find(""); none != units.end()) page.without = static_cast<std::int64_t>(none->second.size());
  PK_TRY(const Customers all, customers_of(aggregates, asking, metric, query));
  page.as_of_seq = all.as_of_seq;
  const auto customers = customer_rows(all, metric, caller.fewest);
  for (const MetricRow& row : staff_rows(own, units, need)) {
    const auto found = std::ranges::find(customers, row.key, &MetricRow::key);
    const Number nobody{engine::too_few(0, std::max(metric.need, caller.fewest)), engine::name_of(metric.unit), all.basis};
    page.units.push_back({row.key[0], row.number, found == customers.end() ? nobody : found->number});
  }
  page.together = correlate(page.units);
  if (page.units.size() > kMaxUnits) {
    page.more = static_cast<std::int64_t>(page.units.size() - kMaxUnits);
    std::ranges::stable_sort(page.units, std::greater{}, [](const UnitRow& r) { return r.staff.estimate.n; });
    page.units.resize(kMaxUnits);
    std::ranges::sort(page.units, {}, &UnitRow::unit);
  }
  return page;
}

}  // namespace peakend::insight
