#include "base/failpoint.h"

#include <signal.h>
#include <unistd.h>

#include <charconv>
#include <chrono>
#include <cstdlib>
#include <mutex>
#include <optional>
#include <thread>

namespace peakend::failpoint {
namespace {

enum class Action : int { off, abort, error, delay };
struct Point {
  std::atomic<Action> action{Action::off};
  std::atomic<long> from{1}, delay_ms{0}, hits{0};
};
std::array<Point, kNames.size()> points;
std::once_flag environment_read;

std::optional<long> number(std::string_view s) {
  long n = 0;
  const auto [end, ec] = std::from_chars(s.data(), s.data() + s.size(), n);
  if (ec != std::errc{} || end != s.data() + s.size() || n < 0) return std::nullopt;
  return n;
}

Result<void> configure_one(std::string_view part) {
  const auto bad = [&] { return fail(ErrorKind::invalid, "failpoint", "bad failpoint: " + std::string(part)); };
  const auto colon = part.find(':');
  if (colon == std::string_view::npos) return bad();
  const int index = index_of(part.substr(0, colon));
  if (index < 0) return bad();
  std::string_view action = part.substr(colon + 1);
  Point& point = points[static_cast<std::size_t>(index)];
  long from = 1;
  if (const auto at = action.find('@'); at != std::string_view::npos) {
    const auto n = number(action.substr(at + 1));
    if (!n || *n < 1) return bad();
    from = *n;
    action = action.substr(0, at);
  }
  Action parsed = Action::off;
  if (action == "abort") parsed = Action::abort;
  else if (action == "error") parsed = Action::error;
  else if (action.starts_with("delay=")) {
    const auto ms = number(action.substr(6));
    if (!ms) return bad();
    point.delay_ms = *ms;
    parsed = Action::delay;
  } else return bad();
  point.from = from;
  point.hits = 0;
  point.action = parsed;
  return {};
}

Result<void> apply(std::string_view spec) {
  for (Point& p : points) p.action = Action::off;
  bool any = false;
  while (!spec.empty()) {
    const auto comma = spec.find(',');
    if (auto r = configure_one(spec.substr(0, comma)); !r) return r;
    any = true;
    spec = comma == std::string_view::npos ? std::string_view{} : spec.substr(comma + 1);
  }
  detail::armed = any;
  return {};
}

void read_environment() {
  const char* spec = std::getenv("PEAKEND_FAILPOINT");
  if (auto r = apply(spec ? spec : ""); !r) {
    // A misspelt failpoint would make a crash test pass without testing anything.
    const std::string text = r.error().log + "\n";
    [[maybe_unused]] const auto n = ::write(2, text.data(), text.size());
    std::_Exit(64);
  }
}

}  // namespace

namespace detail {
std::atomic<bool> armed{true};

bool hit(int index) {
  std::call_once(environment_read, read_environment);
  Point& point = points[static_cast<std::size_t>(index)];
  const long n = ++point.hits;
  const Action action = point.action;
  if (action == Action::off || n < point.from) return false;
  switch (action) {
    case Action::abort:
      ::kill(::getpid(), SIGKILL);
      for (;;) ::pause();  // the signal may need a moment to arrive
    case Action::delay: std::this_thread::sleep_for(std::chrono::milliseconds(point.delay_ms.load())); return false;
    case Action::error: return true;
    case Action::off: return false;
  }
  return false;
}
}  // namespace detail

Result<void> configure(std::string_view spec) {
  std::call_once(environment_read, read_environment);
  return apply(spec);
}

long hits(std::string_view name) {
  const int index = index_of(name);
  return index < 0 ? 0 : points[static_cast<std::size_t>(index)].hits.load();
}

}  // namespace peakend::failpoint
