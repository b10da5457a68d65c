import type { today as en } from '../en/today';
import type { Strings } from '../strings';

export const today: Strings<typeof en> = {
  today: {
    title: '今日',
    head_quiet: '等待客户的声音', head_same: '无实质变化', head_worse_one: '一项指标变差', head_worse_other: '{{count}} 项指标变差', head_better_one: '一项指标变好', head_better_other: '{{count}} 项指标变好', head_both: '{{better}} 项变好，{{worse}} 项变差',
    say_numbers: '{{all}} 项指标中 **{{moved}}** 项真正改变', say_overdue: '**{{n}}** 个承诺已逾期', say_floors_one: '**1** 处击穿底线', say_floors_other: '**{{count}}** 处击穿底线',
    span: '{{from}} – {{to}}，对比 {{before_from}} – {{before_to}}',
    numbers: '关键指标', findings: '值得知道的事', findings_sub: '最重要的在前；点击进入接触点', no_findings: '没有突出的事', no_findings_text: '没有哪个承诺、底线或期望的表现超出偶然。没有变化，也会在这里说明。',
    kind: { promise: '违背承诺', peak: '峰', valley: '谷', floor: '底线', polarised: '爱恨分明', expectation_rose: '期望升高', expectation_fell: '期望降低', experience_rose: '体验变好', experience_fell: '体验变差' },
    f: {
      promise: '{{place}}此前兑现 {{before}} 的承诺，之后只有 {{now}}', promise_slow: '{{place}}承诺 {{expected}}、实际 {{actual}}：此前兑现 {{before}}，现在 {{now}}', promise_better: '{{place}}承诺兑现率由 {{before}} 升至 {{now}}',
      peak: '{{place}}是客户记住的峰，占记忆 {{share}}', peak_plain: '{{place}}是客户记住的峰', valley: '{{place}}是客户记住的谷，占记忆 {{share}}', valley_plain: '{{place}}是客户记住的谷',
      floor: '{{place}}击穿底线，超出容忍：{{n}} 次中 {{k}} 次（{{rate}}）', floor_plain: '{{place}}击穿底线，超出容忍', polarised: '{{place}}爱恨分明（{{now}} 与 {{before}}）：平均分不代表任何人',
      expectation_rose: '{{place}}满意度下降是因为**期望升高**，而非体验变差；体验/期望由 {{before}} 变为 {{now}}',
      expectation_fell: '{{place}}满意度上升是因为**期望降低**；体验/期望由 {{before}} 变为 {{now}}',
      experience_rose: '{{place}}体验变好，由 {{before}} 变为 {{now}}', experience_rose_ratio: '{{place}}更接近或超过期望：体验/期望由 {{before}} 变为 {{now}}',
      experience_fell: '{{place}}体验变差，由 {{before}} 变为 {{now}}', experience_fell_ratio: '{{place}}离期望更远：体验/期望由 {{before}} 变为 {{now}}',
    },
    place: '{{scene}}的{{stage}}', it: '此处', worst_mean: '最差 5% 的平均',
    f_since: '，自{{since}}起', f_between: '，{{since}}至{{until}}', p: 'p {{p}}', p_small: 'p < 0.001',
    why: '为什么变', why_sub: '精确分解为各组自身与各组比例', why_none: '没有指标改变', why_none_text: '有指标改变时，这里列出是哪些组使它改变。',
    why_whole: '{{metric}}按整段旅程计分，无法精确分解。同一时段内真正改变的接触点：', why_whole_none: '{{metric}}按整段旅程计分，无法精确分解；也没有哪个接触点的变化超出偶然。', why_touchpoint: '接触点', why_change: '变化',
    why_rate: '{{metric}}变化 **{{all}}**：几乎全因各组自身改变（{{rate}}），而非比例改变（{{mix}}）。', why_mix: '{{metric}}变化 **{{all}}**：几乎全因**各组比例**改变（{{mix}}），而非各组自身（{{rate}}）。',
    why_both: '{{metric}}变化 **{{all}}**：{{rate}} 因各组自身改变，{{mix}} 因比例改变。', why_opposed: '{{metric}}变化 **{{all}}**：各组自身使其变化 {{rate}}，比例使其反向变化 {{mix}}。',
    why_group: '组', why_rate_head: '自身改变', why_mix_head: '比例改变', why_before: '此前', why_now: '现在', by: { touchpoint: '按接触点', stage: '按阶段', scene: '按场景', channel: '按渠道' }, why_alt: '变化按组的分解', why_others: '其余各组',
    promises: '此刻未兑现的承诺', promises_say: '**{{overdue}}** 个已逾期仍未了结；另有 {{open}} 个未到期。', promises_sub: '按作出承诺的接触点', promises_none: '没有逾期的承诺', promises_none_text: '承诺来自映射规则中指明的时间。', overdue: '已逾期', open: '未到期', late: '逾期 {{time}}', longest: '等待最久', unknown_customer: '未知客户',
    floors: '底线', floors_say_one: '**1** 个接触点击穿底线的次数超出容忍。', floors_say_other: '**{{count}}** 个接触点击穿底线的次数超出容忍。', floors_fine: '所有底线都在容忍范围内。', floors_none: '尚未设底线', floors_none_text: '底线是任何客户都不该遇到的分数。为接触点设底线后，在此监看。', breaches: '{{n}} 次中 {{k}} 次', tolerated: '容忍 {{rate}}', alarm: '报警', rate: '比例', tolerated_head: '容忍', evidence: '证据', since: '起始',
    live: '正在发生', live_sub: '最新的原话与评分', live_none: '还没有', live_none_text: '回答到达后两秒内出现在这里。',
    no_data: '还没有数据到达', no_data_text: '一旦听到或观测到客户，本页每天早晨都会说明什么变了、为什么。', to_journey: '打开旅程',
    quiet_days: '这些天没有听到客户', quiet_days_text: '请选择更长的时间，或在旅程中查看全部。',
    touchpoint: '接触点',
  },
};
