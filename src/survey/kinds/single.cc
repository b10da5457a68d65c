// One of several.
#include "survey/kinds/kind.h"

namespace peakend::survey {

const Kind kSingle{
    .key = "single", .zh = "单选", .en = "Single choice", .uses = kOptions | kRandom | kOther,
    .read = read_choice,
    .choices = chosen,
};

}  // namespace peakend::survey
