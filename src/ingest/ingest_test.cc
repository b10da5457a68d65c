#include "ingest/ingest.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "engine/scale.h"
#include "base/calendar.h"

namespace peakend::ingest {
namespace {

constexpr WorkspaceNo kWs{1};
const Instant kNow = *calendar::parse_rfc3339("2026-03-20T00:00:00Z");

std::shared_ptr<const journey::Catalogue> catalogue(const char* zone = "Asia/Shanghai") {
  const auto j = journey::parse_journey(R"({"key":"shop","name":{"en":"Shop"},
    "stages":[{"key":"order","name":{"en":"Order"}},{"key":"delivery","name":{"en":"Delivery"}}],
    "scenes":[{"key":"app","name":{"en":"App"}},{"key":"store","name":{"en":"Store"}}],
    "touchpoints":[{"stage":"delivery","scene":"app","floor":{"value":-0.5,"rate":0.01}},{"stage":"delivery","scene":"store","applicable":false}],
    "rules":[
      {"event":"Order Placed","touchpoint":"order/{context.channel}","episode":"order_id","promise":{"expected":"promised_at","since":"@time"}},
      {"event":"Order Delivered","touchpoint":"delivery/app","episode":"order_id",
       "promise":{"expected":"promised_at","actual":"@time","since":"ordered_at","rule":"calendar_day"},
       "ratings":[{"property":"score","metric":"csat","scale":{"min":1,"max":5},"not_applicable":[3],"expectation":"hoped"},
                  {"property":"nps","metric":"nps","scale":{"min":0,"max":10,"neutral":7.5}}],"text":"comment"},
      {"event":"Speed Measured","touchpoint":"order/app","promise":{"expected":"promised","actual":"measured","kind":"quantity","polarity":"more","unit":"Mbit/s"}}]})");
  EXPECT_TRUE(j) << (j ? "" : j.error().fields.empty() ? j.error().log : j.error().fields[0].field + j.error().fields[0].code);
  return std::make_shared<const journey::Catalogue>(std::vector{*j}, zone);
}

class FakeLookup final : public Lookup {
 public:
  std::shared_ptr<const journey::Catalogue> journeys(WorkspaceNo) override { return list; }
  CustomerId canonical(WorkspaceNo, CustomerId c) override { return aliases.count(c) ? aliases[c] : c; }
  void link(WorkspaceNo, const IdentityLink& l) override {
    aliases[l.other] = l.user;
    anonymous = l.anonymous;
  }
  bool erased(WorkspaceNo, CustomerId c, std::int64_t, std::int64_t at) override { return c == gone && at < gone_at; }
  void unreadable(WorkspaceNo, std::int64_t) override { ++broken; }
  std::shared_ptr<const journey::Catalogue> list = catalogue();
  std::map<CustomerId, CustomerId> aliases;
  CustomerId gone;
  std::int64_t gone_at = 0;
  bool anonymous = false;
  int broken = 0;
};

std::unique_ptr<Intake> intake(std::string prefix = {}) { return make_intake({kWs, catalogue(), kNow, std::move(prefix), Uuid{1, 2}}); }
/// "" when accepted, else "field:code".
std::string verdict(std::string_view json, std::string_view type = {}) {
  auto in = intake();
  in->add(json, type);
  const auto& r = in->results().at(0);
  return r.state == ItemResult::State::rejected ? r.why.field + ":" + r.why.code : "";
}
struct Projected {
  facts::FactBatch batch;
  FakeLookup lookup;
  const facts::Fact& operator[](std::size_t i) const { return batch.facts.at(i); }
  std::size_t size() const { return batch.facts.size(); }
  std::string tag(std::size_t i, std::string_view key) const {
    for (const auto& t : (*this)[i].tags)
      if (t.key == key) return std::string(t.value);
    return "-";
  }
};
/// Through intake and projection, as the server does it. Every item must be accepted.
std::unique_ptr<Projected> facts_of(std::initializer_list<std::string_view> items, std::shared_ptr<const journey::Catalogue> journeys = catalogue()) {
  auto in = intake();
  for (auto i : items) in->add(i);
  for (const auto& r : in->results()) EXPECT_EQ(r.state, ItemResult::State::accepted) << r.why.field << " " << r.why.code;
  const auto s = in->take();
  auto out = std::make_unique<Projected>();
  out->lookup.list = std::move(journeys);
  EXPECT_TRUE(to_facts({7, kWs, kNow, s.text}, out->lookup, out->batch));
  return out;
}

TEST(Intake, CanonicalLineKeepsWhatWasSentAndAddsWhatLacked) {
  auto in = intake();
  in->add("{\"event\":\"E\",\n \"userId\":\"u\",\"extra\":{\"x\":[1,2]}}\r\n", "track");
  in->add(R"({"type":"rating","id":"r1","metric":"nps","value":9})");
  const auto s = in->take();
  const std::string id = in->results()[0].id;
  EXPECT_EQ(id.size(), 32u);
  EXPECT_EQ(s.text, "{\"event\":\"E\",  \"userId\":\"u\",\"extra\":{\"x\":[1,2]},\"type\":\"track\",\"messageId\":\"" + id +
                        "\",\"receivedAt\":\"2026-03-20T00:00:00.000Z\"}\n"
                        "{\"type\":\"rating\",\"id\":\"r1\",\"metric\":\"nps\",\"value\":9,\"receivedAt\":\"2026-03-20T00:00:00.000Z\"}\n");
  ASSERT_EQ(s.lines.size(), 2u);
  EXPECT_EQ(s.text.substr(s.lines[1].begin, s.lines[1].end - s.lines[1].begin).back(), '}');
  EXPECT_EQ(s.lines[1].key, item_key(kWs, 'r', "r1"));
  EXPECT_TRUE(in->take().lines.empty());
}

TEST(Intake, AssignedIdsDiffer) {
  auto in = intake();
  for (int i = 0; i < 100; ++i) in->add(R"({"event":"E","userId":"u"})", "track");
  std::map<std::string, int> seen;
  for (const auto& r : in->results()) ++seen[r.id];
  EXPECT_EQ(seen.size(), 100u);
}

TEST(Intake, KeysDependOnWorkspaceGroupAndId) {
  EXPECT_GE(item_key(kWs, 'm', "a"), 0);
  EXPECT_NE(item_key(kWs, 'm', "a"), item_key(kWs, 'r', "a"));
  EXPECT_NE(item_key(kWs, 'm', "a"), item_key(WorkspaceNo{2}, 'm', "a"));
  EXPECT_NE(item_key(kWs, 'm', "a"), item_key(kWs, 'm', "b"));
  EXPECT_EQ(item_key(kWs, 'm', std::string(1000, 'x')), item_key(kWs, 'm', std::string(1000, 'x')));
}

TEST(Intake, MalformedAndWrongTypes) {
  EXPECT_EQ(verdict("{"), ":bad_json");
  EXPECT_EQ(verdict(R"({"type":"track","event":"E","userId":"u",})"), ":bad_json");
  EXPECT_EQ(verdict("[]", "track"), ":expected_object");
  EXPECT_EQ(verdict("", "track"), ":bad_json");
  EXPECT_EQ(verdict("{\"event\":\"\xff\",\"userId\":\"u\"}", "track"), ":invalid_utf8");
  EXPECT_EQ(verdict(R"({"event":"a\u0000b","userId":"u"})", "track"), "event:nul_byte");
  EXPECT_EQ(verdict(R"({"event":"E","userId":"u","properties":{"k":"a\u0000b"}})", "track"), "properties.k:nul_byte");
  EXPECT_EQ(verdict(R"({"event":"E"})"), "type:required");
  EXPECT_EQ(verdict(R"({"type":"trak"})"), "type:not_one_of");
  EXPECT_EQ(verdict(R"({"type":3})"), "type:expected_string");
  EXPECT_EQ(verdict(R"({"event":7,"userId":"u"})", "track"), "event:expected_string");
  EXPECT_EQ(verdict(R"({"event":"E","userId":{}})", "track"), "userId:expected_string");
  EXPECT_EQ(verdict(R"({"event":"E","userId":12})", "track"), "");
  EXPECT_EQ(verdict(R"({"event":"E"})", "track"), "userId:required");
  EXPECT_EQ(verdict(R"({"userId":"u"})", "track"), "event:required");
  EXPECT_EQ(verdict(R"({"event":"E","anonymousId":"a"})", "track"), "");
  EXPECT_EQ(verdict(R"({"event":"E","userId":"u","properties":[]})", "track"), "properties:expected_object");
  EXPECT_EQ(verdict(R"({"userId":"u"})", "alias"), "previousId:required");
  EXPECT_EQ(verdict(R"({"customer":"c"})", "feedback"), "text:required");
}

TEST(Intake, ScoresMustLieOnTheirScale) {
  const auto rating = [](std::string value) { return R"({"customer":"c","metric":"nps","value":)" + value + "}"; };
  for (const char* v : {"0", "10", "9.5"}) EXPECT_EQ(verdict(rating(v), "rating"), "") << v;
  EXPECT_EQ(verdict(rating("99"), "rating"), "value:out_of_range");
  EXPECT_EQ(verdict(rating("-1"), "rating"), "value:out_of_range");
  EXPECT_EQ(verdict(rating("\"abc\""), "rating"), "value:expected_number");
  EXPECT_EQ(verdict(rating("null"), "rating"), "value:required");
  EXPECT_EQ(verdict(rating("9,\"expectation\":11"), "rating"), "expectation:out_of_range");
  EXPECT_EQ(verdict(R"({"metric":"stars","value":3})", "rating"), "scale:required");
  EXPECT_EQ(verdict(R"({"metric":"stars","value":6,"scale":{"min":1,"max":5}})", "rating"), "value:out_of_range");
  EXPECT_EQ(verdict(R"({"metric":"stars","value":3,"scale":{"min":5,"max":1}})", "rating"), "scale:scale_order");
  EXPECT_EQ(verdict(R"({"metric":"stars","value":3,"scale":{"min":1,"max":"5"}})", "rating"), "scale.max:expected_number");
  EXPECT_EQ(verdict(R"({"metric":"stars","value":3,"scale":{"min":1}})", "rating"), "scale.max:required");
  EXPECT_EQ(verdict(R"({"text":"t","rating":3})", "feedback"), "scale:required");
}

TEST(Intake, PlacesMustExist) {
  const auto at = [](const char* place) { return std::string(R"({"metric":"nps","value":9,)") + place + "}"; };
  EXPECT_EQ(verdict(at(R"("touchpoint":"delivery/app")"), "rating"), "");
  EXPECT_EQ(verdict(at(R"("touchpoint":"delivery/moon")"), "rating"), "touchpoint:unknown_touchpoint");
  EXPECT_EQ(verdict(at(R"("touchpoint":"delivery/store")"), "rating"), "touchpoint:not_applicable");
  EXPECT_EQ(verdict(at(R"("journey":"moon")"), "rating"), "journey:unknown_journey");
  EXPECT_EQ(verdict(at(R"("journey":"shop")"), "rating"), "");
}

TEST(Intake, Times) {
  const auto at = [](std::string t) { return R"({"event":"E","userId":"u","timestamp":)" + t + "}"; };
  EXPECT_EQ(verdict(at(R"("2026-03-14T09:00:00+08:00")"), "track"), "");
  EXPECT_EQ(verdict(at("1773450000000"), "track"), "");
  EXPECT_EQ(verdict(at(R"("2026-03-20T23:59:00Z")"), "track"), "");
  EXPECT_EQ(verdict(at(R"("2026-03-21T00:00:01Z")"), "track"), "timestamp:time_in_future");
  EXPECT_EQ(verdict(at(R"("9999-12-31T00:00:00Z")"), "track"), "timestamp:time_in_future");
  EXPECT_EQ(verdict(at(R"("1969-12-31T23:59:59Z")"), "track"), "timestamp:time_too_old");
  EXPECT_EQ(verdict(at("-1"), "track"), "timestamp:time_too_old");
  EXPECT_EQ(verdict(at("1e300"), "track"), "timestamp:bad_timestamp");
  EXPECT_EQ(verdict(at(R"("2026-03-14T09:00:00")"), "track"), "timestamp:time_without_zone");
  EXPECT_EQ(verdict(at(R"("2026-13-14T09:00:00Z")"), "track"), "timestamp:bad_timestamp");
  EXPECT_EQ(verdict(at("true"), "track"), "timestamp:bad_timestamp");
}

TEST(Intake, Bounds) {
  std::string many, deep = "1", list = "1";
  for (int i = 0; i < 10'000; ++i) many += (i ? ",\"k" : "\"k") + std::to_string(i) + "\":1";
  const auto with = [](const std::string& props) { return R"({"event":"E","userId":"u","properties":{)" + props + "}}"; };
  EXPECT_EQ(verdict(with(many), "track"), ":too_large");
  EXPECT_EQ(verdict(with(many.substr(0, many.find(",\"k101\""))), "track"), "properties:too_many_attributes");
  EXPECT_EQ(verdict(with(many.substr(0, many.find(",\"k100\""))), "track"), "");
  for (int i = 0; i < 20; ++i) deep = "{\"d\":" + deep + "}";
  EXPECT_EQ(verdict(with("\"d\":" + deep), "track"), "properties.d.d.d.d.d.d.d.d:too_deep");
  for (int i = 0; i < 20; ++i) list = "[" + list + "]";
  EXPECT_EQ(verdict(with("\"d\":" + list), "track"), "properties.d:too_deep");
  for (int i = 0; i < 2'000; ++i) list = "[" + list + "]";
  EXPECT_EQ(verdict(with("\"d\":" + list), "track"), ":bad_json");
  EXPECT_EQ(verdict(with("\"" + std::string(101, 'k') + "\":1"), "track"), "properties." + std::string(101, 'k') + ":key_too_long");
  EXPECT_EQ(verdict(with("\"k\":\"" + std::string(20'001, 'v') + "\""), "track"), "properties.k:too_long");
  EXPECT_EQ(verdict(with("\"\":1"), "track"), "properties:bad_property");
  EXPECT_EQ(verdict(R"({"text":")" + std::string(20'001, 'v') + "\"}", "feedback"), "text:too_long");
  EXPECT_EQ(verdict(R"({"event":"E","userId":")" + std::string(256, 'u') + "\"}", "track"), "userId:too_long");
}

TEST(Intake, PathsCarryTheNumberOfTheItem) {
  auto in = intake("batch");
  in->add(R"({"type":"track","event":"E","userId":"u"})");
  in->add(R"({"type":"rating","metric":"nps","value":11})");
  in->add("nonsense");
  EXPECT_EQ(in->results()[1].why.field, "batch[1].value");
  EXPECT_EQ(in->results()[2].why.field, "batch[2]");
  EXPECT_EQ(in->take().lines.size(), 1u);
}

TEST(ToFacts, DeliveryKeepsItsPromiseByTheLocalDay) {
  // Promised for 12 March; delivered at 23:30 in Shanghai, which is 15:30 UTC of the same day.
  const auto f = facts_of({R"({"type":"track","messageId":"m1","userId":"c1","event":"Order Delivered","timestamp":"2026-03-12T23:30:00+08:00",
    "properties":{"order_id":"o7","promised_at":"2026-03-12","ordered_at":"2026-03-10T00:00:00+08:00","city":"上海","z":{"b":true,"a":1.50}},"context":{"channel":"app"}})"});
  ASSERT_EQ(f->size(), 1u);
  const auto& d = (*f)[0];
  EXPECT_EQ(d.kind, facts::FactKind::event);
  EXPECT_EQ(d.seq, 7);
  EXPECT_EQ(d.item, 0);
  EXPECT_EQ(d.at, to_ms(*calendar::parse_rfc3339("2026-03-12T15:30:00Z")));
  EXPECT_EQ(d.touchpoint, "delivery/app");
  EXPECT_EQ(d.stage, "delivery");
  EXPECT_EQ(d.scene, "app");
  EXPECT_EQ(d.journey, "shop");
  EXPECT_EQ(d.channel, "app");
  EXPECT_EQ(d.user_id, "c1");
  EXPECT_EQ(d.customer, customer_id(kWs, "c1"));
  EXPECT_EQ(d.episode, episode_id(kWs, "shop", "o7"));
  EXPECT_EQ(d.episode_key, "o7");
  EXPECT_EQ(d.message_id, "m1");
  EXPECT_EQ(d.promise, facts::Promise::kept);
  EXPECT_EQ(*d.due, to_ms(*calendar::parse_rfc3339("2026-03-12T15:59:59.999Z")));
  EXPECT_NEAR(*d.expectation, 3.0, 1e-6);
  EXPECT_NEAR(*d.actual, 2 + 23.5 / 24, 1e-9);
  EXPECT_EQ(*d.log_ratio, engine::log_ratio_fixed(std::log(*d.expectation / *d.actual)));
  EXPECT_EQ(f->tag(0, "city"), "上海");
  EXPECT_EQ(f->tag(0, "z.b"), "true");
  EXPECT_EQ(f->tag(0, "z.a"), "1.5");
  EXPECT_TRUE(std::is_sorted(d.tags.begin(), d.tags.end(), [](auto& a, auto& b) { return a.key < b.key; }));
}

TEST(ToFacts, ThreeDaysPromisedOneDayTakenIsThree) {
  const auto f = facts_of({R"({"type":"track","userId":"c","event":"Order Delivered","timestamp":"2026-03-11T00:00:00Z",
    "properties":{"promised_at":"2026-03-13T00:00:00Z","ordered_at":"2026-03-10T00:00:00Z"}})"});
  EXPECT_EQ(*(*f)[0].log_ratio, 1'098'612);
}

TEST(ToFacts, LateByTheTimestampButNotByTheDay) {
  const auto by = [](std::string rule, const char* when) {
    auto j = catalogue()->journeys()[0];
    j.rules[1].promise->rule = std::move(rule);
    auto journeys = std::make_shared<const journey::Catalogue>(std::vector{j}, "America/Sao_Paulo");
    const auto f = facts_of({R"({"type":"track","userId":"c","event":"Order Delivered","timestamp":")" + std::string(when) +
                             R"(","properties":{"promised_at":"2018-05-12 00:00:00"}})"}, journeys);
    return (*f)[0].promise;
  };
  EXPECT_EQ(by("timestamp", "2018-05-12T10:00:00-03:00"), facts::Promise::broken);
  EXPECT_EQ(by("calendar_day", "2018-05-12T10:00:00-03:00"), facts::Promise::kept);
  EXPECT_EQ(by("calendar_day", "2018-05-13T00:00:00-03:00"), facts::Promise::broken);
  // 01:00 UTC of the 13th is still the 12th there.
  EXPECT_EQ(by("calendar_day", "2018-05-13T01:00:00Z"), facts::Promise::kept);
}

TEST(ToFacts, PromiseMadeWaitsForItsOutcome) {
  const auto f = facts_of({R"({"type":"track","userId":"c","event":"Order Placed","timestamp":"2026-03-10T00:00:00Z",
    "properties":{"promised_at":"2026-03-12T00:00:00Z","order_id":5},"context":{"channel":"App"}})"});
  EXPECT_EQ((*f)[0].promise, facts::Promise::made);
  EXPECT_EQ((*f)[0].touchpoint, "order/app");
  EXPECT_EQ((*f)[0].episode_key, "5");
  EXPECT_EQ(*(*f)[0].expectation, 2.0);
  EXPECT_FALSE((*f)[0].log_ratio);
}

TEST(ToFacts, QuantityWithPolarity) {
  const auto f = facts_of({R"({"type":"track","userId":"c","event":"Speed Measured","properties":{"promised":"100","measured":50}})",
                           R"({"type":"track","userId":"c","event":"Speed Measured","properties":{"promised":100,"measured":"fast"}})",
                           R"({"type":"track","userId":"c","event":"Speed Measured","properties":{"promised":0,"measured":50}})"});
  EXPECT_EQ((*f)[0].promise, facts::Promise::broken);
  EXPECT_EQ(*(*f)[0].log_ratio, -693'147);
  EXPECT_EQ((*f)[1].promise, facts::Promise::made);
  // Without an expectation above zero the ratio is undefined, never infinite.
  EXPECT_EQ((*f)[2].promise, facts::Promise::kept);
  EXPECT_FALSE((*f)[2].log_ratio);
}

TEST(ToFacts, RatingsInsideAnEvent) {
  const auto f = facts_of({R"({"type":"track","userId":"c","event":"Order Delivered","properties":{"order_id":"o","score":1,"hoped":4,"nps":9,"comment":"物流太慢"}})"});
  ASSERT_EQ(f->size(), 3u);
  EXPECT_EQ((*f)[0].kind, facts::FactKind::event);
  EXPECT_TRUE((*f)[0].text.empty());
  const auto& csat = (*f)[1];
  EXPECT_EQ(csat.kind, facts::FactKind::rating);
  EXPECT_EQ(csat.item, 1);
  EXPECT_EQ(csat.metric, "csat");
  EXPECT_EQ(csat.name, "score");
  EXPECT_EQ(*csat.valence, -10'000);
  EXPECT_EQ(csat.cls, -1);
  EXPECT_TRUE(csat.breach);
  EXPECT_EQ(csat.text, "物流太慢");
  EXPECT_EQ(csat.lang, "zh");
  EXPECT_EQ(csat.basis, engine::Basis::measured);
  EXPECT_EQ(csat.promise, facts::Promise::none);
  EXPECT_EQ(*csat.log_ratio, engine::log_ratio_fixed(std::log(0.5 / 3.5)));
  EXPECT_EQ(f->tag(1, "comment"), "-");
  EXPECT_EQ(f->tag(1, "order_id"), "o");
  EXPECT_EQ(*(*f)[2].valence, 6'000);
  EXPECT_EQ((*f)[2].cls, 1);
  EXPECT_FALSE((*f)[2].breach);
}

TEST(ToFacts, NotApplicableAndUnreadableValuesAreNoScores) {
  const auto f = facts_of({R"({"type":"track","userId":"c","event":"Order Delivered","properties":{"score":3,"nps":99,"comment":"ok"}})",
                           R"({"type":"track","userId":"c","event":"Order Delivered","properties":{"score":"n/a"}})"});
  ASSERT_EQ(f->size(), 2u);
  EXPECT_EQ((*f)[0].text, "ok");
  EXPECT_EQ((*f)[1].item, 1);
}

TEST(ToFacts, RatingItem) {
  const auto f = facts_of({R"({"type":"rating","id":"r1","customer":"c1","touchpoint":"delivery/app","metric":"nps","value":9,"expectation":8,
    "scale":{"min":0,"max":10,"neutral":7.5,"direction":"up"},"comment":"Very fast and the courier was kind","at":"2026-03-14T01:00:00Z","episode":"o7","attributes":{"city":"Wuhan"}})",
                           R"({"type":"rating","metric":"minutes","value":2,"scale":{"min":1,"max":5,"direction":"down"}})"});
  const auto& r = (*f)[0];
  EXPECT_EQ(r.kind, facts::FactKind::rating);
  EXPECT_EQ(r.metric, "nps");
  EXPECT_EQ(*r.score, 9);
  EXPECT_EQ(*r.valence, 6'000);
  EXPECT_EQ(*r.log_ratio, 111'226);
  EXPECT_EQ(*r.expectation, 8);
  EXPECT_EQ(r.journey, "shop");
  EXPECT_EQ(r.episode, episode_id(kWs, "shop", "o7"));
  EXPECT_EQ(r.lang, "en");
  EXPECT_EQ(f->tag(0, "city"), "Wuhan");
  // Less is better; nobody named, nowhere named: still a rating.
  EXPECT_EQ(*(*f)[1].valence, 5'000);
  EXPECT_TRUE((*f)[1].customer.is_none());
  EXPECT_EQ((*f)[1].at, to_ms(kNow));
}

TEST(ToFacts, FeedbackIdentifyAndUnmapped) {
  const auto f = facts_of({R"({"type":"feedback","id":"f1","text":"Não recebi o produto","channel":"review","rating":1,"scale":{"min":1,"max":5}})",
                           R"({"type":"identify","userId":"u","traits":{"tier":"gold","tags":["a","b"],"none":null}})",
                           R"({"type":"track","userId":"u","event":"Something Else","properties":{"a":1}})",
                           R"({"type":"page","userId":"u","name":"Home","properties":{"url":"/"}})"});
  ASSERT_EQ(f->size(), 4u);
  EXPECT_EQ((*f)[0].kind, facts::FactKind::feedback);
  EXPECT_EQ((*f)[0].channel, "review");
  EXPECT_EQ((*f)[0].lang, "pt");
  EXPECT_EQ(*(*f)[0].valence, -10'000);
  EXPECT_EQ((*f)[1].kind, facts::FactKind::identify);
  EXPECT_EQ(f->tag(1, "tags"), "a, b");
  EXPECT_EQ(f->tag(1, "none"), "-");
  EXPECT_EQ((*f)[2].touchpoint, "");
  EXPECT_EQ((*f)[2].journey, "");
  EXPECT_EQ((*f)[2].name, "Something Else");
  EXPECT_EQ((*f)[3].name, "Page Viewed");
  EXPECT_EQ(f->tag(3, "name"), "Home");
}

TEST(ToFacts, LinksHoldForTheItemsAfterThem) {
  const auto f = facts_of({R"({"type":"track","anonymousId":"a","event":"E"})", R"({"type":"identify","userId":"u","anonymousId":"a"})",
                           R"({"type":"track","anonymousId":"a","event":"E"})", R"({"type":"alias","userId":"v","previousId":"u"})"});
  EXPECT_EQ((*f)[0].customer, customer_id(kWs, "a"));
  EXPECT_EQ((*f)[2].customer, customer_id(kWs, "u"));
  EXPECT_EQ((*f)[2].user_id, "a");
  EXPECT_EQ((*f)[3].kind, facts::FactKind::identify);
  EXPECT_FALSE(f->lookup.anonymous);
}

TEST(ToFacts, ErasedCustomersStayAway) {
  facts::FactBatch batch;
  FakeLookup lookup;
  lookup.gone = customer_id(kWs, "u");
  lookup.gone_at = 2'000;
  const std::string text = "{\"type\":\"track\",\"userId\":\"u\",\"event\":\"E\",\"timestamp\":1000,\"messageId\":\"1\"}\n\n"
                           "{\"type\":\"track\",\"userId\":\"u\",\"event\":\"E\",\"timestamp\":3000,\"messageId\":\"2\"}\nrubbish\n";
  ASSERT_TRUE(to_facts({1, kWs, kNow, text}, lookup, batch));
  ASSERT_EQ(batch.facts.size(), 1u);
  EXPECT_EQ(batch.facts[0].message_id, "2");
  EXPECT_EQ(lookup.broken, 1);
}

TEST(ToFacts, SameKeyTwiceCountsOnceTheLastOne) {
  const auto f = facts_of({R"({"type":"track","userId":"c","event":"E","properties":{"b":1,"a":2,"b":3},"receivedAt":"1999-01-01T00:00:00Z"})"});
  ASSERT_EQ((*f)[0].tags.size(), 2u);
  EXPECT_EQ(f->tag(0, "b"), "3");
  EXPECT_EQ((*f)[0].at, to_ms(kNow));
}

}  // namespace
}  // namespace peakend::ingest
