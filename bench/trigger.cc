// 100 triggers against a stream of events: the compiled set against each rule asked in turn, in one run.
//   bench_trigger [EVENTS]      prints one JSON line
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "engine/sampling.h"
#include "trigger/trigger.h"

namespace {

using namespace peakend;
using Time = std::chrono::steady_clock;

std::uint64_t state = 1;
std::uint64_t next(std::uint64_t n) { return (state = engine::splitmix64(state)) % n; }

std::vector<trigger::Trigger> rules() {
  std::vector<trigger::Trigger> out;
  const char* ops[] = {"eq", "in", "gt", "exists", "ne"};
  for (int i = 0; i < 100; ++i) {
    trigger::Trigger t;
    t.key = "r" + std::to_string(i);
    t.enabled = true;
    t.event = "Event " + std::to_string(next(20));
    for (std::uint64_t k = 0; k < 3; ++k) t.when.push_back({"p" + std::to_string(next(12)), ops[next(5)], {std::to_string(next(8)), std::to_string(next(8))}});
    out.push_back(std::move(t));
  }
  return out;
}

double seconds_since(Time::time_point t) { return std::chrono::duration<double>(Time::now() - t).count(); }

}  // namespace

int main(int argc, char** argv) {
  const int n = argc > 1 ? std::atoi(argv[1]) : 200'000;
  const trigger::Matcher compiled(rules());
  facts::FactBatch batch;
  for (int i = 0; i < n; ++i) {
    facts::Fact f;
    std::vector<std::pair<std::string, std::string>> values;
    for (int k = 0; k < 12; ++k)
      if (next(4) != 0) values.emplace_back("p" + std::to_string(k), std::to_string(next(8)));
    std::vector<facts::Tag> tags;
    for (const auto& [k, v] : values) tags.push_back({k, v});
    std::sort(tags.begin(), tags.end(), [](const auto& a, const auto& b) { return a.key < b.key; });
    const std::string name = "Event " + std::to_string(next(20));
    f.name = name;
    f.tags = tags;
    batch.add(f);
  }
  std::vector<double> fast, plain;
  std::size_t hits = 0, wanted = 0;
  std::vector<std::vector<journey::Test>> tests;
  for (const auto& t : compiled.triggers()) {
    tests.emplace_back();
    for (const auto& c : t.when) tests.back().emplace_back(c);
  }
  for (int round = 0; round < 5; ++round) {  // in turn, so that a drifting machine meets both
    hits = wanted = 0;
    auto begin = Time::now();
    for (const auto& f : batch.facts) compiled.each(f, [&](const trigger::Trigger&) { ++hits; });
    fast.push_back(seconds_since(begin));
    begin = Time::now();
    for (const auto& f : batch.facts) {
      const trigger::FactView view(f);
      std::string room;
      for (std::size_t i = 0; i < tests.size(); ++i)
        if (f.name == compiled.triggers()[i].event && std::all_of(tests[i].begin(), tests[i].end(), [&](const journey::Test& t) { return t.holds(view.property(t.property(), room)); })) ++wanted;
    }
    plain.push_back(seconds_since(begin));
  }
  if (hits != wanted) {
    std::fprintf(stderr, "bench_trigger: %zu hits, each rule alone gives %zu\n", hits, wanted);
    return 1;
  }
  std::sort(fast.begin(), fast.end());
  std::sort(plain.begin(), plain.end());
  std::printf("{\"events\":%d,\"rules\":100,\"hits\":%zu,\"events_per_s\":%.0f,\"plain_events_per_s\":%.0f,\"ratio\":%.2f}\n", n, hits, n / fast[2], n / plain[2], plain[2] / fast[2]);
  return 0;
}
