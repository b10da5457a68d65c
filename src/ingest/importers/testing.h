#pragma once
// For tests and fuzzing: an inbox in memory and a run of a map from files to facts.
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "facts/facts.h"
#include "ingest/importers/run.h"

namespace peakend::importers::testing {

/// Keeps rows in memory and finds duplicates as the real one does. Single-threaded.
class MemoryInbox final : public inbox::Inbox {
 public:
  void submit(inbox::Submission s, inbox::Done done) override { done(submit_wait(std::move(s))); }
  Result<inbox::Receipt> submit_wait(inbox::Submission s) override {
    inbox::Receipt receipt;
    receipt.seq = static_cast<std::int64_t>(rows.size()) + 1;
    std::string kept;
    for (const auto& line : s.lines) {
      const auto [it, added] = keys_.try_emplace(line.key, receipt.seq);
      receipt.duplicate_of.push_back(added ? 0 : it->second);
      if (added) kept += s.text.substr(line.begin, line.end - line.begin) + "\n";
    }
    if (kept.empty()) receipt.seq = 0;
    else rows.push_back(std::move(kept));
    return receipt;
  }
  Result<void> read(std::int64_t, std::size_t, const std::function<bool(const inbox::Row&)>&, WorkspaceNo) override { return {}; }
  inbox::InboxStatus status() const override { return {}; }
  void on_commit(inbox::OnCommit) override {}
  Result<std::int64_t> scrub(WorkspaceNo, const std::function<bool(std::string_view)>&) override { return 0; }
  void stop() override {}
  std::vector<std::string> rows;

 private:
  std::unordered_map<std::int64_t, std::int64_t> keys_;
};

}  // namespace peakend::importers::testing
