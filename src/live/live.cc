#include "live/live.h"

#include <algorithm>
#include <condition_variable>
#include <list>
#include <map>
#include <mutex>
#include <thread>

#include "engine/scale.h"

namespace peakend::live {
namespace {

using SteadyTime = std::chrono::steady_clock::time_point;

struct Client {
  WorkspaceNo workspace = WorkspaceNo::none;
  std::shared_ptr<message::Stream> stream;
  bool items = true;
  SteadyTime joined, last_sent;
};

/// Not longer than kMaxTextBytes, and never half a character.
std::string cut(std::string_view text) {
  if (text.size() <= kMaxTextBytes) return std::string(text);
  std::size_t end = kMaxTextBytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return std::string(text.substr(0, end)) + "…";
}

Item item_of(const facts::Fact& fact) {
  Item item{fact.at, std::string(fact.journey), std::string(fact.touchpoint), std::string(fact.metric), cut(fact.text), fact.score, {}};
  if (fact.valence) item.valence = engine::valence_real(*fact.valence);
  return item;
}

class LiveImpl final : public Live {
 public:
  LiveImpl(const Clock& clock, std::function<std::int64_t()> watermark) : clock_(clock), watermark_(std::move(watermark)) {
    thread_ = std::thread([this] { run(); });
  }
  ~LiveImpl() override { stop(); }

  void projected(const inbox::Projected& p) override {
    if (p.batch == nullptr) return;
    const std::lock_guard lock(mutex_);
    if (clients_.empty()) return;
    for (const facts::Fact& fact : p.batch->facts) {
      if (!watched_.contains(fact.workspace)) continue;
      Tick& tick = pending_[fact.workspace];
      tick.seq = p.upto_seq;
      ++tick.facts;
      if (!fact.valence && fact.text.empty()) continue;
      if (tick.items.size() == kMaxItems) tick.items.erase(tick.items.begin());
      tick.items.push_back(item_of(fact));
    }
    if (!pending_.empty()) wake_.notify_one();
  }

  Result<void> check(WorkspaceNo workspace) const override {
    const std::lock_guard lock(mutex_);
    return room(workspace);
  }

  Result<void> join(WorkspaceNo workspace, std::int64_t last_seq, std::shared_ptr<message::Stream> stream, bool items) override {
    const std::int64_t now_seq = watermark_();
    const std::lock_guard lock(mutex_);
    PK_CHECK(room(workspace));
    const auto now = std::chrono::steady_clock::now();
    if (!stream->send("retry: 2000\n\n")) return {};
    if (last_seq >= 0 && last_seq < now_seq) stream->send(encode_tick({now_seq, 0, {}}, clock_.now()));
    clients_.push_back({workspace, std::move(stream), items, now, now});
    ++watched_[workspace];
    return {};
  }

  std::size_t clients() const override {
    const std::lock_guard lock(mutex_);
    return clients_.size();
  }

  void stop() override {
    {
      const std::lock_guard lock(mutex_);
      if (stopping_) return;
      stopping_ = true;
      wake_.notify_all();
    }
    thread_.join();
    const std::lock_guard lock(mutex_);
    for (Client& client : clients_) client.stream->close();
    clients_.clear();
    watched_.clear();
  }

 private:
  Result<void> room(WorkspaceNo workspace) const {
    const auto found = watched_.find(workspace);
    const std::size_t here = found == watched_.end() ? 0 : found->second;
    if (stopping_ || clients_.size() >= kMaxClients || here >= kMaxClientsOfWorkspace) return fail(ErrorKind::too_many, "too_many_streams");
    return {};
  }

  void run() {
    std::unique_lock lock(mutex_);
    while (!stopping_) {
      // Without news it wakes often enough for heartbeats; with news it waits out the rest of the tick.
      wake_.wait_for(lock, std::chrono::seconds(1), [this] { return stopping_ || !pending_.empty(); });
      if (stopping_) return;
      send_all();
      wake_.wait_for(lock, kTick, [this] { return stopping_; });
    }
  }

  void send_all() {
    const auto pending = std::exchange(pending_, {});
    std::map<std::pair<WorkspaceNo, bool>, std::string> events;  // with and without items
    for (const auto& [workspace, tick] : pending) {
      events[{workspace, true}] = encode_tick(tick, clock_.now());
      events[{workspace, false}] = encode_tick({tick.seq, tick.facts, {}}, clock_.now());
    }
    const auto now = std::chrono::steady_clock::now();
    for (auto client = clients_.begin(); client != clients_.end();) {
      bool alive = now - client->joined < kLongest;
      if (const auto event = events.find({client->workspace, client->items}); alive && event != events.end()) {
        alive = client->stream->send(event->second);
        client->last_sent = now;
      } else if (alive && now - client->last_sent >= kHeartbeat) {
        alive = client->stream->send(": still here\n\n");
        client->last_sent = now;
      }
      if (alive) {
        ++client;
        continue;
      }
      client->stream->close();
      if (--watched_[client->workspace] == 0) watched_.erase(client->workspace);
      client = clients_.erase(client);
    }
  }

  const Clock& clock_;
  std::function<std::int64_t()> watermark_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::list<Client> clients_;
  std::map<WorkspaceNo, std::size_t> watched_;  ///< clients by workspace
  std::map<WorkspaceNo, Tick> pending_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace

std::unique_ptr<Live> make_live(const Clock& clock, std::function<std::int64_t()> watermark) {
  return std::make_unique<LiveImpl>(clock, std::move(watermark));
}

}  // namespace peakend::live
