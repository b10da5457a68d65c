#pragma once
// What is asked of the list of feedback: the scan behind it, and what may be shown of it.
#include <optional>
#include <string>
#include <vector>

#include "insight/answer.h"

namespace peakend::insight {

struct FeedbackAsk {
  facts::ScanSpec spec;  ///< without limit and offset
  bool hide = false;     ///< personal data is taken out
};
/// q, journey, touchpoint, stage, scene, metric, lang, channel, class, customer, from, to, where; label (any of them),
/// without (a label), assigned=1 (moved by hand), unassigned=1 (no touchpoint), hide=1.
Result<FeedbackAsk> read_feedback_ask(const Sources&, const Caller&, const message::Request&);

/// Labels and corrections of some things said.
struct Notes {
  std::map<feedback::Ref, std::vector<std::string>> labels;
  std::map<feedback::Ref, feedback::Change> changes;
};
Result<Notes> notes_of(const Sources&, WorkspaceNo, const std::vector<feedback::Ref>&);

/// One thing said as JSON.
void write_said(JsonOut&, const Sources&, const Notes&, const facts::Fact&, bool hide);

}  // namespace peakend::insight
