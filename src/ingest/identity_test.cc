#include "ingest/identity.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "adapters/sqlite/sqlite_records.h"

namespace peakend::ingest {
namespace {

constexpr WorkspaceNo kWs{1}, kOther{2};

/// The whole way of an item, with everything real but the facts engine.
class IdentityTest : public testing::Test {
 protected:
  IdentityTest() {
    dir_ = std::filesystem::temp_directory_path() / ("pk_identity_" + std::to_string(::getpid()));
    std::filesystem::remove_all(dir_);
    std::filesystem::create_directories(dir_);
    auto r = adapters::open_sqlite((dir_ / "r.db").string(), {.durable = false});
    EXPECT_TRUE(r);
    records_ = *std::move(r);
    auto all = migrations();
    for (auto& m : inbox::migrations()) all.push_back(m);
    EXPECT_TRUE(records_->migrate(all));
    auto i = inbox::make_inbox(*records_, clock_);
    EXPECT_TRUE(i);
    inbox_ = *std::move(i);
    open();
  }
  ~IdentityTest() override {
    close();
    inbox_->stop();
    inbox_.reset();
    records_.reset();
    std::filesystem::remove_all(dir_);
  }
  void open() {
    auto made = make_identity(*records_, *facts_, *inbox_, [](WorkspaceNo) { return std::make_shared<const journey::Catalogue>(std::vector<journey::Journey>{}); },
                              clock_, [this](WorkspaceNo, CustomerId c) { changed_.insert(c); });
    ASSERT_TRUE(made) << made.error().log;
    identity_ = *std::move(made);
    auto p = inbox::make_projector(*inbox_, *facts_, identity_->project(), [this](const inbox::Projected& n) {
      if (!deaf_) identity_->projected(n);
    });
    ASSERT_TRUE(p);
    projector_ = *std::move(p);
  }
  void close() {
    projector_->stop();
    projector_.reset();
    identity_.reset();
  }
  void send(std::initializer_list<std::string_view> items, WorkspaceNo w = kWs) {
    auto in = make_intake({w, std::make_shared<const journey::Catalogue>(std::vector<journey::Journey>{}), clock_.now(), {}, Uuid{7, ++random_}});
    for (auto i : items) in->add(i);
    for (const auto& r : in->results()) ASSERT_EQ(r.state, ItemResult::State::accepted) << r.why.field << r.why.code;
    ASSERT_TRUE(inbox_->submit_wait(in->take()));
    ASSERT_TRUE(projector_->drain());
    // drain returns before the listeners have run; the next chunk can only start after them.
    projector_->stop();
    projector_.reset();
    auto p = inbox::make_projector(*inbox_, *facts_, identity_->project(), [this](const inbox::Projected& n) {
      if (!deaf_) identity_->projected(n);
    });
    ASSERT_TRUE(p);
    projector_ = *std::move(p);
  }
  /// message ids of the customer's facts, in order.
  std::string of(std::string_view external_id, WorkspaceNo w = kWs) {
    std::vector<std::string> ids;
    facts::ScanSpec all;
    all.workspace = w;
    const auto c = identity_->resolve(w, external_id);
    EXPECT_TRUE(facts_->scan(all, [&](const facts::Fact& f) {
      if (f.customer == c) ids.emplace_back(f.message_id);
      return true;
    }));
    std::sort(ids.begin(), ids.end());
    std::string out;
    for (const auto& i : ids) out += i + " ";
    return out;
  }
  std::string inbox_text() {
    std::string out;
    EXPECT_TRUE(inbox_->read(0, SIZE_MAX, [&](const inbox::Row& r) {
      out += r.text;
      return true;
    }));
    return out;
  }

  std::filesystem::path dir_;
  ManualClock clock_{from_ms(1'700'000'000'000)};
  std::unique_ptr<records::Records> records_;
  std::unique_ptr<facts::FactStore> facts_ = facts::make_memory_facts();
  std::unique_ptr<inbox::Inbox> inbox_;
  std::unique_ptr<Identity> identity_;
  std::unique_ptr<inbox::Projector> projector_;
  std::set<CustomerId> changed_;
  std::uint64_t random_ = 0;
  bool deaf_ = false;
};

std::string event(std::string id, std::string who) {
  return R"({"type":"track","event":"E","messageId":")" + id + "\"," + who + "}";
}
std::string user(std::string id) { return R"("userId":")" + id + "\""; }
std::string anonymous(std::string id) { return R"("anonymousId":")" + id + "\""; }

TEST_F(IdentityTest, FactsBeforeAndAfterTheLinkAreOneCustomers) {
  send({event("1", anonymous("phone"))});
  send({event("2", anonymous("laptop"))});
  send({R"({"type":"identify","messageId":"i1","userId":"u","anonymousId":"phone"})", event("3", anonymous("phone")), event("4", user("u"))});
  send({R"({"type":"identify","messageId":"i2","userId":"u","anonymousId":"laptop"})"});
  EXPECT_EQ(of("u"), "1 2 3 4 i1 i2 ");
  EXPECT_EQ(of("phone"), of("u"));
  EXPECT_EQ(changed_.count(customer_id(kWs, "u")), 1u);
  const auto ids = identity_->external_ids(kWs, identity_->resolve(kWs, "laptop"));
  ASSERT_TRUE(ids);
  EXPECT_EQ(std::set(ids->begin(), ids->end()), (std::set<std::string>{"u", "phone", "laptop"}));
  EXPECT_EQ((*ids)[0], "u");
  // The same names in another workspace are other people.
  send({event("9", anonymous("phone"))}, kOther);
  EXPECT_EQ(of("u", kOther), "");
}

TEST_F(IdentityTest, ASharedDeviceDoesNotMergeTwoPeople) {
  send({R"({"type":"identify","messageId":"i1","userId":"u","anonymousId":"kiosk"})", R"({"type":"identify","messageId":"i2","userId":"v","anonymousId":"kiosk"})",
        event("1", user("u")), event("2", user("v")), event("3", anonymous("kiosk"))});
  EXPECT_EQ(of("u"), "1 3 i1 ");
  EXPECT_EQ(of("v"), "2 i2 ");
}

TEST_F(IdentityTest, OlderStaysAndCyclesAreImpossible) {
  send({R"({"type":"alias","messageId":"a1","previousId":"b","userId":"a"})"});
  send({R"({"type":"alias","messageId":"a2","previousId":"c","userId":"b"})", R"({"type":"alias","messageId":"a3","previousId":"a","userId":"c"})"});
  send({R"({"type":"identify","messageId":"a4","previousId":"a","userId":"z"})"});
  for (const char* id : {"a", "b", "c", "z"}) EXPECT_EQ(identity_->resolve(kWs, id), customer_id(kWs, "a")) << id;
  EXPECT_EQ(of("z"), "a1 a2 a3 a4 ");
}

TEST_F(IdentityTest, SurvivesRestartAndRebuild) {
  send({event("1", anonymous("p")), R"({"type":"identify","messageId":"i","userId":"u","anonymousId":"p"})"});
  const std::string before = of("u");
  EXPECT_EQ(before, "1 i ");
  close();
  open();
  EXPECT_EQ(of("p"), before);
  ASSERT_TRUE(projector_->rebuild(kWs));
  EXPECT_EQ(of("p"), before);
}

TEST_F(IdentityTest, ACrashBetweenFactsAndLinksIsMadeGood) {
  send({event("1", anonymous("p"))});
  deaf_ = true;  // as if the process ended right after the facts were appended
  send({R"({"type":"identify","messageId":"i","userId":"u","anonymousId":"p"})"});
  close();
  deaf_ = false;
  open();
  EXPECT_EQ(of("u"), "1 i ");
  EXPECT_EQ(identity_->resolve(kWs, "p"), customer_id(kWs, "u"));
}

TEST_F(IdentityTest, ErasedEverywhereAndForGood) {
  send({event("1", anonymous("p")), R"({"type":"identify","messageId":"i","userId":"u","anonymousId":"p"})", event("2", user("u")),
        event("3", user("someone")), R"({"type":"feedback","id":"f","customer":"u","text":"secret"})"});
  const CustomerId u = identity_->resolve(kWs, "u");
  const auto gone = identity_->erase(kWs, identity_->resolve(kWs, "p"), *projector_);
  ASSERT_TRUE(gone);
  EXPECT_EQ(gone->customer, u);
  EXPECT_EQ(gone->facts, 4);
  EXPECT_EQ(gone->ids, 2u);
  EXPECT_EQ(of("u"), "");
  // Before the inbox is cleaned the tombstone keeps a rebuild from bringing it back, over a restart too.
  ASSERT_TRUE(projector_->rebuild(kWs));
  EXPECT_EQ(of("u"), "");
  close();
  open();
  ASSERT_TRUE(projector_->rebuild(kWs));
  EXPECT_EQ(of("u"), "");
  const auto lines = identity_->finish_erasures();
  ASSERT_TRUE(lines);
  EXPECT_EQ(*lines, 4);
  EXPECT_EQ(inbox_text().find("secret"), std::string::npos);
  EXPECT_EQ(inbox_text().find("\"u\""), std::string::npos);
  EXPECT_NE(inbox_text().find("someone"), std::string::npos);
  EXPECT_EQ(*identity_->finish_erasures(), 0);
  EXPECT_EQ(of("someone"), "3 ");
  // A sender that was offline reports the past: it stays away. What happens later is a new customer's.
  clock_.advance(std::chrono::hours(1));
  send({R"({"type":"track","event":"E","messageId":"late","userId":"u","timestamp":1699999999000})", event("new", user("u"))});
  EXPECT_EQ(of("u"), "new ");
  // The device no longer belongs to anybody.
  EXPECT_EQ(identity_->resolve(kWs, "p"), customer_id(kWs, "p"));
  EXPECT_EQ(identity_->erase(kWs, customer_id(kWs, "nobody"), *projector_).error().code, "no_such_customer");
}

}  // namespace
}  // namespace peakend::ingest
