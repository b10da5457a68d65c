#include "insight/silence_model.h"

#include <set>

#include "adapters/xgboost/xgboost.h"
#include "engine/numeric.h"
#include "engine/sampling.h"
#include "engine/silence.h"
#include "insight/insight_test.h"
#include "insight/silence_calls.h"

namespace peakend::insight {
namespace {

constexpr std::int64_t kNow = 1'780'000'000'000;
CustomerId id(int i) { return ingest::customer_id(kWs, "c" + std::to_string(i)); }
std::int64_t ago(double days) { return kNow - static_cast<std::int64_t>(days * static_cast<double>(kDay)); }
double draw(int i, std::uint64_t salt) { return engine::hash_unit(static_cast<std::uint64_t>(i), salt); }
const auto go = [](std::int64_t, std::int64_t) { return true; };

/// Orders over a year. Bad is decided by how late they were and by repeated contacts; `signal` 0: by nothing. About one in three
/// speaks, those it was bad for `shy` times as often. Customers' true state is in `truth`, of the silent only.
struct World {
  CaseBook::Table table;
  std::map<CustomerId, bool> truth;
};
World world(int customers, double signal, std::uint64_t salt = 0, double shy = 1) {
  World w;
  std::vector<Person> persons;
  struct Visit {
    int i;
    std::int64_t at;
    double log_ratio;
    int contacts;
  };
  std::vector<Visit> visits;
  for (int i = 0; i < customers; ++i) {
    const bool late = draw(i, salt + 1) < .4;
    const double days = 20 + 340 * draw(i, salt + 2), times = late ? 1 + 2 * draw(i, salt + 3) : 1;
    const int contacts = static_cast<int>(4 * draw(i, salt + 4) * draw(i, salt + 5));
    const double p = engine::logistic(-1.2 + signal * ((late ? 1 + 1.5 * std::log(times) : -.8) + .6 * contacts));
    const bool bad = draw(i, salt + 6) < p, speaks = draw(i, salt + 7) < (bad ? shy : 1) * .35;
    Person person{id(i), "c" + std::to_string(i), {{ago(days), 0, late ? std::optional(Reason::late) : std::nullopt, times}}, {}};
    if (speaks) person.words.push_back({ago(days - 2), bad});
    else w.truth[id(i)] = bad;
    persons.push_back(std::move(person));
    visits.push_back({i, ago(days), late ? -std::log(times) : .1, contacts});
  }
  CaseBook book(std::move(persons), kNow);
  for (const Visit& v : visits) {
    facts::Fact f;
    f.customer = id(v.i);
    f.name = "Delivered", f.touchpoint = "deliver/app", f.at = v.at;
    f.log_ratio = engine::log_ratio_fixed(v.log_ratio);
    book.add(f);
    f.name = "Contact", f.touchpoint = "help/phone", f.log_ratio.reset();
    for (int k = 0; k < v.contacts; ++k) f.at = v.at - (k + 1) * kDay, book.add(f);
    f.at = v.at + kHour, f.name = "Complaint";  // after the cut: must not be seen
    if (draw(v.i, salt + 6) < .5) book.add(f);
  }
  w.table = book.take();
  return w;
}

TEST(SilenceCases, ARowHoldsWhatWasKnownAtTheCutAndNothingLater) {
  const auto at = [](const CaseBook::Table& t, std::size_t row, std::string_view column) {
    const auto found = std::ranges::find(t.columns, column);
    EXPECT_NE(found, t.columns.end()) << column;
    return t.rows.values[row * t.rows.columns + static_cast<std::size_t>(found - t.columns.begin())];
  };
  std::vector<Person> persons{
      // Heard about the older one: the row ends there.
      {id(1), "c1", {{ago(100), 0, Reason::late, 2}, {ago(5), 0, std::nullopt, 1}, {ago(300), 0, Reason::late, 3}, {ago(8), 0, Reason::missed, 1}}, {{ago(95), true}}},
      {id(2), "c2", {{ago(50), 0, std::nullopt, 1}, {ago(20), 0, std::nullopt, 1}}, {}},
      {id(3), "c3", {{ago(3), 0, Reason::late, 2}}, {}}};
  persons[0].words[0].at = ago(95);
  persons[0].moments[3].at = ago(4);  // too young
  CaseBook book(persons, kNow);
  facts::Fact f;
  f.customer = id(1), f.name = "Error", f.touchpoint = "use/app", f.at = ago(101);
  book.add(f);
  f.at = ago(99), book.add(f);   // after the cut
  f.at = ago(281), book.add(f);  // before the look-back
  f.customer = id(2), f.at = ago(40), f.log_ratio = engine::log_ratio_fixed(-.5), book.add(f);
  f.at = ago(60), f.log_ratio = engine::log_ratio_fixed(.7), book.add(f);  // earlier: the last one stays
  const auto t = book.take();
  ASSERT_EQ(t.cases.size(), 2u);
  EXPECT_EQ(t.cases[0].id, id(1));
  EXPECT_TRUE(t.cases[0].heard && t.cases[0].bad && t.cases[0].let_down);
  EXPECT_EQ(t.cases[0].cut, ago(100));
  EXPECT_FALSE(t.cases[1].heard || t.cases[1].let_down);
  EXPECT_EQ(at(t, 0, "event:Error"), 1);
  EXPECT_EQ(at(t, 0, "broken"), 1);  // the one 200 days before is out of sight
  EXPECT_NEAR(at(t, 0, "worst_times"), std::log(2.0), 1e-6);
  EXPECT_EQ(at(t, 1, "kept"), 2);
  EXPECT_NEAR(at(t, 1, "ratio:use/app"), -.5, 1e-5);
  EXPECT_TRUE(std::isnan(at(t, 0, "ratio:use/app")));
}

TEST(SilenceModel, FindsHowManyOfTheSilentWereDissatisfied) {
  const auto boosting = adapters::make_xgboost();
  int held = 0, accepted = 0;
  for (std::uint64_t run = 0; run < 6; ++run) {
    const World w = world(9'000, 1, 100 * run);
    const auto model = learn_silence(*boosting, w.table, go);
    ASSERT_TRUE(model);
    ASSERT_EQ(model->silent, static_cast<std::int64_t>(w.truth.size()));
    EXPECT_GT(model->auc, .65);
    EXPECT_LT(model->brier, model->brier_plain);
    EXPECT_EQ(model->train.n + model->calibrate.n + model->test.n, model->heard);
    EXPECT_LE(model->train.to, model->calibrate.from);
    EXPECT_LE(model->calibrate.to, model->test.from);
    if (model->refusal != Refusal::none) continue;
    ++accepted;
    double truth = 0;
    for (const auto& [who, bad] : w.truth) truth += bad;
    held += model->count.lo <= truth && truth <= model->count.hi;
    EXPECT_NEAR(model->count.value, truth, .15 * truth);
    EXPECT_LE(model->count_let_down.value, model->count.value);
    EXPECT_TRUE(model->conformal);
  }
  EXPECT_GE(accepted, 5);
  EXPECT_GE(held, accepted - 1);
}
// No model can see that the dissatisfied speak half as often as others served alike. An audit can: then the two disagree.
TEST(SilenceModel, AnAuditShowsWhatVoicesCannot) {
  const World w = world(9'000, 1, 5'000, .5);
  const auto model = learn_silence(*adapters::make_xgboost(), w.table, go);
  ASSERT_EQ(model->refusal, Refusal::none);
  double truth = 0;
  std::int64_t reached = 0, bad = 0;
  for (const auto& [who, was_bad] : w.truth) {
    truth += was_bad;
    if (reached < 400) ++reached, bad += was_bad;  // ids are hashes: in order is at random
  }
  EXPECT_LT(model->count.hi, truth);
  const auto audit = engine::audited_count(model->silent, reached, bad);
  EXPECT_TRUE(audit.lo <= truth && truth <= audit.hi);
  EXPECT_TRUE(engine::disagree(model->count.value, model->count.se, audit.value, audit.se));
}
TEST(SilenceModel, IsTheSameForTheSameRows) {
  const auto boosting = adapters::make_xgboost();
  const World w = world(4'000, 1.2, 7);
  const auto a = learn_silence(*boosting, w.table, go), b = learn_silence(*boosting, w.table, go);
  EXPECT_EQ(a->auc, b->auc);
  EXPECT_EQ(a->count.lo, b->count.lo);
  EXPECT_EQ(a->chances, b->chances);
}
TEST(SilenceModel, WhereNothingIsItRefuses) {
  const auto boosting = adapters::make_xgboost();
  int refused = 0;
  for (std::uint64_t run = 0; run < 20; ++run) {
    const auto model = learn_silence(*boosting, world(3'000, 0, 1'000 + 100 * run).table, go);
    ASSERT_TRUE(model);
    refused += model->refusal == Refusal::no_signal || model->refusal == Refusal::off || model->refusal == Refusal::unsure;
    if (model->refusal != Refusal::none) {
      EXPECT_TRUE(model->chances.empty());
    }
  }
  EXPECT_GE(refused, 19);
}
// A slope of which little is known is not accepted because it happens to lie right: here some 56 latest voices.
TEST(SilenceModel, ASlopeThatIsHardlyKnownIsNotAccepted) {
  const auto boosting = adapters::make_xgboost();
  int unsure = 0;
  for (std::uint64_t run = 0; run < 20; ++run) {
    const auto model = learn_silence(*boosting, world(800, 1.5, 9'000 + 100 * run).table, go);
    ASSERT_TRUE(model);
    if (model->refusal == Refusal::few_cases || model->refusal == Refusal::no_signal) continue;
    EXPECT_EQ(model->refusal == Refusal::unsure, model->line.status == engine::Status::ok && model->line.slope_se >= kMostSlopeSe);
    if (model->refusal != Refusal::unsure) continue;
    ++unsure;
    EXPECT_TRUE(model->chances.empty());
    EXPECT_EQ(name_of(model->refusal), "unsure");
  }
  EXPECT_GE(unsure, 3);
}
TEST(SilenceModel, FewCasesAreSaidAndWorkStopsWhenAsked) {
  const auto boosting = adapters::make_xgboost();
  const auto few = learn_silence(*boosting, world(200, 1, 3).table, go);
  EXPECT_EQ(few->refusal, Refusal::few_cases);
  EXPECT_LT(few->bad, kNeedBadCases);
  const auto stopped = learn_silence(*boosting, world(3'000, 1, 3).table, [](std::int64_t done, std::int64_t) { return done < 30; });
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, "cancelled");
}
TEST(SilenceCalls, EveryTenthIsARandomOne) {
  SilenceModel model;
  std::vector<Silent> silent;
  for (int i = 0; i < 100; ++i) {
    silent.push_back({id(i), "", {}, 1, 0, 0, 100.0});
    model.chances[id(i)] = static_cast<float>(i) / 100;
  }
  silent.push_back({id(1'000), "", {}, 1, 0, 0, 1e6});  // not known to the model
  std::vector<const Silent*> list;
  for (const Silent& s : silent) list.push_back(&s);
  const auto calls = call_order(list, model, {.2, .35, 1}, "7");
  ASSERT_EQ(calls.size(), 101u);
  EXPECT_EQ(calls[0].who->id, id(99));
  EXPECT_NEAR(*calls[0].worth, .99 * 100 * .2 * .35 - 1, 1e-5);
  int random = 0;
  std::set<CustomerId> all;
  for (std::size_t i = 0; i < calls.size(); ++i) {
    EXPECT_EQ(calls[i].random, i % 10 == 9);
    random += calls[i].random, all.insert(calls[i].who->id);
  }
  EXPECT_EQ(random, 10);
  EXPECT_EQ(all.size(), 101u);
  EXPECT_NE(calls[9].who->id, id(90));
}

}  // namespace
}  // namespace peakend::insight
