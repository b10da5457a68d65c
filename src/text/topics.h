#pragma once
// What a text is about, by a list of words in Chinese (both scripts) and English: thirteen topics of customer experience. An estimate with
// basis "predicted". Pure, thread-safe.
#include <array>
#include <string_view>
#include <vector>

namespace peakend::text {

/// In display order; overall: the experience as such, loyalty, recommending. What fits none is kOtherTopic.
inline constexpr std::array<std::string_view, 13> kTopics{"speed", "delivery", "competence", "attitude", "price", "quality", "ease", "information",
                                                          "recovery", "environment", "safety", "availability", "overall"};
inline constexpr std::string_view kOtherTopic = "other";

/// The topics of the text, the one with the most words first, ties in the order above; at most `most`; {"other"} when there is none.
/// Reads the first 6,000 bytes; malformed UTF-8 is skipped. Worked: "等了两个小时，客服態度很差" -> speed, attitude.
std::vector<std::string_view> topics_of(std::string_view utf8, std::size_t most = 3);

}  // namespace peakend::text
