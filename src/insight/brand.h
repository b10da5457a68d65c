#pragma once
// Brand: what the company wants to stand for and what customers need, against the words they use at each touchpoint, what is remembered
// there, and what rivals and the company's own claim say (docs/methods/brand.md).
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/brand.h"
#include "engine/estimate.h"
#include "feedback/feedback.h"
#include "insight/kept.h"
#include "journey/journey.h"
#include "records/records.h"

namespace peakend::insight {

inline constexpr std::size_t kMaxIdeas = 12, kMaxIdeaWords = 60, kMaxRivals = 10, kMaxClaim = 15'000;  ///< kMaxClaim: bytes
inline constexpr std::int64_t kNeedMentions = 50;  ///< on each side of a comparison with a rival
inline constexpr std::int64_t kNeedTexts = 30;     ///< of a touchpoint, before anything is said of it

/// A brand value or a need of customers, known by the words that speak of it.
struct BrandIdea {
  std::string key;
  journey::Text name;
  double weight = 1;                     ///< how much it is to count; above 0
  std::vector<std::string> words;        ///< Chinese anywhere, Latin as whole words; both scripts alike
};
struct Rival {
  std::string name;
  std::vector<double> mentions;          ///< by value, in their order: from reviews or a survey
};
struct Brand {
  int version = 0;                       ///< 0: nothing was said yet
  std::vector<BrandIdea> values, needs;
  std::string claim;                     ///< what the company's own copy says
  std::vector<Rival> rivals;
  std::size_t ideas() const { return values.size() + needs.size(); }
};

/// A comment with what it speaks of; ideas as bits, values first, then needs.
struct BrandText {
  std::uint32_t touchpoint = 0;          ///< 0: of the journey as a whole
  std::uint32_t ideas = 0;
  std::size_t group = 0;                 ///< random group of customers
  std::optional<bool> good;              ///< has a score: is it a third of the scale or more above neutral
};
struct IdeaCell {
  std::int64_t mentions = 0;
  engine::Estimate share;                ///< of the touchpoint's texts
  engine::Estimate good;                 ///< of the mentions with a score
  double association = 0;                ///< of all mentions of the idea; over the touchpoints these add up to 1
};
struct BrandPlace {
  std::uint32_t touchpoint = 0;
  std::int64_t texts = 0;
  std::vector<IdeaCell> cells;           ///< values, then needs
  engine::Estimate remembered;           ///< share of rated closed episodes in which it is the good peak or the end
  engine::BrandScore score;              ///< a sort key; ok only with enough texts and remembered
};
struct IdeaAll {
  std::int64_t mentions = 0;
  engine::Estimate share, good;          ///< of all texts; of the mentions with a score
  double talk = 0, intended = 0, claim = 0;  ///< share of the mentions of all values (needs), of the weights, of the claim's mentions
  std::vector<feedback::Ref> evidence;   ///< newest first, at most 3
};
struct RivalAgainst {
  std::string name;
  std::int64_t own = 0, theirs = 0;      ///< mentions
  engine::Estimate difference;           ///< Jensen-Shannon divergence of the mentions, bits 0 (equal) to 1; jackknife over customers
  std::vector<double> ahead;             ///< by value: own share of mentions less theirs
};
struct BrandSays {
  std::vector<std::string> touchpoints;  ///< by number; the first is ""
  std::int64_t texts = 0, claim_mentions = 0;
  bool truncated = false;
  std::vector<IdeaAll> ideas;
  std::vector<BrandPlace> places;        ///< best score first
  std::vector<RivalAgainst> rivals;
};

/// Adds all up. `says` has touchpoints and what is remembered in places (by touchpoint number, any order).
void count_brand(BrandSays& says, const Brand&, const std::vector<BrandText>&, std::uint32_t claim_ideas);

/// One record a workspace. Thread-safe.
class Brands {
 public:
  explicit Brands(records::Records& r) : records_(r) {}
  Result<Brand> get(WorkspaceNo);
  /// Keeps it as version + 1. conflict "changed_meanwhile" when the stored version is another one.
  Result<Brand> put(WorkspaceNo, Brand);

 private:
  records::Records& records_;
};
/// As stored and as the API tells it; reads what it writes. Errors of fields with their path.
std::string brand_json(const Brand&);
Result<Brand> brand_of_json(std::string_view body);

Result<BrandSays> brand_says(const Sources&, const Caller&, const journey::Journey&, const Query&, const Brand&);

}  // namespace peakend::insight
