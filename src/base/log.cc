#include "base/log.h"

#include <date/date.h>
#include <fmt/format.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

#include "base/log_format.h"
#include "base/time.h"

namespace peakend::log {
namespace {

std::atomic<Level> threshold{Level::info};
std::atomic<bool> as_json{false};
thread_local std::string current_request;

std::mutex sink_mutex;
std::shared_ptr<spdlog::sinks::sink> sink;  // made on first use

std::shared_ptr<spdlog::sinks::sink> the_sink() {
  std::lock_guard guard(sink_mutex);
  if (!sink) {
    sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
    sink->set_pattern("%v");
  }
  return sink;
}

bool needs_quotes(std::string_view v) {
  return v.empty() || std::any_of(v.begin(), v.end(), [](char c) {
           return static_cast<unsigned char>(c) <= ' ' || c == '"' || c == '=' || c == 0x7f;
         });
}

}  // namespace

std::string_view level_name(Level level) {
  static constexpr std::array<std::string_view, 4> names{"debug", "info", "warn", "error"};
  return names[static_cast<std::size_t>(level)];
}

std::string time_text(std::int64_t at) { return date::format("%FT%TZ", from_ms(at)); }

bool is_secret(std::string_view key) {
  static constexpr std::array<std::string_view, 5> words{"password", "token", "secret", "authorization", "cookie"};
  return std::any_of(words.begin(), words.end(), [&](std::string_view w) { return key.find(w) != std::string_view::npos; });
}

std::string format_text(std::int64_t at, Level level, std::string_view request, std::string_view message, FieldSpan fields) {
  std::string out = fmt::format("{} {:<5} ", time_text(at), level_name(level));
  const auto add = [&](std::string_view v, bool force_quotes) {
    if (!force_quotes && !needs_quotes(v)) out += v;
    else append_quoted(out, v);  // also keeps line ends inside one line
  };
  for (char c : message) out += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
  if (!request.empty()) {
    out += " request=";
    add(request, false);
  }
  for (const Field& f : fields) {
    out += ' ';
    out += f.key;
    out += '=';
    add(is_secret(f.key) ? "***" : std::string_view(f.value), false);
  }
  return out;
}

Result<void> setup(const Options& options) {
  std::shared_ptr<spdlog::sinks::sink> next;
  try {
    if (options.path.empty()) next = std::make_shared<spdlog::sinks::stderr_sink_mt>();
    else next = std::make_shared<spdlog::sinks::basic_file_sink_mt>(options.path);
  } catch (const std::exception& e) {
    return fail(ErrorKind::unavailable, "log_path", e.what());
  }
  next->set_pattern("%v");
  std::lock_guard guard(sink_mutex);
  sink = std::move(next);
  threshold = options.level;
  as_json = options.json;
  return {};
}

bool enabled(Level level) { return level >= threshold.load(std::memory_order_relaxed); }

void write(Level level, std::string_view message, FieldSpan fields) {
  const std::int64_t at = to_ms(SystemClock{}.now());
  const std::string line = as_json ? format_json(at, level, current_request, message, fields)
                                   : format_text(at, level, current_request, message, fields);
  const auto out = the_sink();
  try {
    out->log(spdlog::details::log_msg("", spdlog::level::info, line));
    out->flush();
  } catch (const std::exception&) {
    // A full disk under the log must not take the service down.
  }
}

void failure(std::string_view message, const Error& e, Fields more) {
  const bool loud = e.kind == ErrorKind::internal || e.kind == ErrorKind::unavailable;
  const Level level = loud ? Level::error : Level::warn;
  if (!enabled(level)) return;
  std::vector<Field> all{{"code", e.code}, {"detail", e.log}};
  all.insert(all.end(), more.begin(), more.end());
  write(level, message, FieldSpan(all));
}

RequestScope::RequestScope(std::string_view id) : before_(std::move(current_request)) { current_request = id; }
RequestScope::~RequestScope() { current_request = std::move(before_); }

}  // namespace peakend::log
