#pragma once
// Employees beside their customers: the score of each unit in an employee survey, and what customers say of the same unit
// (docs/methods/units.md). Never a person: units with few answers are hidden from everybody.
#include <string>
#include <vector>

#include "engine/correlation.h"
#include "insight/answer.h"
#include "insight/metric_answer.h"

namespace peakend::insight {

inline constexpr std::int64_t kFewestStaff = 5;  ///< answers of employees in a unit, unless the workspace asks for more
inline constexpr std::size_t kMaxUnits = 200;

struct UnitRow {
  std::string unit;
  Number staff, customers;
};
struct UnitsPage {
  std::int64_t as_of_seq = 0, need = kFewestStaff;
  std::string question;               ///< what the employees' score is of; "" without answers
  std::string_view metric;            ///< its metric
  Number staff;                       ///< all employees
  std::vector<UnitRow> units;         ///< by name; beyond kMaxUnits those with the most answers
  std::int64_t more = 0;              ///< units left out
  std::int64_t without = 0;           ///< answers without a unit
  engine::Estimate together;          ///< Spearman's correlation over units that show both numbers
  bool truncated = false;
};
/// `need`: fewest answers of employees shown. `query` has one dimension, the unit; facts that do not carry such an attribute are
/// joined by the field of the same name that came with a survey answer ("field.unit"). Of customers, caller.fewest holds.
Result<UnitsPage> compute_units(Aggregates&, const Asking&, const Caller&, const engine::Metric& customers, const Query&, const StaffAnswers&, std::int64_t need);

}  // namespace peakend::insight
