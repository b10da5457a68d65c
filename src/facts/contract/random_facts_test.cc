#include <array>
#include <cmath>
#include <limits>

#include "base/calendar.h"
#include "facts/contract/facts_contract.h"
#include "facts/fields.h"

namespace peakend::facts {
namespace {

using Texts = std::vector<std::string_view>;

const Texts& pool(Field f) {
  static const Texts journeys{"", "olist", "家电旅程", "o'lis\"t; --"}, touchpoints{"", "sale/online-mall", "售后/电话", "a/b", "%_"},
      stages{"", "sale", "售后"}, scenes{"", "online-mall", "电话"}, channels{"", "app", "phone", "APP"},
      names{"", "Order Delivered", "Order Placed", "=cmd()", "很长的事件名称，超过十二个字节"}, metrics{"", "nps", "csat", "ces"},
      langs{"", "zh", "en"}, kinds{"event", "rating", "feedback", "identify", "none-such"},
      bases{"measured", "observed", "predicted", "assumed", "x"}, promises{"", "kept", "broken", "made", "x"},
      classes{"", "1", "0", "-1", "7"}, scores{"", "9", "7.5", "0", "-1", "1e300", "abc"},
      triangle{"", "angry", "dissatisfied", "satisfied", "delighted", "x"}, keys{"", "o-1", "o-2", "o-3"},
      users{"", "c1", "C2@example.com", "客户3"}, values{"", "上海", "Beijing", "' OR 1=1 --", "x\ty"};
  switch (f) {
    case Field::journey: return journeys;
    case Field::touchpoint: return touchpoints;
    case Field::stage: return stages;
    case Field::scene: return scenes;
    case Field::channel: return channels;
    case Field::name: return names;
    case Field::metric: return metrics;
    case Field::lang: return langs;
    case Field::kind: return kinds;
    case Field::basis: return bases;
    case Field::promise: return promises;
    case Field::cls: return classes;
    case Field::score: return scores;
    case Field::triangle_class: return triangle;
    case Field::episode_key: return keys;
    case Field::user_id: return users;
    default: return values;
  }
}
constexpr std::array kAttributes{"city", "tier", "it's \"quoted\"", "", "absent"};
constexpr std::int64_t kStart = 1'769'900'000'000;  // 2026-01-31, so that 90 days hold clock changes of most zones
constexpr std::int64_t kDay = 86'400'000;

}  // namespace

std::string_view RandomFacts::text_of(Field f) {
  const Texts& texts = pool(f);
  return texts[below(texts.size())];
}
CustomerId RandomFacts::customer() {
  std::uint64_t k = below(14);
  return k < 2 ? CustomerId{} : CustomerId{Uuid{k % 3 == 0 ? ~0ull - k : k, k * 0x9E3779B97F4A7C15ull}};
}

std::string_view RandomFacts::message_id() {
  constexpr std::array ids{"m1", "m2", "m3", "m4", "r-1", "客户-5", "it's", "a.b/c"};
  return ids[below(ids.size())];
}

Fact RandomFacts::fact(FactBatch& batch, std::int64_t after) {
  Fact f;
  f.seq = after + 1 + static_cast<std::int64_t>(below(5));
  f.item = static_cast<std::int32_t>(batch.facts.size());
  f.at = kStart + static_cast<std::int64_t>(below(90 * kDay));
  constexpr std::array<std::int64_t, 4> far{INT64_MIN, INT64_MAX, 0, -1};
  if (below(60) == 0) f.at = far[below(4)];
  f.workspace = WorkspaceNo{below(4) == 0 ? 2u : 1u};
  f.kind = static_cast<FactKind>(1 + below(4));
  f.customer = customer();
  if (below(3)) f.episode = EpisodeId{Uuid{7, 1 + below(9)}};
  f.user_id = text_of(Field::user_id), f.episode_key = text_of(Field::episode_key);
  f.journey = text_of(Field::journey), f.touchpoint = text_of(Field::touchpoint);
  f.stage = text_of(Field::stage), f.scene = text_of(Field::scene), f.channel = text_of(Field::channel);
  f.name = text_of(Field::name), f.metric = text_of(Field::metric), f.lang = text_of(Field::lang);
  f.message_id = message_id();
  constexpr std::array texts{"", "Great, really GREAT", "物流太慢了！", "=1+1", "a\nb,\"c\"", "bad \xff\xfe utf8", "+49", "\ttab", "emoji 😀"};
  f.text = texts[below(texts.size())];
  if (below(4)) {
    constexpr std::array odd{1e300, -1e300, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity(), 7.5, -0.0};
    f.score = below(8) ? static_cast<double>(below(11)) : odd[below(odd.size())];
    f.valence = static_cast<std::int32_t>(below(20'001)) - 10'000;
    if (below(30) == 0) f.valence = below(2) ? 2'000'000 : INT32_MIN;
    f.cls = static_cast<std::int8_t>(static_cast<int>(below(3)) - 1);
    f.breach = below(5) == 0;
  }
  if (below(3) == 0) {
    constexpr std::array limits{95'310, 95'311, -95'310, -95'311, -405'465, -405'466, 2'302'585, INT32_MAX, INT32_MIN};
    f.log_ratio = below(2) ? limits[below(limits.size())] : static_cast<std::int32_t>(below(4'000'000)) - 2'000'000;
    f.expectation = 3.5, f.actual = static_cast<double>(below(9));
  }
  f.promise = static_cast<Promise>(below(4));
  if (f.promise != Promise::none) f.due = f.at / 2;
  f.basis = static_cast<engine::Basis>(1 + below(4));
  if (below(9) == 0) f.weight = 0.25;
  std::vector<Tag> tags;
  for (const char* key : kAttributes)
    if (below(2) && std::string_view(key) != "absent") tags.push_back({key, text_of(Field::attribute)});
  constexpr std::array amounts{"12.345", "-7", "1e3", "3500", "0.005", " 4", "1234567890123", "12.", "上海"};
  if (below(2)) tags.push_back({"amount", amounts[below(amounts.size())]});
  f.tags = batch.keep_tags(tags);
  return f;
}

FactBatch RandomFacts::batch(std::size_t count, std::int64_t after) {
  FactBatch out;
  while (out.facts.size() < count) out.facts.push_back(fact(out, after));
  return out;
}

Dimension RandomFacts::dimension(bool with_time) {
  constexpr std::array rolled{Field::journey, Field::touchpoint, Field::stage, Field::scene, Field::kind, Field::metric};
  auto field = below(2) ? rolled[below(rolled.size())] : static_cast<Field>(below(static_cast<std::size_t>(Field::attribute) + 1));
  if (below(4) == 0 || (field == Field::time && !with_time)) field = with_time ? Field::time : Field::metric;
  return {field, field == Field::attribute ? kAttributes[below(kAttributes.size())] : ""};
}
Filter RandomFacts::filter() {
  Filter f{dimension(false), {}};
  for (std::size_t n = below(20) ? 1 + below(3) : 0; n > 0; --n)
    f.any_of.push_back(f.on.field == Field::customer ? (below(2) ? customer_text(customer()) : to_hex(customer().uuid()))
                                                    : std::string(text_of(f.on.field)));
  return f;
}

std::vector<std::int64_t> RandomFacts::edges(std::string_view zone_name) {
  auto zone = calendar::Zone::find(zone_name).value();
  std::vector<std::int64_t> out;
  auto first = calendar::local_day(zone, from_ms(kStart)) + static_cast<calendar::Day>(below(20));
  switch (below(4)) {
    case 0:
      for (calendar::Day d = 0; d < 40; ++d) out.push_back(to_ms(calendar::midnight(zone, first + d)));
      break;
    case 1:
      for (calendar::Day d = 0; d < 12; ++d) out.push_back(to_ms(calendar::midnight(zone, first + 7 * d)));
      break;
    case 2:
      for (int h = 0; h < 200; ++h) out.push_back(kStart + h * 3'600'000);
      break;
    default:
      for (std::int64_t at = kStart, i = 0; i < 9; ++i) out.push_back(at += 1 + static_cast<std::int64_t>(below(15 * kDay)));
  }
  return out;
}

AggregateSpec RandomFacts::aggregate(std::string_view zone) {
  AggregateSpec s;
  s.workspace = WorkspaceNo{below(4) == 0 ? 2u : 1u};
  if (below(3) == 0) s.from = kStart + static_cast<std::int64_t>(below(50 * kDay));
  if (below(3) == 0) s.to = kStart + static_cast<std::int64_t>(below(90 * kDay));
  for (std::size_t n = below(4); n > 0; --n) s.by.push_back(dimension(true));
  for (std::size_t n = below(3); n > 0; --n) s.where.push_back(filter());
  s.edges = edges(zone);
  s.edges_are_days = below(2);
  if (below(2)) s.clusters = static_cast<engine::Measure>(below(static_cast<std::size_t>(engine::Measure::score) + 1));
  return s;
}

ScanSpec RandomFacts::scan() {
  ScanSpec s;
  s.workspace = WorkspaceNo{below(4) == 0 ? 2u : 1u};
  if (below(3) == 0) s.from = kStart + static_cast<std::int64_t>(below(50 * kDay));
  if (below(3) == 0) s.to = kStart + static_cast<std::int64_t>(below(90 * kDay));
  for (std::size_t n = below(3); n > 0; --n) s.where.push_back(filter());
  constexpr std::array parts{"", "", "", "great", "GREAT", "ｇＲeat", "太慢", "%", "\"c\"", "reat", "-great", "太 -慢", "\"a b\"", ".*", "É"};
  s.search = parts[below(parts.size())];
  if (below(4) == 0) {
    s.which = below(2) ? ScanSpec::Items::only : ScanSpec::Items::but;
    for (std::size_t n = below(40); n > 0; --n) s.items.push_back({static_cast<std::int64_t>(1 + below(20)), std::string(message_id())});
  }
  s.with_text = below(3) == 0;
  if (below(3) == 0) s.episodes = {EpisodeId{Uuid{7, 1}}, EpisodeId{Uuid{7, 2}}};
  if (below(9) == 0) s.episodes.push_back(EpisodeId{});
  if (below(4) == 0) s.after_seq = static_cast<std::int64_t>(below(20));
  s.order = static_cast<Order>(1 + below(3));
  if (below(2)) s.limit = below(50), s.offset = below(30);
  return s;
}

CustomerSpec RandomFacts::customers() {
  CustomerSpec s;
  s.workspace = WorkspaceNo{below(4) == 0 ? 2u : 1u};
  constexpr std::array parts{"", "", "", "c", "C1", "example", "客户", "none such", "上海", "beijing", "c1 -上海", "ｃ2", "x y"};
  s.search = parts[below(parts.size())];
  s.sort = static_cast<CustomerSpec::Sort>(below(5));
  s.limit = 1 + below(5), s.offset = below(3) ? 0 : below(4);
  if (below(3) == 0) s.from = kStart + static_cast<std::int64_t>(below(50 * kDay));
  if (below(3) == 0) s.to = kStart + static_cast<std::int64_t>(below(90 * kDay));
  for (std::size_t n = below(3); n > 0; --n) s.where.push_back(filter());
  s.broken = below(4) == 0, s.silent = below(6) == 0;
  if (below(6) == 0) s.rated = below(2) == 0;
  if (below(4) == 0) s.mean_from = -3'000 + static_cast<std::int64_t>(below(4'000));
  if (below(4) == 0) s.mean_to = static_cast<std::int64_t>(below(4'000)) - 1'000;
  if (below(2)) s.value = ValueRule{std::string(text_of(Field::name)), "amount"};
  if (below(4) == 0) s.value_from = static_cast<std::int64_t>(below(9'000)) - 1'000;
  if (below(4) == 0) s.value_to = static_cast<std::int64_t>(below(900'000));
  return s;
}

EpisodeFact RandomFacts::episode() {
  EpisodeFact e;
  e.workspace = WorkspaceNo{1};
  e.id = EpisodeId{Uuid{below(3) ? 5 : ~0ull, 1 + below(5'000)}};
  e.journey = text_of(Field::journey), e.key = text_of(Field::episode_key), e.user_id = text_of(Field::user_id);
  e.customer = customer();
  e.start = kStart + static_cast<std::int64_t>(below(1000)), e.end = e.start + static_cast<std::int64_t>(below(40));
  e.closed = below(2), e.version = 1 + static_cast<std::int32_t>(below(3)), e.facts = 5, e.n = 2, e.sum_v = -12'345;
  e.peak_pos = 6000, e.peak_neg = -8000, e.begin_v = 1, e.end_v = -2, e.salient = -8000, e.rise = 3, e.drop = 4, e.remembered = -5;
  e.salient_touchpoint = text_of(Field::touchpoint), e.end_touchpoint = text_of(Field::touchpoint);
  e.kept = 1, e.broken = 2, e.open = 3, e.overdue_due_count = 4, e.earliest_open_due = 99;
  if (below(2)) e.log_ratio = -7, e.outcome_score = 4.5, e.outcome_metric = "csat";
  e.steps = "buy/app\x1f" + std::string(text_of(Field::touchpoint)), e.open_touchpoint = text_of(Field::touchpoint);
  e.path = "Order Placed\x1fOrder Delivered";
  for (std::size_t n = below(4); n > 0; --n) e.touches.push_back({std::string(text_of(Field::touchpoint)), 2, -3, 4, 5, e.end});
  return e;
}

}  // namespace peakend::facts
