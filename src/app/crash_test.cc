// Kills a process that takes in items at every failpoint and at random moments, opens what it left behind and proves:
// every acknowledged item is there once, none is there twice, nothing is there that was never sent, roll-ups agree with
// facts, and the stores open and catch up by themselves. PEAKEND_CRASH_ROUNDS sets the number of random kills (10).
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <set>
#include <thread>

#include "adapters/duckdb/duckdb_facts.h"
#include "adapters/sqlite/sqlite_records.h"
#include "app/backup.h"
#include "base/failpoint.h"
#include "inbox/inbox.h"
#include "jobs/jobs.h"

namespace peakend::duck {}
namespace peakend::app {
namespace {
namespace fs = std::filesystem;
using namespace duck;
using namespace adapters;

constexpr auto kWorkspace = static_cast<WorkspaceNo>(1);
constexpr int kAckFd = 3;
const std::string kTouchpoints[] = {"delivery/app", "delivery/store", "service/phone"};

std::int64_t key_of(std::string_view id) { return static_cast<std::int64_t>(hash_uuid("crash", id).hi >> 1); }

/// A line is its id; everything else of the fact follows from it.
Result<void> project(const inbox::Row& row, facts::FactBatch& out) {
  std::string_view rest = row.text;
  for (std::int32_t item = 0; !rest.empty(); ++item) {
    const auto end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, end);
    const std::string_view id = line.substr(0, line.find(' '));
    const Uuid h = hash_uuid("fact", id);
    facts::Fact f;
    f.seq = row.seq;
    f.item = item;
    f.at = 1'700'000'000'000 + static_cast<std::int64_t>(h.lo % (86'400'000ull * 5));
    f.workspace = row.workspace;
    f.kind = facts::FactKind::rating;
    f.customer = CustomerId(hash_uuid("customer", std::to_string(h.hi % 100)));
    f.journey = "j";
    f.touchpoint = kTouchpoints[h.hi % 3];
    f.metric = "nps";
    f.name = "nps";
    f.message_id = out.keep(id);
    f.score = static_cast<double>(h.lo % 11);
    f.valence = static_cast<std::int32_t>(h.lo % 11) * 2'000 - 10'000;
    out.add(f);
    rest.remove_prefix(std::min(rest.size(), end + 1));
  }
  return {};
}

struct Stores {
  std::unique_ptr<records::Records> records;
  std::unique_ptr<facts::FactStore> facts;
  SystemClock clock;
  std::unique_ptr<inbox::Inbox> inbox;
  std::unique_ptr<inbox::Projector> projector;

  Result<void> open(const fs::path& dir) {
    adapters::SqliteOptions options;
    options.checkpoint_pages = 100;
    PK_TRY(records, adapters::open_sqlite((dir / "records.db").string(), options));
    auto all = inbox::migrations();
    for (auto& m : jobs::migrations()) all.push_back(m);
    PK_CHECK(records->migrate(all));
    PK_TRY(facts, open_duckdb_facts((dir / "facts.duckdb").string()));
    inbox::InboxOptions small;
    small.young_keys = 2'000;  // so that keys are on their way into the table all the time
    PK_TRY(inbox, inbox::make_inbox(*records, clock, small));
    inbox::ProjectorOptions quick;
    quick.chunk_bytes = 20'000;
    quick.idle_before_tidy = std::chrono::milliseconds(20);
    PK_TRY(projector, inbox::make_projector(*inbox, *facts, project, {}, quick));
    return {};
  }
};

// ---- the process that is killed ---------------------------------------------------------------------------------

/// Tells the parent what was sent ("S id") and acknowledged ("A id"); a line is one write, so none is torn.
void say(const std::string& lines) {
  std::string_view rest = lines;
  while (!rest.empty()) {
    const ssize_t n = ::write(kAckFd, rest.data(), rest.size());
    if (n <= 0) _exit(9);
    rest.remove_prefix(static_cast<std::size_t>(n));
  }
}

/// Sends submissions one after the other: retries first, then new ids, now and then one that was sent before.
class Producer {
 public:
  Producer(inbox::Inbox& inbox, std::string prefix, std::vector<std::string> retry, std::uint64_t seed)
      : inbox_(inbox), prefix_(std::move(prefix)), old_(std::move(retry)), left_(old_.size()), gen_(seed) {}
  void run(int submissions) {
    for (int i = 0; i < submissions || left_ > 0; ++i) {
      const int lines = gen_() % 16 == 0 ? 100 : static_cast<int>(1 + gen_() % 3);
      inbox::Submission s;
      s.workspace = kWorkspace;
      std::string sent, acked;
      for (int k = 0; k < lines; ++k) {
        const std::string id = next();
        const auto begin = static_cast<std::uint32_t>(s.text.size());
        s.text += id + " " + std::string(60, 'x');
        s.lines.push_back({begin, static_cast<std::uint32_t>(s.text.size()), key_of(id)});
        s.text += '\n';
        sent += "S " + id + "\n";
        acked += "A " + id + "\n";
      }
      say(sent);
      if (inbox_.submit_wait(std::move(s))) say(acked);
    }
  }

 private:
  std::string next() {
    if (left_ > 0) return old_[--left_];
    if (!old_.empty() && gen_() % 8 == 0) return old_[gen_() % old_.size()];
    old_.push_back(prefix_ + "-" + std::to_string(old_.size()));
    return old_.back();
  }
  inbox::Inbox& inbox_;
  const std::string prefix_;
  std::vector<std::string> old_;
  std::size_t left_;
  std::mt19937_64 gen_;
};

void child(const fs::path& dir, const std::string& run, int submissions) {
  Stores s;
  if (auto r = s.open(dir); !r) {
    std::fprintf(stderr, "child: %s %s\n", r.error().code.c_str(), r.error().log.c_str());
    _exit(8);
  }
  std::vector<std::string> retry;
  std::ifstream in(dir / "retry");
  for (std::string id; std::getline(in, id);) retry.push_back(id);
  auto made = jobs::make_jobs(*s.records, s.clock, [] { return static_cast<std::uint64_t>(std::random_device{}()); });
  if (!made) _exit(8);
  constexpr std::size_t kProducers = 4;
  std::vector<std::thread> pool;
  for (std::size_t t = 0; t < kProducers; ++t) {
    std::vector<std::string> mine;
    for (std::size_t i = t; i < retry.size(); i += kProducers) mine.push_back(retry[i]);
    pool.emplace_back([&, t, mine] { Producer(*s.inbox, "r" + run + "t" + std::to_string(t), mine, t + std::stoul(run)).run(submissions); });
  }
  std::this_thread::sleep_for(std::chrono::milliseconds(30));
  const auto job = (*made)->start({.workspace = kWorkspace, .kind = "rebuild"}, [&](jobs::Context&) { return s.projector->rebuild(kWorkspace); });
  const auto backup = make_backup(*s.records, *s.facts, dir.string(), (dir / ("backup" + run)).string(), s.clock.now());
  for (auto& t : pool) t.join();
  if (job) static_cast<void>((*made)->wait(kWorkspace, *job));
  const auto drained = s.projector->drain();
  std::this_thread::sleep_for(std::chrono::milliseconds(60));  // idle: the stores tidy up
  _exit(backup && drained ? 0 : 7);
}

TEST(CrashChild, DISABLED_Run) {
  const char* dir = std::getenv("PK_CRASH_DIR");
  if (dir == nullptr) GTEST_SKIP() << "started by CrashStores";
  child(dir, std::getenv("PK_CRASH_RUN"), std::atoi(std::getenv("PK_CRASH_SUBMISSIONS")));
}

// ---- the judge --------------------------------------------------------------------------------------------------

class CrashStores : public testing::Test {
 protected:
  void SetUp() override {
    dir_ = fs::temp_directory_path() / ("pk_crash_" + std::to_string(::getpid()));
    clear();
  }
  void TearDown() override { fs::remove_all(dir_); }
  void clear() {
    fs::remove_all(dir_);
    fs::create_directories(dir_);
    sent_.clear();
    acked_.clear();
  }

  /// Starts the child; kills it after `kill_after` when that is not zero. Returns waitpid's status.
  int run_child(const std::string& failpoint, std::chrono::microseconds kill_after, int submissions) {
    ++run_;
    {
      std::ofstream retry(dir_ / "retry");
      for (const auto& id : sent_)
        if (!acked_.contains(id)) retry << id << '\n';
    }
    int fds[2];
    if (::pipe(fds) != 0) std::abort();
    const std::string dir = "PK_CRASH_DIR=" + dir_.string(), run = "PK_CRASH_RUN=" + std::to_string(run_),
                      count = "PK_CRASH_SUBMISSIONS=" + std::to_string(submissions), point = "PEAKEND_FAILPOINT=" + failpoint;
    const pid_t pid = ::fork();
    if (pid == 0) {
      ::dup2(fds[1], kAckFd);
      if (fds[0] != kAckFd) ::close(fds[0]);
      const char* argv[] = {"crash", "--gtest_also_run_disabled_tests", "--gtest_filter=CrashChild.DISABLED_Run", "--gtest_brief=1", nullptr};
      const char* library = std::getenv("LD_LIBRARY_PATH");
      const std::string path = std::string("LD_LIBRARY_PATH=") + (library ? library : "");
      const char* env[] = {dir.c_str(), run.c_str(), count.c_str(), point.c_str(), path.c_str(), nullptr};
      ::execve("/proc/self/exe", const_cast<char**>(argv), const_cast<char**>(env));
      ::_exit(127);
    }
    ::close(fds[1]);
    std::thread killer;
    std::atomic<bool> first{false}, over{false};
    if (kill_after.count() > 0)
      killer = std::thread([&] {
        while (!first && !over) std::this_thread::sleep_for(std::chrono::microseconds(200));
        std::this_thread::sleep_for(kill_after);
        if (!over) ::kill(pid, SIGKILL);
      });
    listen(fds[0], first);
    int status = 0;
    ::waitpid(pid, &status, 0);
    over = true;
    if (killer.joinable()) killer.join();
    ::close(fds[0]);
    return status;
  }

  void listen(int fd, std::atomic<bool>& first) {
    std::string text;
    char buffer[65'536];
    for (ssize_t n; (n = ::read(fd, buffer, sizeof buffer)) > 0;) {
      text.append(buffer, static_cast<std::size_t>(n));
      std::size_t from = 0;
      for (std::size_t end; (end = text.find('\n', from)) != std::string::npos; from = end + 1) {
        const std::string id = text.substr(from + 2, end - from - 2);
        if (text[from] == 'S') sent_.insert(id);
        if (text[from] == 'A') acked_.insert(id), first = true;
      }
      text.erase(0, from);
    }
  }

  /// Opens what is there and compares.
  void judge(const std::string& what) {
    SCOPED_TRACE(what);
    Stores s;
    const auto opened = s.open(dir_);
    ASSERT_TRUE(opened) << opened.error().code << " " << opened.error().log;
    const auto drained = s.projector->drain();
    ASSERT_TRUE(drained) << drained.error().log;
    std::map<std::string, int> there;
    facts::ScanSpec all;
    all.workspace = kWorkspace;
    ASSERT_TRUE(s.facts->scan(all, [&](const facts::Fact& f) {
      ++there[std::string(f.message_id)];
      return true;
    }));
    int lost = 0, doubled = 0, invented = 0;
    for (const auto& id : acked_) lost += !there.contains(id);
    for (const auto& [id, n] : there) {
      doubled += n > 1;
      invented += !sent_.contains(id);
    }
    EXPECT_EQ(lost, 0) << "of " << acked_.size() << " acknowledged";
    EXPECT_EQ(doubled, 0);
    EXPECT_EQ(invented, 0);
    facts::AggregateSpec sum;
    sum.workspace = kWorkspace;
    sum.by = {{facts::Field::touchpoint}};
    const auto rollup = s.facts->aggregate(sum);
    ASSERT_TRUE(rollup);
    std::int64_t counted = 0;
    for (const auto& row : rollup->rows) counted += row.partial.n;
    EXPECT_TRUE(rollup->from_rollup);
    EXPECT_EQ(counted, static_cast<std::int64_t>(there.size())) << "roll-ups and facts differ";
    checked_ += acked_.size();
  }

  fs::path dir_;
  int run_ = 0;
  std::set<std::string> sent_, acked_;
  std::size_t checked_ = 0;
};

TEST_F(CrashStores, KilledAtEveryFailpointNothingIsLostOrDoubled) {
  int killed = 0;
  for (const std::string_view name : failpoint::kNames) {
    if (name.starts_with("trigger.") || name.starts_with("outbox.")) continue;  // need a trigger: CrashListening
    clear();
    // A first run fills the stores, unless the point is on the way of the very first start.
    const bool first_start = name == "records.migrate";
    if (!first_start) {
      const int status = run_child("", {}, 20);
      ASSERT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
    }
    // Not the first pass: something must have gone well in this process before.
    const bool often = name.starts_with("facts.after") || name.starts_with("facts.before") || name.starts_with("projector.") ||
                       name.starts_with("inbox.");
    const std::string arm = std::string(name) + (often ? ":abort@2" : ":abort");
    int status = run_child(arm, {}, 80);
    // Tidying waits for an idle moment, which a short run need not have.
    for (int i = 0; i < 5 && name == "facts.checkpoint" && WIFEXITED(status); ++i) status = run_child(arm, {}, 80);
    EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << name << " was never reached, status " << status;
    ++killed;
    judge("killed at " + std::string(name));
    const int again = run_child("", {}, 5);
    EXPECT_TRUE(WIFEXITED(again) && WEXITSTATUS(again) == 0) << name;
    EXPECT_EQ(acked_.size(), sent_.size()) << "what was not acknowledged is sent again and then kept";
    judge("after the restart behind " + std::string(name));
  }
  std::printf("crash: %d failpoints, %zu acknowledged items checked\n", killed, checked_);
}

TEST_F(CrashStores, KilledAtRandomMomentsNothingIsLostOrDoubled) {
  const char* wanted = std::getenv("PEAKEND_CRASH_ROUNDS");
  const int rounds = wanted ? std::atoi(wanted) : 10;
  std::mt19937 gen(static_cast<unsigned>(::getpid()));
  for (int i = 0; i < rounds; ++i) {
    if (i % 10 == 0) clear();
    const auto after = std::chrono::microseconds(1 + gen() % 250'000);
    const int status = run_child("", after, 1'000'000);
    ASSERT_TRUE(WIFSIGNALED(status)) << status;
    judge("random kill " + std::to_string(i) + " after " + std::to_string(after.count()) + " us");
  }
  std::printf("crash: %d random kills, %zu acknowledged items checked\n", rounds, checked_);
}

TEST_F(CrashStores, InjectedErrorsAreAnsweredAndHeal) {
  for (const std::string_view name : {"inbox.before_insert", "inbox.before_commit", "records.before_commit", "inbox.index_slice",
                                      "projector.before_read", "projector.before_append", "facts.after_rows", "facts.before_commit"}) {
    clear();
    const int first = run_child("", {}, 20);
    ASSERT_TRUE(WIFEXITED(first) && WEXITSTATUS(first) == 0);
    const int status = run_child(std::string(name) + ":error@3", {}, 20);
    EXPECT_TRUE(WIFEXITED(status)) << name << " " << status;
    judge("errors at " + std::string(name));
  }
}

/// A small file system; gone with the object.
class SmallDisk {
 public:
  explicit SmallDisk(const fs::path& at) : at_(at) {
    fs::create_directories(at_);
    mounted_ = ::mount("tmpfs", at_.c_str(), "tmpfs", 0, "size=64m") == 0;
  }
  ~SmallDisk() {
    if (mounted_) ::umount2(at_.c_str(), MNT_DETACH);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  bool mounted() const { return mounted_; }
  /// Leaves `bytes` free.
  void fill(std::uintmax_t bytes) const {
    std::ofstream out(at_ / "ballast", std::ios::binary);
    const std::string piece(64 * 1024, 'b');
    while (fs::space(at_).available > bytes + piece.size() && out.write(piece.data(), static_cast<std::streamsize>(piece.size())).flush()) {
    }
  }
  void free() const { fs::remove(at_ / "ballast"); }

 private:
  fs::path at_;
  bool mounted_ = false;
};

TEST_F(CrashStores, AFullDiskIsRefusedKeepsNothingAndHealsWithoutARestart) {
  const fs::path outer = dir_;
  const SmallDisk disk(outer / "small");
  if (!disk.mounted()) GTEST_SKIP() << "mounting a small file system is not permitted here";
  dir_ = outer / "small" / "data";
  fs::create_directories(dir_);
  {
    Stores s;
    ASSERT_TRUE(s.open(dir_));
    std::mt19937_64 gen(7);
    int next = 0;
    // Unpackable text, so that bytes sent are bytes on disk.
    const auto send = [&](int lines) {
      inbox::Submission sub;
      sub.workspace = kWorkspace;
      std::vector<std::string> ids;
      for (int i = 0; i < lines; ++i) {
        ids.push_back("d" + std::to_string(next++));
        const auto begin = static_cast<std::uint32_t>(sub.text.size());
        sub.text += ids.back() + " ";
        for (int k = 0; k < 300; ++k) sub.text += static_cast<char>('!' + gen() % 90);
        sub.lines.push_back({begin, static_cast<std::uint32_t>(sub.text.size()), key_of(ids.back())});
        sub.text += '\n';
      }
      sent_.insert(ids.begin(), ids.end());
      const auto r = s.inbox->submit_wait(std::move(sub));
      if (r) acked_.insert(ids.begin(), ids.end());
      else EXPECT_EQ(r.error().kind, ErrorKind::unavailable) << r.error().code;
      return r.has_value();
    };
    for (int i = 0; i < 20; ++i) ASSERT_TRUE(send(20));
    ASSERT_TRUE(s.projector->drain());
    for (const std::uintmax_t room : {3u << 20, 1u << 20, 300u << 10, 60u << 10}) {
      disk.fill(room);
      int refused = 0;
      for (int i = 0; i < 400 && refused < 5; ++i) refused += !send(50);
      EXPECT_EQ(refused, 5) << "with " << room << " bytes free at first";
      static_cast<void>(s.projector->drain());  // may fail: its disk is full too
      disk.free();
      EXPECT_TRUE(send(1)) << "there is space again";
      const auto drained = s.projector->drain();
      EXPECT_TRUE(drained) << drained.error().code << " " << drained.error().log;
    }
  }
  judge("after the full disk");
  dir_ = outer;
}

}  // namespace
}  // namespace peakend::app
