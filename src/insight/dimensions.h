#pragma once
// By what facts can be split: the values that fields and attributes have among the facts that came in last.
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "insight/answer.h"

namespace peakend::insight {

/// Different values of one field with their counts; at most kHeldValues.
struct Values {
  std::map<std::string, std::int64_t> n;
  bool cut = false;  ///< more different values than are held
  void add(std::string value, std::int64_t by = 1);
};
inline constexpr std::size_t kHeldValues = 2'000;

struct Seen {
  std::map<std::string, Values> fields, attributes;
  std::size_t facts = 0;
};
/// Fields that only the facts themselves know, and attributes, of the facts that came in last: looks further back until there are
/// some thousands, and reads at most 20 000.
inline constexpr const char* kSampledFields[] = {"channel", "name", "lang", "basis", "promise", "class", "score", "triangle_class"};
Result<Seen> latest_seen(const Sources&, const Caller&, const std::vector<facts::Filter>& where);
/// Names of attributes, the most used first.
std::vector<std::string> attributes_by_use(const Seen&);

}  // namespace peakend::insight
