#include "ingest/importers/preview.h"

#include <algorithm>
#include <map>

namespace peakend::importers {
namespace {

/// The journeys that would be; identities and erasures do not matter here.
class PreviewLookup final : public ingest::Lookup {
 public:
  explicit PreviewLookup(std::shared_ptr<const journey::Catalogue> journeys) : journeys_(std::move(journeys)) {}
  std::shared_ptr<const journey::Catalogue> journeys(WorkspaceNo) override { return journeys_; }
  CustomerId canonical(WorkspaceNo, CustomerId c) override { return c; }

 private:
  std::shared_ptr<const journey::Catalogue> journeys_;
};

/// Intake and projection of each item by itself, so that every fact knows the row it came from.
class PreviewSink final : public ItemSink {
 public:
  PreviewSink(const ingest::IntakeContext& context, Preview& out) : context_(context), lookup_(context.journeys), out_(out) {}

  Result<void> add(std::string_view json, const Origin& origin) override {
    auto intake = ingest::make_intake(context_);
    intake->add(json);
    const auto result = intake->results().front();
    if (result.state == ingest::ItemResult::State::accepted) {
      const auto submission = intake->take();
      const std::size_t before = out_.memory.facts.size();
      PK_CHECK(ingest::to_facts({1, context_.workspace, context_.now, submission.text}, lookup_, out_.memory));
      for (std::size_t i = before; i < out_.memory.facts.size(); ++i) take(out_.memory.facts[i], origin);
      out_.memory.facts.clear();
    }
    if (report_) report_(origin, result);
    return {};
  }
  Result<void> flush() override { return {}; }

  void finish() {
    out_.places.assign(places_.begin(), places_.end());
    std::stable_sort(out_.places.begin(), out_.places.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  }

 private:
  void take(const facts::Fact& f, const Origin& origin) {
    if (f.kind == facts::FactKind::event) {
      ++out_.events;
      out_.unmapped += f.touchpoint.empty();
    }
    if (f.kind != facts::FactKind::identify) ++places_[std::string(f.touchpoint)];
    if (out_.facts.size() < kPreviewFacts) out_.facts.push_back({origin, f});
  }

  const ingest::IntakeContext& context_;
  PreviewLookup lookup_;
  Preview& out_;
  std::map<std::string, std::int64_t> places_;
};

}  // namespace

Result<Preview> preview_import(const Mapping& map, const std::vector<Input>& inputs, const RunOptions& options,
                               const ingest::IntakeContext& context, const Hooks& hooks) {
  for (const Input& input : inputs) {
    const auto f = file_for(map, input.path);
    if (!f || !map.files[*f].items.empty() || input.blob->size() <= kMaxPreviewLookup) continue;
    Error e{ErrorKind::too_large, "preview_lookup_too_large", {}, {}, {{"file", input.path}, {"max", std::to_string(kMaxPreviewLookup >> 20)}}};
    return tl::unexpected(std::move(e));
  }
  Preview out;
  PreviewSink sink(context, out);
  Hooks own = hooks;
  own.reject = [&](const Reject& r) {
    if (out.rejects.size() < kPreviewRejects) out.rejects.push_back(r);
  };
  PK_CHECK(run_import(map, inputs, options, sink, own, out.summary));
  sink.finish();
  return out;
}

}  // namespace peakend::importers
