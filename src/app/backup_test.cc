#include "app/backup.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "adapters/sqlite/sqlite_records.h"
#include "app/doctor.h"
#include "base/failpoint.h"
#include "facts/contract/forwarding_facts.h"
#include "inbox/inbox.h"

namespace peakend::app {
namespace {
namespace fs = std::filesystem;

/// Facts whose backup is one given text and whose watermark is one given number.
class BlobFacts final : public facts::ForwardingFacts {
 public:
  BlobFacts(std::string blob, std::int64_t watermark) : BlobFacts(facts::make_memory_facts(), std::move(blob), watermark) {}
  Result<std::int64_t> watermark() const override { return watermark_; }
  Result<void> backup(const std::string& path) const override {
    std::ofstream(path, std::ios::binary) << blob_;
    return {};
  }
  Result<facts::FactsStatus> status() const override { return facts::FactsStatus{"blob", watermark_, 0, 0}; }

 private:
  BlobFacts(std::unique_ptr<facts::FactStore> real, std::string blob, std::int64_t watermark)
      : ForwardingFacts(*real), real_(std::move(real)), blob_(std::move(blob)), watermark_(watermark) {}
  std::unique_ptr<facts::FactStore> real_;
  std::string blob_;
  std::int64_t watermark_;
};

std::string slurp(const fs::path& p) {
  std::ifstream in(p, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}
void put(const fs::path& p, const std::string& text) {
  fs::create_directories(p.parent_path());
  std::ofstream(p, std::ios::binary) << text;
}

class BackupTest : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    dir_ = fs::temp_directory_path() / ("pk_backup_" + std::to_string(::getpid()));
    fs::remove_all(dir_);
    fs::create_directories(dir_ / "data");
    put(dir_ / "data/imports/1/orders.csv", "a,b\n1,2\n");
    auto r = adapters::open_sqlite((dir_ / "data/records.db").string());
    ASSERT_TRUE(r);
    records_ = std::move(*r);
    ASSERT_TRUE(records_->migrate(inbox::migrations()));
    auto i = inbox::make_inbox(*records_, clock_);
    ASSERT_TRUE(i);
    inbox_ = std::move(*i);
    for (int n = 1; n <= 3; ++n) {
      inbox::Submission s{static_cast<WorkspaceNo>(1), "line", {{0, 4, n}}};
      ASSERT_TRUE(inbox_->submit_wait(std::move(s)));
    }
    to_ = (dir_ / ("backup" + GetParam())).string();
  }
  void TearDown() override {
    EXPECT_TRUE(failpoint::configure(""));
    inbox_.reset();
    records_.reset();
    fs::remove_all(dir_);
  }
  Result<Manifest> back_up() { return make_backup(*records_, facts_, (dir_ / "data").string(), to_, from_ms(1'700'000'000'123)); }
  std::vector<std::string> left_overs() {
    std::vector<std::string> out;
    for (const auto& e : fs::directory_iterator(dir_))
      if (e.path().filename().string().find(".part") != std::string::npos) out.push_back(e.path());
    return out;
  }
  fs::path dir_;
  std::string to_;
  ManualClock clock_{from_ms(1'000)};
  BlobFacts facts_{std::string(3'000'000, 'f'), 2};
  std::unique_ptr<records::Records> records_;
  std::unique_ptr<inbox::Inbox> inbox_;
};

TEST_P(BackupTest, ComesBackWhole) {
  const auto made = back_up();
  ASSERT_TRUE(made) << made.error().log;
  EXPECT_EQ(made->files.size(), 3u);
  EXPECT_TRUE(left_overs().empty());
  const auto verified = verify_backup(to_);
  ASSERT_TRUE(verified) << verified.error().code;
  EXPECT_EQ(verified->files, made->files);
  EXPECT_EQ(verified->created, from_ms(1'700'000'000'123));
  EXPECT_EQ(verified->facts_seq, 2);

  const auto target = dir_ / "restored";
  fs::create_directories(target / "tmp");
  const auto restored = restore_backup(to_, target.string());
  ASSERT_TRUE(restored) << restored.error().log;
  EXPECT_EQ(slurp(target / "facts.duckdb"), std::string(3'000'000, 'f'));
  EXPECT_EQ(slurp(target / "imports/1/orders.csv"), "a,b\n1,2\n");
  auto records = adapters::open_sqlite((target / "records.db").string());
  ASSERT_TRUE(records);
  auto inbox = inbox::make_inbox(**records, clock_);
  ASSERT_TRUE(inbox);
  EXPECT_EQ((*inbox)->status().last_seq, 3);
  inbox::Submission again{static_cast<WorkspaceNo>(1), "line", {{0, 4, 2}}};
  EXPECT_EQ((*inbox)->submit_wait(std::move(again))->seq, 0) << "the duplicate index came along";
  EXPECT_EQ(restore_backup(to_, target.string()).error().code, "restore_not_empty");
}

TEST_P(BackupTest, RefusesToOverwriteAndLeavesNothingOnFailure) {
  ASSERT_TRUE(back_up());
  EXPECT_EQ(back_up().error().code, "backup_exists");
  fs::remove_all(to_);
  for (const char* where : {"facts.backup:error", "records.backup:error", "backup.before_manifest:error"}) {
    ASSERT_TRUE(failpoint::configure(where));
    EXPECT_FALSE(back_up()) << where;
    EXPECT_FALSE(fs::exists(to_)) << where;
    EXPECT_TRUE(left_overs().empty()) << where;
  }
  ASSERT_TRUE(failpoint::configure(""));
  EXPECT_TRUE(back_up());
}

TEST_P(BackupTest, DamageIsFound) {
  ASSERT_TRUE(back_up());
  const fs::path file = GetParam() == ".tar" ? fs::path(to_) : fs::path(to_) / "facts.duckdb";
  const auto size = static_cast<std::int64_t>(fs::file_size(file));
  {
    std::fstream f(file, std::ios::in | std::ios::out | std::ios::binary);
    f.seekp(size / 2);
    f.put('X');
  }
  EXPECT_EQ(verify_backup(to_).error().code, "backup_broken");
  const auto target = dir_ / "restored";
  fs::create_directories(target / "tmp");
  EXPECT_EQ(restore_backup(to_, target.string()).error().code, "backup_broken");
  EXPECT_FALSE(fs::exists(target / "records.db"));
  EXPECT_FALSE(fs::exists(target / "facts.duckdb"));
  fs::resize_file(file, static_cast<std::uintmax_t>(size / 3));
  EXPECT_EQ(verify_backup(to_).error().code, "backup_broken");
}

INSTANTIATE_TEST_SUITE_P(Shapes, BackupTest, testing::Values("", ".tar"),
                         [](const auto& shape) { return shape.param.empty() ? "directory" : "tar"; });

TEST(BackupManifest, NamesThatLeadOutsideAreRefused) {
  const auto dir = fs::temp_directory_path() / ("pk_manifest_" + std::to_string(::getpid()));
  fs::create_directories(dir);
  put(dir / "x", "x");
  for (const char* name : {"../x", "/etc/passwd", "imports/../../x", "imports", "other.db", "imports//x"}) {
    Manifest m;
    m.version = "1";
    m.files = {{name, 1, "00"}};
    put(dir / "manifest.json", manifest_to_json(m));
    const auto r = verify_backup(dir.string());
    ASSERT_FALSE(r);
    EXPECT_EQ(r.error().code, "backup_broken") << name;
  }
  put(dir / "manifest.json", R"({"format":99})");
  EXPECT_EQ(verify_backup(dir.string()).error().code, "backup_from_future");
  for (const char* bad : {"", "{", "[]", R"({"format":1})", R"({"format":"1"})"}) {
    put(dir / "manifest.json", bad);
    EXPECT_EQ(verify_backup(dir.string()).error().code, "backup_broken") << bad;
  }
  fs::remove_all(dir);
}

TEST_P(BackupTest, DoctorSeesPositionsAndMissingMigrations) {
  Patient p;
  p.data_dir = (dir_ / "data").string();
  p.records = records_.get();
  p.facts = &facts_;
  p.migrations = inbox::migrations();
  const auto grade_of = [](const std::vector<Finding>& all, const std::string& code) {
    for (const auto& f : all)
      if (f.code == code) return static_cast<int>(f.grade);
    return -1;
  };
  auto found = examine(p);
  EXPECT_EQ(grade_of(found, "doctor_records"), 0);
  EXPECT_EQ(grade_of(found, "doctor_facts_behind"), 1);
  EXPECT_EQ(grade_of(found, "facts_ahead"), -1);
  EXPECT_NE(grade_of(found, "doctor_disk"), -1);
  BlobFacts ahead("x", 9);
  p.facts = &ahead;
  p.migrations.push_back({"0001_later", ""});
  found = examine(p);
  EXPECT_EQ(grade_of(found, "facts_ahead"), 2);
  EXPECT_EQ(grade_of(found, "doctor_migrations"), 1);
  p.data_dir = "/nonexistent";
  EXPECT_EQ(grade_of(examine(p), "doctor_no_data"), 1);
}

}  // namespace
}  // namespace peakend::app
