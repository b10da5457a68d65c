// The hot path of ingest without disk: reading items, matching rules, projecting to facts. One thread; rates are for each
// second of CPU time, so that a busy machine does not blur them.
//   bench_items [SECONDS]
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <vector>

#include "facts/facts.h"
#include "ingest/ingest.h"

using namespace peakend;

namespace {

double since(std::clock_t t) { return static_cast<double>(std::clock() - t) / CLOCKS_PER_SEC; }

/// About 300 bytes, the size of a usual operational event.
std::string event(int n) {
  char text[512];
  std::snprintf(text, sizeof text,
                "{\"type\":\"track\",\"messageId\":\"m%09d\",\"userId\":\"customer-%06d\",\"event\":\"Event %d\","
                "\"timestamp\":\"2026-03-14T01:%02d:%02d.000Z\",\"properties\":{\"order_id\":\"o%07d\",\"promised_at\":\"2026-03-12\","
                "\"ordered_at\":\"2026-03-10T09:00:00+08:00\",\"city\":\"Shanghai\",\"amount\":%d.5,\"scene\":\"app\"},\"context\":{\"channel\":\"app\"}}",
                n, n % 50'000, n % 100, n / 60 % 60, n % 60, n / 4, n % 900);
  return text;
}

/// A hundred rules, each with a condition and a promise.
journey::Journey journey_of_100_rules() {
  journey::Journey j;
  j.key = "bench";
  j.name = {"", "Bench"};
  j.stages = {{"delivery", {"", "Delivery"}, journey::Phase::sale}};
  j.scenes = {{"app", {"", "App"}}};
  for (int i = 0; i < 100; ++i) {
    journey::Rule r;
    r.id = "r" + std::to_string(i);
    r.event = "Event " + std::to_string(i);
    r.when = {{"scene", "in", {"app", "store"}}};
    r.touchpoint = "delivery/{scene}";
    r.episode = "order_id";
    r.promise.emplace();
    r.promise->expected = "promised_at";
    r.promise->actual = "@time";
    r.promise->since = "ordered_at";
    r.promise->rule = "calendar_day";
    j.rules.push_back(std::move(r));
  }
  return j;
}

class View final : public journey::EventView {
 public:
  explicit View(std::string n) : name_(std::move(n)) {}
  std::string_view name() const override { return name_; }
  std::optional<std::string_view> property(std::string_view p) const override {
    return p == "scene" ? std::optional<std::string_view>("app") : std::nullopt;
  }

 private:
  std::string name_;
};

class Fixed final : public ingest::Lookup {
 public:
  explicit Fixed(std::shared_ptr<const journey::Catalogue> c) : c_(std::move(c)) {}
  std::shared_ptr<const journey::Catalogue> journeys(WorkspaceNo) override { return c_; }
  CustomerId canonical(WorkspaceNo, CustomerId c) override { return c; }

 private:
  std::shared_ptr<const journey::Catalogue> c_;
};

}  // namespace

int main(int argc, char** argv) {
  const double seconds = argc > 1 ? std::atof(argv[1]) : 2;
  const auto catalogue = std::make_shared<const journey::Catalogue>(std::vector{journey_of_100_rules()}, "Asia/Shanghai");
  std::vector<std::string> items;
  std::size_t bytes = 0;
  for (int i = 0; i < 4'000; ++i) bytes += items.emplace_back(event(i)).size();
  const WorkspaceNo workspace{1};
  const Instant now = from_ms(1'774'000'000'000);

  std::string row;
  std::size_t n = 0;
  auto start = std::clock();
  while (since(start) < seconds) {
    auto intake = ingest::make_intake({workspace, catalogue, now, {}, Uuid{1, n}});
    for (const auto& i : items) intake->add(i);
    row = intake->take().text;
    n += items.size();
  }
  std::printf("{\"bench\":\"intake\",\"items_per_s\":%.0f,\"bytes_per_item\":%.0f}\n", static_cast<double>(n) / since(start),
              static_cast<double>(bytes) / static_cast<double>(items.size()));

  std::vector<View> views;
  for (int i = 0; i < 100; ++i) views.emplace_back("Event " + std::to_string(i));
  std::size_t hits = n = 0;
  start = std::clock();
  while (since(start) < seconds)
    for (int k = 0; k < 1'000; ++k) {
      hits += catalogue->match(views[static_cast<std::size_t>(k) % 100]).rule != nullptr;
      ++n;
    }
  std::printf("{\"bench\":\"match\",\"ns_per_event\":%.1f,\"hits\":%.3f}\n", since(start) * 1e9 / static_cast<double>(n),
              static_cast<double>(hits) / static_cast<double>(n));

  Fixed lookup(catalogue);
  n = 0;
  start = std::clock();
  while (since(start) < seconds) {
    facts::FactBatch batch;
    if (!ingest::to_facts({1, workspace, now, row}, lookup, batch)) return 1;
    n += batch.facts.size();
  }
  std::printf("{\"bench\":\"to_facts\",\"facts_per_s\":%.0f}\n", static_cast<double>(n) / since(start));
  return 0;
}
