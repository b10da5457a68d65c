// Words without a question.
#include "survey/kinds/kind.h"

namespace peakend::survey {

const Kind kStatement{.key = "statement", .zh = "说明", .en = "Statement", .uses = kSilent};

}  // namespace peakend::survey
