import type { customers as en } from '../en/customers';
import type { Strings } from '../strings';

export const customers: Strings<typeof en> = {
  customers: {
    by_journey: '全部旅程', by_touchpoint: '经历过的接触点', by_band: '全部体验', by_value: '对我们的全部价值', band_bad: '差（低于 −0.33）', band_mixed: '好坏参半', band_good: '好（高于 +0.33）', band_unrated: '从未评分',
    value_high: '最高五分之一：{{from}} 及以上', value_mid: '中上：{{from}}–{{to}}', value_low: '后一半：低于 {{to}}', value_none: '没有金额', only_broken: '有承诺被违背', only_silent: '经历过但没说话',
    total_one: '{{n}} 位客户', total_other: '{{n}} 位客户', most_broken: '违背承诺最多', most_value: '对我们价值最高', promises: '兑现承诺', broken_n: '违背 {{n}}', value: '对我们的价值', silent: '没有说过话', clear: '清除筛选',
    one: '客户', text: '打开一位，逐步重放他的旅程。计数均在所选时间与筛选之内。', search: '搜索编号、姓名或任何属性', last_seen: '最近出现', worst: '体验最差', most: '接触最多', broken: '违背承诺', facts: '接触次数', seen: '最近出现', since: '自 {{date}}', none: '还没有客户', none_text: '第一条指明客户的事件、评分或反馈到达时，客户就会出现。',
    none_found: '没有符合的客户', none_found_text: '搜索会查找编号和 identify 送来的全部属性。试试更少的字、更少的筛选或更长的时间。', range: '第 {{from}}–{{to}} 位，共 {{total}} 位', page: '第 {{n}} 页', prev: '上一页', next: '下一页', unknown: '不认识这位客户', unknown_text: '编号可能有误，或数据已应要求删除。',
  },
  timeline: {
    span: '{{from}} – {{to}}', ids: '也叫 {{ids}}', show: '显示', none: '没有可显示的', none_shown: '所有类型都已隐藏；请在上方打开一种。', none_text: '这位客户没有事实。', older: '显示更早的', episode: '旅程实例', episode_key: '旅程实例 {{key}}', loose: '不属于任何实例', closed: '已结束', open: '进行中',
    promises: '兑现 {{kept}}，违背 {{broken}}', rated: '评分 {{metric}}', said: '反馈', identified: '身份识别', breach: '击穿底线', attributes_one: '{{count}} 项细节', attributes_other: '{{count}} 项细节',
  },
  replay: {
    title: '逐步重放旅程', do: '重放', close: '关闭', controls: '播放旅程', first: '第一步', before: '上一步', next: '下一步', last: '最后一步', play: '播放', pause: '暂停', step: '步骤', step_of: '第 {{step}} 步，共 {{n}} 步：{{what}}', so_far: '到此为止',
    day: '第 {{n}} 天 · {{date}}', remembered: '此刻会留下的记忆', mean: '至今平均', said: '说过', times_one: '{{count}} 次', times_other: '{{count}} 次', no_promise: '还没有承诺。', left: '还剩 {{q}}', past: '已逾期 {{q}}', on_time: '准时', late: '晚了 {{q}}', early: '早了 {{q}}',
    curve_alt: '至今的体验：{{of}} 个评分中的 {{n}} 个', key_step: '逐步', key_play: '播放或暂停', space: '空格',
  },
  worth: {
    us: '对我们的价值', us_text: '由内向外：客户给公司带来什么', them: '客户得到的价值', them_text: '由外向内：客户在我们这里经历了什么', unknown: '未知', unknown_text: '这家公司没有发送金额。在购买事件中带上金额（{{names}}），这里就会显示。',
    band_high: '客户中最高的五分之一', band_mid: '中上', band_low: '后一半', band_none: '尚无', events_one: '{{count}} 次', events_other: '{{count}} 次', each: '每次', last: '最近', source: '“{{event}}” 中 “{{property}}” 之和。',
    silent: '从未评分', of_ratings_one: '{{count}} 个评分的平均', of_ratings_other: '{{count}} 个评分的平均', kept: '兑现承诺', breaches: '击穿底线', unequal: '这是对我们最有价值的客户之一，我们回报却不多：做错的比做对的多。',
  },
  compare: { made: '作出承诺，{{due}} 到期', made_plain: '作出承诺', promised: '承诺 {{q}}', actual: '实际 {{q}}', kept: '已兑现', broken: '已违背', over: '超出 {{q}}', under: '提前 {{q}}', ratio: '比值 {{r}}', expected: '期望 {{q}}', expected_before: '事前期望 {{q}}', expected_recalled: '回忆中的期望 {{q}}', score: '{{q}} 分' },
};
