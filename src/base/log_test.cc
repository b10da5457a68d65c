#include "base/log.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <limits>
#include <vector>

#include <unistd.h>

namespace peakend::log {
namespace {

TEST(Log, TextKeepsOneLineAndQuotesWhatNeedsIt) {
  EXPECT_EQ(format_text(0, Level::warn, "ab12", "disk\nlow", std::vector<Field>{{"free", 12}, {"path", "/a b"}, {"ok", true}, {"note", "x\ny"}}),
            "1970-01-01T00:00:00.000Z warn  disk low request=ab12 free=12 path=\"/a b\" ok=true note=\"x\\ny\"");
}

TEST(Log, JsonIsEscapedAndValidUtf8) {
  EXPECT_EQ(format_json(1'500, Level::info, "", "say \"好\"", std::vector<Field>{{"n", -3}, {"raw", "a\xff\x01"}, {"nan", std::numeric_limits<double>::quiet_NaN()}}),
            "{\"at\":\"1970-01-01T00:00:01.500Z\",\"level\":\"info\",\"message\":\"say \\\"好\\\"\",\"n\":-3,"
            "\"raw\":\"a\xEF\xBF\xBD\\u0001\",\"nan\":\"nan\"}");
}

TEST(Log, SecretsAreMasked) {
  for (const auto& line : {format_text(0, Level::info, "", "m", std::vector<Field>{{"password", "hunter2"}, {"csrf_token", "abc"}}),
                           format_json(0, Level::info, "", "m", std::vector<Field>{{"password", "hunter2"}, {"csrf_token", "abc"}})}) {
    EXPECT_EQ(line.find("hunter2"), std::string::npos) << line;
    EXPECT_EQ(line.find("abc"), std::string::npos) << line;
    EXPECT_NE(line.find("***"), std::string::npos) << line;
  }
}

TEST(Log, WritesToAFileWithTheRequestId) {
  const auto path = std::filesystem::temp_directory_path() / ("pk_log_" + std::to_string(::getpid()));
  ASSERT_TRUE(setup({.json = true, .level = Level::info, .path = path.string()}));
  debug("not shown");
  {
    const RequestScope outer("r1");
    {
      const RequestScope inner("r2");
      info("inner");
    }
    failure("outer", Error{ErrorKind::unavailable, "disk_full", {}, "no space", {}});
  }
  info("none");
  EXPECT_FALSE(setup({.path = "/dev/null/log"}));
  ASSERT_TRUE(setup({}));
  std::ifstream in(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  std::filesystem::remove(path);
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_NE(lines[0].find(R"("message":"inner","request":"r2")"), std::string::npos);
  EXPECT_NE(lines[1].find(R"("request":"r1","code":"disk_full","detail":"no space")"), std::string::npos);
  EXPECT_EQ(lines[2].find("request"), std::string::npos);
}

}  // namespace
}  // namespace peakend::log
