// How the verdict on peak-end is told.
#include "insight/law_contest.h"

namespace peakend::insight {

void write(JsonOut& out, const LawContest& c) {
  const engine::Contest& r = c.result;
  out.open('{').field("n", r.n).field("need", r.need).field("metric", c.metric).field("answers", c.answers).field("sampled", c.sampled);
  out.key("left_out").open('{').field("one_moment", c.one_moment).field("unmatched", c.unmatched).field("repeated", c.repeated).close('}');
  out.key("weights").open('{').field("peak", c.weights.peak).field("end", c.weights.end).field("basis", weights_basis(c.weights));
  if (!(c.weights.flags & engine::kAssumedParam)) {
    out.field("peak_lo", c.weights.peak_ci.lo).field("peak_hi", c.weights.peak_ci.hi);
    out.field("end_lo", c.weights.end_ci.lo).field("end_hi", c.weights.end_ci.hi);
  }
  out.close('}');
  if (r.status == engine::Status::ok) {
    out.field("mean_r2", r.mean_r2).field("peak_end_r2", r.peak_end_r2).field("both_r2", r.both_r2).field("winner", r.winner);
    if (c.duration.status == engine::Status::ok) write(out.key("duration"), Number{c.duration, "valence", engine::Basis::measured});
  } else if (r.status == engine::Status::too_few) {
    out.key("insufficient").open('{').field("have", r.n).field("need", r.need).close('}');
  } else {
    out.field("no_spread", true);
  }
  out.close('}');
}

}  // namespace peakend::insight
