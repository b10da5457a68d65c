#include "cli/progress.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <string>

#include <fmt/format.h>

namespace peakend::cli {
namespace {
std::string clock_text(double seconds) {
  const auto s = static_cast<std::int64_t>(seconds + 0.5);
  if (s >= 3600) return fmt::format("{}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60);
  return fmt::format("{:02}:{:02}", s / 60, s % 60);
}
}  // namespace

Progress::Progress(const Shell& shell)
    : shell_(shell), terminal_(::isatty(2) != 0), start_(std::chrono::steady_clock::now()), last_(start_) {}

void Progress::show(std::uint64_t bytes, std::uint64_t total, std::int64_t rows) {
  const auto now = std::chrono::steady_clock::now();
  const auto pause = terminal_ ? std::chrono::milliseconds(200) : std::chrono::milliseconds(5'000);
  if (now - last_ < pause) return;
  last_ = now;
  const double seconds = std::chrono::duration<double>(now - start_).count();
  const double share = total == 0 ? 0 : std::min(1.0, static_cast<double>(bytes) / static_cast<double>(total));
  const double left = share > 0.001 ? seconds * (1 - share) / share : 0;
  const std::string text = fmt::format("{:3.0f} %  {:.0f} {}  {} {}", share * 100, static_cast<double>(rows) / seconds,
                                       shell_.say({"rows/s", "行/秒"}), clock_text(left), shell_.say({"left", "剩余"}));
  if (!terminal_) {
    std::fprintf(stderr, "%s\n", text.c_str());
    return;
  }
  const auto filled = static_cast<std::size_t>(share * 30);
  std::fprintf(stderr, "\r[%s%s] %s\x1b[K", std::string(filled, '#').c_str(), std::string(30 - filled, '-').c_str(), text.c_str());
  std::fflush(stderr);
  drawn_ = true;
}

void Progress::clear() {
  if (drawn_) std::fputs("\r\x1b[K", stderr);
  drawn_ = false;
}

void Progress::finish() { clear(); }

}  // namespace peakend::cli
