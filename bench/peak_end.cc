// Peak-end over many episodes: memory share of each touchpoint and mean remembered score, from the sums that are kept as
// facts arrive, and folded anew from the stored facts, against the same question in SQL with window functions on the same file.
//   bench_peak_end DIRECTORY EPISODES     e.g. 500000 (20 experiences each); prints one JSON line
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "adapters/duckdb/duckdb_facts.h"
#include "duck.h"
#include "facts/facts.h"
#include "insight/episode_index.h"

namespace {

using namespace peakend;
using namespace peakend::bench;

constexpr std::int64_t kMinute = 60'000, kDay = 86'400'000, kBegin = 1'740'000'000'000 / kDay * kDay, kNow = kBegin + 800 * kDay;
constexpr int kMoments = 20, kTouchpoints = 20;
constexpr std::int64_t kEpisodesInBatch = 2'500;

const std::vector<std::string>& touchpoints() {
  static const std::vector<std::string> v = [] {
    std::vector<std::string> out;
    for (int i = 0; i < kTouchpoints; ++i) out.push_back("stage" + std::to_string(i / 4) + "/scene" + std::to_string(i % 4));
    return out;
  }();
  return v;
}

/// The ratings of some episodes, moment by moment, so that the episodes of a batch lie interleaved as they do in life.
void fill(facts::FactBatch& batch, std::int64_t first, std::int64_t count, std::int64_t total, std::int64_t seq) {
  batch.facts.reserve(static_cast<std::size_t>(count * kMoments));
  for (int m = 0; m < kMoments; ++m) {
    for (std::int64_t e = first; e < first + count; ++e) {
      const std::uint64_t r = mix(static_cast<std::uint64_t>(e * kMoments + m));
      facts::Fact f;
      f.seq = seq;
      f.item = static_cast<std::int32_t>(batch.facts.size());
      f.at = kBegin + e * (365 * kDay / total) + m * 7 * kMinute;
      f.workspace = WorkspaceNo{1};
      f.customer = CustomerId{Uuid{1, mix(static_cast<std::uint64_t>(e) / 2)}};
      f.episode = EpisodeId{Uuid{mix(static_cast<std::uint64_t>(e)), 2}};
      f.episode_key = "o";
      f.journey = "bench";
      f.touchpoint = touchpoints()[(r >> 20) % kTouchpoints];
      f.kind = facts::FactKind::rating;
      f.name = f.metric = "csat";
      f.valence = static_cast<std::int32_t>((r >> 40) % 20'001) - 10'000;
      f.score = 3 + *f.valence / 5'000.;
      f.basis = engine::Basis::measured;
      batch.facts.push_back(f);
    }
  }
}

double load(const std::string& path, std::int64_t total) {
  auto opened = adapters::open_duckdb_facts(path, {});
  if (!opened) die("open: " + opened.error().log);
  const auto begin = Time::now();
  for (std::int64_t first = 0, seq = 1; first < total; first += kEpisodesInBatch, ++seq) {
    facts::FactBatch batch;
    fill(batch, first, std::min(kEpisodesInBatch, total - first), total, seq);
    if (auto r = (*opened)->append(batch, seq); !r) die("append: " + r.error().log);
  }
  if (auto r = (*opened)->tidy(); !r) die("tidy: " + r.error().log);
  return seconds_since(begin);
}

/// Reads every fact in the order of episodes, folds, and adds to the sums: what a rebuild does.
double fold_all(const std::string& path, insight::EpisodeIndex& index) {
  auto opened = adapters::open_duckdb_facts(path, {});
  if (!opened) die("open: " + opened.error().log);
  const auto begin = Time::now();
  const insight::EpisodeRules rules = insight::rules_of(nullptr);
  insight::Folder folder(rules);
  EpisodeId now;
  facts::ScanSpec spec;
  spec.workspace = WorkspaceNo{1};
  spec.order = facts::Order::by_episode;
  spec.want = facts::Want::folding;
  const auto finish = [&] {
    if (!folder.empty()) index.add(folder.take(now, "o", kNow));
  };
  auto done = (*opened)->scan(spec, [&](const facts::Fact& f) {
    if (f.episode != now) finish();
    now = f.episode;
    folder.add(f);
    return true;
  });
  if (!done) die("scan: " + done.error().log);
  finish();
  return seconds_since(begin);
}

/// touchpoint -> times the salient peak, times the end; and the sum of remembered scores, in 1e-4.
struct Answer {
  std::map<std::string, std::pair<std::int64_t, std::int64_t>> by;
  std::int64_t remembered = 0, episodes = 0;
  bool operator==(const Answer&) const = default;
};
Answer from_sums(const insight::EpisodeIndex& index) {
  const auto view = index.view("bench", insight::rules_of(nullptr), {kBegin, kNow}, kNow);
  Answer a{{}, view.all.r, view.all.n};
  for (std::size_t i = 0; i < view.names.size(); ++i) a.by[view.names[i]] = {view.all.touches[i].salient, view.all.touches[i].end};
  // The intervals are part of the answer.
  for (const auto& name : view.names) {
    if (insight::mot_share(view, name).status != engine::Status::ok) die("no memory share of " + name);
  }
  return a;
}

constexpr const char* kSql = R"(
WITH f AS (SELECT episode, touchpoint, valence v, at_ms FROM fact WHERE workspace = 1 AND journey = 'bench' AND valence IS NOT NULL),
r AS (SELECT *, row_number() OVER (PARTITION BY episode ORDER BY v DESC, at_ms DESC) best,
  row_number() OVER (PARTITION BY episode ORDER BY v, at_ms DESC) worst,
  row_number() OVER (PARTITION BY episode ORDER BY at_ms DESC) newest FROM f),
e AS (SELECT episode, any_value(v) FILTER (best = 1) pos, any_value(at_ms) FILTER (best = 1) pos_at, any_value(touchpoint) FILTER (best = 1) pos_touch,
  any_value(v) FILTER (worst = 1) neg, any_value(at_ms) FILTER (worst = 1) neg_at, any_value(touchpoint) FILTER (worst = 1) neg_touch,
  any_value(v) FILTER (newest = 1) ending, any_value(touchpoint) FILTER (newest = 1) end_touch FROM r GROUP BY episode),
s AS (SELECT *, 2 * greatest(-neg, 0) > greatest(pos, 0) OR (2 * greatest(-neg, 0) = greatest(pos, 0) AND neg_at >= pos_at) AS low FROM e),
m AS (SELECT CASE WHEN low THEN neg_touch ELSE pos_touch END salient_touch, end_touch, CASE WHEN low THEN neg ELSE pos END + ending AS twice FROM s))";

Answer from_sql(Raw& raw) {
  Answer a;
  const std::string tail = R"(
SELECT touchpoint, sum(salient), sum(ended), sum(remembered), sum(ended) FROM (
  SELECT salient_touch touchpoint, count(*) salient, 0 ended, 0 remembered FROM m GROUP BY 1 UNION ALL
  SELECT end_touch, 0, count(*), sum((twice + sign(twice) * (abs(twice) % 2)) // 2) FROM m GROUP BY 1) GROUP BY 1)";
  for (const auto& row : raw.rows(std::string(kSql) + tail)) {
    a.by[row[0]] = {std::stoll(row[1]), std::stoll(row[2])};
    a.remembered += static_cast<std::int64_t>(std::stod(row[3]));
    a.episodes += std::stoll(row[4]);
  }
  return a;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "bench_peak_end DIRECTORY EPISODES\n");
    return 2;
  }
  const std::string path = std::string(argv[1]) + "/peak_end.duckdb";
  const std::int64_t episodes = std::atoll(argv[2]);
  const double load_s = load(path, episodes);
  insight::EpisodeIndex index;
  const double fold_s = fold_all(path, index);
  Answer kept, sql;
  const double kept_ms = median_ms(9, [&] { kept = from_sums(index); });
  Raw raw(path);
  const double sql_ms = median_ms(3, [&] { sql = from_sql(raw); });
  if (!(kept == sql)) die("sums and SQL disagree: episodes " + std::to_string(kept.episodes) + "/" + std::to_string(sql.episodes) + ", remembered " + std::to_string(kept.remembered) + "/" + std::to_string(sql.remembered));
  std::printf("{\"experiences\":%lld,\"episodes\":%lld,\"kept_ms\":%.3f,\"fold_s\":%.2f,\"sql_ms\":%.1f,\"load_s\":%.1f}\n", static_cast<long long>(episodes * kMoments),
              static_cast<long long>(kept.episodes), kept_ms, fold_s, sql_ms, load_s);
}
