// Contract of moved facts and of the list of customers.
#include "facts/contract/facts_contract.h"

namespace peakend::facts {
namespace {
constexpr WorkspaceNo kOne{1}, kTwo{2};
}

TEST_P(FactsContract, MovedFactsTakeTheirSumsAlong) {
  RandomFacts random(23);
  append_random(random, 2, 300);
  std::vector<Placing> to;
  ASSERT_TRUE(reference_->scan({.workspace = kOne, .order = Order::newest_first}, [&](const Fact& f) {
    if (random.below(3) == 0)
      to.push_back({f.seq, f.item, "olist", "sale/online-mall", "sale", "online-mall",
                    random.below(2) ? EpisodeId{Uuid{9, 1}} : EpisodeId{}, random.below(2) == 0});
    return to.size() < 60;
  }));
  to.push_back({9'999, 1, "x", "y/z", "y", "z", {}, false});  // not there
  auto moved = store_->place(kOne, to);
  ASSERT_TRUE(moved) << moved.error().log;
  EXPECT_EQ(*moved, reference_->place(kOne, to).value());
  EXPECT_EQ(*moved, static_cast<std::int64_t>(to.size()) - 1);
  expect_same(random, 20);
  EXPECT_EQ(store_->place(kTwo, std::span(to).last(1)).value(), 0);
  if (GetParam().durable) reopen();
  expect_same(random, 5);
}

TEST_P(FactsContract, CustomersAreFoundByWhatTheyLivedAndSaid) {
  FactBatch batch;
  auto add = [&](std::uint64_t who, FactKind kind, std::string_view name, std::int64_t at) -> Fact& {
    Fact f;
    f.seq = 1, f.item = static_cast<std::int32_t>(batch.facts.size()), f.at = at, f.workspace = kOne, f.kind = kind;
    f.customer = CustomerId{Uuid{1, who}}, f.user_id = batch.keep("c" + std::to_string(who)), f.name = name;
    batch.facts.push_back(f);
    return batch.facts.back();
  };
  add(1, FactKind::event, "Order Placed", 1'000).tags = batch.keep_tags(std::vector<Tag>{{"amount", "120.50"}});
  add(1, FactKind::event, "Order Delivered", 2'000).promise = Promise::broken;
  add(2, FactKind::event, "Order Placed", 3'000).tags = batch.keep_tags(std::vector<Tag>{{"amount", "80"}});
  add(2, FactKind::rating, "csat", 4'000).valence = -5'000;
  add(3, FactKind::identify, "identify", 5'000).tags = batch.keep_tags(std::vector<Tag>{{"name", "王小明"}});
  append(batch, 1);
  auto ids = [&](const CustomerSpec& spec) {
    std::string out;
    const auto page = store_->customers(spec).value();
    for (const auto& r : page.rows) out += r.user_id + " ";
    return out;
  };
  const ValueRule amount{"Order Placed", "amount"};
  EXPECT_EQ(ids({.workspace = kOne}), "c3 c2 c1 ");
  EXPECT_EQ(ids({.workspace = kOne, .search = "小明"}), "c3 ");
  EXPECT_EQ(ids({.workspace = kOne, .search = "C1"}), "c1 ");
  EXPECT_EQ(ids({.workspace = kOne, .broken = true}), "c1 ");
  EXPECT_EQ(ids({.workspace = kOne, .silent = true}), "c1 ");
  EXPECT_EQ(ids({.workspace = kOne, .where = {{{Field::name}, {"Order Delivered"}}}}), "c1 ");
  EXPECT_EQ(ids({.workspace = kOne, .sort = CustomerSpec::Sort::value, .value = amount}), "c1 c2 c3 ");
  EXPECT_EQ(ids({.workspace = kOne, .value = amount, .value_from = 8'000, .value_to = 12'050}), "c2 ");
  EXPECT_EQ(ids({.workspace = kOne, .mean_to = 0}), "c2 ");
  EXPECT_EQ(store_->customers({.workspace = kOne, .value = amount})->rows[2].value, 12'050);
}

}  // namespace peakend::facts
