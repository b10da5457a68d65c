#include "base/metrics.h"

#include <fmt/format.h>

#include <bit>
#include <map>
#include <mutex>
#include <memory>
#include <variant>

namespace peakend::metrics {
namespace {

constexpr std::size_t kMaxSeries = 2'000;

struct SeriesKey {
  std::string name, labels;  // labels as shown, without braces: reason="late"
  auto operator<=>(const SeriesKey&) const = default;
};
using Series = std::variant<std::unique_ptr<Counter>, std::unique_ptr<Gauge>, std::unique_ptr<Histogram>>;
struct Registry {
  std::mutex mutex;
  std::map<SeriesKey, Series> series;
};
Registry& registry() {
  static auto* r = new Registry;  // outlives every thread that counts
  return *r;
}

std::string label_text(std::string_view label, std::string_view value) {
  if (label.empty()) return {};
  std::string out(label);
  out += "=\"";
  for (char c : value) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n') out += "\\n";
    else out += c;
  }
  return out += '"';
}

template <class T>
T& series(std::string_view name, std::string_view label, std::string_view value) {
  Registry& r = registry();
  const std::lock_guard guard(r.mutex);
  SeriesKey key{std::string(name), label_text(label, value)};
  auto it = r.series.find(key);
  if (it == r.series.end() && r.series.size() < kMaxSeries)
    it = r.series.emplace(std::move(key), Series(std::make_unique<T>())).first;
  if (it != r.series.end())
    if (auto* p = std::get_if<std::unique_ptr<T>>(&it->second)) return **p;
  static T overflow;
  return overflow;
}

std::string braces(const std::string& labels) { return labels.empty() ? std::string{} : "{" + labels + "}"; }

struct Show {
  std::string& out;
  const SeriesKey& key;
  void operator()(const std::unique_ptr<Counter>& c) const { line("", key.labels, fmt::format("{}", c->value())); }
  void operator()(const std::unique_ptr<Gauge>& g) const { line("", key.labels, fmt::format("{}", g->value())); }
  void operator()(const std::unique_ptr<Histogram>& h) const {
    std::int64_t sum = 0;
    const std::string prefix = key.labels.empty() ? "" : key.labels + ",";
    for (int i = 0; i <= Histogram::kBuckets; ++i) {
      sum += h->bucket(i);
      const std::string le = i == Histogram::kBuckets ? "+Inf" : fmt::format("{:g}", static_cast<double>(Histogram::upper(i)) / 1e6);
      line("_bucket", prefix + "le=\"" + le + "\"", fmt::format("{}", sum));
    }
    line("_sum", key.labels, fmt::format("{:.6f}", static_cast<double>(h->sum()) / 1e6));
    line("_count", key.labels, fmt::format("{}", sum));
  }
  void line(std::string_view suffix, const std::string& labels, const std::string& value) const {
    out += fmt::format("{}{}{} {}\n", key.name, suffix, braces(labels), value);
  }
};

}  // namespace

void Histogram::record(std::int64_t us) {
  if (us < 0) us = 0;
  // Bucket i holds durations up to 64 * 2^i microseconds.
  const auto scaled = static_cast<std::uint64_t>(us == 0 ? 0 : (us - 1) / 64);
  const int i = std::min<int>(std::bit_width(scaled), kBuckets);
  buckets_[static_cast<std::size_t>(i)].fetch_add(1, std::memory_order_relaxed);
  count_.fetch_add(1, std::memory_order_relaxed);
  sum_.fetch_add(us, std::memory_order_relaxed);
}

Counter& counter(std::string_view n, std::string_view l, std::string_view v) { return series<Counter>(n, l, v); }
Gauge& gauge(std::string_view n, std::string_view l, std::string_view v) { return series<Gauge>(n, l, v); }
Histogram& histogram(std::string_view n, std::string_view l, std::string_view v) { return series<Histogram>(n, l, v); }

std::string text() {
  static constexpr const char* kinds[] = {"counter", "gauge", "histogram"};
  std::string out;
  Registry& r = registry();
  const std::lock_guard guard(r.mutex);
  std::string_view last;
  for (const auto& [key, s] : r.series) {
    if (key.name != last) out += fmt::format("# TYPE {} {}\n", key.name, kinds[s.index()]);
    last = key.name;
    std::visit(Show{out, key}, s);
  }
  return out;
}

}  // namespace peakend::metrics
