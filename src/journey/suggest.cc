#include <algorithm>
#include <array>
#include <set>

#include "journey/journey.h"

// Keyword scoring, no model: words of the event's name and properties against words that stages, scenes and
// touchpoints stand for. Good enough to offer a mapping that a person confirms; never applied by itself.

namespace peakend::journey {
namespace {

/// What a word is about. A concept in both the event and the stage is evidence that they belong together.
struct Concept {
  std::string_view name;
  std::vector<std::string_view> words;  ///< lower case; English by whole word or its beginning, Chinese by substring
};
const std::vector<Concept>& concepts() {
  static const std::vector<Concept> list = {
      {"browse", {"view", "browse", "search", "visit", "page", "product", "浏览", "搜索", "访问", "商品", "产品", "查看"}},
      {"order", {"order", "purchase", "buy", "checkout", "cart", "sale", "book", "sign", "contract", "下单", "购买", "订单", "销售", "预订", "签约", "订购", "选购"}},
      {"pay", {"pay", "payment", "paid", "approv", "invoice", "bill", "charge", "付款", "支付", "审核", "账单", "发票", "缴费"}},
      {"deliver", {"deliver", "ship", "dispatch", "logistic", "courier", "parcel", "arriv", "receiv", "物流", "发货", "配送", "签收", "送货", "快递", "到货", "发运", "收货"}},
      {"install", {"install", "setup", "activat", "commission", "onboard", "安装", "调试", "激活", "开通"}},
      {"use", {"use", "usage", "product", "feature", "session", "login", "open", "flight", "board", "consum", "使用", "产品", "登录", "乘坐", "体验"}},
      {"inspect", {"inspect", "check", "test", "quality", "检测", "检验", "质检", "验收"}},
      {"repair", {"repair", "maint", "fix", "warrant", "service", "spare", "after-sales", "aftersales", "维修", "保养", "维护", "售后", "保修", "报修"}},
      {"return", {"return", "refund", "exchange", "cancel", "退货", "退款", "换货", "取消", "退订"}},
      {"support", {"support", "ticket", "call", "chat", "service", "complain", "contact", "agent", "help", "客服", "投诉", "咨询", "工单", "来电", "热线"}},
      {"review", {"review", "rat", "survey", "feedback", "comment", "nps", "csat", "评价", "评分", "问卷", "反馈", "评论"}},
  };
  return list;
}
const std::vector<Concept>& scene_words() {
  static const std::vector<Concept> list = {
      {"store", {"store", "shop", "retail", "offline", "counter", "门店", "店", "线下", "柜台"}},
      {"online", {"online", "web", "site", "mall", "portal", "网上", "网站", "商城", "电商", "官网"}},
      {"app", {"app", "mobile", "ios", "android", "手机"}},
      {"mini", {"mini", "wechat", "小程序", "微信"}},
      {"phone", {"phone", "call", "hotline", "电话", "来电", "热线"}},
      {"field", {"field", "onsite", "on-site", "visit", "technician", "上门", "现场"}},
  };
  return list;
}

/// Lower case; words split at anything but letters, digits and non-ASCII, and where camelCase turns.
std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> out(1);
  char before = ' ';
  for (char c : text) {
    const bool upper = c >= 'A' && c <= 'Z', ascii = static_cast<unsigned char>(c) < 128;
    const bool letter = !ascii || upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    const bool turns = upper && before >= 'a' && before <= 'z';
    if ((!letter || turns) && !out.back().empty()) out.emplace_back();
    if (letter) out.back().push_back(upper ? static_cast<char>(c - 'A' + 'a') : c);
    before = c;
  }
  if (out.back().empty()) out.pop_back();
  return out;
}

bool has(const std::vector<std::string>& words, std::string_view needle) {
  const bool ascii = static_cast<unsigned char>(needle[0]) < 128;
  return std::any_of(words.begin(), words.end(), [&](const std::string& w) {
    if (!ascii) return w.find(needle) != std::string::npos;
    return needle.size() >= 4 ? w.rfind(needle, 0) == 0 : w == needle || w == std::string(needle) + "s";
  });
}
std::set<std::string_view> about(const std::vector<Concept>& list, const std::vector<std::string>& words) {
  std::set<std::string_view> out;
  for (const auto& c : list)
    if (std::any_of(c.words.begin(), c.words.end(), [&](std::string_view w) { return has(words, w); })) out.insert(c.name);
  return out;
}

/// Share of concepts in common plus shared words, 0..1.
double likeness(const std::vector<Concept>& list, const std::vector<std::string>& a, const std::vector<std::string>& b) {
  const auto ca = about(list, a), cb = about(list, b);
  int common = 0;
  for (const auto& c : ca) common += static_cast<int>(cb.count(c));
  double score = ca.empty() ? 0 : 0.7 * common / static_cast<double>(ca.size());
  for (const auto& w : a)
    if (w.size() >= 4 && std::find(b.begin(), b.end(), w) != b.end()) return std::min(1.0, score + 0.3);
  return score;
}

std::vector<std::string> words_of(const std::string& key, const Text& name) { return words_of(key + " " + name.en + " " + name.zh); }

/// First property one of whose words is in the list ("order_id" has "order" and "id": all of `needed` must be there).
std::string pick(const std::vector<std::string>& properties, std::initializer_list<std::string_view> any,
                 std::initializer_list<std::string_view> also = {}) {
  for (const auto& p : properties) {
    const auto words = words_of(p);
    const auto in = [&](std::string_view w) { return has(words, w); };
    if (std::any_of(any.begin(), any.end(), in) && (also.size() == 0 || std::any_of(also.begin(), also.end(), in))) return p;
  }
  return {};
}

void offer_properties(Rule& rule, const std::vector<std::string>& properties) {
  rule.episode = pick(properties, {"order", "case", "contract", "ticket", "booking", "trip", "订单", "工单", "合同"}, {"id", "no", "number", "code", "key", "号"});
  rule.text = pick(properties, {"comment", "review", "text", "note", "评论", "留言", "意见"});
  const std::string due = pick(properties, {"promised", "promise", "expected", "estimated", "eta", "due", "deadline", "承诺", "预计", "约定"});
  if (!due.empty()) {
    PromiseRule p;
    p.expected = due;
    p.actual = pick(properties, {"delivered", "actual", "completed", "finished", "arrived", "实际", "完成"}, {"at", "time", "date", "时间", "日期"});
    if (p.actual.empty() || p.actual == due) p.actual = "@time";
    p.since = pick(properties, {"ordered", "created", "purchased", "placed", "requested", "started", "下单", "创建"}, {"at", "time", "date", "时间", "日期"});
    p.rule = "calendar_day";
    rule.promise = p;
  }
  struct Guess {
    std::string_view word, metric;
    Scale scale;
  };
  static const Guess guesses[] = {{"nps", "nps", {0, 10, 7.5, true}}, {"csat", "csat", {1, 5, 3, true}}, {"ces", "ces", {1, 7, 4, true}},
                                  {"rating", "rating", {1, 5, 3, true}}, {"stars", "rating", {1, 5, 3, true}}, {"star", "rating", {1, 5, 3, true}},
                                  {"score", "rating", {1, 5, 3, true}}, {"satisfaction", "csat", {1, 5, 3, true}},
                                  {"评分", "rating", {1, 5, 3, true}}, {"满意度", "csat", {1, 5, 3, true}}};
  for (const auto& g : guesses)
    if (auto p = pick(properties, {g.word}); !p.empty()) {
      RatingRule r;
      r.property = std::move(p);
      r.metric = g.metric;
      r.scale = g.scale;
      rule.ratings.push_back(std::move(r));
      break;
    }
}

}  // namespace

std::optional<Suggestion> suggest(const Catalogue& catalogue, std::string_view event, const std::vector<std::string>& properties) {
  const auto name = words_of(event);
  auto all = name;
  for (const auto& p : properties)
    for (auto& w : words_of(p)) all.push_back(std::move(w));
  std::optional<Suggestion> best;
  for (const auto& j : catalogue.journeys()) {
    for (const auto& t : j.touchpoints) {
      if (!t.applicable) continue;
      const auto stage = std::find_if(j.stages.begin(), j.stages.end(), [&](const Stage& s) { return s.key == t.stage; });
      const auto scene = std::find_if(j.scenes.begin(), j.scenes.end(), [&](const Scene& s) { return s.key == t.scene; });
      if (stage == j.stages.end() || scene == j.scenes.end()) continue;
      const auto here = words_of(stage->key, stage->name);
      // The name says more than the properties; the scene only decides between cells of a stage.
      const double stage_score = std::max(likeness(concepts(), name, here), 0.6 * likeness(concepts(), all, here));
      if (stage_score <= 0) continue;
      const double scene_score = likeness(scene_words(), all, words_of(scene->key, scene->name));
      const double score = 0.8 * stage_score + 0.2 * scene_score;
      if (best && score <= best->confidence) continue;
      best.emplace();
      best->journey = j.key;
      best->confidence = score;
      best->rule.touchpoint = t.key;
    }
  }
  if (!best) return best;
  best->rule.event = event;
  offer_properties(best->rule, properties);
  return best;
}

}  // namespace peakend::journey
