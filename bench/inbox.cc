// The inbox alone: durable single submissions from 256 producers, and batches of 1 000 lines. Prints one JSON line each.
//   bench_inbox [DIR [SECONDS [KEYS_BEFORE]]]     KEYS_BEFORE fills the duplicate index first
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <condition_variable>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "adapters/sqlite/sqlite_records.h"
#include "inbox/inbox.h"

using namespace peakend;
using Time = std::chrono::steady_clock;

namespace {

double since(Time::time_point t) { return std::chrono::duration<double>(Time::now() - t).count(); }

std::string line(std::uint64_t n) {
  char text[400];
  std::snprintf(text, sizeof text,
                "{\"type\":\"track\",\"messageId\":\"m%016llx\",\"userId\":\"c%llu\",\"event\":\"Order Delivered\","
                "\"timestamp\":\"2026-03-14T01:%02llu:%02llu.000Z\",\"properties\":{\"order_id\":\"o%llu\",\"promised_at\":\"2026-03-12\","
                "\"city\":\"Shanghai\"},\"context\":{\"channel\":\"app\"},\"receivedAt\":\"2026-03-14T01:00:01.000Z\"}",
                static_cast<unsigned long long>(n * 0x9E3779B97F4A7C15ull), static_cast<unsigned long long>(n % 50'000),
                static_cast<unsigned long long>(n / 60 % 60), static_cast<unsigned long long>(n % 60),
                static_cast<unsigned long long>(n / 4));
  return text;
}

inbox::Submission batch(std::uint64_t first, int lines) {
  inbox::Submission s;
  s.workspace = static_cast<WorkspaceNo>(1);
  for (int i = 0; i < lines; ++i) {
    const auto begin = static_cast<std::uint32_t>(s.text.size());
    const std::uint64_t n = first + static_cast<std::uint64_t>(i);
    s.text += line(n);
    const std::uint64_t key = (n * 0x9E3779B97F4A7C15ull ^ n << 32) * 0xff51afd7ed558ccdull;
    s.lines.push_back({begin, static_cast<std::uint32_t>(s.text.size()), static_cast<std::int64_t>(key >> 1)});
    s.text += '\n';
  }
  return s;
}

/// `waiters` submissions are in flight all the time; each callback sends the next.
class Producers {
 public:
  Producers(inbox::Inbox& inbox, int lines, std::uint64_t first) : inbox_(inbox), lines_(lines), next_(first) {}
  void run(const char* name, int waiters, double seconds) {
    const auto before = inbox_.status();
    const auto start = Time::now();
    end_ = start + std::chrono::duration_cast<Time::duration>(std::chrono::duration<double>(seconds));
    in_flight_ = waiters;
    for (int i = 0; i < waiters; ++i) send();
    std::unique_lock guard(m_);
    cv_.wait(guard, [&] { return in_flight_ == 0; });
    const double took = since(start);
    const auto after = inbox_.status();
    std::sort(latencies_.begin(), latencies_.end());
    const auto ms = [&](double q) { return latencies_.empty() ? 0 : latencies_[static_cast<std::size_t>(q * static_cast<double>(latencies_.size() - 1))] * 1e3; };
    std::printf("{\"bench\":\"%s\",\"waiters\":%d,\"submissions_per_s\":%.0f,\"lines_per_s\":%.0f,\"commits_per_s\":%.0f,"
                "\"p50_ms\":%.2f,\"p99_ms\":%.2f,\"max_ms\":%.2f,\"failed\":%lld}\n",
                name, waiters, static_cast<double>(latencies_.size()) / took,
                static_cast<double>(after.accepted - before.accepted) / took, static_cast<double>(after.commits - before.commits) / took,
                ms(.5), ms(.99), ms(1), static_cast<long long>(failed_));
    std::fflush(stdout);
  }
  std::uint64_t next() const { return next_; }

 private:
  void send() {
    const auto started = Time::now();
    auto s = batch(next_.fetch_add(static_cast<std::uint64_t>(lines_)), lines_);
    inbox_.submit(std::move(s), [this, started](Result<inbox::Receipt> r) {
      const double took = since(started);
      const bool more = Time::now() < end_;
      std::unique_lock guard(m_);
      if (!r) ++failed_;
      latencies_.push_back(took);
      if (!more) {
        if (--in_flight_ == 0) cv_.notify_one();
        return;
      }
      ready_.push_back(1);
      guard.unlock();
      work_.notify_one();
    });
  }

 public:
  /// A thread that makes the next submissions, as the I/O thread would.
  void feed() {
    std::unique_lock guard(m_);
    while (in_flight_ > 0) {
      work_.wait_for(guard, std::chrono::milliseconds(20), [&] { return !ready_.empty(); });
      const std::size_t n = ready_.size();
      ready_.clear();
      guard.unlock();
      for (std::size_t i = 0; i < n; ++i) send();
      guard.lock();
    }
  }
  std::atomic<int> in_flight_{0};

 private:
  inbox::Inbox& inbox_;
  const int lines_;
  std::atomic<std::uint64_t> next_;
  Time::time_point end_;
  std::mutex m_;
  std::condition_variable cv_, work_;
  std::vector<double> latencies_;
  std::vector<int> ready_;
  long long failed_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  const std::filesystem::path dir = argc > 1 ? argv[1] : "/tmp/peakend-bench-inbox";
  const double seconds = argc > 2 ? std::atof(argv[2]) : 5;
  const std::uint64_t keys_before = argc > 3 ? std::strtoull(argv[3], nullptr, 10) : 0;
  std::filesystem::remove_all(dir);
  std::filesystem::create_directories(dir);
  const auto die = [](const Error& e) {
    std::fprintf(stderr, "%s: %s\n", e.code.c_str(), e.log.c_str());
    std::exit(1);
  };
  auto records = adapters::open_sqlite((dir / "records.db").string());
  if (!records) die(records.error());
  if (auto r = (*records)->migrate(inbox::migrations()); !r) die(r.error());
  const SystemClock clock;
  auto inbox = inbox::make_inbox(**records, clock);
  if (!inbox) die(inbox.error());
  std::uint64_t next = 1;
  const auto measure = [&](const char* name, int lines, int waiters, double s) {
    Producers p(**inbox, lines, next);
    p.in_flight_ = 1;  // the feeder starts first
    std::thread feeder([&] { p.feed(); });
    p.run(name, waiters, s);
    feeder.join();
    next = p.next();
  };
  if (keys_before > 0) {
    const auto start = Time::now();
    while (next < keys_before) {
      if (auto r = (*inbox)->submit_wait(batch(next, 20'000)); !r) die(r.error());
      next += 20'000;
    }
    std::printf("{\"bench\":\"fill\",\"lines\":%llu,\"seconds\":%.1f}\n", static_cast<unsigned long long>(next), since(start));
  }
  measure("single", 1, 64, seconds);
  measure("single", 1, 256, seconds);
  measure("batch_1000", 1'000, 16, seconds);
  (*inbox)->stop();
  std::uintmax_t bytes = 0;
  for (const auto& f : std::filesystem::directory_iterator(dir)) bytes += f.file_size();
  std::printf("{\"bench\":\"disk\",\"lines\":%lld,\"bytes_per_line\":%.1f}\n", static_cast<long long>((*inbox)->status().accepted),
              static_cast<double>(bytes) / static_cast<double>((*inbox)->status().accepted));
  inbox->reset();
  std::filesystem::remove_all(dir);
}
