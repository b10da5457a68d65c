#pragma once
// The answers: what every question needs to reach facts, journeys and folded episodes.
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/id.h"
#include "base/time.h"
#include "engine/boosting.h"
#include "engine/partial.h"
#include "engine/scale.h"
#include "facts/facts.h"
#include "feedback/feedback.h"
#include "inbox/inbox.h"
#include "initiative/initiative.h"
#include "insight/episode_index.h"
#include "jobs/jobs.h"
#include "journey/journey.h"
#include "records/records.h"

namespace peakend::insight {

using JourneysOf = std::function<std::shared_ptr<const journey::Catalogue>(WorkspaceNo)>;

/// Keeps episode facts, and sums over them, in step with the facts. Thread-safe. One per fact store.
class EpisodeJob {
 public:
  virtual ~EpisodeJob() = default;
  /// Told after each projection (any thread, cheap): remembers the workspaces and wakes the worker.
  virtual void projected(const inbox::Projected&) = 0;
  /// Folds everything that is in facts now, in the caller's thread. For imports by the command line and tests.
  virtual Result<void> drain(WorkspaceNo) = 0;
  /// The customer was erased, or took over the facts of another one: folds what is left anew and forgets sums
  /// and cached answers of the workspace.
  virtual void customer_changed(WorkspaceNo, CustomerId) = 0;
  /// Forgets the sums of a workspace, because its episodes were cleared; they come back on use.
  virtual void invalidate(WorkspaceNo) = 0;
  /// How often one of the two above was called: part of the key of every cached answer.
  virtual std::int64_t generation(WorkspaceNo) const = 0;
  /// Closed episodes of the journey over a span of days.
  virtual Result<MemoryView> memory(WorkspaceNo, std::string_view journey, Range) = 0;
  /// Ways of closed episodes from touchpoint to touchpoint over a span of days.
  virtual Result<PathView> paths(WorkspaceNo, std::string_view journey, Range) = 0;
  /// What closed and open episodes of those days ended with.
  virtual Result<OutcomeView> outcomes(WorkspaceNo, std::string_view journey, Range) = 0;
  /// Episodes that wait for a promise, earliest due first; all journeys when empty.
  virtual Result<std::vector<OpenEpisode>> open(WorkspaceNo, std::string_view journey) = 0;
  /// Starts the worker thread, which catches up with `workspaces` first. At most once.
  virtual void start(std::vector<WorkspaceNo> workspaces) = 0;
  virtual void stop() = 0;
};
std::unique_ptr<EpisodeJob> make_episode_job(facts::FactStore&, JourneysOf, const Clock&);

/// What one person answered to the recall questions of a survey.
struct RecallAnswer {
  CustomerId customer;                      ///< none: nobody known
  std::int64_t at = 0;
  std::string episode;                      ///< its key; "" when the survey was not told
  std::vector<std::string> asked, named;    ///< touchpoints offered, and those remembered; empty when not asked
  std::optional<std::int32_t> came_to_mind; ///< unaided: how many things; nullopt when not asked
};
struct RecallAnswers {
  std::vector<RecallAnswer> answers;        ///< newest first, at most kMaxRecall
  std::int64_t surveys = 0;                 ///< published ones that ask
  bool truncated = false;
};
inline constexpr std::size_t kMaxRecall = 5'000;
/// Of complete responses in [from, to).
using RecallOf = std::function<Result<RecallAnswers>(WorkspaceNo, std::int64_t from, std::int64_t to)>;

/// What employees answered to one survey, by the unit that they belong to.
struct StaffAnswer {
  std::string unit;          ///< as the hidden field says; "" without one
  std::size_t who = 0;       ///< the same number for the same person
  engine::FactValues values;
};
struct StaffAnswers {
  std::string question;      ///< the first NPS question with an answer, else the first question that gives a score; "" without answers
  std::string_view metric = "mean_score";  ///< "nps" for an NPS question
  engine::Scale scale;
  std::vector<StaffAnswer> answers;
  bool truncated = false;
};
/// Of complete responses in [from, to). not_found "no_such_survey"; conflict "not_an_employee_survey".
using StaffOf = std::function<Result<StaffAnswers>(WorkspaceNo, std::string_view survey, std::string_view field, std::int64_t from, std::int64_t to)>;

/// Shared by all routes; everything is thread-safe and outlives them.
struct Sources {
  facts::FactStore* facts = nullptr;
  JourneysOf journeys;
  std::function<CustomerId(WorkspaceNo, CustomerId)> canonical;  ///< merged identities; empty = none are merged
  EpisodeJob* episodes = nullptr;
  const Clock* clock = nullptr;
  std::string temp_dir = ".";  ///< exports are written here before they are sent
  feedback::Book* feedback = nullptr;  ///< labels and corrections of comments
  /// Who may not see persons sees no number of fewer answers; empty = no such limit.
  std::function<std::int64_t(WorkspaceNo)> suppress_k{};
  RecallOf recall{};  ///< empty = no survey asks
  jobs::Jobs* jobs = nullptr;                   ///< what must not run in a request; null: nothing is trained
  const engine::Boosting* boosting = nullptr;   ///< null: nothing is trained
  records::Records* records = nullptr;          ///< null: no audits are kept
  std::function<std::uint64_t()> random{};      ///< 64 bits, for ids
  initiative::Service* initiatives = nullptr;  ///< tests of improvements; null: there are none
  StaffOf staff{};  ///< empty = no employees are asked
};

std::vector<records::Migration> migrations();
/// Takes the customers out of kept audits, with their notes. The rest of what insight knows are facts.
Result<void> forget(records::Records&, WorkspaceNo, std::span<const CustomerId>);

/// Whether filters of a plan ("city:Shanghai,Beijing") can be read; those of single customers are refused. Field errors: where[i].
Result<void> check_where(const std::vector<std::string>&);

}  // namespace peakend::insight
