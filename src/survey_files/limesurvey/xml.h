#pragma once
// LimeSurvey's XML: tables of rows of fields. Pure; bounded.
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace peakend::survey_files {

using LsRow = std::map<std::string, std::string, std::less<>>;
struct LsDocument {
  std::string kind, db_version;                       ///< Survey, Responses, ...
  std::vector<std::string> languages;
  std::map<std::string, std::vector<LsRow>, std::less<>> tables;
  const std::vector<LsRow>& rows(std::string_view table) const;
};
/// Errors: malformed "xml_broken"; too_large "table_too_large". A document type declaration is refused ("xml_dtd").
Result<LsDocument> parse_limesurvey(std::string_view xml);
bool is_limesurvey(std::string_view head);

std::string_view field(const LsRow&, std::string_view name);

}  // namespace peakend::survey_files
