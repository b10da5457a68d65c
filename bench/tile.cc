// One insight tile (NPS by touchpoint and day) against the same question in plain SQL over the raw facts of the
// same DuckDB file, at two sizes; and our append against DuckDB's bare appender on the same rows.
//   bench_tile DIRECTORY SMALL LARGE      e.g. 1000000 20000000; prints one JSON line
#include <sys/resource.h>

#include <string>
#include <vector>

#include "adapters/duckdb/duckdb_facts.h"
#include "duck.h"
#include "facts/facts.h"

namespace {

using namespace peakend;
using namespace peakend::bench;

constexpr std::int64_t kDay = 86'400'000, kBegin = 1'740'000'000'000 / kDay * kDay;
constexpr int kDays = 365, kTouchpoints = 20;
constexpr std::int64_t kRows = 50'000;

/// Half the facts are events, half NPS answers; times rise, as they do in life.
void fill(facts::FactBatch& batch, std::int64_t first, std::int64_t count, std::int64_t total, std::int64_t seq) {
  static const std::vector<std::string> touchpoints = [] {
    std::vector<std::string> v;
    for (int i = 0; i < kTouchpoints; ++i) v.push_back("stage" + std::to_string(i / 4) + "/scene" + std::to_string(i % 4));
    return v;
  }();
  static const std::vector<std::string> stages{"stage0", "stage1", "stage2", "stage3", "stage4"}, scenes{"scene0", "scene1", "scene2", "scene3"};
  static const facts::Tag tags[] = {{"city", "上海"}, {"product", "washer"}};
  batch.facts.reserve(static_cast<std::size_t>(count));
  for (std::int64_t i = 0; i < count; ++i) {
    const std::int64_t k = first + i;
    const std::uint64_t r = mix(static_cast<std::uint64_t>(k));
    facts::Fact f;
    f.seq = seq;
    f.item = static_cast<std::int32_t>(i);
    f.at = kBegin + static_cast<std::int64_t>(static_cast<double>(k) / static_cast<double>(total) * kDays * static_cast<double>(kDay));
    f.workspace = WorkspaceNo{1};
    const auto customer = r % static_cast<std::uint64_t>(std::max<std::int64_t>(total / 20, 1));
    f.customer = CustomerId{Uuid{mix(customer), mix(customer ^ 77)}};
    f.episode = EpisodeId{Uuid{mix(customer ^ 99), r >> 60}};
    f.journey = "bench";
    const auto t = (r >> 20) % kTouchpoints;
    f.touchpoint = touchpoints[t];
    f.stage = stages[t / 4];
    f.scene = scenes[t % 4];
    f.channel = "app";
    f.tags = tags;
    if (k % 2 == 0) {
      f.kind = facts::FactKind::event;
      f.name = "Order Delivered";
      f.log_ratio = static_cast<std::int32_t>(r >> 40 & 0xFFFFF) - 0x80000;
      f.promise = *f.log_ratio >= 0 ? facts::Promise::kept : facts::Promise::broken;
    } else {
      f.kind = facts::FactKind::rating;
      f.name = f.metric = "nps";
      const int score = static_cast<int>((r >> 44) % 11);
      f.score = score;
      f.valence = score >= 8 ? (score * 10 - 75) * 400 : (score * 10 - 75) * 10'000 / 75;
      f.cls = static_cast<std::int8_t>(score >= 9 ? 1 : score <= 6 ? -1 : 0);
      f.basis = engine::Basis::measured;
    }
    batch.facts.push_back(f);
  }
}

/// Seconds spent in append, making of the rows not counted.
double load(facts::FactStore& store, std::int64_t total) {
  double spent = 0;
  for (std::int64_t first = 0, seq = 1; first < total; first += kRows, ++seq) {
    facts::FactBatch batch;
    fill(batch, first, std::min(kRows, total - first), total, seq);
    const auto t = Time::now();
    if (auto r = store.append(batch, seq); !r) die("append: " + r.error().log);
    spent += seconds_since(t);
  }
  if (auto r = store.tidy(); !r) die("tidy: " + r.error().log);
  return spent;
}

facts::AggregateSpec tile() {
  facts::AggregateSpec s;
  s.workspace = WorkspaceNo{1};
  for (int d = 0; d <= kDays; ++d) s.edges.push_back(kBegin + d * kDay);
  s.from = s.edges.front();
  s.to = s.edges.back();
  s.edges_are_days = true;
  s.by = {{facts::Field::touchpoint, {}}, {facts::Field::time, {}}};
  s.where = {{{facts::Field::metric, {}}, {"nps"}}};
  return s;
}

/// The bare appender on a table of the same width, one transaction per 50 000 rows.
double load_raw(const std::string& path, std::int64_t total) {
  Raw raw(path);
  raw.ask("CREATE TABLE raw_fact(seq BIGINT, item INTEGER, at_ms BIGINT, workspace INTEGER, kind TINYINT, customer HUGEINT, episode HUGEINT, journey VARCHAR,"
          " touchpoint VARCHAR, stage VARCHAR, scene VARCHAR, channel VARCHAR, name VARCHAR, metric VARCHAR, score DOUBLE, valence INTEGER, cls TINYINT, log_ratio INTEGER, promise TINYINT)");
  double spent = 0;
  for (std::int64_t first = 0, seq = 1; first < total; first += kRows, ++seq) {
    facts::FactBatch b;
    fill(b, first, std::min(kRows, total - first), total, seq);
    const auto t = Time::now();
    raw.ask("BEGIN");
    duckdb_appender a;
    duckdb_appender_create(raw.con(), nullptr, "raw_fact", &a);
    for (const auto& f : b.facts) {
      duckdb_append_int64(a, f.seq);
      duckdb_append_int32(a, f.item);
      duckdb_append_int64(a, f.at);
      duckdb_append_int32(a, 1);
      duckdb_append_int8(a, static_cast<std::int8_t>(f.kind));
      duckdb_append_hugeint(a, {f.customer.uuid().lo, static_cast<std::int64_t>(f.customer.uuid().hi)});
      duckdb_append_hugeint(a, {f.episode.uuid().lo, static_cast<std::int64_t>(f.episode.uuid().hi)});
      for (auto s : {f.journey, f.touchpoint, f.stage, f.scene, f.channel, f.name, f.metric}) duckdb_append_varchar_length(a, s.data(), s.size());
      if (f.score) duckdb_append_double(a, *f.score);
      else duckdb_append_null(a);
      if (f.valence) duckdb_append_int32(a, *f.valence);
      else duckdb_append_null(a);
      duckdb_append_int8(a, f.cls);
      if (f.log_ratio) duckdb_append_int32(a, *f.log_ratio);
      else duckdb_append_null(a);
      duckdb_append_int8(a, static_cast<std::int8_t>(f.promise));
      duckdb_appender_end_row(a);
    }
    duckdb_appender_destroy(&a);
    raw.ask("COMMIT");
    spent += seconds_since(t);
  }
  return spent;
}

struct Size {
  double load_s = 0, tile_ms = 0, sql_ms = 0;
  std::int64_t cells = 0;
};

Size measure(const std::string& dir, std::int64_t total) {
  const std::string path = dir + "/tile-" + std::to_string(total) + ".duckdb";
  Size out;
  std::int64_t n = 0;
  for (const bool filling : {true, false}) {
    auto opened = adapters::open_duckdb_facts(path, {});
    if (!opened) die("open: " + opened.error().log);
    auto store = *std::move(opened);
    if (filling) {
      out.load_s = load(*store, total);
      continue;
    }
    out.tile_ms = median_ms(9, [&] {
      auto r = store->aggregate(tile());
      if (!r) die("aggregate: " + r.error().log);
      if (!r->from_rollup) die("the tile did not come from the roll-ups");
      out.cells = static_cast<std::int64_t>(r->rows.size());
      n = 0;
      for (const auto& row : r->rows) n += row.partial.n + row.partial.good + row.partial.bad;
    });
  }
  Raw raw(path);
  const std::string sql = "SELECT touchpoint, (at_ms - " + std::to_string(kBegin) + ") // " + std::to_string(kDay) +
                          " AS day, count(valence), count(*) FILTER (cls = 1), count(*) FILTER (cls = -1) FROM fact WHERE workspace = 1 AND metric = 'nps' GROUP BY 1, 2";
  std::pair<std::int64_t, std::int64_t> answer;
  out.sql_ms = median_ms(5, [&] { answer = raw.ask(sql); });
  if (answer.first != out.cells || answer.second != n) die("roll-up and SQL disagree: " + std::to_string(n) + " against " + std::to_string(answer.second));
  return out;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) {
    std::fprintf(stderr, "bench_tile DIRECTORY SMALL LARGE\n");
    return 2;
  }
  const std::string dir = argv[1];
  const auto small = std::atoll(argv[2]), large = std::atoll(argv[3]);
  const Size a = measure(dir, small), b = measure(dir, large);
  const double raw_s = load_raw(dir + "/raw.duckdb", small);
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  std::printf("{\"small\":%lld,\"large\":%lld,\"tile_small_ms\":%.3f,\"tile_large_ms\":%.3f,\"sql_small_ms\":%.2f,\"sql_large_ms\":%.2f,"
              "\"append_per_s\":%.0f,\"raw_append_per_s\":%.0f,\"cells\":%lld,\"peak_rss_mb\":%ld}\n",
              static_cast<long long>(small), static_cast<long long>(large), a.tile_ms, b.tile_ms, a.sql_ms, b.sql_ms,
              static_cast<double>(small) / a.load_s, static_cast<double>(small) / raw_s, static_cast<long long>(b.cells), usage.ru_maxrss / 1024);
}
