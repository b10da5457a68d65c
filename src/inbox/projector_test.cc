#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <set>
#include <thread>

#include "adapters/sqlite/sqlite_records.h"
#include "base/failpoint.h"
#include "facts/contract/forwarding_facts.h"
#include "inbox/inbox.h"

namespace peakend::inbox {
namespace {

/// One rating a line, so that facts can be compared with what was sent. "bad" rows cannot be projected.
Result<void> project(const Row& row, facts::FactBatch& out) {
  std::string_view text = row.text;
  for (std::int32_t item = 0; !text.empty(); ++item) {
    const auto end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    facts::Fact f;
    f.seq = row.seq;
    f.item = item;
    f.at = to_ms(row.received);
    f.workspace = row.workspace;
    f.message_id = out.keep(line);
    f.name = "t";
    out.facts.push_back(f);
    if (line == "bad") return fail(ErrorKind::internal, "bad_row");
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
  }
  return {};
}

class ProjectorTest : public testing::Test {
 protected:
  void SetUp() override {
    dir_ = std::filesystem::temp_directory_path() / ("pk_projector_" + std::to_string(::getpid()));
    std::filesystem::remove_all(dir_);
    std::filesystem::create_directories(dir_);
    auto r = adapters::open_sqlite((dir_ / "records.db").string(), {.durable = false});
    ASSERT_TRUE(r);
    records_ = std::move(*r);
    ASSERT_TRUE(records_->migrate(migrations()));
    auto i = make_inbox(*records_, clock_);
    ASSERT_TRUE(i);
    inbox_ = std::move(*i);
    facts_ = facts::make_memory_facts();
  }
  void TearDown() override {
    EXPECT_TRUE(failpoint::configure(""));
    projector_.reset();
    inbox_.reset();
    records_.reset();
    std::filesystem::remove_all(dir_);
  }
  void start(Project p = project, OnProjected told = {}) {
    projector_.reset();
    auto r = make_projector(*inbox_, *facts_, std::move(p), std::move(told), options_);
    ASSERT_TRUE(r) << r.error().log;
    projector_ = std::move(*r);
  }
  void put(std::initializer_list<std::string> lines, std::uint32_t workspace = 1) {
    Submission s;
    s.workspace = static_cast<WorkspaceNo>(workspace);
    for (const auto& l : lines) {
      const auto begin = static_cast<std::uint32_t>(s.text.size());
      s.text += l;
      s.lines.push_back({begin, static_cast<std::uint32_t>(s.text.size()), ++key_});
    }
    ASSERT_TRUE(inbox_->submit_wait(std::move(s)));
  }
  std::multiset<std::string> stored(std::uint32_t workspace = 1) {
    std::multiset<std::string> out;
    facts::ScanSpec all;
    all.workspace = static_cast<WorkspaceNo>(workspace);
    EXPECT_TRUE(facts_->scan(all, [&](const facts::Fact& f) {
      out.emplace(f.message_id);
      return true;
    }));
    return out;
  }
  using Set = std::multiset<std::string>;
  std::filesystem::path dir_;
  ManualClock clock_{from_ms(1'700'000'000'000)};
  ProjectorOptions options_{.chunk_bytes = 64, .first_wait = std::chrono::milliseconds(1), .longest_wait = std::chrono::milliseconds(5)};
  std::int64_t key_ = 0;
  std::unique_ptr<records::Records> records_;
  std::unique_ptr<Inbox> inbox_;
  std::unique_ptr<facts::FactStore> facts_;
  std::unique_ptr<Projector> projector_;
};

TEST_F(ProjectorTest, BringsWhatWasThereAndWhatComes) {
  put({"a", "b"});
  std::atomic<std::int64_t> upto{0}, told_facts{0};
  start(project, [&](const Projected& p) {
    upto = p.upto_seq;
    told_facts += static_cast<std::int64_t>(p.batch->facts.size());
  });
  ASSERT_TRUE(projector_->drain());
  EXPECT_EQ(stored(), (Set{"a", "b"}));
  put({"c"});
  put({"d"}, 2);
  ASSERT_TRUE(projector_->drain());
  EXPECT_EQ(stored(), (Set{"a", "b", "c"}));
  EXPECT_EQ(stored(2), (Set{"d"}));
  EXPECT_EQ(*facts_->watermark(), 3);
  EXPECT_EQ(projector_->lag(), 0);
  projector_->stop();
  EXPECT_EQ(upto, 3);
  EXPECT_EQ(told_facts, 4);
}

TEST_F(ProjectorTest, WithoutDrainItComesByItself) {
  start();
  put({"a"});
  for (int i = 0; i < 2'000 && stored().empty(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  EXPECT_EQ(stored(), (Set{"a"}));
}

TEST_F(ProjectorTest, ManyRowsInSmallChunksEachOnce) {
  start();
  Set sent;
  for (int i = 0; i < 300; ++i) {
    const std::string text = "item " + std::to_string(i);
    sent.insert(text);
    put({text});
  }
  ASSERT_TRUE(projector_->drain());
  EXPECT_EQ(stored(), sent);
}

TEST_F(ProjectorTest, AnErrorIsTriedAgainAndDrainSaysSo) {
  put({"a"});
  ASSERT_TRUE(failpoint::configure("projector.before_append:error"));
  start();
  const auto r = projector_->drain();
  ASSERT_FALSE(r);
  EXPECT_EQ(r.error().code, "failpoint");
  EXPECT_EQ(projector_->lag(), 1);
  ASSERT_TRUE(failpoint::configure(""));
  ASSERT_TRUE(projector_->drain());
  EXPECT_EQ(stored(), (Set{"a"}));
}

TEST_F(ProjectorTest, ARowThatCannotBeProjectedIsCountedAndPassed) {
  put({"a"});
  put({"b", "bad"});
  put({"c"});
  start();
  ASSERT_TRUE(projector_->drain());
  EXPECT_EQ(stored(), (Set{"a", "c"}));
  EXPECT_EQ(projector_->failed_rows(), 1);
  EXPECT_EQ(*facts_->watermark(), 3);
}

/// Refuses for good every batch that holds the message "poison".
class Picky final : public facts::ForwardingFacts {
 public:
  using ForwardingFacts::ForwardingFacts;
  Result<void> append(const facts::FactBatch& b, std::int64_t upto) override {
    for (const auto& f : b.facts)
      if (f.message_id == "poison") return fail(ErrorKind::internal, "poison");
    return ForwardingFacts::append(b, upto);
  }
};

TEST_F(ProjectorTest, AStoreThatRefusesOneRowGetsTheOthers) {
  options_.chunk_bytes = 1 << 20;
  put({"a"});
  put({"poison", "in the same row"});
  put({"b"});
  Picky picky(*facts_);
  auto p = make_projector(*inbox_, picky, project, {}, options_);
  ASSERT_TRUE(p);
  ASSERT_TRUE((*p)->drain());
  EXPECT_EQ(stored(), (Set{"a", "b"}));
  EXPECT_EQ((*p)->failed_rows(), 1);
  EXPECT_EQ(*facts_->watermark(), 3);
}

TEST_F(ProjectorTest, RebuildUnderLoadEndsWithEverythingOnce) {
  std::atomic<bool> second{false};  // what a changed journey would do
  start([&](const Row& row, facts::FactBatch& out) -> Result<void> {
    const auto before = out.facts.size();
    PK_CHECK(project(row, out));
    if (second)
      for (auto i = before; i < out.facts.size(); ++i) out.facts[i].message_id = out.keep(std::string(out.facts[i].message_id) + "'");
    return {};
  });
  std::atomic<bool> stop{false};
  for (int i = 0; i < 50; ++i) put({"old " + std::to_string(i)});
  std::thread producer([&] {
    for (int i = 0; !stop && i < 100'000; ++i) put({"new " + std::to_string(i)});
  });
  second = true;
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(projector_->rebuild(WorkspaceNo::none));
  stop = true;
  producer.join();
  ASSERT_TRUE(projector_->drain());
  Set expected;
  ASSERT_TRUE(inbox_->read(0, SIZE_MAX, [&](const Row& r) {
    expected.insert(std::string(r.text) + "'");
    return true;
  }));
  EXPECT_EQ(stored(), expected);
}

TEST_F(ProjectorTest, RebuildOfOneWorkspaceLeavesTheOthersAlone) {
  std::atomic<int> refilled{0};
  start(project, [&](const Projected& p) { refilled += p.refill ? static_cast<int>(p.batch->facts.size()) : 0; });
  for (int i = 0; i < 40; ++i) put({"one " + std::to_string(i)}, 1 + i % 2);
  ASSERT_TRUE(projector_->drain());
  const Set first = stored(1), second = stored(2);
  ASSERT_EQ(first.size(), 20u);
  ASSERT_TRUE(projector_->rebuild(static_cast<WorkspaceNo>(2)));
  EXPECT_EQ(stored(1), first);
  EXPECT_EQ(stored(2), second);
  ASSERT_TRUE(projector_->rebuild(static_cast<WorkspaceNo>(7)));  // has no rows
  put({"later"}, 2);
  ASSERT_TRUE(projector_->drain());
  EXPECT_EQ(stored(2).size(), 21u);
  projector_->stop();
  EXPECT_EQ(refilled, 20);
}

TEST_F(ProjectorTest, AnInterruptedRebuildIsFinishedAtStart) {
  start();
  for (int i = 0; i < 40; ++i) put({"one " + std::to_string(i)}, 1 + i % 2);
  ASSERT_TRUE(projector_->drain());
  const Set second = stored(2);
  projector_.reset();
  ASSERT_TRUE(facts_->clear(static_cast<WorkspaceNo>(2)));  // what a rebuild does first
  ASSERT_EQ(stored(2).size(), 0u);
  start();
  ASSERT_TRUE(projector_->drain());
  EXPECT_EQ(stored(2), second);
  EXPECT_EQ(stored(1).size(), 20u);
}

TEST_F(ProjectorTest, RowsThatThrowAreLeftOut) {
  put({"a"});
  put({"throw"});
  put({"b"});
  start([](const Row& row, facts::FactBatch& out) -> Result<void> {
    if (row.text == "throw") throw std::runtime_error("broken");
    return project(row, out);
  });
  ASSERT_TRUE(projector_->drain());
  EXPECT_EQ(stored(), (Set{"a", "b"}));
  EXPECT_EQ(projector_->failed_rows(), 1);
}

/// Takes its time, tells how often it was called, and fails while it is told to.
class Slow final : public facts::ForwardingFacts {
 public:
  using ForwardingFacts::ForwardingFacts;
  Result<void> append(const facts::FactBatch& b, std::int64_t upto) override {
    ++calls;
    if (broken) return fail(ErrorKind::unavailable, "disk_full");
    std::this_thread::sleep_for(std::chrono::milliseconds(ms.load()));
    return ForwardingFacts::append(b, upto);
  }
  std::atomic<int> calls{0}, ms{0};
  std::atomic<bool> broken{false};
};

TEST_F(ProjectorTest, ReadsAheadInOrderAndLosesNothingWhenAppendingFails) {
  Slow slow(*facts_);
  auto p = make_projector(*inbox_, slow, project, {}, options_);
  ASSERT_TRUE(p);
  Set expected;
  for (int i = 0; i < 500; ++i) {
    const auto text = "item number " + std::to_string(i);
    expected.insert(text);
    if (i % 50 == 0) slow.broken = true;
    put({text});
    if (i % 50 == 7) slow.broken = false;
  }
  ASSERT_TRUE((*p)->drain());
  EXPECT_EQ(stored(), expected);
  std::int64_t last = 0;
  ASSERT_TRUE(facts_->scan({.workspace = static_cast<WorkspaceNo>(1)}, [&](const facts::Fact& f) {
    EXPECT_GT(f.seq, last);  // the memory store keeps the order of appending
    last = f.seq;
    return true;
  }));
  EXPECT_EQ(last, 500);
}

TEST_F(ProjectorTest, ATrickleSharesTransactions) {
  options_.chunk_bytes = 1 << 20;
  options_.pace = std::chrono::milliseconds(60);
  Slow slow(*facts_);
  auto p = make_projector(*inbox_, slow, project, {}, options_);
  ASSERT_TRUE(p);
  const auto begin = std::chrono::steady_clock::now();
  int n = 0;
  for (; std::chrono::steady_clock::now() - begin < std::chrono::milliseconds(600); ++n) {
    put({"drop " + std::to_string(n)});
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  EXPECT_LE(slow.calls, 12);
  EXPECT_GE(slow.calls, 2);
  ASSERT_TRUE((*p)->drain());
  EXPECT_EQ(stored().size(), static_cast<std::size_t>(n));
}

TEST_F(ProjectorTest, ManyItemsWaitForAnswersToKeepUp) {
  options_.max_ahead = std::chrono::milliseconds(0);
  Slow slow(*facts_);
  auto p = make_projector(*inbox_, slow, project, {}, options_);
  ASSERT_TRUE(p);
  ASSERT_TRUE((*p)->drain());
  bool at_once = false;
  (*p)->when_near([&] { at_once = true; });
  EXPECT_TRUE(at_once);
  slow.ms = 200;
  put({"slow"});
  std::atomic<std::int64_t> upto{0};
  const auto begin = std::chrono::steady_clock::now();
  (*p)->when_near([&] { upto = *facts_->watermark(); });
  wait_near(**p);
  EXPECT_EQ(upto, 1);  // not before its facts were there
  EXPECT_GE(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(50));
  EXPECT_EQ((*p)->ahead().count(), 0);
}

TEST_F(ProjectorTest, NobodyWaitsForFactsThatRest) {
  options_.max_ahead = std::chrono::milliseconds(0);
  options_.patience = std::chrono::milliseconds(100);
  Slow slow(*facts_);
  slow.ms = 1'500;
  auto p = make_projector(*inbox_, slow, project, {}, options_);
  ASSERT_TRUE(p);
  put({"a backup holds it up"});
  wait_near(**p);
  EXPECT_EQ(*facts_->watermark(), 0);
}

TEST_F(ProjectorTest, NobodyWaitsForAStoreThatFails) {
  options_.max_ahead = std::chrono::milliseconds(0);
  Slow slow(*facts_);
  slow.broken = true;
  auto p = make_projector(*inbox_, slow, project, {}, options_);
  ASSERT_TRUE(p);
  put({"kept all the same"});
  wait_near(**p);
  EXPECT_EQ(*facts_->watermark(), 0);
}

TEST_F(ProjectorTest, StoppingLetsWaitersGo) {
  options_.max_ahead = std::chrono::milliseconds(0);
  Slow slow(*facts_);
  slow.ms = 300;
  auto p = make_projector(*inbox_, slow, project, {}, options_);
  ASSERT_TRUE(p);
  ASSERT_TRUE((*p)->drain());
  put({"in the way"});
  std::thread stopper([&] { (*p)->stop(); });
  wait_near(**p);
  stopper.join();
}

TEST_F(ProjectorTest, FactsAheadOfTheInboxAreRefused) {
  ASSERT_TRUE(facts_->append(facts::FactBatch{}, 5));
  const auto r = make_projector(*inbox_, *facts_, project, {});
  ASSERT_FALSE(r);
  EXPECT_EQ(r.error().code, "facts_ahead");
}

}  // namespace
}  // namespace peakend::inbox
