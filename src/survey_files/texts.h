#pragma once
// Words of other programs as our plain words. Pure.
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "survey/survey.h"

namespace peakend::survey_files {

/// Without tags, entities decoded, blanks in a row as one, at most kMaxWords characters. `lost` is set when there were
/// pictures, links, scripts or other things that plain words do not show.
std::string plain(std::string_view html, bool* lost = nullptr);
/// Replaces what stands between `open` and `close`: `fill` gives "{{answer.x}}" or "" to keep the words as they are. Double
/// braces that are not from `fill` are taken apart, so that they name nothing.
std::string pipe_in(std::string_view text, std::string_view open, std::string_view close, const std::function<std::string(std::string_view)>& fill);
/// a-z 0-9 _ beginning with a letter, at most 60; "" when nothing is left.
std::string slug(std::string_view);
/// a-z 0-9 - for survey keys, 2 to 60; "imported" when nothing is left.
std::string survey_slug(std::string_view);
/// "zh-cn" -> "zh-CN", "EN" -> "en", "zh-Hans" -> "zh-CN", "pt_BR" -> "pt-BR"; "" when it is no language tag.
std::string language(std::string_view);
/// First `n` characters, with an ellipsis when there are more.
std::string brief(std::string_view, std::size_t n = 120);
/// -1 for words of the bad end of a scale, +1 for the good end, 0 unknown (zh, en, fr, de, es).
int polarity(std::string_view);
/// Do these words, in this order, make a rating scale? 0: no; 1: bad to good; -1: good to bad.
int scale_direction(const std::vector<std::string>& words);
std::string lower_ascii(std::string_view);
std::string_view trim(std::string_view);

}  // namespace peakend::survey_files
