#pragma once
// What the tests of this folder share: records, an inbox, surveys and a journey, without a network.
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <cmath>
#include <filesystem>
#include <future>
#include <thread>

#include "adapters/sqlite/sqlite_records.h"
#include "base/calendar.h"
#include "collect/claims.h"
#include "collect/collect.h"
#include "ingest/ingest.h"
#include "survey/survey_service.h"

namespace peakend::collect {

inline constexpr WorkspaceNo kWs{1};
using survey::Members;
using survey::Value;

inline Instant at(const char* text) { return *calendar::parse_rfc3339(text); }

/// Journeys and nothing else, as the projection asks for it.
class PlainLookup final : public ingest::Lookup {
 public:
  explicit PlainLookup(std::shared_ptr<const journey::Catalogue> j) : journeys_(std::move(j)) {}
  std::shared_ptr<const journey::Catalogue> journeys(WorkspaceNo) override { return journeys_; }
  CustomerId canonical(WorkspaceNo, CustomerId c) override { return c; }

 private:
  std::shared_ptr<const journey::Catalogue> journeys_;
};

class CollectTest : public testing::Test {
 protected:
  CollectTest() : clock_(at("2026-03-20T10:00:00Z")) {
    dir_ = std::filesystem::temp_directory_path() / ("pk_collect_" + std::to_string(::getpid()));
    std::filesystem::remove_all(dir_);
    std::filesystem::create_directories(dir_);
    records_ = *adapters::open_sqlite((dir_ / "r.db").string(), {.durable = false});
    for (const auto& m : {inbox::migrations(), survey::migrations(), collect::migrations()}) EXPECT_TRUE(records_->migrate(m));
    inbox_ = *inbox::make_inbox(*records_, clock_);
    journeys_ = std::make_shared<const journey::Catalogue>(std::vector{*journey::load_template("online-shop")});
    for (const auto& t : journeys_->journeys()[0].touchpoints)
      if (t.applicable) places_.push_back(t.key);
    surveys_ = survey::make_service(*records_, clock_, [this](WorkspaceNo) { return journeys_; });
    auto made = make_service({*records_, *inbox_, clock_, [this] { return random_ += 0x9E3779B97F4A7C15ull; }, [this](WorkspaceNo) { return journeys_; },
                              [this](WorkspaceNo w, std::string_view k) { return surveys_->published(w, k); },
                              [this](WorkspaceNo w, std::string_view k, int v) { return surveys_->of_version(w, k, v); },
                              [this](WorkspaceNo w, std::string_view k) -> Result<std::string> {
                                PK_TRY(auto s, surveys_->get(w, k));
                                return s.draft;
                              }});
    EXPECT_TRUE(made);
    collect_ = *std::move(made);
  }
  ~CollectTest() override {
    inbox_->stop();
    collect_.reset();
    inbox_.reset();
    records_.reset();
    std::filesystem::remove_all(dir_);
  }

  /// A survey of one page; `more` stands before "pages".
  void publish(const std::string& questions, const std::string& more = "", const std::string& kind = "touchpoint") {
    const std::string json = R"({"format":1,"key":"test","kind":")" + kind + R"(","title":{"en":"T"},"languages":["en"],)" + more +
                             R"("pages":[{"key":"p","questions":[)" + questions + "]}]}";
    const auto stored = surveys_->get(kWs, "test") ? surveys_->put(kWs, "test", json, std::nullopt, "me") : surveys_->create(kWs, json, "me");
    ASSERT_TRUE(stored) << stored.error().code;
    const auto version = surveys_->publish(kWs, "test", "me", "");
    ASSERT_TRUE(version) << version.error().code << " " << (version.error().fields.empty() ? "" : version.error().fields[0].field + version.error().fields[0].code);
  }
  Claims claims() const {
    Claims c;
    c.workspace = kWs;
    c.survey = "test";
    return c;
  }
  Link link_of(const Claims& c) { return *collect_->link(collect_->signer().sign(c)); }
  static Answered answered(std::uint64_t response, std::string_view answers) {
    Answered a;
    a.response = Uuid{1, response};
    a.lang = "en";
    a.answers = survey::parse_value(answers).value();
    return a;
  }
  Result<Submitted> submit(const Link& l, Answered a, State wanted = State::done) {
    auto promise = std::make_shared<std::promise<Result<Submitted>>>();
    collect_->submit(l, std::move(a), wanted, [promise](Result<Submitted> r) { promise->set_value(std::move(r)); });
    return promise->get_future().get();
  }
  static std::string code(const Result<Submitted>& r) { return r ? "" : r.error().fields.empty() ? r.error().code : r.error().fields[0].field + " " + r.error().fields[0].code; }
  facts::FactBatch projected() {
    facts::FactBatch out;
    PlainLookup lookup(journeys_);
    EXPECT_TRUE(inbox_->read(0, 1 << 30, [&](const inbox::Row& r) { return ingest::to_facts(r, lookup, out).has_value(); }));
    return out;
  }
  static std::string tag(const facts::Fact& f, std::string_view key) {
    for (const auto& t : f.tags)
      if (t.key == key) return std::string(t.value);
    return "-";
  }

  ManualClock clock_;
  std::filesystem::path dir_;
  std::uint64_t random_ = 1;
  std::vector<std::string> places_;
  std::unique_ptr<records::Records> records_;
  std::unique_ptr<inbox::Inbox> inbox_;
  std::shared_ptr<const journey::Catalogue> journeys_;
  std::unique_ptr<survey::Service> surveys_;
  std::unique_ptr<Service> collect_;
};

}  // namespace peakend::collect
