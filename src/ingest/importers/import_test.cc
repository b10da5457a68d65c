// Maps end to end: sample files through the maps of examples/ into facts, against published figures.
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "engine/estimate.h"
#include "ingest/importers/testing.h"

namespace peakend::importers {
namespace {

namespace json = boost::json;

const std::string kRoot = PEAKEND_SOURCE_DIR;
const std::string kShared = kRoot + "/../shared/";

std::string slurp(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream s;
  s << in.rdbuf();
  return s.str();
}
json::value oracle(const std::string& name) { return json::parse(slurp(kShared + "oracles/" + name)); }
double num(const json::value& v) { return v.to_number<double>(); }

class FixedLookup final : public ingest::Lookup {
 public:
  explicit FixedLookup(std::shared_ptr<const journey::Catalogue> c) : catalogue_(std::move(c)) {}
  std::shared_ptr<const journey::Catalogue> journeys(WorkspaceNo) override { return catalogue_; }
  CustomerId canonical(WorkspaceNo, CustomerId c) override { return c; }

 private:
  std::shared_ptr<const journey::Catalogue> catalogue_;
};

/// A workspace in memory with one map.
struct World {
  Mapping map;
  std::shared_ptr<const journey::Catalogue> catalogue;
  testing::MemoryInbox inbox;
  ManualClock clock{calendar::parse_rfc3339("2026-01-01T00:00:00Z").value()};
  std::vector<Reject> rejects;
  Summary summary;
  std::unique_ptr<facts::FactStore> facts = facts::make_memory_facts();
  std::size_t projected = 0;

  explicit World(const std::string& map_text, const char* zone = "UTC") {
    auto parsed = parse_mapping(map_text);
    if (!parsed) {
      for (const auto& f : parsed.error().fields) ADD_FAILURE() << f.field << ": " << f.code;
      ADD_FAILURE() << parsed.error().code << " " << parsed.error().log;
      return;
    }
    map = *parsed;
    auto j = journey_of(map);
    EXPECT_TRUE(j) << (j ? "" : j.error().code + (j.error().fields.empty() ? "" : " " + j.error().fields[0].field + " " + j.error().fields[0].code));
    std::vector<journey::Journey> all;
    if (j && *j) all.push_back(**j);
    catalogue = std::make_shared<journey::Catalogue>(std::move(all), zone);
  }

  Result<void> import(const std::vector<Input>& inputs, RunOptions options = {}, bool dry = false) {
    options.zone = calendar::Zone::find(catalogue->zone()).value();
    auto sink = make_intake_sink({WorkspaceNo{1}, catalogue, clock.now(), {}, {}}, clock, dry ? nullptr : &inbox);
    summary = {};
    rejects.clear();
    Hooks hooks;
    hooks.reject = [this](const Reject& r) { rejects.push_back(r); };
    auto done = run_import(map, inputs, options, *sink, hooks, summary);
    FixedLookup lookup(catalogue);
    for (; projected < inbox.rows.size(); ++projected) {
      const auto seq = static_cast<std::int64_t>(projected) + 1;
      facts::FactBatch batch;
      EXPECT_TRUE(ingest::to_facts({seq, WorkspaceNo{1}, clock.now(), inbox.rows[projected]}, lookup, batch));
      EXPECT_TRUE(facts->append(batch, seq));
    }
    return done;
  }
  Result<void> import_text(const std::string& name, const std::string& text) { return import({{name, memory_blob(text)}}); }

  void each(const std::function<void(const facts::Fact&)>& visit, facts::Order order = facts::Order::any) const {
    facts::ScanSpec spec;
    spec.workspace = WorkspaceNo{1};
    spec.order = order;
    EXPECT_TRUE(facts->scan(spec, [&](const facts::Fact& f) { return visit(f), true; }));
  }
};

std::vector<Input> files_of(const std::string& folder, const std::vector<std::string>& names) {
  std::vector<Input> inputs;
  for (const auto& n : names) {
    auto blob = open_file(kShared + "data/" + folder + "/" + n);
    if (blob) inputs.push_back({n, *blob});
  }
  return inputs;
}
std::vector<Input> olist_files() {
  return files_of("olist", {"olist_orders_dataset.csv.zst", "olist_order_reviews_dataset.csv.zst", "olist_customers_dataset.csv.zst",
                            "olist_order_payments_dataset.csv.zst", "olist_order_items_dataset.csv.zst", "olist_products_dataset.csv.zst",
                            "product_category_name_translation.csv.zst", "olist_sellers_dataset.csv.zst"});
}
std::string tag(const facts::Fact& f, std::string_view key) {
  for (const auto& t : f.tags) {
    if (t.key == key) return std::string(t.value);
  }
  return {};
}
struct Mean {
  std::int64_t n = 0;
  double sum = 0;
  void add(double v) { ++n, sum += v; }
  double value() const { return n ? sum / static_cast<double>(n) : 0; }
};

#define NEEDS_SHARED_DATA() \
  if (!std::filesystem::exists(kShared + "data")) GTEST_SKIP() << "the shared sample data is not beside the project"

TEST(OlistImport, ReproducesThePublishedFigures) {
  NEEDS_SHARED_DATA();
  for (const char* zone : {"UTC", "Asia/Shanghai"}) {  // wall clocks without zone: the answer is the same in either
    World w(slurp(kRoot + "/examples/olist/map.json"), zone);
    ASSERT_TRUE(w.import(olist_files()));
    EXPECT_EQ(w.rejects.size(), 0u);
    const auto want = oracle("olist.json");

    struct Order {
      std::optional<double> score;
      facts::Promise promise = facts::Promise::none;
      std::optional<double> ratio;
    };
    std::map<std::string, Order> orders;
    std::map<std::string, Mean> by_status;
    std::map<std::string, std::int64_t> events;
    std::int64_t with_customer = 0, all = 0;
    w.each([&](const facts::Fact& f) {
      EXPECT_EQ(f.journey, "olist");
      EXPECT_FALSE(f.touchpoint.empty());
      ++all;
      with_customer += f.customer.is_none() ? 0 : 1;
      auto& order = orders[std::string(f.episode_key)];
      if (f.kind == facts::FactKind::event) ++events[std::string(f.name)];
      if (f.kind == facts::FactKind::rating) {
        EXPECT_FALSE(order.score) << "two scores for " << f.episode_key;
        order.score = f.score;
        by_status[tag(f, "order_status")].add(*f.score);
      }
      if (f.promise != facts::Promise::none) {
        order.promise = f.promise;
        if (f.expectation && f.actual) order.ratio = *f.expectation / *f.actual;
      }
    });
    EXPECT_EQ(all, with_customer);
    EXPECT_EQ(orders.size(), 8135u);
    EXPECT_EQ(events["Order Placed"], 8135);
    EXPECT_EQ(events["Order Delivered"], 5164);

    for (const auto& status : want.at("by_status").as_object()) {
      const auto& got = by_status[std::string(status.key())];
      EXPECT_EQ(got.n, status.value().at("scored").as_int64()) << status.key();
      EXPECT_NEAR(got.value(), num(status.value().at("mean_score")), 1e-9) << status.key();
    }
    Mean kept, broken;
    std::vector<Mean> bins(11);
    for (const auto& [key, order] : orders) {
      if (!order.score || order.promise == facts::Promise::none) continue;
      (order.promise == facts::Promise::kept ? kept : broken).add(*order.score);
      ASSERT_TRUE(order.ratio) << key;
      std::size_t bin = 0;
      const auto& list = want.at("triangle_bins").as_array();
      while (bin + 1 < list.size() && *order.ratio >= num(list[bin].at("hi"))) ++bin;
      bins[bin].add(*order.score);
    }
    EXPECT_EQ(kept.n, want.at("on_time").at("n").as_int64());
    EXPECT_EQ(broken.n, want.at("late").at("n").as_int64());
    EXPECT_NEAR(kept.value(), 4.273745334, 1e-9);
    EXPECT_NEAR(broken.value(), 2.18128655, 1e-9);
    EXPECT_NEAR(static_cast<double>(broken.n) / static_cast<double>(kept.n + broken.n), num(want.at("late_share")), 1e-9);
    for (std::size_t i = 0; i < bins.size(); ++i) {
      const auto& bin = want.at("triangle_bins").as_array()[i];
      EXPECT_EQ(bins[i].n, bin.at("n").as_int64()) << i;
      EXPECT_NEAR(bins[i].value(), num(bin.at("mean")), 1e-8) << i;
    }
  }
}

TEST(OlistImport, RunningAgainAddsNothing) {
  NEEDS_SHARED_DATA();
  World w(slurp(kRoot + "/examples/olist/map.json"));
  ASSERT_TRUE(w.import(olist_files()));
  const auto first = w.summary;
  const auto rows = w.inbox.rows.size();
  ASSERT_TRUE(w.import(olist_files()));
  EXPECT_EQ(w.summary.accepted, 0);
  EXPECT_EQ(w.summary.duplicate, first.accepted);
  EXPECT_EQ(w.inbox.rows.size(), rows);
  EXPECT_EQ(first.files[1].superseded, 90);  // 8,225 reviews of 8,135 orders
}

TEST(OlistImport, ADryRunStoresNothing) {
  NEEDS_SHARED_DATA();
  World w(slurp(kRoot + "/examples/olist/map.json"));
  ASSERT_TRUE(w.import(olist_files(), {}, true));
  EXPECT_GT(w.summary.accepted, 30'000);
  EXPECT_TRUE(w.inbox.rows.empty());
}

TEST(TelecomImport, NpsOverallAndByStage) {
  NEEDS_SHARED_DATA();
  World w(slurp(kRoot + "/examples/telecom-nps/map.json"));
  ASSERT_TRUE(w.import(files_of("nps_telecom", {"nps_verbatims_2017-12_2018-03.csv"})));
  EXPECT_TRUE(w.rejects.empty());
  const auto want = oracle("nps_telecom.json");
  std::map<std::string, std::array<std::int64_t, 3>> by_stage;
  std::array<std::int64_t, 3> total{};
  std::int64_t feedback = 0;
  w.each([&](const facts::Fact& f) {
    if (f.kind == facts::FactKind::feedback) ++feedback;
    if (f.kind != facts::FactKind::rating) return;
    const auto i = static_cast<std::size_t>(f.cls + 1);
    ++by_stage[tag(f, "stage")][i];
    ++total[i];
    EXPECT_FALSE(f.touchpoint.empty());
  });
  auto nps = [](const std::array<std::int64_t, 3>& c) {
    return 100.0 * static_cast<double>(c[2] - c[0]) / static_cast<double>(c[0] + c[1] + c[2]);
  };
  EXPECT_EQ(total, (std::array<std::int64_t, 3>{837, 224, 399}));
  EXPECT_DOUBLE_EQ(nps(total), -30.0);
  EXPECT_EQ(by_stage.size(), 4u);
  for (const auto& stage : want.at("by_stage").as_object()) EXPECT_NEAR(nps(by_stage[std::string(stage.key())]), num(stage.value().at("nps")), 1e-8);
  EXPECT_EQ(feedback + w.summary.items[1].empty, 22);
}

TEST(AirlineImport, ZeroIsNotApplicableAndNeverAScore) {
  NEEDS_SHARED_DATA();
  World w(slurp(kRoot + "/examples/airline-ratings/map.json"));
  RunOptions options;
  options.limit = 5'000;
  const auto inputs = files_of("airline_satisfaction", {"train.csv.zip"});
  ASSERT_TRUE(w.import(inputs, options));
  EXPECT_TRUE(w.rejects.empty());
  // The zeros of each column, counted here by hand from the same file.
  auto rows = open_rows(inputs[0].blob, "train.csv.zip", {});
  ASSERT_TRUE(rows);
  std::vector<std::int64_t> zeros((*rows)->columns().size());
  Row row;
  for (int i = 0; i < 5'000 && (*rows)->next(row).value(); ++i) {
    for (std::size_t c = 0; c < row.fields.size(); ++c) zeros[c] += row.fields[c] == "0" ? 1 : 0;
  }
  std::int64_t all_zeros = 0;
  for (std::size_t i = 0; i < 14; ++i) {
    const std::string column = w.summary.items[i].key.substr(3);
    const auto at = std::find((*rows)->columns().begin(), (*rows)->columns().end(), column) - (*rows)->columns().begin();
    EXPECT_EQ(w.summary.items[i].not_applicable, zeros[static_cast<std::size_t>(at)]) << column;
    EXPECT_EQ(w.summary.items[i].accepted, 5'000 - zeros[static_cast<std::size_t>(at)]) << column;
    all_zeros += zeros[static_cast<std::size_t>(at)];
  }
  EXPECT_GT(all_zeros, 500);
  std::set<std::string> touchpoints;
  w.each([&](const facts::Fact& f) {
    EXPECT_GE(*f.score, f.metric == "satisfied" ? 0 : 1);
    if (f.metric == "rating") touchpoints.insert(std::string(f.touchpoint));
  });
  EXPECT_EQ(touchpoints.size(), 14u);
}

/// The published figures of all 103,904 answers need the whole file: minimum rating and satisfaction.
TEST(AirlineImport, SatisfactionByLowestRating) {
  NEEDS_SHARED_DATA();
  World w(slurp(kRoot + "/examples/airline-ratings/map.json"));
  struct Person {
    double min = 9;
    bool satisfied = false;
  };
  std::unordered_map<std::string, Person> people;
  // A sink of our own keeps this to the mapping: 1.5 million items without a store.
  class Collect final : public ItemSink {
   public:
    explicit Collect(std::unordered_map<std::string, Person>& p) : people_(p) {}
    Result<void> add(std::string_view text, const Origin& o) override {
      const auto text_after = [&](std::string_view mark) {
        const std::size_t at = text.find(mark) + mark.size();
        return text.substr(at, text.find_first_of(",}\"", at) - at);
      };
      auto& p = people_[std::string(text_after("\"customer\":\""))];
      const double value = std::stod(std::string(text_after("\"value\":")));
      if (o.item == 14) p.satisfied = value > 0.5;
      else p.min = std::min(p.min, value);
      return {};
    }
    Result<void> flush() override { return {}; }

   private:
    std::unordered_map<std::string, Person>& people_;
  } sink(people);
  ASSERT_TRUE(run_import(w.map, files_of("airline_satisfaction", {"train.csv.zip"}), {}, sink, {}, w.summary));
  EXPECT_EQ(people.size(), 103'904u);
  std::map<int, Mean> by_min;
  for (const auto& [id, p] : people) by_min[static_cast<int>(p.min)].add(p.satisfied ? 1 : 0);
  const auto want = oracle("airline_peak_end.json");
  for (const auto& level : want.at("satisfied_share_by_min").as_object()) {
    const auto& got = by_min[std::stoi(std::string(level.key()))];
    EXPECT_EQ(got.n, level.value().at("n").as_int64());
    EXPECT_NEAR(got.value(), num(level.value().at("share")), 1e-9);
  }
}

TEST(SkytraxImport, PresentRatingsAndMeans) {
  NEEDS_SHARED_DATA();
  for (const auto& [kind, file] : {std::pair<std::string, std::string>{"airline", "airline_sample.csv.zst"}, {"airport", "airport_sample.csv.zst"}}) {
    World w(slurp(kRoot + "/examples/skytrax-" + kind + "/map.json"));
    ASSERT_TRUE(w.import(files_of("skytrax", {file})));
    const auto want = oracle("skytrax_" + kind + ".json");
    std::map<std::string, Mean> by_metric;
    std::array<std::int64_t, 3> classes{};
    std::int64_t texts = 0;
    w.each([&](const facts::Fact& f) {
      if (!f.text.empty()) ++texts;
      if (f.kind != facts::FactKind::rating) return;
      by_metric[std::string(f.metric)].add(*f.score);
      if (f.metric == "overall") ++classes[*f.score >= 9 ? 2 : *f.score >= 7 ? 1 : 0];
    });
    EXPECT_EQ(texts, want.at("rows").as_int64()) << kind;
    EXPECT_EQ(by_metric["overall"].n, want.at("overall_present").as_int64());
    EXPECT_NEAR(by_metric["overall"].value(), num(want.at("mean_overall")), 1e-8);
    EXPECT_NEAR(by_metric["recommended"].value(), num(want.at("recommended").at("share")), 1e-9);
    EXPECT_EQ(classes[0], want.at("nps_like_on_1_10").at("detractors").as_int64());
    EXPECT_EQ(classes[2], want.at("nps_like_on_1_10").at("promoters").as_int64());
    for (const auto& column : want.at("present").as_object()) {
      std::string metric(column.key().substr(0, column.key().size() - 7));
      std::replace(metric.begin(), metric.end(), '_', '-');
      // One airport review gives 10 stars of 5 everywhere: present in the file, refused here.
      const auto refused = std::count_if(w.rejects.begin(), w.rejects.end(), [&](const Reject& r) { return r.column == std::string_view(column.key()); });
      EXPECT_LE(refused, kind == "airport" ? 1 : 0);
      EXPECT_EQ(by_metric[metric].n + refused, column.value().as_int64()) << metric;
    }
    for (const auto& r : w.rejects) EXPECT_EQ(r.why.code, "out_of_range") << r.column << " line " << r.line;
  }
}

TEST(XesImport, CasesEventsAndVariants) {
  NEEDS_SHARED_DATA();
  const auto want = oracle("event_logs.json");
  for (const auto& [map, file] : {std::pair<std::string, std::string>{"running-example", "running-example.xes"}, {"helpdesk", "helpdesk.xes.gz"}, {"bpic2012", "bpic2012.xes.gz"}}) {
    if (!want.as_object().contains(file)) continue;
    const auto& log = want.at(file);
    World w(slurp(kRoot + "/examples/xes/" + map + ".map.json"));
    ASSERT_TRUE(w.import(files_of("event_logs", {file})));
    EXPECT_TRUE(w.rejects.empty());
    std::map<std::string, std::vector<std::string>> paths;
    std::map<std::string, std::int64_t> activities;
    std::int64_t events = 0;
    w.each(
        [&](const facts::Fact& f) {
          ++events;
          EXPECT_FALSE(f.touchpoint.empty()) << f.name;
          ++activities[std::string(f.name)];
          paths[std::string(f.episode_key)].push_back(std::string(f.name));
        },
        facts::Order::by_episode);
    EXPECT_EQ(events, log.at("events").as_int64()) << file;
    EXPECT_EQ(paths.size(), static_cast<std::size_t>(log.at("cases").as_int64())) << file;
    std::map<std::vector<std::string>, std::int64_t> variants;
    for (const auto& [id, path] : paths) ++variants[path];
    EXPECT_EQ(variants.size(), static_cast<std::size_t>(log.at("variants").as_int64())) << file;
    for (const auto& top : log.at("top_variants").as_array()) {
      std::vector<std::string> path;
      for (const auto& step : top.at("path").as_array()) path.emplace_back(step.as_string());
      EXPECT_EQ(variants[path], top.at("n").as_int64());
    }
    for (const auto& a : log.at("activity_counts").as_object()) EXPECT_EQ(activities[std::string(a.key())], a.value().as_int64()) << a.key();
  }
}

}  // namespace
}  // namespace peakend::importers
