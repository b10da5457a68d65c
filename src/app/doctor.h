#pragma once
// Examines a data directory without changing it.
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "facts/facts.h"
#include "records/records.h"

namespace peakend::app {

/// One line of the report; message_text(code, lang, params) says it in words.
struct Finding {
  enum class Grade : std::uint8_t { good = 0, warning = 1, bad = 2 } grade = Grade::good;
  std::string code;
  std::vector<std::pair<std::string, std::string>> params{};
};
/// What the caller could open; null = could not, with the reason.
struct Patient {
  std::string data_dir;
  bool in_use = false;                       ///< another process holds the directory: only read-only checks of records
  records::Records* records = nullptr;
  const facts::FactStore* facts = nullptr;
  std::string records_error{}, facts_error{};
  std::vector<records::Migration> migrations{};  ///< of this program
};
std::vector<Finding> examine(const Patient&);

}  // namespace peakend::app
