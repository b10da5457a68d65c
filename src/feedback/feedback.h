#pragma once
// Labels and corrections of what customers said. Labels are the workspace's, not one reader's: "important", "read" and any
// own words. A correction moves one comment to another touchpoint; it is kept here, applied whenever the comment is projected
// (so it survives a rebuild), and the fact that is there already is moved at once.
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/id.h"
#include "base/time.h"
#include "facts/facts.h"
#include "inbox/inbox.h"
#include "journey/journey.h"
#include "records/records.h"

namespace peakend::feedback {

/// One thing said: the inbox row, the kind of fact and the sender's id. The same after every rebuild.
struct Ref {
  std::int64_t seq = 0;
  facts::FactKind kind = facts::FactKind::feedback;
  std::string message_id;
  auto operator<=>(const Ref&) const = default;
  /// "<seq>.<e|r|f>.<message id>"
  std::string text() const;
  static std::optional<Ref> parse(std::string_view);
  static Ref of(const facts::Fact&);
};

inline constexpr std::size_t kMaxAtOnce = 500;       ///< refs of one call
inline constexpr std::size_t kMaxLabels = 200;       ///< different ones of a workspace
inline constexpr std::size_t kMaxLabelLength = 40;   ///< code points
inline constexpr std::size_t kMaxChange = 500;       ///< code points of a note
inline constexpr std::size_t kMaxPlaces = 100'000;   ///< corrections of a workspace

struct Place {
  std::string journey, touchpoint;            ///< where it belongs
  std::string from_journey, from_touchpoint;  ///< where the sender put it
  std::string author;
  std::int64_t at = 0;
};
/// What changed because of one thing said: a note that the customer reads on the page of the own choices (/p/{token}).
struct Change {
  std::string text, author;
  std::int64_t at = 0;
};
/// How far it is, by the labels "closed" and "taken"; neither: it is only received.
enum class Standing : std::uint8_t { received, taken, closed };
Standing standing_of(std::span<const std::string> labels);

struct LabelCount {
  std::string label;
  std::int64_t n = 0;
};

/// Thread-safe.
class Book {
 public:
  virtual ~Book() = default;
  /// Adds and takes off labels; a label that is there, or not there, already is fine. Field errors: "add[0]" ...
  virtual Result<void> label(WorkspaceNo, std::span<const Ref>, const std::vector<std::string>& add,
                             const std::vector<std::string>& remove, std::string_view author) = 0;
  virtual Result<std::map<Ref, std::vector<std::string>>> labels_of(WorkspaceNo, std::span<const Ref>) = 0;
  virtual Result<std::vector<LabelCount>> labels(WorkspaceNo) = 0;
  /// Things with the label, the latest label first, at most facts::kMaxRefs.
  virtual Result<std::vector<Ref>> labelled(WorkspaceNo, std::string_view label) = 0;

  /// Notes what changed; an empty text takes the note back. ErrorKind::not_found "no_such_feedback"; field error "text".
  virtual Result<void> note_change(WorkspaceNo, const Ref&, std::string_view text, std::string_view author) = 0;
  virtual Result<std::map<Ref, Change>> changes_of(WorkspaceNo, std::span<const Ref>) = 0;
  /// Erasure: notes on what these customers said.
  virtual Result<void> forget(WorkspaceNo, const std::vector<CustomerId>&) = 0;

  /// Moves comments; an empty touchpoint takes the correction back. Returns how many facts moved. Things that are no
  /// comments (or not there) are passed over. Field error "touchpoint" when the journeys have no such one.
  virtual Result<std::int64_t> assign(WorkspaceNo, std::span<const Ref>, std::string_view journey, std::string_view touchpoint,
                                      std::string_view author) = 0;
  virtual std::optional<Place> place_of(WorkspaceNo, const Ref&) const = 0;
  virtual std::vector<Ref> placed(WorkspaceNo) const = 0;
  /// The same for the projection: nullopt nearly always, and quick.
  virtual std::optional<std::pair<std::string, std::string>> moved(WorkspaceNo, std::int64_t seq, facts::FactKind,
                                                                   std::string_view message_id) const = 0;
  /// Moves facts of corrections that a crash left unfinished. Safe to repeat; call once at start.
  virtual Result<void> finish() = 0;
};

struct Deps {
  records::Records& records;
  facts::FactStore& facts;
  const Clock& clock;
  std::function<std::shared_ptr<const journey::Catalogue>(WorkspaceNo)> journeys;
  std::function<Result<void>()> drain;                      ///< everything acknowledged is in facts
  std::function<void(WorkspaceNo, CustomerId)> changed;     ///< a customer's facts are not what they were
};
/// Loads the corrections. The deps must outlive it.
Result<std::unique_ptr<Book>> make_book(Deps);
std::vector<records::Migration> migrations();

}  // namespace peakend::feedback
