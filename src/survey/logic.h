#pragma once
// JsonLogic: one rule is an expression over {"answer": {...}, "field": {...}}. The TypeScript twin runs the same fixtures
// (tests/logic/fixtures.json). Pure; thread-safe; bounded.
//
// Operations: var missing missing_some if ?: == === != !== ! !! and or > >= < <= max min + - * / % map reduce filter all
// none some merge in cat substr. Differences from the reference implementation, all of them towards "no surprise":
//   == compares numbers with texts and booleans by number; lists and objects are equal to nothing (use `in`).
//   Numbers from text must be plain decimals; "" and null are 0 in arithmetic. A result that is no finite number is null.
//   < and > compare two texts by UTF-16 units (dates as ISO text work), anything else by number; no number: false.
//   length in substr counts code points.
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "survey/value.h"

namespace peakend::survey {

inline constexpr int kMaxLogicDepth = 16;       ///< of nested operations
inline constexpr int kMaxLogicSteps = 10'000;   ///< evaluated operations of one rule
inline constexpr std::size_t kMaxLogicNodes = 500;
inline constexpr std::size_t kMaxLogicText = 100'000;  ///< bytes that `cat` may make

/// Result of the rule. Too deep, too many steps or an unknown operation: null with `broken` set.
struct LogicResult {
  Value value;
  bool broken = false;
};
LogicResult evaluate(const Value& rule, const Value& data);
/// JsonLogic's truth: false, null, 0, "" and [] are false.
bool truthy(const Value&);
/// truthy(evaluate(...)); a broken rule is false.
bool holds(const Value& rule, const Value& data);
/// Faults of shape below `at`: unknown_operation, too_deep, too_many_nodes. Adds the paths of every `var`, `missing` that is
/// a literal to `reads`.
void check_logic(const Value& rule, std::string_view at, std::vector<FieldError>& faults, std::set<std::string>& reads);

}  // namespace peakend::survey
