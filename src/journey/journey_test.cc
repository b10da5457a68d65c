#include "journey/journey.h"

#include <gtest/gtest.h>

#include <map>

namespace peakend::journey {
namespace {

class FakeEvent final : public EventView {
 public:
  FakeEvent(std::string name, std::map<std::string, std::string> p) : name_(std::move(name)), properties_(std::move(p)) {}
  std::string_view name() const override { return name_; }
  std::optional<std::string_view> property(std::string_view path) const override {
    const auto it = properties_.find(std::string(path));
    if (it == properties_.end()) return std::nullopt;
    return it->second;
  }

 private:
  std::string name_;
  std::map<std::string, std::string> properties_;
};

Journey small() {
  Journey j;
  j.key = "shop";
  j.name = {"商城", "Shop"};
  j.stages = {{"order", {"下单", "Order"}, Phase::sale}, {"delivery", {"配送", "Delivery"}, Phase::after_sale}};
  j.scenes = {{"app", {"手机APP", "App"}}, {"online-mall", {"网上商城", "Online mall"}}};
  complete_cells(j);
  return j;
}
Rule rule(std::string id, std::string event, std::string touchpoint) {
  Rule r;
  r.id = std::move(id);
  r.event = std::move(event);
  r.touchpoint = std::move(touchpoint);
  return r;
}
std::vector<std::string> codes(const Result<void>& r) {
  std::vector<std::string> out;
  if (!r)
    for (const auto& f : r.error().fields) out.push_back(f.field + ":" + f.code);
  return out;
}
std::vector<std::string> codes(const Result<Journey>& r) { return codes(r ? Result<void>{} : Result<void>(tl::unexpected(r.error()))); }

TEST(Journey, CompletesTheCross) {
  const auto j = small();
  ASSERT_EQ(j.touchpoints.size(), 4u);
  EXPECT_EQ(j.touchpoints[0].key, "order/app");
  EXPECT_EQ(j.touchpoints[3].key, "delivery/online-mall");
  EXPECT_EQ(codes(validate(j)), std::vector<std::string>{});
}

TEST(Journey, ValidationNamesTheField) {
  auto j = small();
  j.stages.push_back(j.stages[0]);
  j.rules.push_back(rule("a", "Order Placed", "order/moon"));
  j.rules.push_back(rule("a", "", "delivery/app"));
  j.rules[1].when.push_back({"x", "like", {"1"}});
  j.rules[1].ratings.push_back({"score", "csat", {5, 1, 3, true}, {}, ""});
  PromiseRule p;
  p.unit = "fortnight";
  j.rules[1].promise = p;
  EXPECT_EQ(codes(validate(j)),
            (std::vector<std::string>{"stages[2].key:duplicate", "rules[0].touchpoint:unknown_touchpoint", "rules[1].id:duplicate",
                                      "rules[1].event:required", "rules[1].when[0].op:unknown_op", "rules[1].promise.expected:required",
                                      "rules[1].promise.unit:unknown_value", "rules[1].ratings[0].scale:scale_order"}));
}

TEST(Journey, StrictJson) {
  EXPECT_EQ(parse_journey("{").error().kind, ErrorKind::malformed);
  EXPECT_EQ(codes(parse_journey("[]")), std::vector<std::string>{":expected_object"});
  EXPECT_EQ(codes(parse_journey(R"({"key":"k","name":{"en":"K","fr":"K"},"stages":[{"key":1}],"colour":"red"})")),
            (std::vector<std::string>{"name.fr:unknown_field", "stages[0].key:expected_string", "colour:unknown_field"}));
}

TEST(Journey, TemplatesLoadInBothLanguagesAndRoundTrip) {
  for (const auto& key : template_keys()) {
    const auto j = load_template(key);
    ASSERT_TRUE(j) << key << " " << (j.error().fields.empty() ? j.error().log : j.error().fields[0].field + " " + j.error().fields[0].code);
    EXPECT_EQ(j->key, key);
    const auto again = parse_journey(to_json(*j));
    ASSERT_TRUE(again);
    EXPECT_EQ(to_json(*again), to_json(*j));
    EXPECT_EQ(j->touchpoints.size(), j->stages.size() * j->scenes.size());
    for (const auto& s : j->stages) EXPECT_FALSE(s.name.zh.empty() || s.name.en.empty()) << key;
    for (const auto& s : j->scenes) EXPECT_FALSE(s.name.zh.empty() || s.name.en.empty()) << key;
    // Both moments of truth are marked and every cell has its department.
    EXPECT_TRUE(lint(*j).empty()) << key << " " << lint(*j)[0].code << " " << lint(*j)[0].touchpoint;
  }
  EXPECT_FALSE(load_template("../secrets"));
}

TEST(Journey, ApplianceHasTheFiveStagesAndFourScenes) {
  const auto j = load_template("appliance");
  ASSERT_TRUE(j);
  std::string stages, scenes;
  for (const auto& s : j->stages) stages += s.name.zh + " ";
  for (const auto& s : j->scenes) scenes += s.name.zh + " ";
  EXPECT_EQ(stages, "销售 产品 物流 售后 客服 ");
  EXPECT_EQ(scenes, "实体门店 网上商城 手机APP 小程序商城 ");
}

TEST(Lint, BothMomentsOfTruthMustBeMarked) {
  auto j = small();
  j.touchpoints[0].moment = Moment::purchase;
  std::string found;
  for (const auto& l : lint(j)) found += l.code + " ";
  EXPECT_NE(found.find("no_use_moment"), std::string::npos);
  EXPECT_EQ(found.find("no_purchase_moment"), std::string::npos);
}

TEST(Catalogue, ExactlyOneTouchpointFirstRuleWins) {
  auto j = small();
  j.rules = {rule("vip", "Order Placed", "order/app"), rule("any", "Order Placed", "order/online-mall")};
  j.rules[0].when = {{"tier", "in", {"gold", "black"}}, {"total", "gt", {"100"}}};
  const Catalogue c({j});
  EXPECT_EQ(c.match(FakeEvent("Order Placed", {{"tier", "gold"}, {"total", "100.5"}})).rule->id, "vip");
  EXPECT_EQ(c.match(FakeEvent("Order Placed", {{"tier", "gold"}, {"total", "100"}})).rule->id, "any");
  EXPECT_EQ(c.match(FakeEvent("Order Placed", {})).rule->id, "any");
  EXPECT_EQ(c.match(FakeEvent("order placed", {})).rule, nullptr);
}

TEST(Catalogue, BracesAreFilledFromTheEvent) {
  auto j = small();
  j.rules = {rule("scene", "Delivered", "delivery/{context.channel}"), rule("rest", "Delivered", "delivery/app")};
  const Catalogue c({j});
  EXPECT_EQ(c.match(FakeEvent("Delivered", {{"context.channel", "Online Mall"}})).touchpoint->key, "delivery/online-mall");
  // A scene that does not exist does not fit; the next rule gets its turn.
  EXPECT_EQ(c.match(FakeEvent("Delivered", {{"context.channel", "moon"}})).rule->id, "rest");
  EXPECT_EQ(c.match(FakeEvent("Delivered", {})).rule->id, "rest");
}

TEST(Catalogue, CellsThatDoNotExistNeverMatch) {
  auto j = small();
  j.touchpoints[0].applicable = false;
  j.rules = {rule("a", "E", "order/app"), rule("b", "E", "order/{x}"), rule("c", "E", "order/online-mall")};
  const Catalogue c({j});
  EXPECT_EQ(c.match(FakeEvent("E", {{"x", "app"}})).rule->id, "c");
}

TEST(Catalogue, Operators) {
  const auto holds = [](const Condition& cond, std::map<std::string, std::string> p) {
    auto j = small();
    j.rules = {rule("r", "E", "order/app")};
    j.rules[0].when = {cond};
    return Catalogue({j}).match(FakeEvent("E", std::move(p))).rule != nullptr;
  };
  EXPECT_TRUE(holds({"a", "eq", {"1"}}, {{"a", "1.0"}}));
  EXPECT_FALSE(holds({"a", "eq", {"1"}}, {{"a", "one"}}));
  EXPECT_FALSE(holds({"a", "eq", {"1"}}, {}));
  EXPECT_TRUE(holds({"a", "ne", {"1"}}, {}));
  EXPECT_FALSE(holds({"a", "ne", {"1"}}, {{"a", "1"}}));
  EXPECT_TRUE(holds({"a", "exists", {}}, {{"a", ""}}));
  EXPECT_TRUE(holds({"a", "absent", {}}, {}));
  EXPECT_TRUE(holds({"a", "contains", {"退"}}, {{"a", "要退货"}}));
  EXPECT_TRUE(holds({"a", "lt", {"3"}}, {{"a", "-2"}}));
  EXPECT_FALSE(holds({"a", "lt", {"3"}}, {{"a", "soon"}}));
}

TEST(Catalogue, TouchpointKeyAloneOnlyWhenUnique) {
  auto a = small(), b = small();
  b.key = "other";
  b.scenes = {{"app", {"应用", "App"}}};
  b.touchpoints.clear();
  const Catalogue c({a, b});
  EXPECT_EQ(c.touchpoint("", "order/app").touchpoint, nullptr);
  EXPECT_EQ(c.touchpoint("other", "order/app").journey->key, "other");
  EXPECT_EQ(c.touchpoint("", "order/online-mall").journey->key, "shop");
  EXPECT_EQ(c.touchpoint("shop", "order/moon").touchpoint, nullptr);
}

TEST(Catalogue, CopiesStandOnTheirOwn) {
  auto copy = [] {
    auto j = small();
    j.rules = {rule("r", "E", "order/app")};
    const Catalogue c({j});
    return c;
  }();
  const auto m = copy.match(FakeEvent("E", {}));
  EXPECT_EQ(m.journey, &copy.journeys()[0]);
  EXPECT_EQ(m.touchpoint->key, "order/app");
}

TEST(Suggest, ByWordsOfNameAndProperties) {
  const auto j = load_template("appliance");
  ASSERT_TRUE(j);
  const Catalogue c({*j});
  const auto s = suggest(c, "Package Delivered", {"order_id", "promised_at", "comment", "nps"});
  ASSERT_TRUE(s);
  EXPECT_EQ(s->rule.touchpoint.substr(0, s->rule.touchpoint.find('/')), "logistics");
  EXPECT_EQ(s->rule.episode, "order_id");
  ASSERT_TRUE(s->rule.promise);
  EXPECT_EQ(s->rule.promise->expected, "promised_at");
  EXPECT_EQ(s->rule.promise->actual, "@time");
  EXPECT_EQ(s->rule.text, "comment");
  ASSERT_EQ(s->rule.ratings.size(), 1u);
  EXPECT_EQ(s->rule.ratings[0].metric, "nps");
  const auto zh = suggest(c, "小程序 维修预约", {});
  ASSERT_TRUE(zh);
  EXPECT_EQ(zh->rule.touchpoint, "aftersales/mini-program");
  EXPECT_FALSE(suggest(c, "zzz", {}));
}

}  // namespace
}  // namespace peakend::journey
