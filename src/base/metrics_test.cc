#include "base/metrics.h"

#include <gtest/gtest.h>

#include <string>

namespace peakend::metrics {
namespace {

TEST(Metrics, SeriesAreFoundAgainAndShown) {
  counter("t_requests_total", "route", "a\"b").add(3);
  counter("t_requests_total", "route", "a\"b").add();
  gauge("t_queue").set(7);
  gauge("t_queue").add(-2);
  const std::string out = text();
  EXPECT_NE(out.find("# TYPE t_requests_total counter\nt_requests_total{route=\"a\\\"b\"} 4\n"), std::string::npos) << out;
  EXPECT_NE(out.find("# TYPE t_queue gauge\nt_queue 5\n"), std::string::npos);
}

TEST(Metrics, AKindClashIsHarmless) {
  counter("t_clash").add(1);
  gauge("t_clash").set(99);
  EXPECT_EQ(counter("t_clash").value(), 1);
}

TEST(Metrics, HistogramBucketsAreCumulative) {
  auto& h = histogram("t_latency_seconds");
  for (std::int64_t us : {0, 64, 65, 128, 100'000'000}) h.record(us);
  EXPECT_EQ(h.bucket(0), 2);
  EXPECT_EQ(h.bucket(1), 2);
  EXPECT_EQ(h.bucket(Histogram::kBuckets), 1);
  const std::string out = text();
  EXPECT_NE(out.find("t_latency_seconds_bucket{le=\"6.4e-05\"} 2\n"), std::string::npos) << out;
  EXPECT_NE(out.find("t_latency_seconds_bucket{le=\"0.000128\"} 4\n"), std::string::npos);
  EXPECT_NE(out.find("t_latency_seconds_bucket{le=\"+Inf\"} 5\n"), std::string::npos);
  EXPECT_NE(out.find("t_latency_seconds_count 5\n"), std::string::npos);
}

TEST(Metrics, InventedLabelsDoNotFillMemory) {
  for (int i = 0; i < 5'000; ++i) counter("t_many_total", "id", std::to_string(i)).add();
  EXPECT_LT(text().size(), 2'100u * 60);
}

}  // namespace
}  // namespace peakend::metrics
