// 控制台的中文文本。键与 en.ts 完全相同；不同则 tsc 与测试失败。
import type { Strings } from './index';

export const zh: Strings = {
  common: { skip: '跳到正文', loading: '载入中', sort: '排序', generated: '生成的数据：此工作区展示的是一家虚构的公司。', generated_short: '生成' },
  nav: {
    main: '主导航', journey: '客户旅程', touchpoints: '接触点', customers: '客户', feedback: '客户之声', sign_out: '退出登录', lang: 'EN: switch to English', light: '浅色主题', dark: '深色主题', pick_journey: '选择旅程',
  },
  range: {
    pick: '时间范围', own: '自选日期', '7d': '最近 7 天', '30d': '最近 30 天', '90d': '最近 90 天', '12m': '最近 12 个月', all: '全部时间',
    days_one: '最近 {{count}} 天', days_other: '最近 {{count}} 天', months_one: '最近 {{count}} 个月', months_other: '最近 {{count}} 个月',
  },
  live: { on: '实时', ago_s: '实时 · {{n}} 秒前', ago_m: '实时 · {{n}} 分钟前', connecting: '连接中…', lost: '已断开' },
  error: {
    gone: '服务器没有响应。', gone_short: '您看到的是最后的状态；服务器恢复后会自动刷新。', gone_text: '可能正在重启，或网络中断。数据不会丢失，恢复后本页自动继续。', gone_next: '{{n}} 秒后再试。',
    retry: '重试', load: '无法载入', load_text: '服务器返回了错误。请重试；若仍如此，原因见服务器日志。', page_title: '页面出错了', page_text: '页面的某处出现故障，您的数据不受影响。', home: '回到旅程',
    not_found: '这里没有内容', not_found_text: '地址可能已过时或有误。', no_journey: '没有这个旅程', no_journey_text: '它可能已被移除，或链接属于另一个工作区。', no_touchpoint: '没有这个接触点', no_touchpoint_text: '旅程中没有这样的阶段与场景。',
  },
  basis: { measured: '调查', observed: '观测', predicted: '预测', assumed: '假设' },
  few: { title: '样本不足', none: '无数据', short: 'n = {{have}}，需 {{need}}', need: 'n = {{have}}，需 ≥ {{need}}', events: '{{n}} 个事件，尚无评分' },
  how: { ask: '怎么算的？', of: '{{what}}：怎么算的？', value: '数值', interval: '95 % 区间', basis: '依据', n_eff: '有效 {{n}}' },
  method: {
    none: '无', wilson: 'Wilson 区间', adjusted_wald: '调整 Wald 区间', t: 't 区间', cluster_robust: '按客户聚类稳健（重复作答的客户算一位）', random_groups: '客户随机分 64 组',
    geometric_t: '比值取对数后的 t 区间', normal: '正态区间', kaplan_meier: 'Kaplan–Meier（含未完结）', order_statistic: '次序统计量',
  },
  flag: {
    low_n: '样本较少，请谨慎解读。', suppressed: '为保护隐私不予显示。', censored: '包含尚未完结的情况。', provisional: '暂定：部分旅程实例尚未结束。', assumed_param: '使用默认权重，并非由您的数据学得。',
    extrapolated: '超出观测范围的外推。', unordered: '部分事件的先后未知。', pooled_halo: '合并了多个问题的回答。', bias_risk: '作答者可能不同于未作答者。',
  },
  metric: {
    mean_experience: { name: '体验', what: '所有评分的平均，映射到 −1 … +1，0 为中性。' },
    expectation_gap: { name: '期望差', what: '体验减去客户的期望。为负即期望未被满足。' },
    satisfaction_ratio: { name: '满意度比 体验/期望', what: '三角定律：体验除以期望，取几何平均。1 = 恰如期望。', missing: '需要承诺或期望评分' },
    promise_kept: { name: '承诺兑现率', what: '已了结的承诺中兑现的比例。逾期未了结算违背，未到期不计。', missing: '需要承诺规则' },
    nps: { name: 'NPS', what: '推荐问题上 9–10 分的比例减去 0–6 分的比例。', missing: '尚无推荐意愿问题' },
    remembered: { name: '记忆分（峰终）', what: '每个旅程实例取最强的一刻与最后一刻各半：这就是留在记忆里的。' },
    mean: { name: '平均分', what: '一个旅程实例中所有时刻的简单平均。' },
    mot_share: { name: '记忆占比', what: '该接触点成为旅程中最强一刻或最后一刻的比例。' },
    silent: { name: '估计静默不满', what: '估计不满意却没有说出来的客户数。' },
    floor: { name: '底线警报', what: '反对“击穿率在容忍范围内”的证据，任何时候查看都有效；达到 20 即报警。' },
    median_duration: { name: '中位时长', what: '一半的情况在此之前完成；未完结的也计入。' },
    csat: { name: 'CSAT' }, ces: { name: 'CES' }, rating: { name: '评分' },
  },
  class: { angry: '愤怒', dissatisfied: '不满', satisfied: '满意', delighted: '愉悦' },
  moment: { purchase: '关键时刻：购买', use: '关键时刻：使用', none: '' },
  role: {
    peak: '峰', valley: '谷', end: '终', with_share: '{{role}} 记忆占比 {{share}}',
    short: { peak: '峰', valley: '谷', end: '终' },
    moment: { peak: '会被记住：峰', valley: '会被记住：谷', end: '会被记住：终' },
  },
  unit: {
    minute_one: '{{n}} 分钟', minute_other: '{{n}} 分钟', hour_one: '{{n}} 小时', hour_other: '{{n}} 小时', day_one: '{{n}} 天', day_other: '{{n}} 天', week_one: '{{n}} 周', week_other: '{{n}} 周',
    month_one: '{{n}} 个月', month_other: '{{n}} 个月', yuan_one: '{{n}} 元', yuan_other: '{{n}} 元', count_one: '{{n}}', count_other: '{{n}}',
  },
  story: {
    title_worst: '客户会记住{{stage}}', title_peak: '客户会记住{{stage}}', title_single: '目前只有{{stage}}得到评分', one: '客户给{{stage}}的评分为 **{{value}}**；{{all}} 个阶段中的其余阶段尚无评分，还说不出峰与谷。', promises: '{{kept}} 的承诺得到兑现。', title_even: '全程没有突出的时刻', title_quiet: '旅程在等待客户的声音',
    few: '评分太少，还说不出客户会记住什么。每一条新回答两秒内就会出现在这里。', even: '全程体验平稳：峰与谷都没有超出偶然的差别。', only_peak: '**{{peak}}**是全程的峰值，没有阶段低于中性。',
    promise: '{{scene}}的**{{stage}}**承诺 {{expected}}、实际 {{actual}}', promise_since: '{{scene}}的**{{stage}}**承诺 {{expected}}、实际 {{actual}}，自 {{since}} 起变差',
    kept: '{{scene}}的**{{stage}}**只兑现了 {{kept}} 的承诺', kept_since: '{{scene}}的**{{stage}}**只兑现了 {{kept}} 的承诺，自 {{since}} 起变差',
    low: '{{scene}}的**{{stage}}**是全程的低点', low_since: '{{scene}}的**{{stage}}**是全程的低点，自 {{since}} 起变差',
    share: '这一刻占客户记忆的 **{{share}}**', peak: '{{peak}}是全程的峰值', share_and_peak: '这一刻占客户记忆的 **{{share}}**，而{{peak}}是全程的峰值',
    join: '；', stop: '。', gain: '修好它，整体记忆分预计 {{gain}} {{interval}}',
  },
  kpi: { mean: '平均分 {{mean}}', mean_hides: '平均分 {{mean}}：平均掩盖了谷', ratio_below: '低于期望', ratio_above: '高于期望', ratio_even: '与期望相当', missing: '此范围内无数据' },
  curve: { alt: '沿旅程的体验：{{list}}', expectation: '客户期望', list_join: '、' },
  matrix: { label: '旅程矩阵，阶段 × 场景', scene: '场景' },
  cell: {
    mot: 'MOT', breach: '击穿底线 {{n}} 次', floor: '底线 ×{{n}}', polarised: '两极', na: '不适用', few: '样本不足', unmeasured: '未测量', kept: '承诺兑现', kept_share: '兑现 {{share}}', observed: '观测', gap: '期望差 {{gap}}', na_n_one: '{{count}} 个场景不适用', na_n_other: '{{count}} 个场景不适用',
  },
  legend: {
    colour: '体验 −1 … +1', interval: '± 95 % 区间', memory: '细条与圆点大小 = 记忆占比', mot: '关键时刻', hatch: '未测量或样本不足', observed: '虚线框 = 观测所得，未经询问', coverage: '已测量 {{measured}} / {{applicable}} 个接触点（{{share}}）', span: '{{from}} – {{to}}',
  },
  journey: { views: '旅程视图', map: '旅程图', laws: '四大定律', add: '添加旅程', touchpoints_n_one: '{{count}} 个接触点', touchpoints_n_other: '{{count}} 个接触点' },
  panel: { label: '选中的接触点', close: '关闭', open: '打开接触点', read: '读原话', read_n: '读全部 {{n}} 条', trend_alt: '{{n}} 周的承诺兑现率，从 {{first}} 到 {{last}}' },
  tp: {
    one: '接触点', unassigned: '整个旅程', owner: '负责：{{owner}}', no_owner: '尚无负责部门', floor: '底线 {{value}}', floor_rate: '底线 {{value}}，容忍 {{rate}}', no_floor: '未设底线',
    polarised: '两极分化：很好与很差的评分都多，中间很少。这里的平均分不代表任何人，请看分布。',
    sheet: '接触点档案', play_stage: '服务为舞台', props: '产品为道具', actor: '谁来演', sources: '期望从何而来', key: '键',
    list_title: '接触点排名', list_text: '圆点与横条是体验及其 95 % 区间；虚线是期望。横条重叠即差别未被证实。', col_gap: '期望差', col_kept: '兑现率', col_memory: '记忆占比', picture: '体验，−1 到 +1', sort_worst: '最差在前', sort_memory: '最被记住', sort_gap: '期望差最大', sort_kept: '最失约',
    unmeasured_title: '{{n}} 个接触点数据不足', unmeasured_text: '它们在图上，但在那里听到或观测到的客户太少。',
  },
  source: { promise: '承诺', stated: '客户自述', past: '以往体验', segment: '同类客户', competitor: '竞争对手' },
  triangle: {
    title: '三角定律：体验 / 期望', sub: '1 = 恰如承诺', one: '1.0 = 如约', alt: '{{n}} 例体验与期望之比的分布；{{below}} 低于 1', none: '尚不知期望', none_text: '旅程中的承诺规则，或评分旁的期望分，会让三角显现。', group: '整体：{{name}}', borderline: '整体：介于两类之间',
  },
  promise: {
    title: '承诺', sub: '承诺了什么，结果如何', kept: '已兑现', broken: '已违背', overdue: '逾期未了结', open: '未到期', median: '中位时长', median_text: '一半的情况在 {{time}}内完成。', none: '这里没有承诺', none_text: '用一条规则指明事件中承诺的时间或数量，它就成为承诺。',
  },
  outcome: { title: '旅程实例评分，按承诺', kept: '已兑现', broken: '已违背', bins: '各承诺/结果比的平均评分', ratio: '承诺 / 结果', mean: '平均' },
  episodes: { closed: '已结束实例', open: '进行中实例' },
  bucket: { day: '日', week: '周', month: '月', week_by: '按周' },
  chart: {
    table: '以表格显示', trend: '趋势', trend_of: '{{what}}随时间', trend_sub: '{{what}}及 95 % 区间', trend_alt: '{{what}}，{{n}} 个点，从 {{from}} 到 {{to}}', bucket: '时间步长', metric: '指标', no_trend: '还没有趋势', no_trend_text: '至少需要一个样本足够的时间段。',
    scores: '评分分布', score: '评分', scores_alt: '评分分布：{{list}}', no_scores: '还没有评分', no_scores_text: '此接触点收到的任何量表的评分，会逐分显示在这里。',
  },
  laws: {
    title: '体验四大定律', triangle: '三角定律', triangle_sub: '满意度 = 体验 / 期望', peak_end: '峰终定律', peak_end_sub: '最强的一刻与最后一刻被记住', effective: '有效体验定律', effective_sub: '只有被记住的才算数', joy_pain: '喜痛定律', joy_pain_sub: '任何一刻都不得击穿底线', show_all: '显示全部 {{n}} 个',
    leverage: '修复何处最能提升记忆分', leverage_note: '每行：若该接触点从不低于 {{target}}，其余不变。', contest: '在您自己的数据上，峰终胜过平均吗？', r2_peak_end: '峰终解释（R²）', r2_mean: '平均解释（R²）',
  },
  law_say: {
    triangle_few: '尚不知客户的期望，无法与体验相比。', triangle_below: '体验**低于期望**（比值 {{ratio}}）；{{low}} 的情况以不满或愤怒收场。', triangle_above: '体验**高于期望**（比值 {{ratio}}）；但仍有 {{low}} 的情况以不满或愤怒收场。', triangle_even: '体验与期望相当（比值 {{ratio}}）；{{low}} 的情况以不满或愤怒收场。',
    outcome: '承诺兑现时旅程评分为 **{{kept}}**，违背时为 **{{broken}}**。', promises: '{{rate}} 的承诺得到兑现。', peak_end_few: '还没有旅程实例含两个评过分的时刻；峰与终需要它们。',
    remembered: '记忆分为 **{{remembered}}**。', remembered_lower: '客户记住的是 **{{remembered}}**，尽管各时刻平均 {{mean}}：平均掩盖了谷。', remembered_higher: '客户记住的是 **{{remembered}}**，尽管各时刻平均只有 {{mean}}：峰与终撑起了它。', remembered_same: '客户记住的是 **{{remembered}}**，与各时刻的平均（{{mean}}）相当。',
    most_memory: '{{touchpoint}}占记忆最多，{{share}}。', best_gain: '修复{{touchpoint}}帮助最大：{{gain}}。', effective: '只有不经提示还能想起的才算数。请过后询问客户记得什么：现有 {{have}} 条这样的回答，需要 {{need}} 条。',
    no_floor: '还没有接触点设底线。底线是任何客户都不该遇到的分数。', no_breach: '此范围内没有底线被击穿。', breaches: '底线被击穿 {{k}} 次，仍在容忍范围内。', alarm: '**{{touchpoint}}**击穿底线的次数超出容忍：{{n}} 次中 {{k}} 次。', alarms: '**{{touchpoint}}**击穿底线的次数超出容忍（{{n}} 次中 {{k}} 次），另有 {{more}} 处亦然。',
  },
  floor: { table: '各接触点击穿底线的情况', breaches: '击穿', rate: '比例', worst: '最差 5 %', evidence: '证据', none: '为接触点设底线后，在此监看。', note: '证据达到 20 即报警；无论查看多少次都有效。' },
  empty: {
    journey_title: '还没有数据到达这个旅程', journey_text: '把客户经历的与说的发送过来。事实一到，单元格就会填上，无需刷新。', by_file: '从文件', by_api: '从您的系统', range_title: '此时间范围内没有内容', range_text: '所选日期内旅程没有事实。', range_all: '显示全部时间',
  },
  picker: {
    yours: '您的旅程', first_title: '您的客户走的是哪一种旅程？', first_text: '旅程是一张图：横向是阶段，纵向是场景，相遇之处就是接触点。从模板开始，以后可以改。', templates: '模板', templates_text: '阶段、场景、负责部门、底线与映射规则都已填好。', add: '使用此模板', adding: '添加中…',
    import: '或者带来您的数据', import_text: '映射文件说明哪一列是客户、承诺、评分。现成的在 examples 文件夹。',
  },
  template: {
    appliance: { name: '家电品牌 · 全渠道', text: '销售、产品、物流、售后、客服，跨实体门店、网上商城、APP 与小程序。' },
    equipment: { name: '工业设备', text: '订货、发货检验、安装与维护。' },
    'online-shop': { name: '网购订单', text: '从下单到送达与评价，含送达承诺。' },
    airline: { name: '航空旅行', text: '从订票到取行李。' },
    telecom: { name: '电信合约', text: '从签约到支持与续约。' },
  },
  words: {
    title: '原话', page_text: '评分的留言与主动反馈，最新在前。', search: '搜索原话', tone: '倾向', all: '全部', negative: '负面', positive: '正面', by_touchpoint: '全部接触点', by_kind: '全部类型', by_lang: '全部语言', kind_rating: '评分留言', kind_feedback: '主动反馈', more: '显示更多', score: '{{score}} 分', score_of: '{{metric}} {{score}} 分', customer: '客户 {{id}}',
    none: '还没有原话', none_text: '评分的留言，以及来自评论、聊天、电话的反馈会出现在这里。', none_found: '没有找到', none_found_text: '试试更少的字、别的倾向或更长的时间。', none_here: '这里还没有人写下什么。',
  },
  channel: { app: 'APP', web: '网页', store: '门店', phone: '电话', mini: '小程序', review: '评论', social: '社交媒体', chat: '聊天', email: '邮件', sms: '短信' },
  kind: { event: '事件', rating: '评分', feedback: '反馈', identify: '身份' },
  customers: {
    one: '客户', text: '打开一位，逐步重放他的旅程。', search: '按客户编号搜索', last_seen: '最近出现', worst: '体验最差', most: '接触最多', broken: '违背承诺', facts: '接触次数', seen: '最近出现', since: '自 {{date}}', none: '还没有客户', none_text: '第一条指明客户的事件、评分或反馈到达时，客户就会出现。',
    none_found: '没有这位客户', none_found_text: '搜索会查找客户编号的任意部分。', range: '第 {{from}}–{{to}} 位，共 {{total}} 位', page: '第 {{n}} 页', prev: '上一页', next: '下一页', unknown: '不认识这位客户', unknown_text: '编号可能有误，或数据已应要求删除。',
  },
  timeline: {
    span: '{{from}} – {{to}}', ids: '也叫 {{ids}}', show: '显示', none: '没有可显示的', none_shown: '所有类型都已隐藏；请在上方打开一种。', none_text: '这位客户没有事实。', older: '显示更早的', episode: '旅程实例', episode_key: '旅程实例 {{key}}', loose: '不属于任何实例', closed: '已结束', open: '进行中',
    promises: '兑现 {{kept}}，违背 {{broken}}', rated: '评分 {{metric}}', said: '反馈', identified: '身份识别', breach: '击穿底线', attributes_one: '{{count}} 项细节', attributes_other: '{{count}} 项细节',
  },
  compare: { made: '作出承诺，{{due}} 到期', made_plain: '作出承诺', promised: '承诺 {{q}}', actual: '实际 {{q}}', kept: '已兑现', broken: '已违背', over: '超出 {{q}}', under: '提前 {{q}}', ratio: '比值 {{r}}', expected: '期望 {{q}}', score: '{{q}} 分' },
  door: {
    claim: '看见期望在哪里被打破，哪一刻会被记住。', sign_in: '登录', sign_in_text: '欢迎回来。', email: '电子邮箱', password: '密码', need_email: '请输入电子邮箱', need_password: '请输入密码', wrong: '邮箱或密码不正确。', too_many: '尝试次数过多，请一分钟后再试。', setup: '首次启动', setup_text: '创建此服务器的所有者账户。', no_token: '请打开服务器启动时打印的一次性链接，形如：',
    workspace: '公司或工作区', name: '您的姓名', need_workspace: '请输入工作区名称', need_name: '请输入您的姓名', password_hint: '至少 10 个字符；一句话最好。', password_short: '至少 10 个字符', create: '创建并进入', bad_token: '此链接已使用或已过期。服务器下次启动时会打印新的链接。', done: '已经设置好了', done_text: '所有者账户已存在，请登录。',
  },
};
