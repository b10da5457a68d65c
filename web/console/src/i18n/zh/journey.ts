import type { journey as en } from '../en/journey';
import type { Strings } from '../strings';

export const journey: Strings<typeof en> = {
  story: {
    title_worst: '客户会记住{{stage}}', title_peak: '客户会记住{{stage}}', title_single: '目前只有{{stage}}得到评分', one: '客户给{{stage}}的评分为 **{{value}}**；{{all}} 个阶段中的其余阶段尚无评分，还说不出峰与谷。', promises: '{{kept}} 的承诺得到兑现。', title_even: '全程没有突出的时刻', title_quiet: '旅程在等待客户的声音',
    few: '评分太少，还说不出客户会记住什么。每一条新回答两秒内就会出现在这里。', even: '全程体验平稳：峰与谷都没有超出偶然的差别。', only_peak: '**{{peak}}**是全程的峰值，没有阶段低于中性。',
    promise: '{{scene}}的**{{stage}}**承诺 {{expected}}、实际 {{actual}}', promise_since: '{{scene}}的**{{stage}}**承诺 {{expected}}、实际 {{actual}}，自 {{since}} 起变差',
    kept: '{{scene}}的**{{stage}}**只兑现了 {{kept}} 的承诺', kept_since: '{{scene}}的**{{stage}}**只兑现了 {{kept}} 的承诺，自 {{since}} 起变差',
    low: '{{scene}}的**{{stage}}**是全程的低点', low_since: '{{scene}}的**{{stage}}**是全程的低点，自 {{since}} 起变差',
    share: '这一刻占客户记忆的 **{{share}}**', peak: '{{peak}}是全程的峰值', share_and_peak: '这一刻占客户记忆的 **{{share}}**，而{{peak}}是全程的峰值',
    join: '；', stop: '。', gain: '修好它，整体记忆分预计 {{gain}} {{interval}}',
  },
  kpi: { mean: '平均分 {{mean}}', mean_hides: '平均分 {{mean}}：平均掩盖了谷', ratio_below: '低于期望', ratio_above: '高于期望', ratio_even: '与期望相当', ratio_below_observed: '低于承诺', ratio_above_observed: '好于承诺', ratio_even_observed: '与承诺相当', missing: '此范围内无数据' },
  curve: { alt: '沿旅程的体验：{{list}}', expectation: '客户期望', list_join: '、' },
  matrix: { label: '旅程矩阵，阶段 × 场景', scene: '场景', stage: '阶段' },
  cell: {
    mot: 'MOT', breach: '击穿底线 {{n}} 次', floor: '底线 ×{{n}}', polarised: '两极', na: '不适用', few: '样本不足', unmeasured: '未测量', kept: '承诺兑现', kept_share: '兑现 {{share}}', observed: '观测', gap: '期望差 {{gap}}', na_n_one: '{{count}} 个场景不适用', na_n_other: '{{count}} 个场景不适用',
  },
  legend: {
    colour: '体验 −1 … +1', interval: '± 95 % 区间', memory: '细条与圆点大小 = 记忆占比', mot: '关键时刻', hatch: '未测量或样本不足', observed: '虚线框 = 观测所得，未经询问', coverage: '已测量 {{measured}} / {{applicable}} 个接触点（{{share}}）', span: '{{from}} – {{to}}',
  },
  journey: { views: '旅程视图', edit: '编辑', map: '旅程图', paths: '路径', laws: '四大定律', memory: '记忆', drivers: '驱动', aspects: '感受构面', add: '添加旅程', touchpoints_n_one: '{{count}} 个接触点', touchpoints_n_other: '{{count}} 个接触点' },
  panel: { label: '选中的接触点', close: '关闭', open: '打开接触点', read: '读原话', read_n: '读全部 {{n}} 条', trend_alt: '{{n}} 周的承诺兑现率，从 {{first}} 到 {{last}}' },
  triangle: {
    title: '三角定律：体验 / 期望', sub: '1 = 恰如承诺', one: '1.0 = 如约', alt: '{{n}} 例体验与期望之比的分布；{{below}} 低于 1', none: '尚不知期望', none_text: '旅程中的承诺规则，或评分旁的期望分，会让三角显现。', group: '整体：{{name}}', borderline: '整体：介于两类之间',
  },
  promise: {
    title: '承诺', sub: '承诺了什么，结果如何', kept: '已兑现', broken: '已违背', overdue: '逾期未了结', open: '未到期', median: '中位时长', median_text: '一半的情况在 {{time}}内完成。', none: '这里没有承诺', none_text: '用一条规则指明事件中承诺的时间或数量，它就成为承诺。',
  },
  outcome: { title: '旅程实例评分，按承诺', kept: '已兑现', broken: '已违背', bins: '各承诺/结果比的平均评分', ratio: '承诺 / 结果', mean: '平均' },
  episodes: { closed: '已结束实例', open: '进行中实例' },
  laws: {
    title: '体验四大定律', triangle: '三角定律', triangle_sub: '满意度 = 体验 / 期望', peak_end: '峰终定律', peak_end_sub: '最强的一刻与最后一刻被记住', effective: '有效体验定律', effective_sub: '只有被记住的才算数', joy_pain: '喜痛定律', joy_pain_sub: '任何一刻都不得击穿底线', show_all: '显示全部 {{n}} 个',
    leverage: '修复何处最能提升记忆分', leverage_short: '修复可提升', leverage_note: '每行：若该接触点从不低于 {{target}}，其余不变。', contest: '在您自己的数据上，峰终胜过平均吗？', r2_peak_end: '峰终解释（R²）', r2_mean: '平均解释（R²）', r2_both: '两者合用（R²）',
    weights: '自有权重：峰 / 终', weights_assumed: '假定', weights_shrunk: '向定律收缩', weights_own: '来自您的数据', duration: '时长每增一级', duration_note: '时长：峰与终不变时，ln(1 + 小时) 每增 1，回答的变化。',
    contest_left: '{{one}} 条回答未计入：其旅程实例只有一个评分时刻，峰、终与平均相同。另有 {{unmatched}} 条之前 90 天内没有已结束且评过分的实例；{{repeated}} 条是同一客户的其他回答。', contest_sampled: '回答多于一次可读的数量：此处为 {{answers}} 条的均匀抽样。',
  },
  law_say: {
    triangle_few: '尚不知客户的期望，无法与体验相比。', triangle_below: '体验**低于期望**（比值 {{ratio}}）；{{low}} 的情况以不满或愤怒收场。', triangle_above: '体验**高于期望**（比值 {{ratio}}）；但仍有 {{low}} 的情况以不满或愤怒收场。', triangle_even: '体验与期望相当（比值 {{ratio}}）；{{low}} 的情况以不满或愤怒收场。',
    triangle_below_observed: '实际**低于承诺**（比值 {{ratio}}）；{{low}} 的情况落在不满或愤怒两类。', triangle_above_observed: '实际**好于承诺**（比值 {{ratio}}）；但仍有 {{low}} 的情况落在不满或愤怒两类。', triangle_even_observed: '实际与承诺相当（比值 {{ratio}}）；{{low}} 的情况落在不满或愤怒两类。',
    outcome: '承诺兑现时旅程评分为 **{{kept}}**，违背时为 **{{broken}}**。', promises: '{{rate}} 的承诺得到兑现。', peak_end_few: '还没有旅程实例含两个评过分的时刻；峰与终需要它们。',
    remembered: '记忆分为 **{{remembered}}**。', remembered_lower: '客户记住的是 **{{remembered}}**，尽管各时刻平均 {{mean}}：平均掩盖了谷。', remembered_higher: '客户记住的是 **{{remembered}}**，尽管各时刻平均只有 {{mean}}：峰与终撑起了它。', remembered_same: '客户记住的是 **{{remembered}}**，与各时刻的平均（{{mean}}）相当。',
    most_memory: '{{touchpoint}}占记忆最多，{{share}}。', best_gain: '修复{{touchpoint}}帮助最大：{{gain}}。', effective: '只有不经提示还能想起的才算数。请过后询问客户记得什么：现有 {{have}} 条这样的回答，需要 {{need}} 条。',
    contest_none: '还没有人被问及整体关系。这样的回答（例如 NPS）正是两种规则要预测的。', contest_few: '回答太少，无法判定：其中 {{have}} 条跟在至少两个评分时刻的实例之后，需要 {{need}} 条。在此之前假定峰终各占一半。', contest_flat: '所有人的回答相同，没有可预测之处。',
    contest_peak_end: '**是的。**对 {{n}} 位客户，峰与终比平均更能预测 {{metric}}。', contest_mean: '**没有。**在这里，对 {{n}} 位客户，平均比峰与终更能预测 {{metric}}。', contest_tie: '**平局。**在 {{n}} 位客户中，没有哪种规则明显更能预测 {{metric}}。', contest_tie_nothing: '**平局。**在 {{n}} 位客户中，两种规则都不比 {{metric}} 的平均值预测得更好。',
    no_floor: '还没有接触点设底线。底线是任何客户都不该遇到的分数。', no_breach: '此范围内没有底线被击穿。', breaches: '底线被击穿 {{k}} 次，仍在容忍范围内。', alarm: '**{{touchpoint}}**击穿底线的次数超出容忍：{{n}} 次中 {{k}} 次。', alarms: '**{{touchpoint}}**击穿底线的次数超出容忍（{{n}} 次中 {{k}} 次），另有 {{more}} 处亦然。',
  },
  floor: { table: '各接触点击穿底线的情况', breaches: '击穿', rate: '比例', worst: '最差 5 %', evidence: '证据', none: '为接触点设底线后，在此监看。', note: '证据达到 20 即报警；无论查看多少次都有效。' },
  empty: {
    journey_title: '还没有数据到达这个旅程', journey_text: '把客户经历的与说的发送过来。事实一到，单元格就会填上，无需刷新。',  range_title: '此时间范围内没有内容', range_text: '所选日期内旅程没有事实。', range_all: '显示全部时间',
  },
  picker: {
    guide: '从需求到上线的问卷', guide_text: '五步引导：想了解什么、旅程、关键接触点、指标、收集反馈',
    yours: '您的旅程', first_title: '您的客户走的是哪一种旅程？', first_text: '旅程是一张图：横向是阶段，纵向是场景，相遇之处就是接触点。从模板开始，以后可以改。', templates: '模板', templates_text: '阶段、场景、负责部门、底线与映射规则都已填好。', add: '使用此模板', adding: '添加中…',
    import: '然后带来您的数据', import_text: '在您看过将要存入的内容之前，什么都不会存。', open: '打开', own: '自己的旅程', own_text: '从空白或从文件开始，定义自己的阶段与场景。', file: '上传文件', file_text: 'CSV、JSON 行或 XES 事件日志：指明哪一列是客户、承诺、评分。', systems: '连接您的系统', systems_text: '一个密钥，以及 curl、JavaScript、Python 的现成代码。', example: '先看一个填满的示例', example_text: '在终端运行此命令：生成的企业在另外的目录打开，不与这里混在一起。', none: '还没有可看的旅程', none_text: '由工作区所有者绘制旅程，并指定哪些接触点归您负责。',
  },
  template: {
    appliance: { name: '家电品牌 · 全渠道', text: '销售、产品、物流、售后、客服，跨实体门店、网上商城、APP 与小程序。' },
    equipment: { name: '工业设备', text: '订货、发货检验、安装与维护。' },
    'online-shop': { name: '网购订单', text: '从下单到送达与评价，含送达承诺。' },
    airline: { name: '航空旅行', text: '从订票到取行李。' },
    telecom: { name: '电信合约', text: '从签约到支持与续约。' },
  },
  paths: {
    title: '路径与覆盖', flow: '从接触点到接触点', flow_sub: '旅程实例逐步的去向', say: '{{n}} 个旅程实例中，**{{share}}** 从{{from}}走到{{to}}；共有 {{variants}} 种不同路径。', alt: '{{n}} 个旅程实例在 {{steps}} 步中的去向', colours: '流的颜色是到达处的体验：蓝为好，橙为差，灰为未评分。点击接触点可打开。',
    none: '还没有路径', none_text: '路径需要至少含两个接触点的旅程实例：同一实例或同一客户的事件或评分。', end: '结束', rest: '少见去向', step: '步', from: '从', to: '到',
    variants: '最常见的路径', variants_say: '常见路径中记忆最差的是 **{{path}}**。', variants_few: '评分太少，还说不出哪条路径记忆最差。', path: '路径', episodes: '旅程实例',
    coverage: '覆盖', coverage_say: '存在的 {{applicable}} 个接触点中已测量 **{{measured}}** 个（{{share}}）。', state: '状态', states: { measured: '已测量', observed: '仅观测', insufficient: '样本不足', unmeasured: '未测量', not_applicable: '不适用' }, dark: '尚在暗处', heard: '{{ratings}} 个评分，{{events}} 个事件',
  },
  contrast: {
    title: '反差', sub: '先失望后满意的客户与始终满意的客户，各自的 NPS', group: '客户', risen: '先失望，后满意', steady: '始终满意', few: '两组各需 30 位客户；先失望后满意 {{risen}} 位，始终满意 {{steady}} 位。',
    say: { rise_recommends_more: '先失望后满意的客户，推荐意愿高 **{{diff}}** 分 [{{lo}}, {{hi}}]（n = {{n}}）。', steady_recommends_more: '始终满意的客户，推荐意愿高 **{{diff}}** 分；差值 [{{lo}}, {{hi}}]（n = {{n}}）。', no_difference_shown: '看不出差别：[{{lo}}, {{hi}}] 分（n = {{n}}）。' },
    never: '这绝不是先让客户失望的理由：第一次失望后就离开的人不在任何一组里。它说明好的补救值多少。',
  },
  drivers: {
    no_outcome: '还没有总体评价', no_outcome_text: '驱动因素解释的是对整段旅程、不带接触点的评分，例如关系 NPS。这段时间里没有。', rank_at: '第 {{at}} 名', first_none_text: '高出噪音的接触点中，没有一个低于目标且有增益；已高于目标的没有差距可补。',
    johnson: 'Johnson（交叉核对）', johnson_same: '交叉核对：Johnson 相对权重排在第一的是同一个接触点。', johnson_apart: '交叉核对：Johnson 相对权重排在第一的是另一个接触点。它们彼此重叠，哪一种次序都不要单独相信。',
    what: '假如', what_sub: '遇到过该接触点的每位客户都移动同样的一步，谁也不超出量表两端', what_say: '假如 **{{name}}** 从 {{from}} 变为 {{to}}，总体评价会随之变动 **{{gain}}** 点 [{{lo}}, {{hi}}]。', what_none: '还没有可移动的', what_none_text: '没有接触点高出噪音。', what_alt: '总体评价随步长的变化：{{name}}', step: '步长', mean_then: '届时均值', worse: '更差', as_is: '现状', better: '更好', what_bend: '线在中性处弯折：惩罚与奖励不同。', what_line: '直线：惩罚与奖励无法区分。', what_note: '只是相关，未经证明：只有带对照组的检验才能说明因果。',
    kano_both: '{{n}} 个接触点中，**{{basic}}** 个是基本要素（只有差时才被感到），**{{more}}** 个是惊喜要素（只有好时才被感到）。', kano_alt: '惩罚与奖励：{{list}}', rewarded: '奖励更多', punished: '惩罚更多',
    parts: '随时间与分组', parts_sub: '每一部分回答的同样份额；比较区间，不要比较名次', parts_same: '在可判断的全部 {{n}} 部分中，**{{first}}** 都排第一。', parts_differ: '{{key}} 中 **{{first}}** 排第一（{{share}}），{{last_key}} 中是 **{{last}}**（{{last_share}}）。', parts_noise: '哪一部分都没有接触点高出噪音。', parts_few: '没有一部分回答足够', parts_few_text: '每一部分需要 {{need}} 个总体评价；最多的一部分有 {{have}} 个。',
    pairs: '谁能弥补谁', pairs_sub: '一个接触点越好，另一个是否就不那么重要，或者更重要', pair: '{{a}} 与 {{b}}', pair_makes_up: '一个能弥补另一个', pair_need: '两者互相需要', pair_nothing_shown: '看不出关系', pair_no_spread: '没有差异', pair_not_enough_data: '数据不足',
    pairs_makes_up: '**{{a}}** 与 **{{b}}**：一个越好，另一个就越不重要；一个能弥补另一个（{{value}} [{{lo}}, {{hi}}]，n = {{n}}，校正后 {{p}}）。', pairs_need: '**{{a}}** 与 **{{b}}**：一个越好，另一个就越重要；两者互相需要（{{value}} [{{lo}}, {{hi}}]，n = {{n}}，校正后 {{p}}）。', pairs_none: '可判断的 {{n}} 对中，看不出哪一对互相弥补或互相需要。',
    pairs_few: '每一对需要 50 位客户、100 个对两者都评过分的总体评价；最多的一对有 {{have}} 个。', pairs_value: '斜率变化', pairs_q: '校正后的 p', pairs_note: '数字：一个接触点的体验好一个单位（量表 −1 到 1）时，另一个的斜率变动多少。低于 0：一个能弥补另一个。p 已按所示各对校正。', pairs_within: '与客户自己的其他回答比较。',
    title: '什么驱动总体评价', outcome: '总体评价', pick: '要解释的评价', among: '所有客户之间', within: '同一客户前后', compare: '比较方式',
    share: '解释的差异', share_sub: '各接触点解释总体评价差异的比例（LMG 分解）；与之相关，不等于因果', say: '接触点共解释 {{outcome}} 差异的 **{{r2}}**（n = {{n}}）。最相关的是 **{{first}}**，占 {{share}}。', say_none: '没有接触点高于噪音：这里看不出什么驱动 {{outcome}}（n = {{n}}）。',
    noise: '不高于噪音', floor: '竖线：无关接触点也能碰巧得到的比例（{{floor}}）。', rank: '排名 {{lo}}–{{hi}}', halo: '每位客户回答太少，无法与自己比较：共同的情绪可能混在其中。', within_say: '与客户自己的其他回答比较，共同情绪不起作用：{{n}} 次比较。',
    first: '先补哪里', first_sub: '把体验提到 {{target}} 时，总体评价预计的提升（−100 到 100 分）= 斜率 × 差距 × 覆盖', first_say: '补上 **{{first}}** 的差距最值得：+{{gain}} [{{lo}}, {{hi}}]。', weak: '同一客户前后不高于噪音', first_weak: '只当线索：同一客户前后比较时，它没有高出噪音。', first_none: '没有一处的提升能确定大于 0。', gain: '预计提升',
    kano: '惩罚还是奖励', kano_sub: '差时损失多少，好时得到多少', basic: '必备：做差才有感觉', performance: '线性：好坏同等重要', delighter: '惊喜：做好才有感觉', penalty: '做差时', reward: '做好时', class: '类型', kano_none: '还不能确定哪个接触点是必备项或惊喜项。', low_n: '样本少', reach: '覆盖',
    few: '数据不足', few_text: '需要 {{need}} 次总体评价，且之前评过接触点；现有 {{have}} 次。总体评价是不带接触点的评分，例如关系 NPS。', no_spread: '评价没有差异', no_spread_text: '所有人给出同样的总体评价，没有差异可解释。',
  },
};
