#include "trigger/trigger.h"

#include <gtest/gtest.h>

#include <cmath>

#include "trigger/plan.h"

namespace peakend::trigger {
namespace {

using delivery::Reason;

Instant at(const char* text) { return *calendar::parse_rfc3339(text); }

std::string codes(const std::string& json) {
  const auto t = parse_trigger(json);
  if (t) return "";
  std::string out;
  for (const auto& e : t.error().fields) out += e.field + "=" + e.code + " ";
  return out;
}
const char* kFull = R"({"key":"after-delivery","name":{"zh":"送货之后","en":"After delivery"},"enabled":true,"on":"event","event":"Order Delivered",
 "when":[{"property":"city","op":"in","values":["Shanghai",2]}],"survey":"after-delivery","survey_version":3,"kind":"touchpoint","topic":"delivery","priority":60,
 "delay_minutes":1440,"expires_hours":48,"unless":[{"event":"Order Returned","when":[{"property":"full","op":"exists"}]}],"channels":["email","sms"],"choose":"learn","hours":[10,19],
 "quiet":{"from":21,"to":9},"sampling":{"mode":"cells","by":["city"],"need":50,"cells":{"Shanghai":80},"days":30,"expected":1000},
 "reminder":{"count":2,"after_hours":48},"messages":{"en":{"subject":"S","text":"T"}}})";

TEST(Trigger, RoundTrip) {
  const auto t = parse_trigger(kFull);
  ASSERT_TRUE(t) << codes(kFull);
  EXPECT_EQ(t->when[0].values[1], "2");
  EXPECT_EQ(t->sampling.cells.at("Shanghai"), 80);
  EXPECT_EQ(t->messages.at("en").subject, "S");
  const auto again = parse_trigger(to_json(*t));
  ASSERT_TRUE(again) << codes(to_json(*t));
  EXPECT_EQ(to_json(*again), to_json(*t));
}

TEST(Trigger, FaultsHavePaths) {
  EXPECT_EQ(codes("{}"), "key=required event=required survey=required channels=required ");
  EXPECT_EQ(codes(R"({"key":"A b","event":"x","survey":"ss","channels":["email","pigeon","email"]})"), "key=bad_trigger_key channels[1]=unknown_value channels[2]=duplicate ");
  EXPECT_EQ(codes(R"({"key":"ab","event":"x","survey":"ss","channels":["email"],"when":[{"property":"","op":"is","values":[]}],"extra":1})"),
            "when[0].property=required when[0].op=unknown_op when[0].values=required extra=unknown_field ");
  EXPECT_EQ(codes(R"({"key":"ab","event":"x","survey":"ss","channels":["email"],"sampling":{"mode":"cells","share":2,"x":1},"hours":[3,25],"quiet":{"from":0,"to":8},"unless":[{"event":"","when":[{"op":"eq"}]}]})"),
            "unless[0].event=required unless[0].when[0].property=required unless[0].when[0].values=required hours[1]=out_of_range hours=all_quiet "
            "sampling.share=out_of_range sampling.by=required sampling.x=unknown_field ");
  EXPECT_EQ(codes(R"({"key":"ab","on":"rating","survey":"ss","channels":["email"],"messages":{"e n":{},"en":{"subjekt":""}}})"), "messages.e n=bad_key messages.en.subjekt=unknown_field ");
}

struct Fact {
  facts::FactBatch batch;
  facts::Fact f;
  Fact(const char* name, std::vector<facts::Tag> tags = {}) {
    f.name = name;
    f.workspace = WorkspaceNo{1};
    f.customer = CustomerId(Uuid{1, 1});
    f.tags = batch.keep_tags(tags);
  }
};
Trigger simple(std::string key, std::string event, std::vector<journey::Condition> when = {}, int priority = 50) {
  Trigger t;
  t.key = std::move(key), t.event = std::move(event), t.when = std::move(when), t.priority = priority;
  t.enabled = true;
  t.survey = "s";
  t.channels = {channel::Kind::email};
  return t;
}
std::string hits(const Matcher& m, const facts::Fact& f) {
  std::string out;
  m.each(f, [&](const Trigger& t) { out += t.key + " "; });
  return out;
}

TEST(Matcher, NameConditionsAndPriority) {
  auto off = simple("off", "Delivered");
  off.enabled = false;
  const Matcher m({simple("b", "Delivered"), simple("a", "Delivered", {{"city", "eq", {"Shanghai"}}}), simple("top", "Delivered", {{"amount", "gt", {"10"}}}, 90), simple("x", "Else"), off});
  EXPECT_EQ(hits(m, Fact("Delivered", {{"city", "Shanghai"}, {"amount", "11"}}).f), "top a b ");
  EXPECT_EQ(hits(m, Fact("Delivered", {{"amount", "9"}}).f), "b ");
  EXPECT_EQ(hits(m, Fact("delivered").f), "");
  Fact identify("Delivered");
  identify.f.kind = facts::FactKind::identify;
  EXPECT_EQ(hits(m, identify.f), "");
}

TEST(Matcher, RatingsAndWhatTheFactItselfSays) {
  auto any = simple("any", "", {{"valence", "lt", {"-0.5"}}});
  any.on = On::rating;
  auto nps = simple("nps", "nps", {{"score", "lt", {"7"}}, {"touchpoint", "eq", {"delivery/app"}}});
  nps.on = On::rating;
  const Matcher m({any, nps});
  Fact f("nps");
  f.f.kind = facts::FactKind::rating;
  f.f.metric = "nps";
  f.f.score = 3;
  f.f.valence = -6'000;
  f.f.touchpoint = "delivery/app";
  EXPECT_EQ(hits(m, f.f), "any nps ");
  f.f.metric = "csat";
  EXPECT_EQ(hits(m, f.f), "any ");
  Fact broken("Delivered");
  broken.f.promise = facts::Promise::broken;
  EXPECT_EQ(hits(Matcher({simple("late", "Delivered", {{"promise", "eq", {"broken"}}})}), broken.f), "late ");
}

/// The index and the slots give what each rule alone would say.
TEST(Matcher, EqualsPlainEvaluation) {
  std::uint64_t state = 5;
  const auto next = [&](std::uint64_t n) { return (state = engine::splitmix64(state)) % n; };
  std::vector<Trigger> list;
  const char* names[] = {"A", "B", "C"};
  const char* ops[] = {"eq", "ne", "in", "exists", "absent", "lt", "gt", "contains"};
  for (int i = 0; i < 150; ++i) {
    auto t = simple("t" + std::to_string(i), names[next(3)], {}, static_cast<int>(next(100)));
    for (std::uint64_t k = next(4); k > 0; --k) t.when.push_back({"p" + std::to_string(next(90)), ops[next(8)], {std::to_string(next(4)), "1"}});
    list.push_back(std::move(t));
  }
  const Matcher m(list);
  for (int round = 0; round < 400; ++round) {
    std::vector<std::pair<std::string, std::string>> values;
    for (int k = 0; k < 60; ++k) values.emplace_back("p" + std::to_string(next(90)), std::to_string(next(4)));
    std::vector<facts::Tag> tags;
    for (const auto& [k, v] : values) tags.push_back({k, v});
    const Fact f(names[next(3)], tags);
    std::string plain;
    for (const auto& t : m.triggers()) {
      const FactView view(f.f);
      std::string room;
      bool ok = t.event == f.f.name;
      for (const auto& c : t.when) ok = ok && journey::Test(c).holds(view.property(c.property, room));
      if (ok) plain += t.key + " ";
    }
    EXPECT_EQ(hits(m, f.f), plain);
  }
}

TEST(Cells, NamesAreBounded) {
  Sampling s;
  s.by = {"city", "tier"};
  EXPECT_EQ(cell_of(s, Fact("x", {{"city", "上海"}}).f), "上海 / -");
  std::string wide;
  for (int i = 0; i < 100; ++i) wide += "上";
  EXPECT_LE(cell_of(s, Fact("x", {{"city", wide}}).f).size(), kMaxCellBytes);
}

TEST(Cells, RateFollowsTheDeficit) {
  Sampling s;
  s.mode = Mode::cells;
  s.by = {"city"};
  EXPECT_DOUBLE_EQ(rate_of(s, "x", {}).pi, .5);           // 50 / (1000 x .1)
  EXPECT_DOUBLE_EQ(rate_of(s, "x", {}).weight, 2);
  EXPECT_DOUBLE_EQ(rate_of(s, "x", {500, 400, 60, 0, .5}).pi, .02);  // need met: the floor keeps everybody's chance above 0
  EXPECT_DOUBLE_EQ(rate_of(s, "x", {10, 10, 0, 20, .9}).pi, 1);      // hardly anybody comes any more
  s.cells["x"] = 10;
  EXPECT_DOUBLE_EQ(rate_of(s, "x", {}).pi, .1);
  s.mode = Mode::share;
  s.share = .25;
  EXPECT_DOUBLE_EQ(rate_of(s, "x", {}).weight, 4);
}

struct Plan {
  Trigger t = simple("r", "Delivered");
  delivery::Preference preference;
  delivery::Attention attention;
  std::vector<delivery::Asked> ledger;
  Reach reach{{channel::Kind::email, channel::Kind::sms}, Reason::no_address, {}};
  Instant now = at("2026-03-14T10:00:00Z"), event = at("2026-03-14T09:55:00Z");
  CustomerId customer{Uuid{1, 1}};
  std::map<ArmKey, engine::Arm> arms;
  Decision go(const std::string& key = "1/0/m") { return plan({t, now, event, key, customer, "", {}, preference, attention, ledger, &reach, &arms}); }
};

TEST(Plan, ReasonsInTheirOrder) {
  Plan p;
  EXPECT_TRUE(p.go().invites());
  p.customer = {};
  EXPECT_EQ(p.go().reason, Reason::anonymous);
  p.customer = CustomerId(Uuid{1, 1});
  p.event = p.now - std::chrono::hours(169);
  EXPECT_EQ(p.go().reason, Reason::too_late);
  p.event = p.now;
  p.reach.channels = {};
  p.reach.none = Reason::bounced_before;
  EXPECT_EQ(p.go().reason, Reason::bounced_before);
  p.reach.channels = {channel::Kind::sms};
  EXPECT_EQ(p.go().reason, Reason::bounced_before);  // the trigger does not use it
  p.preference.channels = {channel::Kind::sms};
  EXPECT_EQ(p.go().reason, Reason::opted_out);
  p.preference = {};
  p.ledger.push_back({{}, p.now - std::chrono::hours(24), "touchpoint", 50, false, 1});
  const auto d = p.go();
  EXPECT_EQ(d.reason, Reason::gap_any);
  EXPECT_NEAR(static_cast<double>((*d.next - p.now).count()) / 86'400'000.0, 29, 1e-6);
}

TEST(Plan, TimesRespectDelayAndQuietHours) {
  Plan p;
  p.t.delay_minutes = 600;
  p.reach.zone = *calendar::Zone::find("Asia/Shanghai");
  const auto d = p.go();
  EXPECT_EQ(d.due, at("2026-03-15T09:00:00+08:00"));  // 19:55 Z is 03:55 in Shanghai
  EXPECT_EQ(d.expires, p.event + std::chrono::minutes(600) + std::chrono::hours(168));
  p.t.quiet = delivery::Quiet{0, 0};
  EXPECT_EQ(p.go().due, p.event + std::chrono::minutes(600));
}

TEST(Plan, DrawsAreReproducibleAndAsLargeAsAsked) {
  Plan p;
  p.t.sampling.mode = Mode::share;
  p.t.sampling.share = .3;
  int n = 0;
  for (int i = 0; i < 5'000; ++i) {
    const auto key = std::to_string(i) + "/0/m";
    const auto d = p.go(key);
    EXPECT_EQ(d.invites(), p.go(key).invites());
    EXPECT_DOUBLE_EQ(d.weight, 1 / .3);
    EXPECT_EQ(d.reason, d.invites() ? Reason::none : Reason::not_sampled);
    n += d.invites();
  }
  EXPECT_NEAR(n, 1'500, 4 * std::sqrt(5'000 * .3 * .7));
}

TEST(Plan, LearnsChannelAndHour) {
  Plan p;
  p.t.channels = {channel::Kind::email, channel::Kind::sms};
  p.t.learn = true;
  p.t.hours = {10, 19};
  p.arms = {{{channel::Kind::sms, 19}, {1'000, 400}}, {{channel::Kind::email, 10}, {1'000, 50}}, {{channel::Kind::email, 19}, {1'000, 50}}, {{channel::Kind::sms, 10}, {1'000, 50}}};
  int best = 0, explored = 0;
  for (int i = 0; i < 1'000; ++i) {
    const auto d = p.go(std::to_string(i) + "/0/m");
    ASSERT_TRUE(d.invites());
    EXPECT_EQ(p.reach.zone.name(), "UTC");
    if (d.channel == channel::Kind::sms && d.hour == 19) {
      ++best;
      EXPECT_NEAR(d.propensity, .95 + .05 / 4, 1e-9);
    } else {
      EXPECT_TRUE(d.explored);
      EXPECT_NEAR(d.propensity, .05 / 4, 1e-9);
    }
    explored += d.explored;
  }
  EXPECT_GT(best, 930);
  EXPECT_GT(explored, 20);
  // Who cannot be reached by it gets what is left.
  p.reach.channels = {channel::Kind::email};
  EXPECT_EQ(p.go().channel, channel::Kind::email);
}

}  // namespace
}  // namespace peakend::trigger
