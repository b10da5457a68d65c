import type { core as en } from '../en/core';
import type { Strings } from '../strings';

export const core: Strings<typeof en> = {
  common: { skip: '跳到正文', loading: '载入中', sort: '排序', generated: '生成的数据：此工作区展示的是一家虚构的公司。', generated_short: '生成' },
  nav: {
    main: '主导航', today: '今日', moved: '变化', journey: '客户旅程', touchpoints: '接触点', customers: '客户', feedback: '客户之声', explore: '探索', silence: '沉默', worth: '价值', loyalty: '忠诚度', brand: '品牌', proof: '成效验证', dashboards: '看板', surveys: '问卷', reach: '触达', data: '数据', settings: '设置', more: '更多', group_see: '看见', group_understand: '理解', group_run: '管理', sign_out: '退出登录', lang: 'EN: switch to English', light: '浅色主题', dark: '深色主题', pick_journey: '选择旅程',
  },
  range: {
    pick: '时间范围', own: '自选日期', '7d': '最近 7 天', '30d': '最近 30 天', '90d': '最近 90 天', '12m': '最近 12 个月', all: '全部时间',
    days_one: '最近 {{count}} 天', days_other: '最近 {{count}} 天', months_one: '最近 {{count}} 个月', months_other: '最近 {{count}} 个月',
  },
  live: { on: '实时', ago_s: '实时 · {{n}} 秒前', ago_m: '实时 · {{n}} 分钟前', connecting: '连接中…', lost: '已断开' },
  error: {
    gone: '服务器没有响应。', gone_short: '您看到的是最后的状态；服务器恢复后会自动刷新。', gone_text: '可能正在重启，或网络中断。数据不会丢失，恢复后本页自动继续。', gone_next: '{{n}} 秒后再试。',
    retry: '重试', load: '无法载入', load_text: '服务器返回了错误。请重试；若仍如此，原因见服务器日志。', page_title: '页面出错了', page_text: '页面的某处出现故障，您的数据不受影响。', home: '回到旅程',
    not_found: '这里没有内容', not_found_text: '地址可能已过时或有误。', not_yours: '您的角色没有这个页面', not_yours_role: '请向工作区所有者申请可以查看的角色。', not_yours_limited: '您看到的是自己负责的接触点；这个页面讲的是整个旅程或单个客户。', no_journey: '没有这个旅程', no_journey_text: '它可能已被移除，或链接属于另一个工作区。', no_touchpoint: '没有这个接触点', no_touchpoint_text: '旅程中没有这样的阶段与场景。',
  },
  costly: {
    running: '正在计算', progress: '计算进度', cancel: '取消', stopped: '已取消', stopped_text: '计算未完成，可随时重新开始。',
    queued_one: '前面还有 {{n}} 项计算', queued_other: '前面还有 {{n}} 项计算', read_one: '已读取 {{n}} 行', read_other: '已读取 {{n}} 行',
    left_one: '约剩 {{n}} 秒', left_other: '约剩 {{n}} 秒', soon: '即将完成', first: '首次计算，所需时间未知',
  },
  basis: { measured: '调查', observed: '观测', predicted: '预测', assumed: '假设' },
  few: { guarded: '已隐藏', title: '样本不足', none: '无数据', short: 'n = {{have}}，需 {{need}}', need: 'n = {{have}}，需 ≥ {{need}}', events: '{{n}} 个事件，尚无评分' },
  how: { ask: '怎么算的？', of: '{{what}}：怎么算的？', value: '数值', interval: '95 % 区间', basis: '依据', n_eff: '有效 {{n}}' },
  method: {
    none: '无', wilson: 'Wilson 区间', adjusted_wald: '调整 Wald 区间', t: 't 区间', cluster_robust: '按客户聚类稳健（重复作答的客户算一位）', random_groups: '客户随机分 64 组',
    geometric_t: '比值取对数后的 t 区间', normal: '正态区间', kaplan_meier: 'Kaplan–Meier（含未完结）', order_statistic: '次序统计量', confidence_sequence: '置信序列（任何一天都可查看）', bootstrap: '按客户自助抽样', beta: '仅弱先验（Beta）',
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
  source: { promise: '承诺', stated: '客户自述', past: '以往体验', segment: '同类客户', competitor: '竞争对手' },
  bucket: { day: '日', week: '周', month: '月', week_by: '按周' },
  chart: {
    least: '灰带之内的单点变化与偶然无异；变化达到 {{least}} 才能检出（功效 80 %）。', table: '以表格显示', trend: '趋势', trend_of: '{{what}}随时间', trend_sub: '{{what}}及 95 % 区间', trend_alt: '{{what}}，{{n}} 个点，从 {{from}} 到 {{to}}', bucket: '时间步长', metric: '指标', no_trend: '还没有趋势', no_trend_text: '至少需要一个样本足够的时间段。',
    scores: '评分分布', score: '评分', scores_alt: '评分分布：{{list}}', no_scores: '还没有评分', no_scores_text: '此接触点收到的任何量表的评分，会逐分显示在这里。',
  },
  channel: { app: 'APP', web: '网页', store: '门店', phone: '电话', mini: '小程序', review: '评论', social: '社交媒体', chat: '聊天', email: '邮件', sms: '短信' },
  kind: { event: '事件', rating: '评分', feedback: '反馈', identify: '身份' },
};
