import type { moved as en } from '../en/moved';
import type { Strings } from '../strings';

export const moved: Strings<typeof en> = {
  moved: {
    title: '变化',
    head_none: '没有超出偶然的变化', head_some_one: '1 项指标发生变化', head_some_other: '{{count}} 项指标发生变化', head_wait: '还没有可以比较的数据',
    honest_one: '比较了 **{{all}}** 项，**1** 项的变化超出偶然（q ≤ {{level}}），其余都在噪声范围内。', honest_other: '比较了 **{{all}}** 项，**{{count}}** 项的变化超出偶然（q ≤ {{level}}），其余都在噪声范围内。',
    few_one: '另有 1 项数据或客户太少，无法比较。', few_other: '另有 {{count}} 项数据或客户太少，无法比较。', nothing: '没有哪一项在两段时间内都有 10 位客户的 30 条数据。',
    against: '对比', previous: '之前同样天数', year: '一年前', day: '自选起始日', first: '对比时段的第一天',
    rows: '超出偶然的变化', rows_sub: '所有接触点与指标，证据最强的在前',
    rows_say: '{{place}}：{{metric}}从 **{{before}}** 变为 **{{now}}**（{{diff}}），是 {{all}} 项比较中证据最强的。', rows_say_none: '{{all}} 项比较中，没有一项的证据强过如此多次比较本身带来的偶然。',
    none: '全部在噪声范围内', none_text: '没有变化也是答案。下表列出每项指标至少变化多少才会显现。',
    q: 'q {{q}}', q_small: 'q < 0.001', effect: '{{effect}} 标准差', effect_head: '效应（标准差）', effect_alt: '效应为单条回答标准差的 {{effect}} 倍', facts: 'n {{before}} → {{now}}', customers: '客户 {{before}} → {{now}}', exact: '按客户聚类的精确误差', grouped: '64 个随机客户组',
    words: '原话', words_of: '这些天在{{place}}说的话', relation: '整体关系', noise_one: '噪声范围内：1 项', noise_other: '噪声范围内：{{count}} 项', least: '至少变化才会显现', touchpoint: '接触点', before: '之前', now: '现在', change: '变化', metric: '指标',
    alarms: '离开了惯常水平', alarms_sub: '每日序列，与此前八周的同一星期几对比',
    alarms_say_one: '**{{watched}}** 条每日序列中有 **1** 条离开了惯常水平。', alarms_say_other: '**{{watched}}** 条每日序列中有 **{{count}}** 条离开了惯常水平。', alarms_none: '每日序列都保持惯常水平', alarms_none_text: '共监测 {{watched}} 条。缓慢或很小的变化由整段时间的比较发现。', alarms_few: '还没有可监测的序列', alarms_few_text: '每日序列需要平常每天至少五条数据，并在时段之前有四周历史。',
    since: '{{place}}：{{metric}}自 **{{began}}** 起', since_start: '{{place}}：{{metric}}在时段开始时已经不同', level_now: '为 {{after}}，惯常为 {{before}}', over: '后来已恢复', found: '{{found}} 报警', both: 'EWMA 同样报警', unwatched_one: '另有 1 条每日数据太少，无法监测。', unwatched_other: '另有 {{count}} 条每日数据太少，无法监测。',
    chart: '{{metric}}逐日：惯常水平 {{before}}，自 {{began}} 起 {{after}}', usual: '惯常水平', began: '自', found_head: '报警日', highest: 'CUSUM',
    why: '为什么变', why_sub: '各组差别最大的拆分在前', why_none: '数据不足，无法拆分', why_none_text: '两段时间内都要有该指标的数据。',
    why_noise: '这项变化本身**在噪声范围内**（p {{p}}）。', apart: '**{{by}}**各组变化差别最大：超出偶然 {{apart}}（q {{q}}）。', apart_none: '任何拆分中各组的变化都没有差别：**所有人同样地**变好或变差。', by: '按{{by}}',
    teach: '这里说明什么变了、什么没变', teach_text: '每个接触点的每项指标都与之前的日子比较。两段时间内都要有 10 位客户的 30 条评分或结果：请选择更长的时间，或导入更多数据。',
  },
};
