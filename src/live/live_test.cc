#include "live/live_api.h"

#include <boost/json.hpp>
#include <gtest/gtest.h>


#include <mutex>
#include <thread>

#include "base/utf8.h"

namespace peakend::live {
namespace {

class Recorder final : public message::Stream {
 public:
  bool send(std::string_view bytes) override {
    const std::lock_guard lock(mutex_);
    text_ += bytes;
    ++sends_;
    return !gone_;
  }
  void close() override {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  std::string text() const {
    const std::lock_guard lock(mutex_);
    return text_;
  }
  int count(std::string_view what) const {
    const std::string all = text();
    int n = 0;
    for (std::size_t at = all.find(what); at != std::string::npos; at = all.find(what, at + 1)) ++n;
    return n;
  }
  bool closed() const {
    const std::lock_guard lock(mutex_);
    return closed_;
  }
  void leave() {
    const std::lock_guard lock(mutex_);
    gone_ = true;
  }

 private:
  mutable std::mutex mutex_;
  std::string text_;
  int sends_ = 0;
  bool closed_ = false, gone_ = false;
};

template <class F>
bool soon(F f) {
  for (int i = 0; i < 300; ++i) {
    if (f()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

facts::FactBatch ratings(WorkspaceNo workspace, int n, std::string text = "很好") {
  facts::FactBatch batch;
  for (int i = 0; i < n; ++i) {
    facts::Fact f;
    f.workspace = workspace;
    f.kind = facts::FactKind::rating;
    f.touchpoint = "buy/app";
    f.valence = 6000;
    f.score = i;
    f.text = text;
    batch.add(f);
  }
  return batch;
}

TEST(Live, ClientsHearOnlyOfTheirWorkspace) {
  ManualClock clock(from_ms(0));
  auto live = make_live(clock, [] { return 7; });
  auto mine = std::make_shared<Recorder>(), other = std::make_shared<Recorder>();
  ASSERT_TRUE(live->join(WorkspaceNo{1}, -1, mine));
  ASSERT_TRUE(live->join(WorkspaceNo{2}, -1, other));
  const auto batch = ratings(WorkspaceNo{1}, 30);
  live->projected({8, &batch});
  ASSERT_TRUE(soon([&] { return mine->count("event: tick") == 1; }));
  EXPECT_EQ(other->count("event: tick"), 0);
  const std::string text = mine->text();
  const auto at = text.find("data: ");
  const auto data = boost::json::parse(text.substr(at + 6, text.find('\n', at) - at - 6));
  EXPECT_EQ(data.at("facts").as_int64(), 30);
  EXPECT_EQ(data.at("seq").as_int64(), 8);
  ASSERT_EQ(data.at("items").as_array().size(), kMaxItems);
  EXPECT_EQ(data.at("items").at(kMaxItems - 1).at("score").to_number<double>(), 29);
  EXPECT_EQ(data.at("items").at(0).at("valence").to_number<double>(), .6);
}

TEST(Live, ManyProjectionsBecomeFewTicks) {
  ManualClock clock(from_ms(0));
  auto live = make_live(clock, [] { return 0; });
  auto stream = std::make_shared<Recorder>();
  ASSERT_TRUE(live->join(WorkspaceNo{1}, -1, stream));
  const auto batch = ratings(WorkspaceNo{1}, 1);
  const auto began = std::chrono::steady_clock::now();
  for (int i = 1; i <= 100; ++i) {
    live->projected({i, &batch});
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  ASSERT_TRUE(soon([&] { return stream->count("id: 100\n") == 1; }));
  const auto ticks = (std::chrono::steady_clock::now() - began) / kTick + 2;
  EXPECT_LE(stream->count("event: tick"), ticks);
}

TEST(Live, AReturningClientIsToldThatItMissedSomething) {
  ManualClock clock(from_ms(0));
  auto live = make_live(clock, [] { return 9; });
  auto behind = std::make_shared<Recorder>(), current = std::make_shared<Recorder>();
  ASSERT_TRUE(live->join(WorkspaceNo{1}, 5, behind));
  ASSERT_TRUE(live->join(WorkspaceNo{1}, 9, current));
  EXPECT_EQ(behind->count("id: 9\n"), 1);
  EXPECT_EQ(current->count("event: tick"), 0);
}

TEST(Live, ClientsAreBoundedAndLeave) {
  ManualClock clock(from_ms(0));
  auto live = make_live(clock, [] { return 0; });
  std::vector<std::shared_ptr<Recorder>> streams;
  for (std::size_t i = 0; i < kMaxClientsOfWorkspace; ++i) {
    streams.push_back(std::make_shared<Recorder>());
    ASSERT_TRUE(live->join(WorkspaceNo{1}, -1, streams.back()));
  }
  EXPECT_EQ(live->check(WorkspaceNo{1}).error().code, "too_many_streams");
  EXPECT_TRUE(live->check(WorkspaceNo{2}));
  for (auto& stream : streams) stream->leave();
  const auto batch = ratings(WorkspaceNo{1}, 1);
  live->projected({1, &batch});
  EXPECT_TRUE(soon([&] { return live->clients() == 0; }));
  auto last = std::make_shared<Recorder>();
  ASSERT_TRUE(live->join(WorkspaceNo{1}, -1, last));
  live->stop();
  EXPECT_TRUE(last->closed());
}

TEST(Live, LongTextsAreCutAtACharacter) {
  ManualClock clock(from_ms(0));
  auto live = make_live(clock, [] { return 0; });
  auto stream = std::make_shared<Recorder>();
  ASSERT_TRUE(live->join(WorkspaceNo{1}, -1, stream));
  std::string text = "a";
  while (text.size() < 2 * kMaxTextBytes) text += "慢";
  const auto batch = ratings(WorkspaceNo{1}, 1, text);
  live->projected({1, &batch});
  ASSERT_TRUE(soon([&] { return stream->count("event: tick") == 1; }));
  EXPECT_TRUE(utf8::valid(stream->text()));
  EXPECT_LT(stream->text().size(), 2 * kMaxTextBytes);
}

}  // namespace
}  // namespace peakend::live
