#pragma once
// What every adapter of PORT 2 must do. An adapter's test instantiates it:
//   INSTANTIATE_TEST_SUITE_P(Duckdb, FactsContract, testing::Values(FactsFactory{"duckdb", open, true}), factory_name);
// Most tests do the same to the store and to the in-memory reference and compare all answers exactly.
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <random>

#include "facts/facts.h"

namespace peakend::facts {

struct FactsFactory {
  std::string name;
  /// Opens the store kept under `dir` (created when new).
  std::function<Result<std::unique_ptr<FactStore>>(const std::filesystem::path& dir)> open;
  bool durable = true;  ///< opened again on the same dir it finds what was committed; can export Parquet, back up
  /// Opens what FactStore::backup wrote to `path`.
  std::function<Result<std::unique_ptr<FactStore>>(const std::filesystem::path& path)> open_backup{};
};
inline void PrintTo(const FactsFactory& f, std::ostream* out) { *out << f.name; }
inline std::string factory_name(const testing::TestParamInfo<FactsFactory>& info) { return info.param.name; }

/// Facts, questions and episodes that try every field: absent, empty, Unicode, quotes, extremes, repeated customers.
class RandomFacts {
 public:
  explicit RandomFacts(std::uint64_t seed) : random_(seed) {}
  /// `count` facts of workspaces 1 and 2 with seq in (after, after + 5].
  FactBatch batch(std::size_t count, std::int64_t after);
  AggregateSpec aggregate(std::string_view zone);
  ScanSpec scan();
  EpisodeFact episode();
  CustomerId customer();
  CustomerSpec customers();
  std::string_view message_id();
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(random_() % n); }

 private:
  std::string_view text_of(Field);
  Dimension dimension(bool with_time);
  Filter filter();
  Fact fact(FactBatch& batch, std::int64_t after);
  std::vector<std::int64_t> edges(std::string_view zone);
  std::mt19937_64 random_;
};

class FactsContract : public testing::TestWithParam<FactsFactory> {
 protected:
  void SetUp() override;
  void TearDown() override;
  /// Closes and opens again.
  void reopen();
  /// The same batch to the store and to the reference.
  void append(const FactBatch&, std::int64_t upto);
  void append_random(RandomFacts&, int batches, std::size_t facts_each);
  /// Aggregates (random and the plain roll-up ones), scans and customers are the same in both stores.
  void expect_same(RandomFacts&, int questions, std::string_view zone = "UTC");
  void expect_same(const AggregateSpec&);
  std::filesystem::path dir_;
  std::unique_ptr<FactStore> store_, reference_;
  std::int64_t upto_ = 0;
};

}  // namespace peakend::facts
