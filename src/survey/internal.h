#pragma once
// Shared by the files of this folder only.
#include "survey/survey.h"

namespace peakend::survey {

/// Adds a fault; at most 100 are kept.
void note(Report&, std::string field, std::string code, std::vector<std::pair<std::string, std::string>> params = {});
/// An https address or an embedded picture, safe inside an attribute.
bool is_image(std::string_view);
/// What a well-shaped survey may still have wrong: see parse_survey.
void check_sense(const Survey&, Report&);

}  // namespace peakend::survey
