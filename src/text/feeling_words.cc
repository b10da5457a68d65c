// Words that carry a feeling, by strength from -2 to 2. A line "=2" says the strength of what follows it; the first mention of a word counts.
// Chosen by hand; half of each labelled set (by hash) was used to look what is missing, the figures are of the other half.
#include "text/words.h"

namespace peakend::text {

const std::string_view kChineseFeeling = R"(
=2
好吃 美味 可口 满意 喜欢 推荐 超值 完美 惊喜 惊艳 优秀 赞 太棒 棒 超好 很好 非常好 极好 挺好 真好 特好 最好 不错 蛮好 还好喝
好喝 好用 好看 好评 五星 给力 贴心 热情 周到 细心 耐心 靠谱 放心 舒服 舒适 漂亮 精美 精致 美观 大方 愉快 开心 高兴 幸福 感动
感谢 谢谢 值得 物美价廉 实惠 划算 性价比高 新鲜 香甜 清甜 很甜 超甜 脆甜 多汁 柔顺 顺滑 清爽 流畅 清晰 迅速 神速 准时 提前 及时
正品 爱不释手 受益匪浅 经典 回头客 再来 继续支持 还会再买 还会买 会再来 下次还 一如既往 信赖 信得过 良心 用心 专业 敬业 礼貌 友好
亲切 温馨 干净 整洁 卫生好 安静 轻便 耐用 结实 丰富 丰盛 足量 量足 量大 分量足 味道足 赞一个 点赞 服务好 态度好 质量好 速度快
送货快 物流快 很快 挺快 好快 超快 真快 快捷 便捷 方便 省心 省事 轻松 简单易用 支持 收获 启发 感人 精彩 有趣 生动 实用 强大
高大上 上档次 有档次 显瘦 合身 合适 正合适 柔软 保暖 百吃不厌 香 鲜美 入味 嫩 酥 爽口 爽 正宗 地道 好味 味美 很棒 超赞 超级好
百分百满意 没得说 没话说 无可挑剔 物超所值 名副其实 名不虚传 相当好 相当不错 挺不错 真不错 很不错 非常满意 十分满意 很满意 很喜欢
非常喜欢 超喜欢 包装好 包装很好 包装完好 完好 没问题 没有问题 没毛病 无异味 没有异味 不粘 不卡 不贵 便宜 优惠 送的快 送得快 送餐快
送餐很快
=1
好 喜 乐 爱 快 甜 值 美 优 行 可以 还行 还可以 挺 细腻 温和 舒心 顺利 满足 期待 适合 精心 大 值了 耐看 清楚 稳定 齐全 新
热乎 热的 实在 诚信 信任 辛苦了 加油 棒棒 满分
=-2
难吃 难喝 差劲 太差 很差 差评 最差 极差 真差 垃圾 骗子 骗人 欺骗 骗 坑人 坑爹 坑 恶心 失望 后悔 上当 无语 气愤 愤怒 生气 烦
糟糕 糟 烂 坏 坏了 变质 发霉 霉 臭 馊 异味 怪味 假货 假的 假冒 冒牌 山寨 劣质 粗糙 破 破损 破了 碎 碎了 漏 漏了 洒 洒了
撒了 凉了 冷了 冰凉 凉的 冷的 硬 咬不动 没熟 不熟 生的 苦 酸 咸 太咸 很咸 油腻 太油 太辣 没味 没味道 淡 寡淡 头发 虫 虫子
苍蝇 拉肚子 肚子疼 过敏 掉发 掉色 褪色 起球 缩水 开裂 断 断了 死机 卡 卡顿 太卡 很卡 慢 太慢 很慢 超慢 真慢 超时 迟到 晚了
太晚 迟迟 等了 催 没人 不接 不理 敷衍 推卸 推脱 扯皮 态度差 态度恶劣 恶劣 冷漠 骂 凶 粗鲁 没礼貌 不耐烦 投诉 举报 退货 退款 退
换货 赔 维权 再也不 不会再 不会买 别买 别点 慎买 慎重 千万 不值 不好 不行 不爽 不满 不满意 不喜欢 不推荐 不新鲜 不干净 不卫生
不舒服 不方便 不合适 不符 不一样 不一致 不对 不给 不送 不到 不足 不够 不准 不灵 不清晰 不清楚 不负责 不专业 不靠谱 不厚道 不值得
不如 不能用 不好用 不好吃 不好喝 不能吃 不敢 不甜 不香 不脆 不好看 没送 没有送 少送 漏送 送错 错了 少了 少 忘了 忘记 缺 缺货
没货 没收到 未收到 没给 没放 没有餐具 没筷子 没发票 没有发票 没有用 没用 没效果 没有效果 无效 一般 一般般 马马虎虎 凑合 将就 凑活
勉强 普通 无聊 乏味 枯燥 肤浅 空洞 啰嗦 胡扯 浪费 浪费钱 贵 太贵 很贵 太少 很少 太小 很小 太薄 太短 太硬 太甜 太干 太淡 太假
太破 太次 次品 残次 瑕疵 划痕 刮花 有问题 问题 毛病 故障 缺陷 缺点 失误 错误 返修 修 维修 黑屏 闪退 重启 发热 发烫 耗电 噪音
噪声 刺鼻 头晕 头痒 痒 头屑 干涩 毛躁 假洗 腐烂 烂的 烂了 烂掉 坏的 坏掉 黑心 黑店 奸商 无良 忽悠 虚假 名不副实 不实 水货 翻新
二手 旧的 旧 脏 灰 油渍 污渍 皱 线头 褶皱 色差 歪 松 松动 晃 薄 糊 糊了 焦 老 柴 腥 渣 干巴 软塌 稀 馅少 肉少 量少 分量少
量太少 没肉 没几 就几 才送 才到 才收到 小时 分钟才 半天 好久 很久 太久 多久 郁闷 悲剧 倒霉 可气 可恨 可惜 遗憾 寒心 心寒 呵呵
醉了 无奈 奇葩 坑货 破烂 一塌糊涂 扔 扔了 倒掉 丢 丢了 鸡肋 蒙 蒙人 差 差得 差的 差了 低劣 低级 弱 偷工减料 缺斤少两 缺斤短两
短斤少两
=-1
贵了 小 冷 凉 油 辣 干 死 催了 等 只有 居然 竟然 根本 怎么 为什么 难道 晕 唉 哎 希望 建议 改进 但是 可是 就是 不过 然而 却
)";

const std::string_view kEnglishFeeling = R"(
=2
great excellent awesome amazing fantastic wonderful perfect perfectly love loved loves loving best brilliant superb outstanding terrific delightful
delighted thrilled impressed impressive incredible fabulous exceptional flawless thank thanks thankful grateful appreciate appreciated appreciation
kudos bravo yay congrats happy glad pleased enjoy enjoyed enjoyable recommend recommended favorite favourite exceeded beautiful comfortable comfy
smooth smoothly friendly friendliest helpful kind courteous polite professional caring attentive welcoming efficient quick quickly prompt promptly
seamless reliable delicious tasty yummy clean spotless spacious worth bargain superior stellar top-notch hassle-free effortless easy
=1
good nice fine well better cool fun fast cheap fresh warm works worked working resolved solved fixed improved improvement quality value smile smiling
rocks rock win winning wow sweet lovely pleasant pleasantly satisfied satisfying decent solid affordable convenient responsive rescued saved luck
lucky hope excited exciting like liked :) :-) :d ❤ 😊 😍 😀 👍 🙏 😄 ♥ 💕 👏 🎉
please
=-2
terrible horrible awful worst worse bad poor poorly pathetic disgusting disgusted disgrace disgraceful unacceptable ridiculous rude rudely
unprofessional incompetent incompetence useless worthless hate hated hates angry furious outraged outrageous frustrated frustrating frustration
annoyed annoying disappointed disappointing disappointment disappoints nightmare joke shame shameful appalling appalled atrocious horrendous horrific
abysmal dreadful lousy crap crappy suck sucks sucked sucky bs hell fail failed fails failing failure fraud scam scammed cheated lied lie lies lying
liar thief stole stolen robbed broken broke damaged destroyed defective faulty dirty filthy smelly stinks stank gross stale moldy rotten cold-hearted
uncomfortable cramped painful ruined ruin ruining stranded stuck lost losing missing missed misplaced delayed delay delays delaying cancelled canceled
cancel cancels cancelling cancellation late later overbooked waste wasted wasting overpriced rip-off ripoff refuse refused refuses ignored ignoring
ignore unhelpful uncaring unresponsive impossible unbelievable absurd insulting insulted mess messed chaos disaster fiasco complaint complain
complaining complaints unhappy upset dissatisfied unsatisfied avoid never-again regret screwed stupid idiots idiotic clueless lazy careless negligent
wtf ugh smh fuming pissed damn shit fuck fucking 😡 😠 👎 😤 😒 😢 😭 💔
=-1
problem problems issue issues error errors wrong slow slowly wait waiting waited hold hours hour hrs hr expensive cost charge charged fee fees down
crash crashed crashes glitch bug bugs difficult hard confusing confused unclear noisy loud old dated tired tiring sick sad sorry unfortunately unable
cannot can't couldn't won't wouldn't didn't doesn't don't isn't wasn't aren't nothing nobody never no not still yet again why seriously really?
worried concern concerned lack lacking lacks limited short small tiny hung disconnected unanswered refund compensation voucher rebook rebooked
reschedule rescheduled bumped stop stopped leave left sitting sat runway tarmac bag bags luggage baggage lost :( :-(
)";

}  // namespace peakend::text
