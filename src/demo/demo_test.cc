#include "demo/demo.h"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

namespace peakend::demo {
namespace {

const Instant kEnd = from_ms(1'773'446'400'000);  // 2026-03-14

std::string text_of(std::string_view item, std::string_view key) {
  const std::string mark = "\"" + std::string(key) + "\":";
  const auto at = item.find(mark);
  if (at == std::string_view::npos) return {};
  auto rest = item.substr(at + mark.size());
  if (rest.front() == '"') return std::string(rest.substr(1, rest.find('"', 1) - 1));
  return std::string(rest.substr(0, rest.find_first_of(",}")));
}

Options small() {
  Options o;
  o.customers = 2'000;
  o.orders = 8'000;
  o.end = kEnd;
  return o;
}

TEST(Demo, SameOptionsGiveTheSameItemsAndUniqueIds) {
  std::size_t first = 0, second = 0;
  std::set<std::string> ids;
  std::int64_t n = generate(small(), [&](std::string_view item) {
    first = first * 31 + std::hash<std::string_view>{}(item);
    const std::string id = text_of(item, item.find("messageId") != std::string_view::npos ? "messageId" : "id");
    EXPECT_TRUE(ids.insert(id).second) << id;
    return true;
  });
  generate(small(), [&](std::string_view item) {
    second = second * 31 + std::hash<std::string_view>{}(item);
    return true;
  });
  EXPECT_EQ(first, second);
  EXPECT_EQ(static_cast<std::size_t>(n), ids.size());
  EXPECT_GT(n, 8 * small().orders);
}

TEST(Demo, NothingLiesAfterTheEnd) {
  generate(small(), [&](std::string_view item) {
    const std::string at = text_of(item, item.find("\"track\"") != std::string_view::npos ? "timestamp" : "at");
    EXPECT_LT(at, "2026-03-14T00:00:00.000Z");
    return !::testing::Test::HasFailure();
  });
}

TEST(Demo, MallDeliveryBreaksItsPromiseOnlySinceThePlantedDay) {
  std::map<bool, std::pair<int, int>> late;  // after the break? -> late, all
  generate(small(), [&](std::string_view item) {
    if (text_of(item, "event") == "Order Delivered" && text_of(item, "channel") == "online-mall") {
      const bool after = text_of(item, "ordered_at") >= "2025-11-04";
      auto& [k, n] = late[after];
      ++n;
      k += text_of(item, "timestamp").substr(0, 10) > text_of(item, "promised_at").substr(0, 10);
    }
    return true;
  });
  EXPECT_LT(late[false].first, .1 * late[false].second);
  EXPECT_GT(late[true].first, .6 * late[true].second);
}

TEST(Demo, StoreAfterSalesIsPolarised) {
  std::map<std::string, int> counts;
  generate(small(), [&](std::string_view item) {
    if (text_of(item, "touchpoint") == "aftersale/store" && text_of(item, "metric") == "csat") ++counts[text_of(item, "value")];
    return true;
  });
  EXPECT_GT(counts["1"], 20);
  EXPECT_GT(counts["5"], 20);
  EXPECT_LT(counts["3"], 5);
}

TEST(Demo, PeopleInTheStoreAreKindAndNotTrained) {
  std::map<std::string, std::pair<double, int>> of;
  generate(small(), [&](std::string_view item) {
    if (text_of(item, "touchpoint") == "purchase/store") of[text_of(item, "metric")].first += std::stod(text_of(item, "value")), ++of[text_of(item, "metric")].second;
    return true;
  });
  const auto mean = [&](const char* metric) { return of[metric].first / of[metric].second; };
  EXPECT_GT(of["attitude"].second, 50);
  EXPECT_GT(mean("attitude") - mean("competence"), .5);
}

TEST(Demo, LiveOrderTellsOnlyTheLastTwoHours) {
  int n = 0;
  for (int i = 0; i < 200; ++i) {
    generate_live(small(), kEnd, i, [&](std::string_view item) {
      const std::string at = text_of(item, item.find("\"track\"") != std::string_view::npos ? "timestamp" : "at");
      EXPECT_GE(at, "2026-03-13T22:00:00.000Z");
      ++n;
      return true;
    });
  }
  EXPECT_GT(n, 5);
}

}  // namespace
}  // namespace peakend::demo
