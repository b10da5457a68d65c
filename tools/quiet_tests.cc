// Log lines of a test are shown only when it fails (all of them with PEAKEND_TEST_LOG=1). Linked into every test binary.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "base/log.h"

namespace peakend {
namespace {

class Quiet final : public testing::EmptyTestEventListener {
 public:
  void OnTestStart(const testing::TestInfo&) override {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
    (void)log::setup({.path = path_});
  }
  void OnTestEnd(const testing::TestInfo& info) override {
    if (info.result()->Failed()) {
      std::ifstream lines(path_);
      for (std::string line; std::getline(lines, line);) std::fprintf(stderr, "  log: %s\n", line.c_str());
    }
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }

 private:
  const std::string path_ = (std::filesystem::temp_directory_path() / ("pk_tests_" + std::to_string(::getpid()) + ".log")).string();
};

[[maybe_unused]] const bool listening = [] {
  if (std::getenv("PEAKEND_TEST_LOG") == nullptr) testing::UnitTest::GetInstance()->listeners().Append(new Quiet);
  return true;
}();

}  // namespace
}  // namespace peakend
