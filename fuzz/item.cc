// Any bytes as an item: refused with a code, or accepted as one line that the projection reads without loss.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "ingest/ingest.h"

using namespace peakend;

namespace {

std::shared_ptr<const journey::Catalogue> catalogue() {
  static const auto made = [] {
    std::vector<journey::Journey> list;
    for (const auto& key : journey::template_keys())
      if (auto j = journey::load_template(key)) list.push_back(*std::move(j));
    return std::make_shared<const journey::Catalogue>(std::move(list), "Asia/Shanghai");
  }();
  return made;
}

class Now final : public ingest::Lookup {
 public:
  std::shared_ptr<const journey::Catalogue> journeys(WorkspaceNo) override { return catalogue(); }
  CustomerId canonical(WorkspaceNo, CustomerId c) override { return c; }
  void unreadable(WorkspaceNo, std::int64_t) override { std::abort(); }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const WorkspaceNo workspace{1};
  const Instant now = from_ms(1'770'000'000'000);
  auto intake = ingest::make_intake({workspace, catalogue(), now, "batch", Uuid{1, 2}});
  for (const char* type : {"", "track", "rating", "feedback", "identify", "alias", "page"}) intake->add(text, type);
  const auto submission = intake->take();
  std::size_t accepted = 0;
  for (const auto& r : intake->results()) {
    if (r.state == ingest::ItemResult::State::rejected ? r.why.code.empty() : r.id.empty()) std::abort();
    accepted += r.state == ingest::ItemResult::State::accepted;
  }
  if (submission.lines.size() != accepted) std::abort();
  if (static_cast<std::size_t>(std::count(submission.text.begin(), submission.text.end(), '\n')) != accepted) std::abort();
  facts::FactBatch batch;
  Now lookup;
  if (!ingest::to_facts({1, workspace, now, submission.text}, lookup, batch) || batch.facts.size() < accepted) std::abort();
  // As a stored line it may be damaged; then it is only counted.
  class Any final : public ingest::Lookup {
   public:
    std::shared_ptr<const journey::Catalogue> journeys(WorkspaceNo) override { return catalogue(); }
    CustomerId canonical(WorkspaceNo, CustomerId c) override { return c; }
  } any;
  if (!ingest::to_facts({1, workspace, now, text}, any, batch)) std::abort();
  return 0;
}
