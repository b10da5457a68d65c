// The mapping file: strict reading, and what rows become, on texts of a few lines.
#include "ingest/importers/mapping.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "ingest/importers/guess.h"
#include "ingest/importers/prepare.h"
#include "ingest/importers/run.h"

namespace peakend::importers {
namespace {

std::vector<std::string> faults(const std::string& text) {
  auto map = parse_mapping(text);
  std::vector<std::string> out;
  if (map) return out;
  if (map.error().fields.empty()) out.push_back(map.error().code);
  for (const auto& f : map.error().fields) out.push_back(f.field + " " + f.code);
  return out;
}
using Texts = std::vector<std::string>;

/// Items as text and rejects, of a map over one or more named texts.
struct Outcome {
  Texts items, rejects;
  Summary summary;
  std::string error;
};
class ListSink final : public ItemSink {
 public:
  explicit ListSink(Texts& out) : out_(out) {}
  Result<void> add(std::string_view json, const Origin& origin) override {
    out_.emplace_back(json);
    if (report_) report_(origin, {});
    return {};
  }
  Result<void> flush() override { return {}; }

 private:
  Texts& out_;
};
Outcome run(const std::string& map_text, const std::vector<std::pair<std::string, std::string>>& files, RunOptions options = {}) {
  Outcome out;
  const auto map = parse_mapping(map_text);
  if (!map) {
    ADD_FAILURE() << faults(map_text).at(0);
    return out;
  }
  std::vector<Input> inputs;
  for (const auto& [name, text] : files) inputs.push_back({name, memory_blob(text)});
  ListSink sink(out.items);
  Hooks hooks;
  hooks.reject = [&](const Reject& r) { out.rejects.push_back(std::to_string(r.line) + ":" + r.column + ":" + r.why.code + ":" + r.value); };
  const auto done = run_import(*map, inputs, options, sink, hooks, out.summary);
  if (!done) out.error = done.error().code;
  return out;
}
std::string one_file(const std::string& rest) { return R"({"files":[{"name":"f",)" + rest + "}]}"; }
/// Items without their ids, which are hashes.
Texts without_ids(Texts items) {
  for (auto& item : items) {
    for (const std::string mark : {"\"messageId\":\"", "\"id\":\""}) {
      const auto at = item.find(mark);
      if (at == item.npos) continue;
      item.erase(at, item.find(',', at) + 1 - at);
    }
  }
  return items;
}

TEST(MapFile, FaultsHavePaths) {
  EXPECT_EQ(faults("{"), Texts{"bad_json"});
  EXPECT_EQ(faults("[]"), Texts{" expected_object"});
  EXPECT_EQ(faults("{}"), Texts{"files required"});
  EXPECT_EQ(faults(one_file(R"("items":[{"type":"track","event":"E","time":"t","colour":1}])")), Texts{"files[0].items[0].colour unknown_field"});
  EXPECT_EQ(faults(one_file(R"("items":[{"type":"rating","metric":"nps","value":"v","time":"t","scale":{"min":5,"max":1}}])")),
            Texts{"files[0].items[0].scale scale_order"});
  EXPECT_EQ(faults(one_file(R"("items":[{"type":"rating","value":7}])")),
            (Texts{"files[0].items[0].metric required", "files[0].items[0].value expected_object", "files[0].items[0].time required"}));
  EXPECT_EQ(faults(one_file(R"("zone":"Mars/X","encoding":"ebcdic","format":"xls","time_format":"%Q")")),
            (Texts{"files[0].format not_one_of", "files[0].encoding unknown_encoding", "files[0].zone zone_unknown", "files[0].time_format unknown_time_format"}));
  EXPECT_EQ(faults(one_file(R"("lookups":[{"file":"f","key":"k","columns":["c"]},{"file":"g","key":"k","columns":["c"]}])")),
            (Texts{"files[0].lookups[0].file lookup_in_itself", "files[0].lookups[1].file no_such_file"}));
  EXPECT_EQ(faults(one_file(R"("items":[{"type":"track","event":"E","time":"t"},{"type":"track","event":"E","time":"u"}])")),
            Texts{"files[0].items[1].key duplicate_key"});
  EXPECT_EQ(faults(one_file(R"("customer":{"column":"a","value":"b"})")), Texts{"files[0].customer one_source_needed"});
  EXPECT_EQ(faults(R"({"journey":{"key":"j","stages":[],"scenes":[]},"files":[{"name":"f"}]})").at(0).substr(0, 8), "journey.");
}

TEST(MapFile, MapsOfTheExamplesAreValid) {
  int seen = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(std::string(PEAKEND_SOURCE_DIR) + "/examples")) {
    if (!entry.path().filename().string().ends_with("map.json")) continue;
    std::stringstream s;
    s << std::ifstream(entry.path()).rdbuf();
    EXPECT_EQ(faults(s.str()), Texts{}) << entry.path();
    ++seen;
  }
  EXPECT_GE(seen, 8);
}

TEST(MapRun, EventsPropertiesAndPromise) {
  const auto out = run(R"({"files":[{"name":"f","time_format":"dmy","zone":"Asia/Shanghai","customer":"who","episode":"order","channel":{"value":"app"},
      "attributes":["city"],"items":[{"type":"track","event":"Delivered","time":"done","touchpoint":"delivery/app",
      "properties":{"paid":{"column":"paid","as":"boolean"},"km":{"column":"km","as":"number"}},
      "promise":{"expected":"due","since":"start","rule":"calendar_day"}}]}]})",
                       {{"f.csv", "who,order,city,start,due,done,paid,km\nc1,o1,\"Sh\"\"ang\",01/03/2026 09:00,05/03/2026,04/03/2026 18:30,yes,2.5\nc2,o2,,01/03/2026,,,no,\n"}});
  EXPECT_EQ(without_ids(out.items), Texts{R"({"type":"track","userId":"c1","event":"Delivered","timestamp":"2026-03-04T10:30:00.000Z","properties":{"city":"Sh\"ang","paid":true,"km":2.5,"due":"2026-03-05T00:00:00.000+08:00","start":"2026-03-01T09:00:00.000+08:00","order":"o1"},"context":{"channel":"app"}})"});
  EXPECT_EQ(out.summary.items[0].empty, 1);
}

TEST(MapRun, ImpliedRulesCarryThePromise) {
  const auto map = parse_mapping(R"({"journey":{"template":"online-shop","key":"mine"},"files":[{"name":"f","episode":"order","items":[
      {"type":"track","event":"Order Delivered","time":"t","touchpoint":"delivery/website","promise":{"expected":"due","since":"start","rule":"calendar_day","unit":"day"}},
      {"type":"track","event":"Custom Step","time":"t","touchpoint":"order/website"}]}]})");
  ASSERT_TRUE(map);
  const auto journey = journey_of(*map);
  ASSERT_TRUE(journey && *journey);
  EXPECT_EQ((*journey)->key, "mine");
  int delivered = 0, custom = 0;
  for (const auto& r : (*journey)->rules) {
    if (r.event == "Order Delivered") {
      ++delivered;
      EXPECT_EQ(r.promise->expected, "due");
      EXPECT_EQ(r.promise->since, "start");
      EXPECT_EQ(r.promise->actual, "@time");
      EXPECT_EQ(r.episode, "order");
    }
    custom += r.event == "Custom Step" ? 1 : 0;
  }
  EXPECT_EQ(delivered, 1);
  EXPECT_EQ(custom, 1);
}

TEST(MapRun, RatingsNotApplicableMapsAndErrors) {
  const auto out = run(R"({"journey":"j","files":[{"name":"f","null":["NA"],"items":[{"type":"rating","metric":"csat","value":"v","scale":{"min":1,"max":5},
      "not_applicable":[0,"skip"],"time":"t","touchpoint":{"column":"s","map":{"A":"a/x"}},"comment":{"join":["c","d"],"with":" / "}}]}]})",
                       {{"f.csv", "v,t,s,c,d\n4,2026-01-02,A,x,y\n0,2026-01-02,A,,\n0.0,2026-01-02,A,,\nskip,2026-01-02,A,,\nNA,2026-01-02,A,,\nx,2026-01-02,A,,\n3,never,A,,\n3,2026-01-02,B,,\n3,,A,,\n"}});
  EXPECT_EQ(without_ids(out.items), Texts{R"({"type":"rating","journey":"j","touchpoint":"a/x","metric":"csat","value":4,"scale":{"min":1,"max":5,"neutral":3,"direction":"up"},"comment":"x / y","at":"2026-01-02T00:00:00.000Z"})"});
  EXPECT_EQ(out.rejects, (Texts{"7:v:not_a_number:x", "8:t:bad_time:never", "9:s:value_not_in_map:B", "10:t:required:"}));
  EXPECT_EQ(out.summary.items[0].not_applicable, 3);
  EXPECT_EQ(out.summary.items[0].empty, 1);
}

TEST(MapRun, LookupsConditionsAndDedupe) {
  const std::string map = R"({"files":[
    {"name":"answers","match":["a*.csv"],"where":[{"column":"keep","op":"ne","value":"no"}],
     "lookups":[{"file":"people","key":"who","their_key":"id","columns":{"city":"town"},"required":true}],
     "dedupe":{"by":["order"],"keep":"latest","order":[{"column":"t","as":"time"},"n"]},"time_format":"dmy",
     "items":[{"type":"feedback","text":"n","time":"t","attributes":{"city":"city"},"when":[{"column":"city","op":"in","values":["Rome","Oslo"]}]}]},
    {"name":"people","match":["p*.csv"]}]})";
  const std::vector<std::pair<std::string, std::string>> files = {
      {"answers.csv", "order,who,t,n,keep\n1,a,09/02/2026,old,\n1,a,10/01/2026,older,\n1,a,09/02/2026,new,\n2,b,01/01/2026,b,no\n3,c,01/01/2026,c,\n4,z,01/01/2026,z,\n"},
      {"people.csv", "id,town\na,Rome\na,Paris\nb,Oslo\nc,Bonn\n"}};
  const auto out = run(map, files);
  // Of order 1 the two newest tie on time; "old" > "new" by the second column.
  EXPECT_EQ(without_ids(out.items), Texts{R"({"type":"feedback","text":"old","at":"2026-02-09T00:00:00.000Z","attributes":{"city":"Rome"}})"});
  EXPECT_EQ(out.summary.files[0].superseded, 2);
  EXPECT_EQ(out.summary.files[0].filtered, 1);
  EXPECT_EQ(out.summary.items[0].unmet, 1);
  EXPECT_EQ(out.rejects, Texts{"7:who:no_partner:z"});
  EXPECT_EQ(run(map, {files[0]}).error, "required_file_missing");
  EXPECT_EQ(run(map, {{"other.csv", "x\n1\n"}}).error, "file_not_in_map");
  EXPECT_EQ(run(map, {{"answers.csv", "order,who\n1,a\n"}, files[1]}).error, "unknown_column");
}

TEST(MapRun, IdsAreStableAndRepeatsAreKept) {
  const std::string map = one_file(R"("items":[{"type":"feedback","text":"x","time":"t"}])");
  const auto first = run(map, {{"f.csv", "t,x\n2026-01-01,same\n2026-01-01,same\n2026-01-01,other\n"}});
  const auto later = run(map, {{"f.csv", "t,x\n2026-01-01,new\n2026-01-01,other\n2026-01-01,same\n2026-01-01,same\n"}});
  ASSERT_EQ(first.items.size(), 3u);
  std::set<std::string> a(first.items.begin(), first.items.end()), b(later.items.begin(), later.items.end());
  EXPECT_EQ(a.size(), 3u);  // two equal rows are two answers
  for (const auto& item : a) EXPECT_TRUE(b.count(item)) << item;
  const auto named = run(one_file(R"("id":["k"],"items":[{"type":"feedback","text":"x","time":"t"}])"), {{"f.csv", "k,t,x\n7,2026-01-01,hello\n,2026-01-01,hello\n"}});
  EXPECT_NE(named.items.at(0).find("\"id\":\"f:feedback:x:7\""), std::string::npos);
  EXPECT_EQ(named.rejects, Texts{"3:k:id_missing:"});
}

TEST(MapRun, PrecisionZonesAndNumbersWithComma) {
  const auto out = run(one_file(R"("precision":"day","decimal_comma":true,"separator":";","customer":{"column":"n","hash":true},"items":[
      {"type":"rating","metric":"m","value":"v","time":{"column":"t","format":"epoch_s"}}])"),
                       {{"f.csv", "n;v;t\nAnn;1.234,5;1773450000\n"}});
  ASSERT_EQ(out.items.size(), 1u);
  EXPECT_NE(out.items[0].find("\"value\":1234.5,\"at\":\"2026-03-14T00:00:00.000Z\""), std::string::npos) << out.items[0];
  EXPECT_EQ(out.items[0].find("Ann"), std::string::npos);
  RunOptions zone;
  zone.zone = calendar::Zone::find("Asia/Shanghai").value();
  const auto local = run(one_file(R"("items":[{"type":"feedback","text":"x","time":"t"}])"), {{"f.csv", "t,x\n2026-01-01,a\n"}}, zone);
  EXPECT_NE(local.items.at(0).find("2025-12-31T16:00:00.000Z"), std::string::npos);
}

TEST(MapRun, LimitCancelAndBrokenFiles) {
  const std::string map = one_file(R"("items":[{"type":"feedback","text":"x","time":"t"}])");
  RunOptions two;
  two.limit = 2;
  EXPECT_EQ(run(map, {{"f.csv", "t,x\n2026-01-01,a\n2026-01-01,b\n2026-01-01,c\n"}}, two).items.size(), 2u);
  EXPECT_EQ(run(map, {{"f.csv", ""}}).error, "file_empty");
  const auto ragged = run(map, {{"f.csv", "t,x\n2026-01-01,a\n1\n"}});
  EXPECT_EQ(ragged.rejects, Texts{"3::too_few_fields:"});
  EXPECT_EQ(ragged.summary.files[0].unreadable, 1);
}

TEST(Globs, MatchWholeNames) {
  EXPECT_TRUE(glob_match("olist_*.csv*", "OLIST_orders.csv.zst"));
  EXPECT_TRUE(glob_match("a?c", "abc"));
  EXPECT_FALSE(glob_match("a?c", "ac"));
  EXPECT_FALSE(glob_match("*.csv", "x.csv.gz"));
  EXPECT_TRUE(glob_match("*a*b*c*", "xxaxxbxxc"));
}

TEST(GuessMap, ProposesAMapThatRuns) {
  const std::string csv =
      "order_id,customer_id,score,comment,created_at,city\n"
      "o1,c1,9,\"The delivery was quick and the driver friendly\",2026-03-01 10:00:00,Rome\n"
      "o2,c2,3,\"It took three weeks and nobody answered the phone\",2026-03-02 11:00:00,Oslo\n";
  const auto guess = guess_mapping({{"orders.csv", memory_blob(csv)}});
  ASSERT_TRUE(guess);
  std::map<std::string, std::string> roles;
  for (const auto& c : guess->files[0].columns) roles[c.name] = c.role;
  EXPECT_EQ(roles, (std::map<std::string, std::string>{{"order_id", "episode"}, {"customer_id", "customer"}, {"score", "rating"}, {"comment", "text"}, {"created_at", "time"}, {"city", "attribute"}}));
  const auto out = run(guess->map_json, {{"orders.csv", csv}});
  EXPECT_EQ(out.items.size(), 2u);
  EXPECT_TRUE(out.rejects.empty());
  const auto zh = guess_mapping({{"f.csv", memory_blob("客户编号,评分,意见内容,时间\nk1,5,送货很快服务非常好下次还会再来,2026年3月1日\nk2,1,等了三个星期没有人接电话太失望了,2026年3月2日\n")}});
  ASSERT_TRUE(zh);
  EXPECT_NE(zh->map_json.find("\"customer\": \"客户编号\""), std::string::npos);
  EXPECT_EQ(guess_mapping({{"f.csv", memory_blob("a,b\n1,2\n")}}).error().code, "time_column_missing");
}

TEST(GuessMap, KnowsTheNumberOfAnOrder) {
  const auto role = [](const std::string& name) {
    const auto g = guess_mapping({{"f.csv", memory_blob(name + ",score,created_at\nA1,5,2026-03-01 10:00:00\nA2,1,2026-03-02 10:00:00\n")}});
    return g ? g->files[0].columns[0].role : g.error().code;
  };
  for (const char* name : {"order_no", "Order No.", "Order #", "orderNumber", "case-id", "订单号"}) EXPECT_EQ(role(name), "episode") << name;
  for (const char* name : {"order_notes", "border", "city"}) EXPECT_NE(role(name), "episode") << name;
}

TEST(GuessMap, AnEventLogBecomesAJourney) {
  const std::string xes =
      "<log><trace><string key=\"concept:name\" value=\"1\"/><event><string key=\"concept:name\" value=\"Ask\"/><date key=\"time:timestamp\" value=\"2026-01-01T00:00:00Z\"/></event>"
      "<event><string key=\"concept:name\" value=\"Answer\"/><date key=\"time:timestamp\" value=\"2026-01-02T00:00:00Z\"/></event></trace></log>";
  const auto guess = guess_mapping({{"x.xes", memory_blob(xes)}});
  ASSERT_TRUE(guess) << guess.error().code;
  const auto map = parse_mapping(guess->map_json);
  ASSERT_TRUE(map);
  const auto journey = journey_of(*map);
  ASSERT_TRUE(journey && *journey);
  EXPECT_EQ((*journey)->rules.size(), 2u);
  EXPECT_EQ(run(guess->map_json, {{"x.xes", xes}}).items.size(), 2u);
}

GuessOptions with_templates() {
  GuessOptions o;
  for (const auto& key : journey::template_keys()) o.journeys.push_back(*journey::load_template(key));
  o.without_time = from_ms(1'700'000'000'000);
  return o;
}

TEST(GuessMap, FindsPromiseJourneyAndTouchpoints) {
  const std::string csv =
      "order_id,customer_id,order_purchase_timestamp,order_approved_at,order_delivered_customer_date,order_estimated_delivery_date\n"
      "o1,c1,2026-03-01 10:00:00,2026-03-01 11:00:00,2026-03-05 10:00:00,2026-03-04 00:00:00\n"
      "o2,c2,2026-03-02 10:00:00,2026-03-02 11:00:00,2026-03-04 10:00:00,2026-03-06 00:00:00\n";
  const auto guess = guess_mapping({{"orders.csv", memory_blob(csv)}}, with_templates());
  ASSERT_TRUE(guess) << guess.error().code;
  EXPECT_EQ(guess->files[0].columns[5].role, "promise");
  EXPECT_EQ(guess->files[0].rows.size(), 2u);
  EXPECT_EQ(guess->files[0].separator, ",");
  const auto map = parse_mapping(guess->map_json);
  ASSERT_TRUE(map);
  ASSERT_TRUE(map->journey);
  EXPECT_EQ(map->journey->template_key, "online-shop");
  const auto& items = map->files[0].items;
  ASSERT_EQ(items.size(), 3u);
  EXPECT_EQ(items[0].rule_touchpoint, "order/website");
  EXPECT_EQ(items[2].rule_touchpoint, "delivery/website");
  EXPECT_FALSE(items[0].promise);
  ASSERT_TRUE(items[2].promise);
  EXPECT_EQ(items[2].promise->rule, "calendar_day");
}

TEST(GuessMap, AFewBadCellsDoNotHideATime) {
  std::string csv = "id,at,score\n";
  for (int i = 0; i < 30; ++i) csv += "x" + std::to_string(i) + (i == 7 ? ",the day after,5\n" : ",2026-03-0" + std::to_string(1 + i % 9) + ",5\n");
  const auto guess = guess_mapping({{"f.csv", memory_blob(csv)}});
  ASSERT_TRUE(guess);
  EXPECT_EQ(guess->files[0].columns[1].role, "time");
  const auto out = run(guess->map_json, {{"f.csv", csv}});
  EXPECT_EQ(out.items.size(), 29u);
  EXPECT_EQ(out.rejects.size(), 1u);
}

TEST(GuessMap, ColumnOfStagesGivesTheTouchpoints) {
  const std::string csv =
      "answered,SUB_TYPE,NPS_SCORE,text\n21/02/2018 19:39,First Payment,3,\"it took them more than a month to sort it out\"\n"
      "22/03/2018 18:38,Order,0,\"after several visits the line is still not connected\"\n23/03/2018 18:38,Order,,\"nobody could tell me what was going on\"\n";
  const auto guess = guess_mapping({{"nps.csv", memory_blob(csv)}}, with_templates());
  ASSERT_TRUE(guess);
  const auto map = parse_mapping(guess->map_json);
  ASSERT_TRUE(map && map->journey);
  EXPECT_EQ(map->journey->template_key, "telecom");
  const auto& items = map->files[0].items;
  ASSERT_EQ(items.size(), 2u);  // the score, and words without a score
  const std::vector<std::pair<std::string, std::string>> places{{"First Payment", "first-payment/shop"}, {"Order", "order/shop"}};
  EXPECT_EQ(items[0].touchpoint.map, places);
}

TEST(GuessMap, FilesWithoutTimesAndNamesStillGiveScores) {
  std::string csv = "who,food,crew\n";
  for (int i = 0; i < 12; ++i) csv += "p" + std::to_string(i) + "," + std::to_string(i % 6) + "," + std::to_string((i + 2) % 6) + "\n";
  const auto guess = guess_mapping({{"flight.csv", memory_blob(csv)}}, with_templates());
  ASSERT_TRUE(guess) << guess.error().code;
  EXPECT_NE(guess->map_json.find("2023-11-14T22:13:20"), std::string::npos);
  EXPECT_EQ(run(guess->map_json, {{"flight.csv", csv}}).items.size(), 24u);
  EXPECT_EQ(guess_mapping({{"f.csv", memory_blob("a,b\nx,y\n")}}, with_templates()).error().code, "nothing_to_import");
}

TEST(PrepareJourney, ConditionalRulesLetTheMapsOwnCome) {
  const auto map = parse_mapping(R"({"journey":"shop","files":[{"name":"f","items":[{"type":"track","event":"Paid","time":"t","touchpoint":"order/web"}]}]})");
  ASSERT_TRUE(map) << map.error().fields[0].field;
  const auto store_with = [](std::string touchpoint) {
    auto j = *journey::load_template("online-shop");
    j.key = "shop";
    j.rules = {{"own", "Paid", {}, std::move(touchpoint), {}, {}, {}, {}}};
    j.stages[0].key = "order";
    j.stages.resize(1);
    j.scenes[0].key = "web";
    j.scenes.resize(1);
    j.touchpoints.clear();
    JourneyStore s;
    s.catalogue = [j](WorkspaceNo) { return std::make_shared<const journey::Catalogue>(std::vector{j}); };
    return s;
  };
  EXPECT_EQ((*prepare_journey(*map, store_with("order/{scene}"), WorkspaceNo{1}, true))->journeys()[0].rules.size(), 2u);
  EXPECT_EQ((*prepare_journey(*map, store_with("order/web"), WorkspaceNo{1}, true))->journeys()[0].rules.size(), 1u);
}

}  // namespace
}  // namespace peakend::importers
