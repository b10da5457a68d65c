#include "insight/customer_history.h"

#include <gtest/gtest.h>

#include "engine/partial.h"
#include "insight/insight_test.h"

namespace peakend::insight {
namespace {

TEST_F(InsightTest, CustomersHistoryAnswersLikeTheStore) {
  facts::FactBatch batch;
  for (int i = 0; i < 30; ++i) {
    rating(batch, ms("2026-03-01") + i / 2 * kHour, "ann", i % 3 == 0 ? "buy/app" : "use/app", i % 11, "nps", "o" + std::to_string(i / 5));
    rating(batch, ms("2026-03-01") + i * kHour, "bob", "buy/app", 3);
  }
  commit(batch);
  const auto id = CustomerId::parse(std::string(get("/v1/customers/ann/timeline").at("customer").at("id").as_string()));
  ASSERT_TRUE(id);
  const auto whole = CustomerHistory::read(*store, kWs, *id);
  const auto asks = CustomerHistory::read(*store, kWs, *id, 29);  // one too many to be kept
  ASSERT_TRUE(whole && asks);
  const auto keys = [](const CustomerHistory& h, const facts::ScanSpec& spec) {
    std::vector<std::string> out;
    EXPECT_TRUE(h.scan(spec, [&](const facts::Fact& f) {
      out.push_back(std::to_string(f.seq) + "." + std::to_string(f.item) + "." + std::string(f.touchpoint));
      return out.size() < 12;
    }));
    return out;
  };
  for (const auto order : {facts::Order::newest_first, facts::Order::by_customer}) {
    for (const std::size_t offset : {0, 4, 28}) {
      for (const bool filtered : {false, true}) {
        facts::ScanSpec spec = whole->spec();
        spec.order = order;
        spec.offset = offset;
        spec.limit = 20;
        if (filtered) spec.where.push_back({{facts::Field::touchpoint, {}}, {"buy/app"}});
        EXPECT_EQ(keys(*whole, spec), keys(*asks, spec));
        if (offset == 0) {
          EXPECT_EQ(keys(*whole, spec).size(), filtered ? 10u : 12u);
        }
      }
    }
  }
  EXPECT_EQ(engine::encode(*whole->sums()), engine::encode(*asks->sums()));
  EXPECT_EQ(whole->sums()->facts, 30);
}

}  // namespace
}  // namespace peakend::insight
