#pragma once
// What every adapter of PORT 1 must do. An adapter's test instantiates it:
//   INSTANTIATE_TEST_SUITE_P(Sqlite, RecordsContract, testing::Values(RecordsFactory{"sqlite", open}), factory_name);
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "records/records.h"

namespace peakend::records {

struct RecordsFactory {
  std::string name;
  /// Opens the store kept under `dir` (created when new). Called again on the same dir it finds what was committed.
  std::function<Result<std::unique_ptr<Records>>(const std::filesystem::path& dir)> open;
  /// Opens what Records::backup wrote to `path`.
  std::function<Result<std::unique_ptr<Records>>(const std::filesystem::path& path)> open_backup;
};
inline std::string factory_name(const testing::TestParamInfo<RecordsFactory>& info) { return info.param.name; }

class RecordsContract : public testing::TestWithParam<RecordsFactory> {
 protected:
  void SetUp() override;
  void TearDown() override;
  /// Closes and opens again.
  void reopen();
  /// First column of the first row, -1 when there is none.
  std::int64_t number(Records&, const Statement&, std::span<const Param> = {});
  std::filesystem::path dir_;
  std::unique_ptr<Records> records_;
};

}  // namespace peakend::records
