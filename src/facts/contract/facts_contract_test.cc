#include "facts/contract/facts_contract.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <thread>

#include "base/calendar.h"
#include "facts/csv.h"
#include "facts/fields.h"

namespace peakend::facts {
namespace {

constexpr WorkspaceNo kOne{1}, kTwo{2};

std::string describe(const AggregateSpec& s) {
  std::string out = fmt::format("workspace {} from {} to {} edges {} clusters {} by", static_cast<int>(s.workspace), s.from, s.to,
                                s.edges.size(), static_cast<int>(s.clusters));
  for (const auto& d : s.by) out += fmt::format(" {}[{}]", static_cast<int>(d.field), d.key);
  out += " where";
  for (const auto& w : s.where)
    out += fmt::format(" {}[{}] in ({})", static_cast<int>(w.on.field), w.on.key, fmt::join(w.any_of, "|"));
  return out;
}
std::string describe(const engine::Partial& p) {
  std::string out = fmt::format("facts {} n {} v {} min {} max {} good {} bad {} breach {} score {} ratio {} {} classes {} {} {} {} kept {} {} g {}",
                                p.facts, p.n, p.sum_v, p.min_v, p.max_v, p.good, p.bad, p.breach, p.sum_score, p.ratio_n, p.ratio_s,
                                p.classes[0], p.classes[1], p.classes[2], p.classes[3], p.kept, p.broken, p.clusters.g);
  for (const auto& [bin, n] : p.hist) out += fmt::format(" {}:{}", bin, n);
  for (const auto& [g, s] : p.groups.sums()) out += fmt::format(" g{}:{},{}", g, s.n, s.v);
  return out;
}

/// The members that a Want promises; the rest as in an empty fact.
Fact wanted(const Fact& f, Want want) {
  if (want == Want::everything) return f;
  Fact out;
  out.kind = f.kind, out.log_ratio = f.log_ratio, out.promise = f.promise, out.due = f.due, out.expectation = f.expectation;
  out.seq = f.seq, out.item = f.item;
  if (want == Want::outcome) {
    out.actual = f.actual, out.at = f.at;
    return out;
  }
  out.workspace = f.workspace, out.customer = f.customer, out.episode = f.episode;
  out.journey = f.journey;
  if (want == Want::owner) {
    out.log_ratio.reset(), out.promise = {}, out.due.reset(), out.expectation.reset();
    return out;
  }
  out.at = f.at, out.user_id = f.user_id, out.episode_key = f.episode_key, out.touchpoint = f.touchpoint, out.name = f.name;
  out.metric = f.metric, out.score = f.score, out.valence = f.valence;
  return out;
}
std::vector<std::string> lines(const FactStore& store, const ScanSpec& spec) {
  std::vector<std::string> out;
  auto done = store.scan(spec, [&](const Fact& f) {
    append_csv(out.emplace_back(), wanted(f, spec.want));
    return true;
  });
  EXPECT_TRUE(done.has_value()) << (done ? "" : done.error().log);
  return out;
}
std::vector<EpisodeFact> episodes(const FactStore& store, const EpisodeScanSpec& spec) {
  std::vector<EpisodeFact> out;
  auto done = store.scan_episodes(spec, [&](const EpisodeFact& e) {
    out.push_back(e);
    return true;
  });
  EXPECT_TRUE(done.has_value()) << (done ? "" : done.error().log);
  return out;
}
engine::Partial total(const FactStore& store, WorkspaceNo ws) {
  AggregateSpec spec;
  spec.workspace = ws;
  auto answer = store.aggregate(spec);
  EXPECT_TRUE(answer.has_value()) << (answer ? "" : answer.error().log);
  return answer && answer->rows.size() == 1 ? answer->rows[0].partial : engine::Partial{};
}
template <class T>
void ok(const Result<T>& r) {
  ASSERT_TRUE(r.has_value()) << r.error().code << ": " << r.error().log;
}

// One rating, valence from a score of 0..10 around 5.
Fact rating(std::int64_t seq, std::int64_t at, CustomerId who, int score) {
  Fact f;
  f.seq = seq, f.at = at, f.workspace = kOne, f.kind = FactKind::rating, f.customer = who;
  f.touchpoint = "sale/app", f.metric = "nps", f.score = score, f.valence = (score - 5) * 2000;
  f.cls = static_cast<std::int8_t>(score >= 9 ? 1 : score <= 6 ? -1 : 0);
  return f;
}
CustomerId who(std::uint64_t n) { return CustomerId{Uuid{1, n}}; }

}  // namespace

void FactsContract::SetUp() {
  const auto* info = testing::UnitTest::GetInstance()->current_test_info();
  std::string name = fmt::format("peakend-{}-{}", info->test_suite_name(), info->name());
  std::ranges::replace(name, '/', '-');
  dir_ = std::filesystem::temp_directory_path() / fmt::format("{}-{}", name, std::random_device{}());
  std::filesystem::create_directories(dir_);
  auto opened = GetParam().open(dir_);
  ASSERT_TRUE(opened.has_value()) << opened.error().log;
  store_ = *std::move(opened);
  reference_ = make_memory_facts();
}
void FactsContract::TearDown() {
  store_.reset();
  std::filesystem::remove_all(dir_);
}
void FactsContract::reopen() {
  store_.reset();
  auto opened = GetParam().open(dir_);
  ASSERT_TRUE(opened.has_value()) << opened.error().log;
  store_ = *std::move(opened);
}
void FactsContract::append(const FactBatch& batch, std::int64_t upto) {
  ok(store_->append(batch, upto));
  ok(reference_->append(batch, upto));
  upto_ = upto;
}
void FactsContract::append_random(RandomFacts& random, int batches, std::size_t facts_each) {
  for (int i = 0; i < batches; ++i) append(random.batch(facts_each, upto_), upto_ + 5);
}

void FactsContract::expect_same(const AggregateSpec& spec) {
  SCOPED_TRACE(describe(spec));
  auto got = store_->aggregate(spec), expected = reference_->aggregate(spec);
  ASSERT_TRUE(expected.has_value());
  ASSERT_TRUE(got.has_value()) << got.error().log;
  EXPECT_EQ(got->as_of_seq, expected->as_of_seq);
  ASSERT_EQ(got->rows.size(), expected->rows.size());
  for (std::size_t i = 0; i < got->rows.size(); ++i) {
    ASSERT_EQ(got->rows[i].key, expected->rows[i].key);
    ASSERT_TRUE(got->rows[i].partial == expected->rows[i].partial)
        << fmt::format("{}", fmt::join(got->rows[i].key, "|")) << "\n got " << describe(got->rows[i].partial) << "\nwant "
        << describe(expected->rows[i].partial);
  }
}

void FactsContract::expect_same(RandomFacts& random, int questions, std::string_view zone) {
  for (int i = 0; i < questions && !HasFatalFailure(); ++i) {
    expect_same(random.aggregate(zone));
    ScanSpec scan = random.scan();
    EXPECT_EQ(lines(*store_, scan), lines(*reference_, scan)) << "scan " << i;
    EXPECT_EQ(store_->count(scan).value(), reference_->count(scan).value()) << "scan " << i;
    scan.want = static_cast<Want>(1 + i % 3);
    EXPECT_EQ(lines(*store_, scan), lines(*reference_, scan)) << "scan " << i << " of some members";
  }
  for (auto ws : {kOne, kTwo})
    for (Field f : {Field::journey, Field::touchpoint, Field::stage, Field::scene, Field::kind, Field::metric}) {
      AggregateSpec spec;
      spec.workspace = ws, spec.by = {{f}};
      expect_same(spec);
    }
  for (int i = 0; i < questions && !HasFatalFailure(); ++i) {
    CustomerSpec spec = random.customers();
    SCOPED_TRACE(fmt::format("customers {}: '{}' sort {}", i, spec.search, static_cast<int>(spec.sort)));
    // All pages by cursor, each the same as the reference's.
    for (int page = 0; page < 4; ++page) {
      auto got = store_->customers(spec), expected = reference_->customers(spec);
      ok(got), ok(expected);
      EXPECT_EQ(got->total, expected->total);
      ASSERT_EQ(got->rows, expected->rows);
      if (got->rows.empty()) break;
      spec.after = CustomerCursor{sort_key(got->rows.back(), spec.sort), got->rows.back().id};
      spec.offset = 0;
    }
  }
}

TEST_P(FactsContract, StartsEmpty) {
  EXPECT_EQ(store_->watermark().value(), 0);
  EXPECT_EQ(store_->status()->facts, 0);
  EXPECT_TRUE(store_->aggregate({.workspace = kOne})->rows.empty());
  EXPECT_TRUE(lines(*store_, {.workspace = kOne}).empty());
  EXPECT_EQ(store_->customers({.workspace = kOne})->total, 0);
  EXPECT_EQ(store_->episodes_watermark(kOne).value(), 0);
  EXPECT_TRUE(store_->refills()->empty());
}

TEST_P(FactsContract, RandomQuestionsGetTheAnswersOfTheReference) {
  for (std::uint64_t seed : {1, 2, 3}) {
    RandomFacts random(seed);
    append_random(random, 3, 400);
    expect_same(random, 40);
  }
}

TEST_P(FactsContract, KnownNumbers) {
  FactBatch b;
  for (int i = 0; i < 6; ++i) b.add(rating(1, 1000 + i, who(static_cast<std::uint64_t>(i % 2) + 1), i < 3 ? 10 : 4));
  ok(store_->append(b, 1));
  engine::Partial p = total(*store_, kOne);
  EXPECT_EQ(p.n, 6);
  EXPECT_EQ(p.good, 3);
  EXPECT_EQ(p.bad, 3);
  EXPECT_EQ(p.sum_v, 3 * 10'000 - 3 * 2'000);
  EXPECT_EQ(p.min_v, -2'000);
  EXPECT_EQ(p.max_v, 10'000);
  EXPECT_EQ(p.hist.at(100), 3);
  EXPECT_EQ(p.groups.size(), 2u);
  AggregateSpec spec{.workspace = kOne, .clusters = engine::Measure::net};
  auto c = store_->aggregate(spec)->rows.at(0).partial.clusters;
  EXPECT_EQ(c.g, 2);
  EXPECT_TRUE(c.saa == 2 && c.sab == 0 && c.sbb == 18);  // each customer has 3 facts; nets are +1 and -1
}

TEST_P(FactsContract, ReplayOfTheSameBatchAddsNothing) {
  RandomFacts random(7);
  FactBatch b = random.batch(50, 0);
  append(b, 5);
  ok(store_->append(b, 5));
  ok(store_->append(b, 3));
  EXPECT_EQ(store_->watermark().value(), 5);
  EXPECT_EQ(store_->status()->facts, 50);
  expect_same(random, 5);
  ok(store_->append(FactBatch{}, 9));  // rows that gave no facts still move the watermark
  EXPECT_EQ(store_->watermark().value(), 9);
}

TEST_P(FactsContract, OrderOfAppendsDoesNotMatter) {
  RandomFacts random(8);
  std::vector<FactBatch> batches;
  for (int i = 0; i < 6; ++i) batches.push_back(random.batch(100, 5 * i));
  for (std::size_t i = 0; i < 6; ++i) ok(reference_->append(batches[i], static_cast<std::int64_t>(i) + 1));
  std::int64_t upto = 0;
  for (std::size_t i : {4, 0, 5, 2, 1, 3}) ok(store_->append(batches[i], ++upto));
  expect_same(random, 30);
}

TEST_P(FactsContract, LateFactsReachTheDayTheyBelongTo) {
  constexpr std::int64_t day = 86'400'000, start = 20'000 * day;
  AggregateSpec spec{.workspace = kOne, .edges = {start, start + day, start + 2 * day}, .edges_are_days = true, .by = {{Field::time}, {Field::metric}}};
  FactBatch first, late;
  first.add(rating(1, start + day + 5, who(1), 10));
  append(first, 1);
  expect_same(spec);
  late.add(rating(2, start + 5, who(1), 0));
  late.add(rating(2, start + day + 1, who(2), 3));
  append(late, 2);
  expect_same(spec);
  EXPECT_EQ(store_->aggregate(spec)->rows.size(), 2u);
}

TEST_P(FactsContract, ZonesCutTheDays) {
  for (const char* zone : {"Asia/Shanghai", "America/Sao_Paulo", "Europe/Berlin", "America/St_Johns", "UTC"}) {
    RandomFacts random(11);
    ok(store_->set_zone(kOne, zone));
    ok(reference_->set_zone(kOne, zone));
    append_random(random, 1, 200);
    expect_same(random, 15, zone);
  }
  auto unknown = store_->set_zone(kOne, "Mars/Olympus");
  ASSERT_FALSE(unknown.has_value());
  EXPECT_EQ(unknown.error().kind, ErrorKind::invalid);
}

TEST_P(FactsContract, ForgetTakesACustomerOutOfEverything) {
  RandomFacts random(12);
  append_random(random, 3, 300);
  std::vector<EpisodeFact> some;
  for (int i = 0; i < 50; ++i) some.push_back(random.episode());
  ok(store_->put_episodes(kOne, some, 3));
  ok(reference_->put_episodes(kOne, some, 3));
  expect_same(random, 5);
  for (int i = 0; i < 4; ++i) {
    CustomerId c = random.customer();
    EXPECT_EQ(store_->forget(kOne, c).value(), reference_->forget(kOne, c).value());
    EXPECT_EQ(episodes(*store_, {.workspace = kOne}), episodes(*reference_, {.workspace = kOne}));
    expect_same(random, 12);
  }
  EXPECT_EQ(store_->forget(kOne, CustomerId{}).value(), 0);
  EXPECT_EQ(store_->forget(kOne, who(999)).value(), 0);
  append_random(random, 1, 100);
  expect_same(random, 10);
}

TEST_P(FactsContract, ForgetMendsTheSmallestAndLargest) {
  FactBatch b;
  b.add(rating(1, 5, who(1), 0));
  b.add(rating(1, 6, who(2), 6));
  append(b, 1);
  EXPECT_EQ(total(*store_, kOne).min_v, -10'000);
  EXPECT_EQ(store_->forget(kOne, who(1)).value(), 1);
  EXPECT_EQ(total(*store_, kOne).min_v, 2'000);
  EXPECT_EQ(store_->forget(kOne, who(2)).value(), 1);
  EXPECT_TRUE(store_->aggregate({.workspace = kOne})->rows.empty());
}

TEST_P(FactsContract, ReassignMergesTwoCustomers) {
  RandomFacts random(13);
  append_random(random, 2, 300);
  std::vector<EpisodeFact> some;
  for (int i = 0; i < 50; ++i) some.push_back(random.episode());
  ok(store_->put_episodes(kOne, some, 3));
  ok(reference_->put_episodes(kOne, some, 3));
  for (int i = 0; i < 4; ++i) {
    CustomerId from = random.customer(), into = random.customer();
    EXPECT_EQ(store_->reassign(kOne, from, into).value(), reference_->reassign(kOne, from, into).value());
    EXPECT_EQ(episodes(*store_, {.workspace = kOne}), episodes(*reference_, {.workspace = kOne}));
    expect_same(random, 12);
  }
}

TEST_P(FactsContract, ClearAndRefillOneWorkspace) {
  RandomFacts random(14);
  std::vector<FactBatch> ones;
  for (int i = 0; i < 3; ++i) {
    FactBatch all = random.batch(200, upto_), one;
    for (const Fact& f : all.facts)
      if (f.workspace == kOne) one.add(f);
    append(all, upto_ + 5);
    ones.push_back(std::move(one));
  }
  engine::Partial before = total(*store_, kOne), other = total(*store_, kTwo);
  ok(store_->clear(kOne));
  EXPECT_TRUE(total(*store_, kOne).empty());
  EXPECT_EQ(total(*store_, kTwo), other);
  EXPECT_EQ(store_->watermark().value(), 15);
  ASSERT_EQ(store_->refills()->size(), 1u);
  EXPECT_EQ(store_->refills()->at(0), (Refill{kOne, 0, 15}));
  for (int i = 0; i < 3; ++i) {
    auto n = static_cast<std::size_t>(i);
    ok(store_->refill(kOne, ones[n], 5 * (i + 1)));
    ok(store_->refill(kOne, ones[n], 5 * (i + 1)));  // replay
    if (i == 0) {
      EXPECT_EQ(store_->refills()->at(0), (Refill{kOne, 5, 15}));
    }
    if (i == 1 && GetParam().durable) reopen();
  }
  EXPECT_TRUE(store_->refills()->empty());
  ok(store_->refill(kOne, ones[0], 20));  // none is open
  EXPECT_EQ(total(*store_, kOne), before);
  expect_same(random, 10);
}

TEST_P(FactsContract, ClearAllBeginsAnew) {
  RandomFacts random(15);
  append_random(random, 2, 50);
  ok(store_->clear_all());
  EXPECT_EQ(store_->watermark().value(), 0);
  EXPECT_EQ(store_->status()->facts, 0);
  EXPECT_TRUE(store_->aggregate({.workspace = kOne})->rows.empty());
  reference_ = make_memory_facts();
  upto_ = 0;
  append_random(random, 1, 50);
  expect_same(random, 5);
}

TEST_P(FactsContract, TooManyGroupsIsAnError) {
  FactBatch b;
  for (std::uint64_t i = 0; i < 20; ++i) {
    Fact f = rating(1, 1000, who(i + 1), 5);
    std::string city = fmt::format("city {}", i);
    Tag tag{"city", city};
    f.tags = {&tag, 1}, f.metric = city;
    b.add(f);
  }
  append(b, 1);
  for (Dimension d : {Dimension{Field::attribute, "city"}, Dimension{Field::metric}, Dimension{Field::customer}}) {
    AggregateSpec spec{.workspace = kOne, .by = {d}, .max_rows = 20};
    expect_same(spec);
    spec.max_rows = 19;
    auto refused = store_->aggregate(spec);
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().kind, ErrorKind::too_large);
    EXPECT_EQ(refused.error().code, "too_many_groups");
  }
}

TEST_P(FactsContract, RefusesWhatCannotBeAsked) {
  AggregateSpec four{.workspace = kOne, .by = {{Field::kind}, {Field::kind}, {Field::kind}, {Field::kind}}};
  AggregateSpec no_edges{.workspace = kOne, .by = {{Field::time}}};
  AggregateSpec falling{.workspace = kOne, .edges = {5, 5}, .by = {{Field::time}}};
  AggregateSpec time_filter{.workspace = kOne, .where = {{{Field::time}, {"1"}}}};
  for (const auto& spec : {four, no_edges, falling, time_filter}) {
    auto refused = store_->aggregate(spec);
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().kind, ErrorKind::invalid);
  }
}

TEST_P(FactsContract, EpisodesAreReplacedWholeAndPaged) {
  RandomFacts random(16);
  for (int round = 1; round <= 3; ++round) {
    std::vector<EpisodeFact> some;
    for (int i = 0; i < 3000; ++i) some.push_back(random.episode());
    ok(store_->put_episodes(kOne, some, round * 10));
    ok(reference_->put_episodes(kOne, some, round * 10));
    EXPECT_EQ(store_->episodes_watermark(kOne).value(), round * 10);
  }
  auto all = episodes(*store_, {.workspace = kOne});
  EXPECT_EQ(all, episodes(*reference_, {.workspace = kOne}));
  EpisodeScanSpec some{.workspace = kOne, .from = all[100].end, .to = all[all.size() - 100].end, .order = EpisodeScanSpec::Order::newest_first};
  EXPECT_EQ(episodes(*store_, some), episodes(*reference_, some));
  auto anyhow = episodes(*store_, {.workspace = kOne, .order = EpisodeScanSpec::Order::any, .with_path = false});
  std::ranges::sort(anyhow, {}, [](const EpisodeFact& e) { return std::pair(e.end, e.id); });
  auto pathless = all;
  for (auto* list : {&anyhow, &pathless})
    for (EpisodeFact& e : *list) e.path.clear();
  EXPECT_EQ(anyhow, pathless);
  some.journey = "olist", some.customer = random.customer();
  EXPECT_EQ(episodes(*store_, some), episodes(*reference_, some));
  EpisodeScanSpec ids{.workspace = kOne, .ids = {all[0].id, all[5].id, EpisodeId{Uuid{3, 3}}}};
  EXPECT_EQ(episodes(*store_, ids).size(), 2u);
  std::vector<EpisodeFact> paged;
  for (std::size_t at = 0; at < all.size(); at += 700)
    for (auto& e : episodes(*store_, {.workspace = kOne, .limit = 700, .offset = at})) paged.push_back(std::move(e));
  EXPECT_EQ(paged, all);
  EXPECT_TRUE(episodes(*store_, {.workspace = kTwo}).empty());
  ok(store_->clear(kOne));
  EXPECT_TRUE(episodes(*store_, {.workspace = kOne}).empty());
  EXPECT_EQ(store_->episodes_watermark(kOne).value(), 0);
}

TEST_P(FactsContract, ManySmallAppendsAreTidiedAway) {
  RandomFacts random(21);
  append_random(random, 14, 250);
  expect_same(random, 5);
  ok(store_->tidy());
  expect_same(random, 10);
  append_random(random, 2, 100);
  if (GetParam().durable) reopen();
  expect_same(random, 10);
}

TEST_P(FactsContract, OddTextsInQuestionsMatchNothing) {
  RandomFacts random(22);
  append_random(random, 1, 100);
  for (const std::string& odd : {std::string("\xff\xfe"), std::string("a\0b", 3), std::string("\xe4\xb8"), std::string(3000, '\'')}) {
    AggregateSpec spec{.workspace = kOne, .where = {{{Field::touchpoint}, {odd}}}};
    expect_same(spec);
    spec.where = {{{Field::attribute, odd}, {odd}}};
    expect_same(spec);
    spec.where.clear(), spec.by = {{Field::attribute, odd}};
    expect_same(spec);
    ScanSpec scan{.workspace = kOne, .search = odd, .order = Order::newest_first};
    EXPECT_EQ(lines(*store_, scan), lines(*reference_, scan));
    CustomerSpec customers{.workspace = kOne, .search = odd};
    EXPECT_EQ(store_->customers(customers)->total, 0);
    EpisodeScanSpec of_journey{.workspace = kOne, .journey = odd};
    EXPECT_TRUE(episodes(*store_, of_journey).empty());
  }
}

TEST_P(FactsContract, VisitorsCanStop) {
  RandomFacts random(17);
  append_random(random, 1, 100);
  int seen = 0;
  ok(store_->scan({.workspace = kOne}, [&](const Fact&) { return ++seen < 3; }));
  EXPECT_EQ(seen, 3);
}

TEST_P(FactsContract, CsvExportIsSafeAndComplete) {
  RandomFacts random(18);
  append_random(random, 1, 300);
  ScanSpec spec{.workspace = kOne, .order = Order::newest_first};
  auto path = dir_ / "out.csv", expected = dir_ / "expected.csv";
  auto count = store_->export_to(spec, ExportFormat::csv, path);
  ok(count);
  EXPECT_EQ(*count, reference_->export_to(spec, ExportFormat::csv, expected).value());
  auto read = [](const std::filesystem::path& p) {
    std::ifstream in(p);
    return std::string(std::istreambuf_iterator<char>(in), {});
  };
  std::string text = read(path);
  EXPECT_EQ(text, read(expected));
  for (const char* formula : {",=1+1", ",+49", ",\t", ",=cmd()"}) EXPECT_EQ(text.find(formula), std::string::npos) << formula;
  EXPECT_NE(text.find(",'=1+1"), std::string::npos);
  auto again = store_->export_to(spec, ExportFormat::csv, path);
  ASSERT_FALSE(again.has_value());
  EXPECT_EQ(again.error().kind, ErrorKind::conflict);
}

TEST_P(FactsContract, StaysTheSameAfterClosing) {
  if (!GetParam().durable) GTEST_SKIP() << "keeps nothing";
  RandomFacts random(19);
  ok(store_->set_zone(kOne, "Asia/Shanghai"));
  append_random(random, 2, 200);
  reopen();
  EXPECT_EQ(store_->watermark().value(), upto_);
  expect_same(random, 10, "Asia/Shanghai");
  append_random(random, 2, 200);
  ok(store_->tidy());
  expect_same(random, 10, "Asia/Shanghai");
  reopen();
  expect_same(random, 10, "Asia/Shanghai");
}

TEST_P(FactsContract, BackupIsAStoreOfItsOwn) {
  auto path = dir_ / "it's a backup.duckdb";
  if (!GetParam().durable) {
    EXPECT_EQ(store_->backup(path).error().code, "not_supported");
    return;
  }
  RandomFacts random(20);
  append_random(random, 2, 200);
  ok(store_->backup(path));
  ok(store_->append(random.batch(50, upto_), upto_ + 5));  // goes to the original only
  EXPECT_EQ(store_->backup(path).error().kind, ErrorKind::conflict);
  store_.reset();
  auto opened = GetParam().open_backup(path);
  ok(opened);
  store_ = *std::move(opened);
  expect_same(random, 10);
  append_random(random, 1, 50);
  expect_same(random, 5);
}

TEST_P(FactsContract, ReadersAndTheWriterWorkTogether) {
  constexpr int kBatches = 30, kFacts = 40;
  std::atomic<bool> done = false;
  std::atomic<int> wrong = 0, asked = 0;
  auto ask = [&](engine::Measure m) {
    std::int64_t last = 0;
    while (!done) {
      AggregateSpec spec{.workspace = kOne, .clusters = m};
      auto answer = store_->aggregate(spec);
      if (!answer) { ++wrong; continue; }
      std::int64_t facts = answer->rows.empty() ? 0 : answer->rows[0].partial.facts;
      wrong += facts != answer->as_of_seq * kFacts || answer->as_of_seq < last;  // a whole number of batches, always
      last = answer->as_of_seq;
      ++asked;
    }
  };
  std::thread a(ask, engine::Measure::none), b(ask, engine::Measure::net);
  for (int i = 1; i <= kBatches; ++i) {
    FactBatch batch;
    for (int k = 0; k < kFacts; ++k) batch.add(rating(i, 1000 * k, who(static_cast<std::uint64_t>(k % 7) + 1), k % 11));
    ok(store_->append(batch, i));
    std::this_thread::sleep_for(std::chrono::milliseconds(2));  // on few cores the readers must get their turn
  }
  done = true;
  a.join(), b.join();
  EXPECT_EQ(wrong, 0);
  EXPECT_GT(asked, 0);
}

}  // namespace peakend::facts
