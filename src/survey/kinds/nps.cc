// Would you recommend us: 0 to 10.
#include "survey/kinds/kind.h"

namespace peakend::survey {

const Kind kNps{
    .key = "nps", .zh = "净推荐值", .en = "Recommendation (NPS)", .uses = kRating | kIndirect,
    .complete = [](Question& q) { default_scale(q, 0, 10, 7.5, "nps"); },
    .read = [](const Question& q, const Value& v, const std::string& at, Value& out) { return read_point(*q.scale, v, at, out); },
    .score = score_point,
};

}  // namespace peakend::survey
