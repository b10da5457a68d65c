#include "demo/demo.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <optional>
#include <span>
#include <string>

#include <date/date.h>
#include <fmt/format.h>

namespace peakend::demo {
namespace {

constexpr std::int64_t kHour = 3'600'000, kDay = 24 * kHour;
constexpr std::int64_t kLiveNumbers = 10'000'000;  ///< order numbers of the live trickle begin here

/// splitmix64: every order draws from its own stream, so orders do not disturb each other.
class Rng {
 public:
  Rng(std::uint64_t seed, std::uint64_t stream) : s_(seed * 0x9E3779B97F4A7C15ull ^ (stream + 1) * 0xD1B54A32D192ED03ull) {}
  std::uint64_t next() {
    std::uint64_t z = (s_ += 0x9E3779B97F4A7C15ull);
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ z >> 27) * 0x94D049BB133111EBull;
    return z ^ z >> 31;
  }
  double unit() { return static_cast<double>(next() >> 11) * 0x1p-53; }
  bool chance(double p) { return unit() < p; }
  double normal(double mean, double sd) {
    const double u = std::max(unit(), 1e-12), v = unit();
    return mean + sd * std::sqrt(-2 * std::log(u)) * std::cos(6.283185307179586 * v);
  }
  std::int64_t between(std::int64_t lo, std::int64_t hi) {  // [lo, hi]
    return lo + static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(hi - lo + 1));
  }

 private:
  std::uint64_t s_;
};

constexpr std::array kScenes{"store", "online-mall", "app", "mini-program"};
constexpr std::array kStages{"presale", "purchase", "delivery", "setup", "aftersale"};
enum Scene { kStore, kMall, kApp, kMini };
enum Stage { kPresale, kPurchase, kDelivery, kSetup, kAfter };
constexpr std::array kCities{"上海", "北京", "广州", "深圳", "成都", "杭州", "武汉", "西安", "London", "Singapore"};
constexpr std::array kProducts{"扫地机器人", "洗地机", "空调", "冰箱", "洗衣机", "空气净化器"};
constexpr std::array kTiers{"普通", "银卡", "金卡"};

/// Mean valence of a touchpoint when nothing planted is at work. Rows: stage; columns: scene.
constexpr double kMean[5][4] = {{.42, .21, .25, .18}, {.38, .33, .35, .24}, {.10, .12, .05, .0}, {.31, .29, .62, .18}, {.0, .05, .10, .0}};

std::string stamp(std::int64_t ms) { return date::format("%FT%TZ", from_ms(ms)); }

/// One order with everything that happens around it.
class Order {
 public:
  /// Tells only what happened within [from, o.end).
  Order(const Options& o, std::int64_t number, std::int64_t start, std::int64_t from, const Sink& sink)
      : number_(number), t0_(start), from_(from), end_(to_ms(o.end)), sink_(sink), rng_(o.seed, static_cast<std::uint64_t>(number)), parts_(o.seed ^ 0x9A27ull, static_cast<std::uint64_t>(number)) {
    // A third of the customers buy twice or more often: squares crowd the low numbers.
    const double u = rng_.unit();
    customer_ = static_cast<std::int64_t>(std::floor(static_cast<double>(o.customers) * (rng_.chance(.35) ? u * u * .3 : u)));
    Rng person(o.seed ^ 0xABCDull, static_cast<std::uint64_t>(customer_));
    mood_ = person.normal(0, .15);
    city_ = person.between(0, static_cast<std::int64_t>(kCities.size()) - 1);
    chinese_ = city_ < 8;
    tier_ = person.chance(.08) ? 2 : person.chance(.25) ? 1 : 0;
    const double s = rng_.unit();
    scene_ = s < .22 ? kStore : s < .60 ? kMall : s < .88 ? kApp : kMini;
    product_ = rng_.between(0, static_cast<std::int64_t>(kProducts.size()) - 1);
  }

  std::int64_t run() {
    presale();
    purchase();
    deliver();
    set_up();
    after_sale();
    finish();
    return sent_;
  }

 private:
  int days_before_end(std::int64_t at) const { return static_cast<int>((end_ - at) / kDay); }
  bool since(std::int64_t at, int days) const { return at >= end_ - days * kDay; }

  void send(const std::string& item, std::int64_t at) {
    if (at < from_ || at >= end_ || stopped_) return;
    stopped_ = !sink_(item);
    ++sent_;
  }

  void event(std::string_view name, std::int64_t at, Scene scene, std::string_view more = {}) {
    send(fmt::format(R"({{"type":"track","messageId":"d{}-{}","userId":"c{}","event":"{}","timestamp":"{}","properties":{{"order_id":"o{}","product":"{}","city":"{}","tier":"{}"{}}},"context":{{"channel":"{}"}}}})",
                     number_, part_++, customer_, name, stamp(at), number_, kProducts[static_cast<std::size_t>(product_)],
                     kCities[static_cast<std::size_t>(city_)], kTiers[static_cast<std::size_t>(tier_)], more, kScenes[scene]), at);
  }

  /// A CSAT answer of 1 to 5 with, sometimes, what was expected and a comment.
  void rate(Stage stage, Scene scene, std::int64_t at, double valence, std::optional<double> expected, double comment_chance) {
    const int value = std::clamp(static_cast<int>(std::lround(3 + 2 * valence)), 1, 5);
    std::string extra;
    if (expected) extra += fmt::format(R"(,"expectation":{})", std::clamp(static_cast<int>(std::lround(3 + 2 * *expected)), 1, 5));
    if (rng_.chance(comment_chance)) {
      extra += fmt::format(R"(,"comment":"{}")", verbatim(kStages[stage], value > 3 ? 1 : value < 3 ? -1 : 0, chinese_, rng_.next()));
    }
    send(fmt::format(R"({{"type":"rating","id":"d{}-{}","customer":"c{}","journey":"appliance","touchpoint":"{}/{}","metric":"csat","value":{},"scale":{{"min":1,"max":5,"neutral":3,"direction":"up"}},"at":"{}","episode":"o{}","channel":"{}","attributes":{{"product":"{}","city":"{}","tier":"{}"}}{}}})",
                     number_, part_++, customer_, kStages[stage], kScenes[scene], value, stamp(at), number_, kScenes[scene],
                     kProducts[static_cast<std::size_t>(product_)], kCities[static_cast<std::size_t>(city_)], kTiers[static_cast<std::size_t>(tier_)], extra), at);
  }

  /// The same visit by its parts, 1 to 5. They follow what was felt, and draw from a stream of their own.
  void parts(Stage stage, Scene scene, std::int64_t at, double valence) {
    struct Part {
      const char* metric;
      double shift;
    };
    static constexpr Part kSenses[] = {{"sense_sight", .15}, {"sense_hearing", -.05}, {"sense_smell", -.45}, {"sense_touch", .2}};
    static constexpr Part kDimensions[] = {{"dimension_physical", .05}, {"dimension_emotional", .1}, {"dimension_intellectual", -.1}, {"dimension_participatory", -.2}};
    static constexpr Part kPeople[] = {{"competence", 0}, {"attitude", 0}, {"respect", .1}};
    const auto ask = [&](std::span<const Part> of, double chance) {
      if (!parts_.chance(chance)) return;
      for (const Part& p : of) {
        // Planted: who sells in the store is kind, and not trained to explain what is sold.
        const double untrained = stage == kPurchase && std::string_view(p.metric) == "competence" ? -.45 : 0;
        const double weight = std::string_view(p.metric) == "respect" ? .9 : .45;
        const double v = weight * valence + (1 - weight) * .3 + p.shift + untrained + parts_.normal(0, .3);
        send(fmt::format(R"({{"type":"rating","id":"d{}-{}/{}","customer":"c{}","journey":"appliance","touchpoint":"{}/{}","metric":"{}","value":{},"scale":{{"min":1,"max":5,"neutral":3,"direction":"up"}},"at":"{}","episode":"o{}","channel":"{}","attributes":{{"city":"{}","tier":"{}"}}}})",
                         number_, kStages[stage], p.metric, customer_, kStages[stage], kScenes[scene], p.metric, std::clamp(static_cast<int>(std::lround(3 + 2 * v)), 2, 5),
                         stamp(at), number_, kScenes[scene], kCities[static_cast<std::size_t>(city_)], kTiers[static_cast<std::size_t>(tier_)]), at);
      }
    };
    if (stage == kPresale) ask(kDimensions, .3);
    if (scene == kStore) ask(kSenses, .4), ask(kPeople, .7);
  }

  double felt(Stage stage, Scene scene, double shift = 0) { return rng_.normal(kMean[stage][scene] + mood_ + shift, .42); }
  std::optional<double> stated(double expected, double chance) {
    if (!rng_.chance(chance)) return std::nullopt;
    return rng_.normal(expected, .25);
  }

  void presale() {
    const auto views = rng_.between(2, 4);
    for (std::int64_t i = 0; i < views; ++i) event("Product Viewed", t0_ - rng_.between(1, 96) * kHour, scene_);
    if (rng_.chance(.4)) event("Advice Given", t0_ - rng_.between(1, 48) * kHour, scene_);
    // Planted: in the app what people expect rises all year while what they get stays the same.
    const double year = 1 - static_cast<double>(days_before_end(t0_)) / 365;
    const double expected = scene_ == kApp ? -.10 + .75 * year : kMean[kPresale][scene_];
    if (!rng_.chance(.10)) return;
    const auto said = stated(expected, .7);
    const double v = felt(kPresale, scene_);
    rate(kPresale, scene_, t0_ - kHour, v, said, .25);
    parts(kPresale, scene_, t0_ - kHour, v);
  }

  void purchase() {
    // The promise: three days in the cities' mall, shorter and shorter in the app's advertising.
    promised_ = scene_ == kStore ? 2 : scene_ == kApp ? 3 : 3;
    due_ = t0_ + promised_ * kDay;
    ship_ = scene_ == kMini ? kMall : scene_;  // mini-program orders travel with the mall's carrier
    const auto amount = rng_.between(499, 6999);
    event("Order Placed", t0_, scene_, scene_ == kStore ? fmt::format(R"(,"amount":{})", amount)
          : fmt::format(R"(,"amount":{},"promised_at":"{}","ship_channel":"{}")", amount, stamp(due_), kScenes[ship_]));
    event("Order Paid", t0_ + rng_.between(1, 20) * 60'000, scene_);
    if (!rng_.chance(.16)) return;
    const auto said = stated(.33, .4);
    const double v = felt(kPurchase, scene_);
    rate(kPurchase, scene_, t0_ + kHour, v, said, .15);
    parts(kPurchase, scene_, t0_ + kHour, v);
  }

  void deliver() {
    if (scene_ == kStore) {  // carried home: nobody measures it
      delivered_ = t0_ + 2 * kHour;
      return;
    }
    // Planted: the mall's carrier keeps its three days until it does not.
    const bool broken = ship_ == kMall && since(t0_, Truths::delivery_breaks);
    const double mean = ship_ == kMall ? (broken ? 4.6 : 2.3) : 2.1;
    const double days = std::max(.4, rng_.normal(mean, broken ? 1.4 : .55));
    event("Order Shipped", t0_ + static_cast<std::int64_t>(days * .3 * static_cast<double>(kDay)), ship_);
    delivered_ = t0_ + static_cast<std::int64_t>(days * static_cast<double>(kDay));
    event("Order Delivered", delivered_, ship_, fmt::format(R"(,"promised_at":"{}","ordered_at":"{}")", stamp(due_), stamp(t0_)));
    const double late = days - static_cast<double>(promised_);
    const double shift = late > 0 ? -.5 - .2 * std::min(late, 4.0) : .15;
    if (rng_.chance(.20)) rate(kDelivery, ship_, delivered_ + rng_.between(1, 30) * kHour, felt(kDelivery, ship_, shift), stated(.2, .4), late > 1 ? .5 : .2);
    if (scene_ == kMini && number_ % 4001 < 12 && since(t0_, 60) && few_ < 1) {
      ++few_;
      rate(kDelivery, kMini, delivered_ + 40 * kHour, felt(kDelivery, kMini), std::nullopt, 1);
    }
  }

  void set_up() {
    const std::int64_t use = delivered_ + rng_.between(20, 120) * kHour;
    if (rng_.chance(.6)) {
      const std::int64_t booked = delivered_ + rng_.between(1, 12) * kHour, due = booked + 48 * kHour;
      event("Installation Booked", booked, scene_);
      const std::int64_t done = booked + static_cast<std::int64_t>(std::max(4.0, rng_.normal(scene_ == kApp ? 26 : 36, 9)) * static_cast<double>(kHour));
      event("Installation Completed", done, scene_, fmt::format(R"(,"promised_at":"{}","booked_at":"{}")", stamp(due), stamp(booked)));
    }
    event("First Use", use, scene_);
    double shift = 0, expected = .3;
    if (scene_ == kMini) {  // the gift: unannounced, announced, announced and sometimes forgotten
      const bool announced = since(t0_, Truths::gift_announced);
      const bool forgotten = announced && since(t0_, Truths::gift_forgotten) && rng_.chance(.33);
      expected = announced ? .75 : .05;
      shift = forgotten ? -.75 : .38;
    }
    if (product_ < 2 && since(use, Truths::guided_setup)) shift += .3;  // planted: the guide by video helps
    if (rng_.chance(.22)) rate(kSetup, scene_, use + rng_.between(2, 60) * kHour, felt(kSetup, scene_, shift), stated(expected, .5), .3);
    used_ = use;
  }

  void after_sale() {
    if (!rng_.chance(.24)) return;
    const Scene where = scene_ == kMini ? kApp : scene_;
    const std::int64_t asked = used_ + rng_.between(24, 500) * kHour, due = asked + 24 * kHour;
    event("Service Requested", asked, where, fmt::format(R"(,"promised_at":"{}")", stamp(due)));
    const double hours = std::max(.5, rng_.normal(17, 7));
    const std::int64_t done = asked + static_cast<std::int64_t>(hours * static_cast<double>(kHour));
    if (!rng_.chance(.02)) event("Service Completed", done, where, fmt::format(R"(,"promised_at":"{}","requested_at":"{}")", stamp(due), stamp(asked)));
    if (!rng_.chance(.5)) return;
    double v = felt(kAfter, where, hours > 24 ? -.4 : .1);
    if (where == kStore) v = rng_.chance(.53) ? rng_.normal(.95, .12) : rng_.normal(-.95, .12);  // planted: loved or hated
    if (where == kMall && since(done, Truths::floor_breaks) && rng_.chance(.22)) v = -1;       // planted: floor broken
    else if (where == kMall) v = std::max(v, -.6);
    rate(kAfter, where, done + rng_.between(1, 48) * kHour, v, stated(.1, .3), .4);
    last_ = v;
  }

  void finish() {
    const std::int64_t closed = used_ + 30 * kDay;
    event("Order Closed", closed, scene_);
    if (rng_.chance(.12)) {
      const double v = .25 * mood_ + .5 * last_ + rng_.normal(.1, .5);
      const int value = std::clamp(static_cast<int>(std::lround(7 + 3.2 * v)), 0, 10);
      const std::int64_t at = closed + rng_.between(-20 * 24, -2) * kHour;
      send(fmt::format(R"({{"type":"rating","id":"d{}-{}","customer":"c{}","journey":"appliance","metric":"nps","value":{},"at":"{}","channel":"email","attributes":{{"city":"{}","tier":"{}"}}}})",
                       number_, part_++, customer_, value, stamp(at), kCities[static_cast<std::size_t>(city_)], kTiers[static_cast<std::size_t>(tier_)]), at);
    }
    if (rng_.chance(.03)) {
      const std::int64_t at = delivered_ + rng_.between(24, 400) * kHour;
      const int mood = rng_.chance(.55) ? 1 : -1;
      const Stage about = scene_ == kStore ? kSetup : rng_.chance(.5) ? kDelivery : kSetup;
      send(fmt::format(R"({{"type":"feedback","id":"d{}-{}","customer":"c{}","text":"{}","channel":"review","at":"{}","journey":"appliance","touchpoint":"{}/{}","episode":"o{}"}})",
                       number_, part_++, customer_, verbatim(kStages[about], mood, chinese_, rng_.next()), stamp(at), kStages[about], kScenes[about == kDelivery ? ship_ : scene_], number_), at);
    }
  }

  std::int64_t number_, t0_, from_, end_;
  const Sink& sink_;
  Rng rng_, parts_;
  std::int64_t customer_ = 0, city_ = 0, product_ = 0, promised_ = 3, due_ = 0, delivered_ = 0, used_ = 0, sent_ = 0;
  int tier_ = 0, part_ = 0, few_ = 0;
  double mood_ = 0, last_ = .2;
  bool chinese_ = true, stopped_ = false;
  Scene scene_ = kMall, ship_ = kMall;
};

}  // namespace

std::int64_t generate(const Options& o, const Sink& sink) {
  const std::int64_t begin = to_ms(o.end) - 365 * kDay;
  std::int64_t sent = 0;
  bool go = true;
  const Sink watched = [&](std::string_view item) { return go = sink(item); };
  for (std::int64_t i = 0; i < o.orders && go; ++i) {
    const std::int64_t at = begin + static_cast<std::int64_t>(365.0 * static_cast<double>(kDay) * static_cast<double>(i) / static_cast<double>(o.orders));
    sent += Order(o, i, at, begin, watched).run();
  }
  return sent;
}

void generate_live(const Options& o, Instant now, std::int64_t number, const Sink& sink) {
  Options live = o;
  live.end = now;
  // An order of the last days, of which the last two hours are told: the past stays as it is.
  Rng rng(o.seed ^ 0x11FEull, static_cast<std::uint64_t>(number));
  const std::int64_t start = to_ms(now) - rng.between(2, 12 * 24) * kHour;
  Order(live, kLiveNumbers + number, start, to_ms(now) - 2 * kHour, sink).run();
}

}  // namespace peakend::demo
