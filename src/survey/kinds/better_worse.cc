// Much worse than expected (-2) to much better (2): disconfirmation, asked directly.
#include "survey/kinds/kind.h"

namespace peakend::survey {

const Kind kBetterWorse{
    .key = "better_worse", .zh = "好于或差于期望", .en = "Better or worse than expected", .uses = kMetric | kPlace | kEnds,
    .complete = [](Question& q) {
      q.scale.reset();
      default_scale(q, -2, 2, 0, "disconfirmation");
    },
    .read = [](const Question& q, const Value& v, const std::string& at, Value& out) { return read_point(*q.scale, v, at, out); },
    .score = score_point,
};

}  // namespace peakend::survey
