// 忠诚：客户在经历和表态之后做了什么。
export const loyalty = {
  loyalty: {
    title: '客户后来做了什么', text: '全部由贵公司自己的购买数据清点得出（事件“{{event}}”的“{{property}}”）：没有模型，也不说明因果。', text_wait: '全部由贵公司自己的购买数据清点得出。',
    empty: '购买事件带上金额后，这里就会有数据', empty_text: '请在购买事件中带上一个金额（revenue、order_value、amount、订单金额……）。由此可得复购率、流失率，以及谁“说满意却走了”。',
    short: '数据时间还不够长', short_text: '目前只有 {{have}} 天的购买记录；两个 {{window}} 天的窗口需要 {{need}} 天。', few_text: '目前 {{have}} 位客户，需要 {{need}} 位。',
    window: '窗口', window_auto: '可用的最长窗口', window_days: '{{n}} 天', looked_at: '数字基于按哈希抽取的 {{share}} 客户。',
    rates: '回来的与离开的', rates_sub: '窗口 {{days}} 天，对每位客户观察同样长的时间', rates_say: '首次购买后 {{days}} 天内再次购买的占 **{{again}}**；再往前 {{days}} 天买过的客户中，**{{churn}}** 此后没有再买（流失）。',
    repurchase: '复购率', repurchase_about: '上上个窗口内的首次购买之后 {{days}} 天内', churn: '流失率', churn_about: '上上个窗口买过、上个窗口一次也没买', churn_silent: '不声不响地走', churn_silent_about: '流失者中，两个窗口内既没打分也没留言',
    ratios: '体验好，他们就回来吗？', ratios_sub: '{{days}} 天内再次购买的比例，按首个承诺的“体验 ÷ 期望”分档', below: '低于 {{to}}', above: '{{from}} 及以上', between: '{{from}} 至 {{to}}', spends: '人均消费 {{amount}} [{{lo}}, {{hi}}]', ratios_say: '体验为期望的 **{{worst}}** 时，{{low}} 再次购买；为 **{{best}}** 时，{{high}}。', ratios_flat: '各档之间看不出差别。', ratios_few: '有承诺结果的客户太少', customers: '客户数', spend: '人均消费', band: '体验 ÷ 期望',
    said: '他们说到做到吗？', said_sub: '{{days}} 天内再次购买的比例，按首次打分', said_is: { bad: '不满意', between: '居中', good: '满意' }, said_say: '说满意的客户中 **{{good}}** 回来了；不满意的客户中 {{bad}}。', said_same: '说满意的客户中 {{good}} 回来了，不满意的客户中 {{bad}}：**从他们说的话看不出谁会回来。**', said_few: '打过分的客户太少', said_word: '他们怎么说',
    chain: '从承诺到收入', chain_sub: '每一环各自测量；虚线表示尚未测得', chain_say: '{{all}} 环中测得 {{n}} 环。差异最大的一环：**{{from}} → {{to}}**，{{effect}}。', chain_flat: '{{all}} 环中测得 {{n}} 环；没有一处差异超出偶然。', no_difference: '差异未超出偶然', chain_none: '还没有一环可以测得。',
    node: { promise: '承诺兑现', said: '说好', again: '再次购买', spend: '消费', referral: '告诉别人' }, from: '从', to: '到', effect: '差异', against: '{{good}} 对 {{bad}}', points: '{{value}} 个百分点 [{{lo}}, {{hi}}]', each: '人均 {{value}} [{{lo}}, {{hi}}]', unmeasured: '未测得', thin: '未测得：较少一侧只有 {{have}} 位客户，需要 {{need}} 位', nobody: '未测得：没有推荐数据', chain_note: '只说明相关，不说明因果。改进是否有效，请看“验证”。',
    leavers: '谁走了', leavers_sub: '消费最多的在前', happy: '说满意，却走了', silent: '不声不响地走', happy_say: '**{{n}}** 位客户打了好评，此后再没买过：只看满意度会漏掉他们。', silent_say: '**{{n}}** 位客户上上个窗口买过，此后没有再买，也从没说过原因。', leavers_none: '没有人', leavers_none_text: '这两个窗口内没有这样的客户。', who: '客户', spent: '累计消费', bought: '最近购买', said_at: '打分时间', last: '最后一次接触', broken: '未兑现的承诺', last_is: { said: '打了分', word: '留了言', promise: '承诺', event: '来过' }, kept_or: { kept: '承诺已兑现', broken: '承诺未兑现' }, showing: '第 1–{{n}} 位，共 {{total}} 位', more: '显示更多',
    tiers: '顶级客户', tiers_sub: '按累计消费', group: '分组', tier: '前 {{best}}', tier_all: '全部买家', tiers_from: '消费不低于', tiers_share: '占全部消费', tiers_say: '前 5 %（{{n}} 位客户，消费不低于 {{from}}）贡献了 **{{share}}** 的消费。', tiers_list: '查看名单',
    cohorts: '逐月看谁回来了', cohorts_sub: '按首次购买的月份分组，之后每个月有购买的比例', cohorts_say: '共 {{n}} 组；首次购买后的下一个月，回来的比例在 {{least}} 与 {{most}} 之间。', cohorts_few: '还没有哪个月有 50 位新客户且其后满一个月', cohort: '首次购买', month_n: '第 {{n}} 个月',
  },
};
