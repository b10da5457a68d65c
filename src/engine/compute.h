#pragma once
// Every engine function by its name in METHODS, as JSON in, JSON out: for the shell, for tests, for POST /v1/compute/{name}.
// Pure, thread-safe. Arrays hold at most 1e6 values, the input 16 MB.
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace peakend::engine {

struct ComputeInfo {
  std::string_view name;  ///< "triangle.duration"
  std::string_view line;  ///< one line: input -> output
};
/// Sorted by name.
std::vector<ComputeInfo> compute_list();

/// Input: one JSON object. Output: one JSON object on one line; a value that does not exist is null, and a result that
/// cannot be computed says why: {"status":"too_few","have":3,"need":5}, "degenerate" or "invalid".
/// Errors: not_found no_such_function; too_large; malformed bad_json; invalid with the path of the field ("obs[2][0]").
/// Worked: compute("wilson", R"({"cases":[[42,50]]})") -> {"o":[[0.84,0.7148578393696501,0.916625793219666]]}.
Result<std::string> compute(std::string_view name, std::string_view json_in);

}  // namespace peakend::engine
