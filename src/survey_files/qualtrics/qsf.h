#pragma once
// A Qualtrics survey (QSF) being read: its questions, and the rules between them. Pure.
#include "survey_files/carry.h"
#include "survey_files/formats.h"

namespace peakend::survey_files {

/// What a choice or answer id of a question means.
struct QsfQuestion {
  std::size_t item = SIZE_MAX;                       ///< first item made of it
  std::map<std::string, Slot, std::less<>> choices;  ///< SelectableChoice/<id>: a tick, a row, or (options) see below
  std::map<std::string, std::string, std::less<>> options;  ///< id -> foreign value of the option of a single choice
  std::map<std::string, std::string, std::less<>> answers;  ///< id of a column -> its foreign value
};
struct QsfBook {
  std::map<std::string, QsfQuestion, std::less<>> questions;  ///< by QID, sub-questions as QID6#1
  std::set<std::string, std::less<>> fields;                  ///< embedded data that became hidden fields
};

/// DisplayLogic or BranchLogic as JsonLogic; null and a loss when it cannot be said.
survey::Value qsf_rule(const survey::Value& logic, const Draft&, const QsfBook&, Losses&, Found&, const std::string& path);
/// One expression of it, also those of SkipLogic. `why` says what could not be.
survey::Value qsf_condition(std::string_view locator, std::string_view op, std::string_view right, const Draft&, const QsfBook&, std::string& why);

/// Members of an object, or elements of a list, by key ("1", "2"); in `order` first when it names them.
std::vector<std::pair<std::string, const survey::Value*>> qsf_entries(const survey::Value* map, const survey::Value* order);

}  // namespace peakend::survey_files
