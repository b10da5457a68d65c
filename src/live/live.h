#pragma once
// What has just come in, for screens that are open: projections become small ticks to server-sent-events clients.
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/id.h"
#include "base/time.h"
#include "inbox/inbox.h"
#include "message/message.h"

namespace peakend::live {

inline constexpr std::size_t kMaxItems = 20;         ///< newest rated or worded facts told in one tick
inline constexpr std::size_t kMaxTextBytes = 300;    ///< of an item's text; longer ones are cut at a character
inline constexpr std::size_t kMaxClients = 500, kMaxClientsOfWorkspace = 100;
inline constexpr std::chrono::milliseconds kTick{250}, kHeartbeat{15'000};
inline constexpr std::chrono::minutes kLongest{30};  ///< then the client connects anew, and is authenticated anew

struct Item {
  std::int64_t at = 0;
  std::string journey, touchpoint, metric, text;
  std::optional<double> score, valence;
};
/// Everything of one workspace since its last tick.
struct Tick {
  std::int64_t seq = 0, facts = 0;
  std::vector<Item> items;  ///< newest last, at most kMaxItems
};
/// One event of the stream: "id: <seq>", "event: tick", "data: {...}".
std::string encode_tick(const Tick&, Instant now);

/// Thread-safe. Its thread sends at most one tick a kTick to each client.
class Live {
 public:
  virtual ~Live() = default;
  /// From the projector's thread; cheap, and nothing is kept for workspaces without clients.
  virtual void projected(const inbox::Projected&) = 0;
  /// `last_seq` is what the client saw last (-1: nothing): when the workspace has moved on since, a tick without
  /// items goes out at once, so that it asks again. too_many "too_many_streams" when full.
  /// `items`: also what was said (needs the right to persons); otherwise only that something came.
  virtual Result<void> join(WorkspaceNo, std::int64_t last_seq, std::shared_ptr<message::Stream>, bool items = true) = 0;
  /// Room for one more client of the workspace?
  virtual Result<void> check(WorkspaceNo) const = 0;
  virtual std::size_t clients() const = 0;
  /// Says good-bye to all clients and ends the thread.
  virtual void stop() = 0;
};
/// `watermark` is what facts stand on now.
std::unique_ptr<Live> make_live(const Clock&, std::function<std::int64_t()> watermark);

}  // namespace peakend::live
