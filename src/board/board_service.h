#pragma once
// Keeps views, dashboards, digests and threads in records, and says who may do what with them.
#include <memory>

#include "base/time.h"
#include "board/board.h"
#include "records/records.h"

namespace peakend::board {

struct ViewChange {
  std::optional<std::string> name;
  std::optional<bool> shared;
  std::optional<Question> question;
  std::optional<int> based_on;  ///< nullopt: whatever is stored now
};
struct ThreadQuery {
  std::string page, figure;   ///< "" = any
  std::string state = "all";  ///< open, resolved, all
  std::int64_t limit = 100, offset = 0;
};

/// Thread-safe. What the caller may not see does not exist for him: not_found "no_such_view", "no_such_dashboard",
/// "no_such_thread", "no_such_comment". What he sees but may not change: forbidden "not_yours". Callers without an
/// account (keys) make shared things only: forbidden "needs_account". A stale version: conflict "stored_elsewhere".
class Service {
 public:
  virtual ~Service() = default;

  virtual Result<std::vector<View>> views(const Who&) = 0;
  virtual Result<View> view(const Who&, ViewId) = 0;
  virtual Result<View> add_view(const Who&, View) = 0;
  virtual Result<View> change_view(const Who&, ViewId, const ViewChange&) = 0;
  virtual Result<void> remove_view(const Who&, ViewId) = 0;

  /// Stored ones only. Tiles carry the present question of their view while the caller sees the view.
  virtual Result<std::vector<Dashboard>> dashboards(const Who&) = 0;
  virtual Result<Dashboard> dashboard(const Who&, DashboardId) = 0;
  virtual Result<Dashboard> add_dashboard(const Who&, Dashboard) = 0;
  /// Replaces name, sharing and tiles. `based_on`: the version that was read; nullopt overwrites.
  virtual Result<Dashboard> put_dashboard(const Who&, Dashboard, std::optional<int> based_on) = 0;
  /// Puts one tile at the end.
  virtual Result<Dashboard> pin(const Who&, DashboardId, Tile) = 0;
  virtual Result<void> remove_dashboard(const Who&, DashboardId) = 0;

  virtual Result<std::optional<Digest>> digest(const Who&, DashboardId) = 0;
  virtual Result<Digest> put_digest(const Who&, DashboardId, Digest) = 0;
  virtual Result<void> remove_digest(const Who&, DashboardId) = 0;

  struct Talk {
    Thread thread;
    std::vector<Comment> comments;  ///< oldest first
  };
  virtual Result<std::vector<Talk>> threads(const Who&, const ThreadQuery&) = 0;
  virtual Result<Talk> thread(const Who&, ThreadId) = 0;
  /// Mentioned accounts must be members: invalid "text", "no_such_member".
  virtual Result<Talk> open_thread(const Who&, Thread, std::string text) = 0;
  /// Opens a resolved thread again.
  virtual Result<Talk> reply(const Who&, ThreadId, std::string text) = 0;
  virtual Result<Talk> resolve(const Who&, ThreadId, bool resolved) = 0;
  virtual Result<Talk> edit(const Who&, CommentId, std::string text) = 0;
  /// The words go, the place stays.
  virtual Result<Talk> remove_comment(const Who&, CommentId) = 0;

  struct Mentions {
    std::vector<Mention> list;  ///< newest first
    std::int64_t unread = 0;
  };
  virtual Result<Mentions> mentions(const Who&, bool unread_only, std::int64_t limit) = 0;
  /// Those of one thread, or all with a none id.
  virtual Result<void> see_mentions(const Who&, ThreadId) = 0;
};

/// `people`: the members of a workspace; `random`: 64 random bits. All must outlive the service.
std::unique_ptr<Service> make_service(records::Records&, const Clock&, People people, std::function<std::uint64_t()> random);

}  // namespace peakend::board
