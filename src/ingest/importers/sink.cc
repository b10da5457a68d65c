// Where items go: intake and inbox, in batches that are durable when they are reported.
#include <vector>

#include "ingest/importers/run.h"

namespace peakend::importers {
namespace {

constexpr std::size_t kBatchItems = 5'000, kBatchBytes = 4u << 20;

class IntakeSink final : public ItemSink {
 public:
  IntakeSink(ingest::IntakeContext context, const Clock& clock, inbox::Inbox* inbox, inbox::Projector* projector)
      : context_(std::move(context)), clock_(clock), inbox_(inbox), projector_(projector) {}

  Result<void> add(std::string_view json, const Origin& origin) override {
    if (!intake_) {
      context_.now = clock_.now();
      intake_ = ingest::make_intake(context_);
    }
    intake_->add(json);
    origins_.push_back(origin);
    bytes_ += json.size();
    return origins_.size() >= kBatchItems || bytes_ >= kBatchBytes ? flush() : Result<void>{};
  }

  Result<void> flush() override {
    if (origins_.empty()) return {};
    auto& results = intake_->results();
    if (inbox_) PK_CHECK(store(results));
    for (std::size_t i = 0; i < origins_.size(); ++i) {
      if (report_) report_(origins_[i], results[i]);
    }
    origins_.clear();
    bytes_ = 0;
    intake_.reset();
    return {};
  }

 private:
  Result<void> store(std::vector<ingest::ItemResult>& results) {
    inbox::Submission submission = intake_->take();
    if (submission.lines.empty()) return {};
    if (projector_) inbox::wait_near(*projector_);
    PK_TRY(const inbox::Receipt receipt, inbox_->submit_wait(std::move(submission)));
    std::size_t line = 0;
    for (auto& r : results) {
      if (r.state != ingest::ItemResult::State::accepted) continue;
      if (line < receipt.duplicate_of.size() && receipt.duplicate_of[line] != 0) r.state = ingest::ItemResult::State::duplicate;
      ++line;
    }
    return {};
  }

  ingest::IntakeContext context_;
  const Clock& clock_;
  inbox::Inbox* inbox_;
  inbox::Projector* projector_;
  std::unique_ptr<ingest::Intake> intake_;
  std::vector<Origin> origins_;
  std::size_t bytes_ = 0;
};

}  // namespace

std::unique_ptr<ItemSink> make_intake_sink(ingest::IntakeContext context, const Clock& clock, inbox::Inbox* inbox, inbox::Projector* projector) {
  return std::make_unique<IntakeSink>(std::move(context), clock, inbox, projector);
}

}  // namespace peakend::importers
