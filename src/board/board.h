#pragma once
// Saved views, dashboards and comments: types and pure rules. A view is a question, never its answer.
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/calendar.h"
#include "base/error.h"
#include "base/id.h"
#include "base/time.h"
#include "message/message.h"
#include "records/records.h"

namespace peakend::journey {
struct Journey;
}

namespace peakend::board {

struct ViewTag { static constexpr const char* prefix = "view"; };
struct DashboardTag { static constexpr const char* prefix = "dash"; };
struct ThreadTag { static constexpr const char* prefix = "thr"; };
struct CommentTag { static constexpr const char* prefix = "com"; };
using ViewId = Id<ViewTag>;
using DashboardId = Id<DashboardTag>;
using ThreadId = Id<ThreadTag>;
using CommentId = Id<CommentTag>;

inline constexpr std::size_t kMaxViews = 1'000, kMaxDashboards = 200, kMaxTiles = 40, kMaxThreads = 20'000,
                             kMaxComments = 500, kMaxMentions = 20, kMaxText = 4'000, kMaxName = 200;

/// What Explore asks: one metric by at most two dimensions. The words are those of GET /v1/insights/{metric}; the
/// range is that of the console's address ("30d", "12m", "2026-01-01..2026-03-31", "" = all).
struct Question {
  std::string metric;
  std::vector<std::string> by, where;
  std::string journey, range;
  bool compare = false;  ///< with the period before
  std::string chart;     ///< trend, ranking, heat, table; "" = what fits
  bool operator==(const Question&) const = default;
};
/// Field errors below `at` ("question."): metric, by[i], where[i], range, chart. Whether the metric and the dimensions
/// exist is said by the answer, because metrics and attributes come and go.
std::vector<FieldError> faults(const Question&, std::string_view at);

struct View {
  ViewId id;
  AccountId owner;  ///< none: made by a program's key
  std::string name;
  bool shared = false;
  Question question;
  int version = 1;
  Instant created{}, changed{};
};
enum class TileKind : std::uint8_t { chart = 1, note = 2 };
struct Tile {
  std::string id;  ///< unique in its dashboard; given by the server when empty
  TileKind kind = TileKind::chart;
  std::string name;  ///< "" = named after its question
  int width = 1;     ///< columns of two
  ViewId view;       ///< none: only the question
  Question question;
  std::string text;  ///< of notes
  bool operator==(const Tile&) const = default;
};
struct Dashboard {
  DashboardId id;
  std::string role;  ///< of a default dashboard, else ""
  AccountId owner;
  std::string name;  ///< "" for a default: the console says the role
  bool shared = false;
  std::vector<Tile> tiles;  ///< in reading order
  int version = 1;
  Instant created{}, changed{};
};
/// Field errors of tiles; fills missing ids.
std::vector<FieldError> settle(std::vector<Tile>&);

/// The roles with a default dashboard: "cx-lead", "analyst", "touchpoint-owner".
const std::vector<std::string>& default_roles();
/// The dashboard a role starts with, made of the journeys that exist; without journeys it has no tiles. nullopt: no
/// such role. At most kMaxTiles tiles, of the first three journeys. With a scope, the touchpoint owner's tiles are of
/// its touchpoints.
std::optional<Dashboard> default_dashboard(std::string_view role, const std::vector<journey::Journey>&, const message::Scope* = nullptr);

/// Who asks. `may_share`: changes what all see; `may_moderate`: removes others' comments and private leftovers.
struct Who {
  WorkspaceNo workspace = WorkspaceNo::none;
  AccountId account;
  std::string name;
  bool may_share = false, may_moderate = false;
  const message::Scope* scope = nullptr;  ///< null: sees all touchpoints
};
/// Private things are their owner's; shared ones are seen by everybody of the workspace.
template <class T>
bool may_see(const Who& w, const T& thing) { return thing.shared || (!w.account.is_none() && thing.owner == w.account); }
template <class T>
bool may_change(const Who& w, const T& thing) {
  return may_see(w, thing) && (w.may_share || (!w.account.is_none() && thing.owner == w.account && !thing.shared));
}

/// "day" at `hour`, or "week" on `weekday` (1 Monday .. 7 Sunday) at `hour`, or "month" on its first day.
struct Digest {
  std::string every = "week";
  int weekday = 1, hour = 8;
  Instant created{};
  std::optional<Instant> sent;
};
/// The first due instant after `after` in the workspace's zone. Worked: week, Monday 8 h, after Wednesday noon: the
/// next Monday at 8.
Instant next_due(const Digest&, const calendar::Zone&, Instant after);

struct Thread {
  ThreadId id;
  std::string page;    ///< "/journey/home"
  std::string figure;  ///< "" = the whole page
  std::string link;    ///< address with range and filters, as the first author saw it
  std::string title;
  Instant created{}, changed{};
  std::optional<Instant> resolved;
  AccountId resolved_by;
};
struct Comment {
  CommentId id;
  ThreadId thread;
  AccountId author;
  std::string author_name, text;
  Instant created{};
  std::optional<Instant> edited, removed;
};
struct Mention {
  CommentId comment;
  ThreadId thread;
  std::string link, title;
  AccountId author;
  std::string author_name, text;
  Instant created{};
  std::optional<Instant> seen;
};
/// The accounts of "@[Name](acc_…)" in a text, each once, in order.
std::vector<AccountId> mentioned(std::string_view text);
/// False for the page of a touchpoint outside the scope: what is said there is not for everybody.
bool may_read_page(const message::Scope*, std::string_view page);
/// A local address: begins with one slash, no backslash and no control character, at most `max` bytes.
bool good_path(std::string_view, std::size_t max);

/// A member of a workspace, as far as others may know.
struct Person {
  AccountId id;
  std::string name;
};
using People = std::function<std::vector<Person>(WorkspaceNo)>;

std::vector<records::Migration> migrations();

}  // namespace peakend::board
