// Satisfaction on a short scale, shown as stars, faces or numbers.
#include "survey/kinds/kind.h"

namespace peakend::survey {

const Kind kCsat{
    .key = "csat", .zh = "满意度", .en = "Satisfaction (CSAT)", .uses = kRating | kLook | kIndirect,
    .complete = [](Question& q) {
      default_scale(q, 1, 5, 3, "csat");
      if (q.look.empty()) q.look = "stars";
    },
    .check = [](const Question& q, const std::string& at, Report& report) {
      // Faces differ too little beyond five, stars beyond ten.
      const double points = (q.scale->max - q.scale->min) / q.scale->step + 1;
      const double most = q.look == "faces" ? 5 : q.look == "stars" ? 10 : 11;
      if (points > most) report.faults.push_back(fault(at + ".scale", "too_many_points", {{"max", number_text(most)}}));
    },
    .read = [](const Question& q, const Value& v, const std::string& at, Value& out) { return read_point(*q.scale, v, at, out); },
    .score = score_point,
};

}  // namespace peakend::survey
