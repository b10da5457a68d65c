#pragma once
// Who of the silent was probably dissatisfied: learnt from those who spoke, calibrated on later ones, judged on the latest, and
// shown only when the chances hold there (docs/methods/silence_model.md).
#include <array>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/calibration.h"
#include "insight/silence_cases.h"

namespace peakend::insight {

inline constexpr std::int64_t kNeedBadCases = 50;           ///< who spoke and said it was bad; as many who said it was not
inline constexpr double kLeastSlope = .8, kMostSlope = 1.25, kMostSlopeSe = .25;
inline constexpr int kReliabilityBins = 10;
inline constexpr double kConformalAlpha = .1;

/// few_cases: too few bad, or too few good. no_signal: not better than chance. off: the chances are too extreme or too timid.
/// unsure: the slope's standard error is kMostSlopeSe or more, so that its interval is wider than what is to be shown.
enum class Refusal : std::uint8_t { none, few_cases, no_signal, off, unsure };
std::string_view name_of(Refusal);

/// One part of those who spoke, by time.
struct Split {
  std::int64_t n = 0, bad = 0, from = 0, to = 0;  ///< ms of the first and the last cut
};
struct Weight {
  std::string column;
  double gain = 0;
};
struct SilenceModel {
  Refusal refusal = Refusal::none;
  std::int64_t heard = 0, bad = 0, silent = 0;   ///< customers who spoke, said it was bad, said nothing
  std::int64_t silent_let_down = 0;
  Split train, calibrate, test;
  // Of the latest part, which neither trees nor calibration have seen.
  double auc = 0, auc_se = 0, brier = 0, brier_plain = 0, ece = 0;  ///< plain: everybody the calibration part's share
  engine::LogisticLine line;                     ///< calibration slope and intercept
  std::vector<engine::ReliabilityBin> bins;
  std::vector<Weight> weights;                   ///< most gain first, at most 10
  std::optional<double> conformal;               ///< half width around one chance that holds 1 - kConformalAlpha; nullopt: none does
  engine::Estimate count, count_let_down;        ///< dissatisfied among the silent; of these, let down by what operations recorded
  std::unordered_map<CustomerId, float> chances; ///< of every customer; empty when refused
  double looked_at = 1;
  std::int64_t seq = 0, at = 0;                  ///< data version; ms of the training
};

inline constexpr std::int64_t kModelSteps = 100;  ///< of progress
/// Learns and judges. `go_on(done, total)` between steps; false: unavailable "cancelled". Deterministic in the table.
Result<SilenceModel> learn_silence(const engine::Boosting&, const CaseBook::Table&, const std::function<bool(std::int64_t, std::int64_t)>& go_on);

/// The last model of each journey and the job that makes a new one. Kept in memory: a start begins without. Thread-safe.
class SilenceModels {
 public:
  struct State {
    std::shared_ptr<const SilenceModel> model;  ///< null: none yet
    bool fresh = false;                         ///< stands on all facts there are
    std::optional<jobs::Job> training;          ///< queued or running, or the last one when it did not end well
  };
  Result<State> state(const Sources&, const Caller&, const journey::Journey&);
  /// Starts the job unless the model is fresh or a job is under way.
  Result<State> train(std::shared_ptr<const Sources>, const Caller&, const journey::Journey&);

 private:
  struct Known {
    std::shared_ptr<const SilenceModel> model;
    std::string version;
    JobId job;
  };
  using Key = std::pair<WorkspaceNo, std::string>;
  struct Shelf {  // a job may outlive the routes
    std::mutex mutex;
    std::map<Key, Known> known;
  };
  std::shared_ptr<Shelf> shelf_ = std::make_shared<Shelf>();
};

}  // namespace peakend::insight
