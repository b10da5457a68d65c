// Options and the data directory's lock.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "app/config.h"
#include "app/data_dir.h"

namespace peakend::app {
namespace {

std::string faults(Config c) {
  const auto ok = validate(c);
  if (ok) return "";
  std::string out;
  for (const auto& f : ok.error().fields) out += f.field + ":" + f.code + " ";
  return out;
}

TEST(Config, DefaultsAreFitAndAutomaticOnesAreFilled) {
  Config c;
  ASSERT_TRUE(validate(c));
  EXPECT_GE(c.io_threads, 1);
  EXPECT_GE(c.workers, 4);
  EXPECT_EQ(c.origin(), "http://127.0.0.1:8321");
}

TEST(Config, WrongOptionsAreNamed) {
  Config c;
  c.port = 70'000;
  c.log_level = "loud";
  c.certificate = "/nonexistent/cert.pem";
  c.base_url = "ftp://x";
  c.memory_mb = 1;
  EXPECT_EQ(faults(c), "--port:out_of_range --memory:out_of_range --log-level:not_one_of --tls-certificate:file_unreadable --tls-key:required --base-url:url_invalid ");
}

TEST(Config, EveryOptionHasItsPlaceNameAndWords) {
  Config c;
  std::set<std::string> flags, envs;
  for (const auto& o : option_specs(c)) {
    EXPECT_TRUE(flags.insert(o.flags).second) << o.flags;
    EXPECT_TRUE(envs.insert(o.env).second) << o.env;
    EXPECT_EQ(o.env.rfind("PEAKEND_", 0), 0u);
    EXPECT_STRNE(o.help.en, "");
    EXPECT_STRNE(o.help.zh, "");
  }
}

TEST(Config, Origin) {
  Config c;
  c.address = "::";
  c.port = 1;
  EXPECT_EQ(c.origin(), "http://localhost:1");
  c.address = "::1";
  c.certificate = "x";
  EXPECT_EQ(c.origin(), "https://[::1]:1");
  c.base_url = "https://cx.example.com/";
  EXPECT_EQ(c.origin(), "https://cx.example.com");
}

TEST(DataDir, OneHolderAtATime) {
  const auto path = testing::TempDir() + "/pk_data_" + std::to_string(::getpid());
  std::filesystem::remove_all(path);
  {
    auto first = DataDir::hold(path);
    ASSERT_TRUE(first);
    const auto second = DataDir::hold(path);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, "data_in_use");
    EXPECT_EQ(second.error().params.at(1).second, std::to_string(::getpid()));
    std::ofstream(path + "/tmp/left") << "x";
  }
  EXPECT_TRUE(DataDir::hold(path));
  EXPECT_FALSE(std::filesystem::exists(path + "/tmp/left"));
  EXPECT_EQ(std::filesystem::status(path).permissions() & std::filesystem::perms::others_all, std::filesystem::perms::none);
  std::filesystem::remove_all(path);
  const auto file = path + ".file";
  std::ofstream(file) << "x";
  EXPECT_EQ(DataDir::hold(file).error().code, "data_unwritable");
  EXPECT_EQ(DataDir::hold(file + "/below").error().code, "data_unwritable");
  std::filesystem::remove(file);
}

}  // namespace
}  // namespace peakend::app
