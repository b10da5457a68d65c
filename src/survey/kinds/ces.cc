// Effort: 1 very hard to 7 very easy.
#include "survey/kinds/kind.h"

namespace peakend::survey {

const Kind kCes{
    .key = "ces", .zh = "费力度", .en = "Effort (CES)", .uses = kRating | kIndirect,
    .complete = [](Question& q) { default_scale(q, 1, 7, 4, "ces"); },
    .read = [](const Question& q, const Value& v, const std::string& at, Value& out) { return read_point(*q.scale, v, at, out); },
    .score = score_point,
};

}  // namespace peakend::survey
