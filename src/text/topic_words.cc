// Words by what a text is about. A line "=speed" names the topic of what follows it; a word may stand under several.
#include "text/words.h"

namespace peakend::text {

const std::string_view kTopicWords = R"(
=speed
等 等待 等候 等了 排队 排隊 久 好久 很久 太久 慢 快 速度 迅速 神速 及时 超时 拖 拖延 小时 分钟 半天 迟迟 催 效率 立刻 马上
秒回 wait waits waiting waited slow slowly fast quick quickly speed speedy
queue queues queued hours hour minutes minute hold forever ages prompt promptly long delay delays delayed
=delivery
物流 快递 送货 送餐 配送 送达 发货 到货 收货 送到 没送 漏送 少送 送错 包装 包裹 骑手 外卖员 快递员 送货员 迟到 准时 提前 承诺
答应 说好 延误 航班 晚点 取消 deliver delivered delivery deliveries shipping shipped
shipment parcel package packaging packaged courier driver arrive arrived arrival promise promised promises late early schedule cancelled canceled
flight flights luggage baggage bag bags
=competence
专业 能力 懂 不懂 培训 训练 技术 技能 熟练 水平 经验 师傅 解决 没解决 修好 修不好 不会修 professional
knowledgeable expert expertise competent incompetent incompetence skilled skill skills trained training know-how resolved solve solved fix fixed
clueless experienced unqualified
=attitude
态度 服务 服務 客服 店员 服务员 导购 热情 热心 耐心 不耐烦 礼貌 尊重 冷漠 骂 凶 粗鲁 微笑 亲切 周到 贴心 乐于助人 体面 歧视
敷衍 傲慢 attitude service staff rude friendly polite courteous respect
respectful disrespect helpful unhelpful kind caring care careless smile smiled attentive dismissive arrogant agent agents representative rep crew
attendant employee employees manners hospitality
=price
价格 價格 价钱 贵 便宜 实惠 划算 性价比 优惠 折扣 打折 促销 收费 费用 钱 多收 涨价 降价 超值 不值 值得 price prices
priced pricing expensive cheap cost costs costly value money fee fees charge charged charges discount overpriced refundable affordable worth bargain
deal pay paid
=quality
质量 品质 做工 材质 好吃 难吃 味道 口感 新鲜 坏 坏了 烂 破损 故障 毛病 耐用 噪音 效果 产品 功能 性能 正品 假货 异味 瑕疵 色差
屏幕 电池 quality product products broken broke defective defect faulty durable
works working worked taste tasted tasty fresh stale performance battery screen noisy noise flimsy material design food meal
=ease
方便 不方便 麻烦 复杂 简单 容易 操作 流程 手续 费力 省心 省事 便捷 界面 好用 不好用 难用 卡顿 死机 闪退 登录 注册 网站 easy
easily difficult hard complicated simple simply confusing convenient inconvenient effort hassle user-friendly website site app online checkin check-in
booking login page glitch crash crashed process
=information
通知 告知 沟通 信息 回复 答复 说明 解释 电话 联系 打不通 没人接 不回 消息 短信 提醒 透明 描述 不符 误导 宣传 inform
informed information communication communicate communicated email emails call called calls phone answer answered reply replied response respond
notified notice notification update updates told explain explained description misleading advertised transparent unclear
=recovery
退款 退货 换货 退 赔 赔偿 补偿 售后 保修 投诉 道歉 补救 维修 返修 召回 处理 refund refunds refunded
return returned returns exchange replace replaced replacement warranty compensation compensated voucher apology apologize apologised apologized
complaint complaints complained repair repaired rebook rebooked resolve claim
=environment
环境 卫生 干净 脏 整洁 整齐 安静 吵 装修 氛围 空间 座位 停车 气味 温度 灯光 舒适 虫 头发 clean cleanliness
dirty filthy spotless tidy noise quiet loud comfortable uncomfortable seat seats seating space cramped spacious atmosphere decor parking smell smelly
bathroom toilet toilets hygiene
=safety
安全 隐私 泄露 诈骗 骗 骗子 危险 受伤 过敏 中毒 拉肚子 信任 信赖 放心 账户被盗 safe safety unsafe secure
security privacy private leak leaked fraud scam dangerous danger injured injury hurt allergic poisoning trust trusted hacked stolen
=availability
缺货 没货 断货 有货 库存 买不到 订不到 没有了 卖完 售罄 预约不到 营业时间 关门 没开门 选择少 品种 齐全 stock
out-of-stock unavailable available availability sold-out closed opening selection choice choices variety overbooked capacity
=overall
体验 客户体验 顾客体验 满意度 期望 预期 忠诚 忠诚度 口碑 推荐 感受 整体 总体 品牌 回头客 再来 experience experiences expectation expectations overall loyalty
loyal recommend recommended satisfaction satisfied brand customer again return-customer
)";

}  // namespace peakend::text
