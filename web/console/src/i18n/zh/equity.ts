import type { equity as en } from '../en/equity';
import type { Strings } from '../strings';

export const equity: Strings<typeof en> = {
  equity: {
    title: '客户值多少', text: '来自您自己的购买事件。金额单位同“{{event}}”的“{{property}}”。', text_wait: '来自您自己的购买事件。',
    empty: '购买带上金额，才看得见价值', empty_text: '请在购买事件中发送一个数值（revenue、order_value、amount、total、金额……）。由此得出客户的价值、失约带来的风险，以及改进能否回本。',
    short: '数据太短', short_text: '已知 {{have}} 天的购买；两个至少 30 天的周期需要 {{need}} 天。',
    few: '客户不足', few_text: '两个周期中较少的一个有 {{have}} 位客户；需要 {{need}} 位。', degenerate: '无法给出价值', degenerate_text: '所有客户都回来且没有折现：价值没有尽头。请设大于 0 的折现率。',
    all: '客户资产', all_sub: '活跃客户 × 生命周期价值；周期 {{period}} 天', all_say: '活跃客户共值 **{{equity}}**，每位 {{one}}（n = {{n}}）。', all_say_margin: '活跃客户的毛利共值 **{{equity}}**，每位 {{one}}（n = {{n}}）。',
    equity: '全部活跃客户的资产', lifetime: '每位的生命周期价值', spend: '每位活跃客户每周期', retention: '下一周期再次购买', turnover: '这是营业额，不是利润：未填毛利率。', looked_at: '数字基于按哈希选取的 {{share}} 客户；总额已按比例放大。',
    assumed: '您的假设', margin: '毛利率，占营业额 %', discount: '年折现率，%', apply: '应用', assumed_text: '这两项由您设定，不是测得的；其余都是。',
    risk: '风险价值', risk_sub: '失约后未再购买，与守约后相比', risk_say: '**{{first}}** 的失约使 **{{amount}}** [{{lo}}, {{hi}}] 面临风险：最近 {{period}} 天有 {{n}} 位客户在此被辜负。', risk_none: '在 {{all}} 个接触点中可比较的 {{n}} 个，遭遇失约的客户都没有明显更多地离开：**不给出风险价值**。', risk_thin: '{{all}} 个接触点中没有一个有足够的失约与守约客户可比较：**不给出风险价值**。',
    risk_few: '没有可比较的承诺', risk_few_text: '这些客户在最近两个周期内没有已有结果的承诺。', left_broken: '失约后离开', left_kept: '守约后离开', difference: '差值', at_risk: '风险价值', broken_now: '近期被辜负', status: { measured: '已测得', no_difference: '与无差别分不开', insufficient: '太少' }, associated: '相关而非因果：被辜负的客户在其他方面也可能不同。p 值已按接触点多重校正。', chosen: '要改进的接触点',
    fix: '改进能回本吗？', fix_sub: '一个 {{period}} 天的周期，以分布表示', cost: '改进成本', effect: '可避免的失约，%', effect_sd: '± 百分点', calculate: '计算', fix_say: '回本的概率为 **{{p}}**。一半情况下净得在 {{lo}} 与 {{hi}} 之间。', fix_wait: '请填写成本与预期效果。', fix_unsure: '此处对流失的影响与无影响分不开，因此分布很宽；请不要只看中间值做决定。', fix_refused: '无法计算', fix_refused_text: '此接触点未能测得失约的影响：较少一侧有 {{have}} 位客户，需要 {{need}} 位。', quantile: '{{p}} 的情况下不超过', median: '中间值', mean_npv: '净值（平均）', pays: '回本',
    nobody: '没有人被辜负', nobody_text: '最近一个周期，在比较的接触点没有失约：没有什么可改进。', fix_alt: '净值从 {{lo}} 到 {{hi}}，中间值 {{mid}}；竖线为 0', zero: '从这里起回本',
  },
};
