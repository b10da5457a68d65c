#pragma once
// Shared by the tests of moving in and out: ports made of the real adapters, and sample files when they are there.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "adapters/spss/spss.h"
#include "adapters/xlsx/xlsx.h"
#include "app/survey_files.h"
#include "survey_files/survey_files.h"

namespace peakend::survey_files::testing {

inline Ports ports() { return app::survey_file_ports(); }
inline std::filesystem::path samples() { return std::filesystem::path(PEAKEND_SOURCE_DIR) / "../shared/data"; }
inline std::string slurp(const std::filesystem::path& p) {
  std::ifstream in(p, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}
inline table::File file(const std::filesystem::path& p) { return {p.filename().string(), slurp(p)}; }
inline survey::Value json(std::string_view s) {
  auto v = survey::parse_value(s);
  return v ? *v : survey::Value();
}

}  // namespace peakend::survey_files::testing
