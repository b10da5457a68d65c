#include "adapters/duckdb/reopening.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <future>
#include <thread>

#include "facts/contract/forwarding_facts.h"

namespace peakend::duck {
namespace {

/// What the stores that are opened one after the other have in common.
struct World {
  std::unique_ptr<facts::FactStore> real = facts::make_memory_facts();
  std::atomic<bool> broken{false}, cannot_open{false};
  std::atomic<int> opened{0}, alive{0}, most_alive{0};
};

class Fragile final : public facts::ForwardingFacts {
 public:
  explicit Fragile(World& w) : ForwardingFacts(*w.real), w_(w) {
    ++w_.opened;
    w_.most_alive = std::max<int>(w_.most_alive, ++w_.alive);
  }
  ~Fragile() override { --w_.alive; }
  Result<void> append(const facts::FactBatch& b, std::int64_t upto) override {
    if (w_.broken) return fail(ErrorKind::unavailable, kInvalidated, "disk full");
    return ForwardingFacts::append(b, upto);
  }

 private:
  World& w_;
};

Result<std::unique_ptr<facts::FactStore>> open(World& w) {
  if (w.cannot_open) return fail(ErrorKind::unavailable, "facts_unavailable");
  return std::make_unique<Fragile>(w);
}

/// Calls until it works or five seconds have gone.
template <class F>
bool in_time(F f) {
  for (int i = 0; i < 500; ++i) {
    if (f()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

TEST(Reopening, OpensAgainAfterTheStoreBecameInvalid) {
  World w;
  auto store = make_reopening([&] { return open(w); });
  ASSERT_TRUE(store);
  ASSERT_TRUE((*store)->append({}, 1));
  EXPECT_EQ(w.opened, 1);
  w.broken = true;
  EXPECT_EQ((*store)->append({}, 2).error().code, kInvalidated);
  w.cannot_open = true;
  EXPECT_FALSE((*store)->watermark());
  w.broken = false;
  w.cannot_open = false;
  EXPECT_TRUE(in_time([&] { return (*store)->append({}, 2).has_value(); }));
  EXPECT_EQ(*(*store)->watermark(), 2);
  EXPECT_EQ(w.opened, 2);
  EXPECT_EQ(w.most_alive, 1) << "one process may have the file open once";
}

TEST(Reopening, WaitsForCallsOnTheInvalidStore) {
  World w;
  auto store = make_reopening([&] { return open(w); });
  ASSERT_TRUE(store);
  facts::FactBatch one;
  facts::Fact f;
  f.workspace = static_cast<WorkspaceNo>(1);
  f.seq = 1;
  one.add(f);
  ASSERT_TRUE((*store)->append(one, 1));
  facts::ScanSpec all;
  all.workspace = f.workspace;
  int seen = 0;
  ASSERT_TRUE((*store)->scan(all, [&](const facts::Fact&) {
    ++seen;
    w.broken = true;
    EXPECT_FALSE(std::async(std::launch::async, [&] { return (*store)->append({}, 2).has_value(); }).get());
    w.broken = false;
    EXPECT_FALSE((*store)->watermark()) << "this scan still uses the invalid store";
    return true;
  }));
  EXPECT_EQ(seen, 1);
  EXPECT_TRUE(in_time([&] { return (*store)->watermark().has_value(); }));
  EXPECT_EQ(w.most_alive, 1);
}

TEST(Reopening, OtherErrorsDoNotClose) {
  World w;
  auto store = make_reopening([&] { return open(w); });
  ASSERT_TRUE(store);
  facts::AggregateSpec bad;
  bad.by.resize(9);
  EXPECT_FALSE((*store)->aggregate(bad));
  EXPECT_TRUE((*store)->watermark());
  EXPECT_EQ(w.opened, 1);
}

}  // namespace
}  // namespace peakend::duck
