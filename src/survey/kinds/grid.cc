// Several things on one scale.
#include "survey/kinds/kind.h"

namespace peakend::survey {

const Kind kGrid{
    .key = "grid", .zh = "矩阵评分", .en = "Rating grid", .uses = kRating | kRows | kRandom | kIndirect,
    .complete = [](Question& q) {
      default_scale(q, 1, 5, 3, "rating");
      for (auto& r : q.rows)
        if (r.metric.empty()) r.metric = q.metric;
    },
    .read = read_rows,
    .whole = whole_rows,
    .score = score_rows,
};

}  // namespace peakend::survey
