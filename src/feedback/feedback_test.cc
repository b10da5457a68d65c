#include "feedback/feedback.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <set>

#include "adapters/sqlite/sqlite_records.h"
#include "base/time.h"
#include "ingest/identity.h"
#include "ingest/ingest.h"

namespace peakend::feedback {
namespace {

constexpr WorkspaceNo kWs{1}, kOther{2};

journey::Journey shop() {
  journey::Journey j;
  j.key = "shop";
  j.stages = {{"deliver", {"物流", "Delivery"}, journey::Phase::sale}, {"use", {"使用", "Use"}, journey::Phase::after_sale}};
  j.scenes = {{"app", {"应用", "App"}}, {"web", {"网站", "Web"}}};
  journey::complete_cells(j);
  for (auto& t : j.touchpoints) {
    if (t.key == "deliver/app") t.floor = journey::Floor{-.4, .01};
    if (t.key == "use/web") t.applicable = false;
  }
  return j;
}

TEST(Ref, TextReadsBack) {
  const Ref ref{12, facts::FactKind::rating, "a.b/客 户"};
  EXPECT_EQ(ref.text(), "12.r.a.b/客 户");
  EXPECT_EQ(Ref::parse(ref.text()), ref);
  EXPECT_EQ(Ref::parse("7.f."), (Ref{7, facts::FactKind::feedback, ""}));
  for (const char* bad : {"", "12", "12.r", "x.r.m", "-1.r.m", "12.z.m", "12-r-m"}) EXPECT_FALSE(Ref::parse(bad)) << bad;
}

/// The whole way of a comment, with everything real but the facts engine.
class BookTest : public testing::Test {
 protected:
  BookTest() {
    dir_ = std::filesystem::temp_directory_path() / ("pk_feedback_" + std::to_string(::getpid()));
    std::filesystem::remove_all(dir_);
    std::filesystem::create_directories(dir_);
    records_ = adapters::open_sqlite((dir_ / "r.db").string(), {.durable = false}).value();
    auto all = migrations();
    for (auto& m : inbox::migrations()) all.push_back(m);
    for (auto& m : ingest::migrations()) all.push_back(m);
    EXPECT_TRUE(records_->migrate(all));
    inbox_ = inbox::make_inbox(*records_, clock_).value();
    open();
  }
  ~BookTest() override {
    close();
    inbox_->stop();
    inbox_.reset();
    records_.reset();
    std::filesystem::remove_all(dir_);
  }
  void open() {
    const auto journeys = [this](WorkspaceNo) { return catalogue_; };
    book_ = make_book({*records_, *facts_, clock_, journeys, [this] { return projector_->drain(); },
                       [this](WorkspaceNo, CustomerId c) { changed_.insert(c); }}).value();
    identity_ = ingest::make_identity(*records_, *facts_, *inbox_, journeys, clock_, {},
                                      [this](WorkspaceNo w, std::int64_t seq, facts::FactKind kind, std::string_view id) { return book_->moved(w, seq, kind, id); })
                    .value();
    projector_ = inbox::make_projector(*inbox_, *facts_, identity_->project(), [this](const inbox::Projected& p) { identity_->projected(p); }).value();
  }
  void close() {
    projector_->stop();
    projector_.reset();
    identity_.reset();
    book_.reset();
  }
  void send(std::string_view item) {
    auto in = ingest::make_intake({kWs, catalogue_, clock_.now(), {}, Uuid{7, ++random_}});
    in->add(item);
    ASSERT_EQ(in->results()[0].state, ingest::ItemResult::State::accepted) << in->results()[0].why.field << in->results()[0].why.code;
    ASSERT_TRUE(inbox_->submit_wait(in->take()));
    ASSERT_TRUE(projector_->drain());
  }
  struct Where {
    std::string journey, touchpoint;
    EpisodeId episode;
    bool breach = false;
  };
  Where where(std::string_view message_id) {
    Where out;
    EXPECT_TRUE(facts_->scan({.workspace = kWs}, [&](const facts::Fact& f) {
      if (f.message_id == message_id) out = {std::string(f.journey), std::string(f.touchpoint), f.episode, f.breach};
      return true;
    }));
    return out;
  }
  Ref ref(std::string_view message_id) {
    Ref out;
    EXPECT_TRUE(facts_->scan({.workspace = kWs}, [&](const facts::Fact& f) {
      if (f.message_id == message_id) out = Ref::of(f);
      return true;
    }));
    return out;
  }

  std::filesystem::path dir_;
  ManualClock clock_{from_ms(1'770'000'000'000)};
  std::shared_ptr<const journey::Catalogue> catalogue_ = std::make_shared<journey::Catalogue>(std::vector{shop()}, "UTC");
  std::unique_ptr<records::Records> records_;
  std::unique_ptr<facts::FactStore> facts_ = facts::make_memory_facts();
  std::unique_ptr<inbox::Inbox> inbox_;
  std::unique_ptr<Book> book_;
  std::unique_ptr<ingest::Identity> identity_;
  std::unique_ptr<inbox::Projector> projector_;
  std::set<CustomerId> changed_;
  std::uint64_t random_ = 0;
};

TEST_F(BookTest, LabelsAreTheWorkspacesOwn) {
  const Ref a{1, facts::FactKind::rating, "r1"}, b{1, facts::FactKind::feedback, "r1"};
  ASSERT_TRUE(book_->label(kWs, std::vector{a, b}, {"important", " 热线 "}, {}, "Lin"));
  ASSERT_TRUE(book_->label(kWs, std::vector{a}, {"important", "read"}, {"热线", "never there"}, "Lin"));
  const auto labels = book_->labels_of(kWs, std::vector{a, b}).value();
  EXPECT_EQ(labels.at(a), (std::vector<std::string>{"important", "read"}));
  EXPECT_EQ(labels.at(b), (std::vector<std::string>{"important", "热线"}));
  EXPECT_EQ(book_->labelled(kWs, "热线").value(), std::vector{b});
  EXPECT_EQ(book_->labels(kWs).value()[0].n, 2);
  EXPECT_TRUE(book_->labels(kOther).value().empty());
  EXPECT_TRUE(book_->labelled(kOther, "important").value().empty());
  for (const std::string& bad : {std::string(" "), std::string("\n"), std::string(41, 'x')}) {
    const auto r = book_->label(kWs, std::vector{a}, {"fine", bad}, {}, "Lin");
    ASSERT_FALSE(r) << bad;
    EXPECT_EQ(r.error().fields[0].field, "add[1]");
  }
}

TEST_F(BookTest, AMovedCommentStaysMovedThroughRebuildAndRestart) {
  send(R"({"type":"rating","id":"r1","customer":"c1","journey":"shop","touchpoint":"use/app","metric":"csat","value":1,"comment":"late again","episode":"o1","at":"2026-01-01T00:00:00Z"})");
  send(R"({"type":"feedback","id":"f1","customer":"c2","text":"nobody placed this","at":"2026-01-02T00:00:00Z","episode":"o2"})");
  EXPECT_FALSE(where("r1").breach);
  const auto moved = book_->assign(kWs, std::vector{ref("r1"), ref("f1"), Ref{99, facts::FactKind::rating, "gone"}}, "shop", "deliver/app", "Lin");
  ASSERT_TRUE(moved) << moved.error().log;
  EXPECT_EQ(*moved, 2);
  EXPECT_EQ(changed_.size(), 2u);
  const auto check = [&] {
    EXPECT_EQ(where("r1").touchpoint, "deliver/app");
    EXPECT_TRUE(where("r1").breach) << "the floor is that of the new place";
    EXPECT_EQ(where("f1").journey, "shop");
    EXPECT_EQ(where("f1").episode, ingest::episode_id(kWs, "shop", "o2"));
  };
  check();
  ASSERT_TRUE(projector_->rebuild(kWs));
  check();
  close();
  facts_ = facts::make_memory_facts();
  open();
  ASSERT_TRUE(projector_->drain());
  check();
  EXPECT_EQ(book_->place_of(kWs, ref("r1"))->from_touchpoint, "use/app");
  EXPECT_EQ(book_->placed(kWs).size(), 2u);

  ASSERT_EQ(book_->assign(kWs, std::vector{ref("r1"), ref("f1")}, "", "", "Lin").value(), 2);
  EXPECT_EQ(where("r1").touchpoint, "use/app");
  EXPECT_FALSE(where("r1").breach);
  EXPECT_EQ(where("f1").journey, "");
  EXPECT_TRUE(where("f1").episode.is_none());
  EXPECT_TRUE(book_->placed(kWs).empty());
  ASSERT_TRUE(projector_->rebuild(kWs));
  EXPECT_EQ(where("r1").touchpoint, "use/app");
}

TEST_F(BookTest, MovingTwiceRemembersWhereItBegan) {
  send(R"({"type":"rating","id":"r1","customer":"c1","journey":"shop","touchpoint":"use/app","metric":"csat","value":4,"comment":"ok","at":"2026-01-01T00:00:00Z"})");
  ASSERT_TRUE(book_->assign(kWs, std::vector{ref("r1")}, "shop", "deliver/app", "Lin"));
  ASSERT_TRUE(book_->assign(kWs, std::vector{ref("r1")}, "shop", "deliver/web", "Mei"));
  EXPECT_EQ(where("r1").touchpoint, "deliver/web");
  EXPECT_EQ(book_->place_of(kWs, ref("r1"))->from_touchpoint, "use/app");
  EXPECT_EQ(book_->place_of(kWs, ref("r1"))->author, "Mei");
}

TEST_F(BookTest, WhatCannotBeMovedIsRefusedOrLeft) {
  send(R"({"type":"rating","id":"silent","customer":"c1","journey":"shop","touchpoint":"use/app","metric":"csat","value":1,"at":"2026-01-01T00:00:00Z"})");
  send(R"({"type":"rating","id":"r1","customer":"c1","journey":"shop","touchpoint":"use/app","metric":"csat","value":1,"comment":"x","at":"2026-01-01T00:00:00Z"})");
  for (const char* bad : {"no/where", "use/web"}) {
    const auto r = book_->assign(kWs, std::vector{ref("r1")}, "shop", bad, "Lin");
    ASSERT_FALSE(r) << bad;
    EXPECT_EQ(r.error().fields[0].field, "touchpoint");
  }
  EXPECT_EQ(book_->assign(kWs, std::vector{ref("silent")}, "shop", "deliver/app", "Lin").value(), 0);
  EXPECT_EQ(book_->assign(kOther, std::vector{ref("r1")}, "shop", "deliver/app", "Lin").value(), 0);
  EXPECT_EQ(where("r1").touchpoint, "use/app");
}

TEST_F(BookTest, ATouchpointThatGoesAwayLeavesTheCommentWhereItWasSent) {
  send(R"({"type":"rating","id":"r1","customer":"c1","journey":"shop","touchpoint":"use/app","metric":"csat","value":4,"comment":"ok","at":"2026-01-01T00:00:00Z"})");
  ASSERT_TRUE(book_->assign(kWs, std::vector{ref("r1")}, "shop", "deliver/web", "Lin"));
  auto j = shop();
  std::erase_if(j.scenes, [](const auto& s) { return s.key == "web"; });
  std::erase_if(j.touchpoints, [](const auto& t) { return t.scene == "web"; });
  catalogue_ = std::make_shared<journey::Catalogue>(std::vector{j}, "UTC");
  ASSERT_TRUE(projector_->rebuild(kWs));
  EXPECT_EQ(where("r1").touchpoint, "use/app");
}

}  // namespace
}  // namespace peakend::feedback
