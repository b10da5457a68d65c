#include <array>
#include <span>

#include "demo/demo.h"

namespace peakend::demo {
namespace {

using Bank = std::span<const std::string_view>;
template <std::size_t N>
using Texts = std::array<std::string_view, N>;

constexpr Texts<6> kPresaleGoodZh{"导购讲得很细，没有催我下单。", "页面参数清楚，对比一下就知道选哪个。", "客服秒回，把噪音问题解释得很明白。",
  "体验区可以现场试，挺放心的。", "推荐的型号很适合我们家的户型。", "价格透明，没有套路。"};
constexpr Texts<4> kPresaleBadZh{"问了三个人，说法都不一样。", "页面上的尺寸和实物对不上。", "一直让我加微信，有点烦。", "想看实测数据，找半天没有。"};
constexpr Texts<6> kPresaleGoodEn{"The adviser took time and never pushed.", "Specs are clear, comparing was easy.", "Chat answered at once and knew the noise figures.",
  "I could try it in the shop, very reassuring.", "They suggested a model that really fits our flat.", "Honest prices, no tricks."};
constexpr Texts<4> kPresaleBadEn{"Three people gave me three different answers.", "The size on the page is not the real one.", "Kept asking for my phone number.", "Could not find any test results."};
constexpr Texts<5> kPurchaseGoodZh{"下单很顺，两步就付好了。", "优惠自动用上了，省心。", "开票很快。", "以旧换新当场就办好了。", "付款方式很全。"};
constexpr Texts<4> kPurchaseBadZh{"优惠券用不了，客服也说不清。", "付款失败两次，差点放弃。", "发票要等一周。", "赠品规则写得太绕。"};
constexpr Texts<5> kPurchaseGoodEn{"Two clicks and it was paid.", "The discount applied itself.", "Invoice came right away.", "Trade-in was settled on the spot.", "Every way to pay was there."};
constexpr Texts<4> kPurchaseBadEn{"The coupon did not work and nobody knew why.", "Payment failed twice.", "A week for an invoice?", "The gift rules are far too complicated."};
constexpr Texts<6> kDeliveryGoodZh{"说好三天，两天就到了。", "送货师傅提前打电话，很准时。", "包装结实，没有磕碰。", "晚上也能送，太方便了。", "物流信息更新很及时。", "送货上楼，还帮忙拆箱。"};
constexpr Texts<8> kDeliveryBadZh{"说好三天到，第六天才送到，打电话都说在催。", "一直显示运输中，没人告诉我到底哪天到。", "改了两次送货时间，请了两次假。", "承诺的日期过了四天，连个解释都没有。",
  "冰箱到的时候门上有一道划痕。", "客服让我找物流，物流让我找客服。", "送到楼下就走了，说不负责上楼。", "等了一个星期，菜都放坏了。"};
constexpr Texts<6> kDeliveryGoodEn{"Promised three days, came in two.", "The driver called ahead and was on time.", "Well packed, not a scratch.", "Evening delivery, just what we needed.", "Tracking was always up to date.", "Carried upstairs and unpacked for us."};
constexpr Texts<7> kDeliveryBadEn{"Delivery was a week late, installer was great though.", "Tracking said in transit for days, nobody could tell me more.", "Rescheduled twice, I took two days off for nothing.",
  "Four days past the promised date and not a word.", "The door had a dent when it arrived.", "Support sends me to the carrier, the carrier back to support.", "Left it at the kerb."};
constexpr Texts<7> kSetupGoodZh{"安装师傅又快又干净，还教我妈怎么用，太惊喜了！", "师傅穿鞋套、垫防尘布，走之前把地都擦了。", "装好后当场试机，声音真的小。", "用了一周，除螨效果看得见。", "打开盒子还有一张手写卡片，很感动。", "安装比我想的简单多了。", "师傅主动检查了电路，很专业。"};
constexpr Texts<4> kSetupBadZh{"师傅迟到两个小时，装完墙上一个洞。", "说明书看不懂，折腾一下午。", "噪音比宣传的大。", "广告里说有礼品，打开根本没有。"};
constexpr Texts<7> kSetupGoodEn{"The installer was fast, clean and even taught my mother to use it. Wow!", "Shoe covers, dust sheet, and he mopped the floor before leaving.", "Tested on the spot, it really is quiet.",
  "A week in and you can see the dust it catches.", "There was a handwritten card in the box. Lovely.", "Set-up was much easier than I feared.", "He checked our wiring without being asked."};
constexpr Texts<4> kSetupBadEn{"Two hours late and a hole in the wall.", "The manual is impossible, cost me an afternoon.", "Louder than advertised.", "The advert promised a gift, the box had none."};
constexpr Texts<6> kAfterGoodZh{"第一时间就换了新机，没有任何推诿。", "电话一响就有人接，两分钟解决。", "维修师傅把隔壁的小问题也一起看了。", "回访很真诚，不是走流程。", "上门很快，配件也带齐了。", "退换很痛快。"};
constexpr Texts<7> kAfterBadZh{"转接四次，没有一个人能解决。", "修了三次还是漏水，拖了一个多月。", "态度很好，可问题一直没解决。", "排队等了一个小时，最后让我下周再来。", "保修期内还要收上门费。", "工单自己就关了，没人联系我。", "再也不会买这个牌子了。"};
constexpr Texts<6> kAfterGoodEn{"Replaced on the spot, no discussion.", "Answered on the first ring, solved in two minutes.", "The technician fixed a second thing he noticed.", "The follow-up call felt sincere.", "Came quickly with all the parts.", "Return was painless."};
constexpr Texts<7> kAfterBadEn{"Transferred four times and nobody could help.", "Three repairs, still leaking, over a month now.", "Friendly, but the problem is still there.", "Queued for an hour and was told to come back next week.",
  "Charged for a visit under warranty.", "The ticket closed itself, nobody called.", "Never again this brand."};
constexpr Texts<6> kMiddlingZh{"还行，没什么特别的。", "一般般，符合预期。", "中规中矩。", "可以更好。", "没有想象中好，也不算差。", "正常。"};
constexpr Texts<6> kMiddlingEn{"Fine, nothing special.", "As expected.", "It was okay.", "Could be better.", "Neither good nor bad.", "Average."};

struct Entry {
  std::string_view stage;
  int mood;
  bool chinese;
  Bank texts;
};
const std::array kBanks{
    Entry{"presale", 1, true, kPresaleGoodZh}, Entry{"presale", -1, true, kPresaleBadZh},
    Entry{"presale", 1, false, kPresaleGoodEn}, Entry{"presale", -1, false, kPresaleBadEn},
    Entry{"purchase", 1, true, kPurchaseGoodZh}, Entry{"purchase", -1, true, kPurchaseBadZh},
    Entry{"purchase", 1, false, kPurchaseGoodEn}, Entry{"purchase", -1, false, kPurchaseBadEn},
    Entry{"delivery", 1, true, kDeliveryGoodZh}, Entry{"delivery", -1, true, kDeliveryBadZh},
    Entry{"delivery", 1, false, kDeliveryGoodEn}, Entry{"delivery", -1, false, kDeliveryBadEn},
    Entry{"setup", 1, true, kSetupGoodZh}, Entry{"setup", -1, true, kSetupBadZh},
    Entry{"setup", 1, false, kSetupGoodEn}, Entry{"setup", -1, false, kSetupBadEn},
    Entry{"aftersale", 1, true, kAfterGoodZh}, Entry{"aftersale", -1, true, kAfterBadZh},
    Entry{"aftersale", 1, false, kAfterGoodEn}, Entry{"aftersale", -1, false, kAfterBadEn},
};

}  // namespace

std::string_view verbatim(std::string_view stage, int mood, bool chinese, std::uint64_t draw) {
  if (mood != 0) {
    for (const Entry& e : kBanks) {
      if (e.stage == stage && e.mood == mood && e.chinese == chinese) return e.texts[draw % e.texts.size()];
    }
  }
  return chinese ? kMiddlingZh[draw % kMiddlingZh.size()] : kMiddlingEn[draw % kMiddlingEn.size()];
}

}  // namespace peakend::demo
