#pragma once
#include <string_view>

namespace peakend::cli {

/// What the demo company wants to stand for, as PUT /v1/brand takes it.
inline constexpr std::string_view kDemoBrand = R"({"values": [
  {"key": "punctual", "name": {"zh": "守时", "en": "Punctual"}, "weight": 3, "words": ["准时", "说好", "及时", "按时", "承诺", "迟到", "一直显示", "on time", "promised", "late", "tracking", "rescheduled", "days"]},
  {"key": "caring", "name": {"zh": "用心", "en": "Caring"}, "weight": 3, "words": ["主动", "提前", "手写", "鞋套", "教我", "帮忙", "真诚", "感动", "taught", "handwritten", "shoe covers", "called ahead", "carried", "sincere", "without being asked", "reassuring"]},
  {"key": "quiet", "name": {"zh": "安静", "en": "Quiet"}, "weight": 2, "words": ["噪音", "声音", "静音", "安静", "quiet", "louder", "noise"]},
  {"key": "honest", "name": {"zh": "透明", "en": "Honest"}, "weight": 2, "words": ["透明", "套路", "清楚", "说法", "规则", "宣传", "广告", "honest", "tricks", "clear", "advert", "advertised", "rules"]}],
 "needs": [
  {"key": "solved", "name": {"zh": "问题得到解决", "en": "The problem is solved"}, "weight": 3, "words": ["解决", "修", "换了新机", "转接", "退换", "solved", "fixed", "replaced", "repairs", "transferred", "help", "problem"]},
  {"key": "easy", "name": {"zh": "省心", "en": "No effort"}, "weight": 2, "words": ["省心", "方便", "简单", "很顺", "折腾", "说明书", "请了两次假", "easy", "easier", "painless", "two clicks", "manual", "days off"]},
  {"key": "second_hand", "name": {"zh": "旧机回收补贴", "en": "A fair price for the old machine"}, "weight": 1, "words": ["回收补贴", "旧机折价", "resale value"]}],
 "claim": "静音生活，价格透明。 Quiet machines, honest prices, no tricks.",
 "rivals": [{"name": "Beifeng", "mentions": {"punctual": 420, "caring": 60, "quiet": 310, "honest": 90}}]})";

}  // namespace peakend::cli
