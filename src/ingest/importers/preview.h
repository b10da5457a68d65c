#pragma once
// A map tried on the beginning of its files: what would be stored, and what would be refused. Nothing is kept.
#include <cstdint>
#include <string>
#include <vector>

#include "facts/facts.h"
#include "ingest/importers/run.h"

namespace peakend::importers {

struct PreviewFact {
  Origin origin;
  facts::Fact fact;  ///< points into Preview::memory
};
struct Preview {
  Summary summary;
  std::vector<PreviewFact> facts;  ///< in the order of the rows; at most kPreviewFacts
  std::vector<Reject> rejects;     ///< at most kPreviewRejects
  std::int64_t events = 0, unmapped = 0;  ///< events, and those of them that no rule takes
  std::vector<std::pair<std::string, std::int64_t>> places;  ///< touchpoint ("" = none) -> facts but identify
  facts::FactBatch memory;
};
inline constexpr std::int64_t kPreviewRows = 200, kMaxPreviewRows = 2'000;
inline constexpr std::size_t kPreviewFacts = 100, kPreviewRejects = 100;
inline constexpr std::uint64_t kMaxPreviewLookup = 64ull << 20;

/// Runs the map over the first `options.limit` rows of each file, as an import would, with the journeys it would have.
/// Files that are only looked up are read whole; one over kMaxPreviewLookup is ErrorKind::too_large
/// "preview_lookup_too_large". Other errors: those of run_import.
Result<Preview> preview_import(const Mapping&, const std::vector<Input>&, const RunOptions& options,
                               const ingest::IntakeContext&, const Hooks& cancelled);

}  // namespace peakend::importers
