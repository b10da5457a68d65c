#include "facts/contract/facts_contract.h"

namespace peakend::facts {

INSTANTIATE_TEST_SUITE_P(Memory, FactsContract,
                         testing::Values(FactsFactory{"memory", [](const auto&) { return Result<std::unique_ptr<FactStore>>(make_memory_facts()); }, false}),
                         factory_name);

TEST(FactBatch, KeepsTextsWhereTheyAre) {
  FactBatch batch;
  std::vector<std::string_view> views;
  std::vector<std::string> expected;
  for (int i = 0; i < 50'000; ++i) {
    expected.push_back(std::string(static_cast<std::size_t>(i % 37), 'x') + std::to_string(i));
    views.push_back(batch.keep(expected.back()));
  }
  expected.push_back(std::string(200'000, 'y'));
  views.push_back(batch.keep(expected.back()));
  FactBatch moved = std::move(batch);
  for (std::size_t i = 0; i < views.size(); ++i) ASSERT_EQ(views[i], expected[i]);
}

TEST(FactBatch, TagsAreSortedAndTheLastOfEqualKeysStays) {
  FactBatch batch;
  std::vector<Tag> tags{{"b", "1"}, {"a", "2"}, {"b", "3"}, {"c", ""}};
  auto kept = batch.keep_tags(tags);
  ASSERT_EQ(kept.size(), 3u);
  EXPECT_EQ(kept[0].key, "a");
  EXPECT_EQ(kept[1].value, "3");
  EXPECT_TRUE(batch.keep_tags({}).empty());
}

}  // namespace peakend::facts
