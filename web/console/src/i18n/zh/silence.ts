import type { silence as en } from '../en/silence';
import type { Strings } from '../strings';

export const silence: Strings<typeof en> = {
  silence: {
    title: '谁没有说', text: '被运营辜负的客户，以及其中有多少告诉了您。全部由您自己的事件计数。',
    lead: '**{{n}}** 位客户被辜负，其中 **{{silent}}** 位（{{share}}）之后什么也没说；**{{told}}** 位说了不好。', lead_none: '这段时间没有客户被辜负：已有结果的承诺都兑现了。',
    few: '数据不足以给出比率', few_text: '这段时间有 {{have}} 位客户被辜负；比率需要 {{need}} 位。下方名单列出已有的客户。',
    empty: '有了承诺，才看得见沉默', empty_text: '糟糕的体验从事件中看出：晚于承诺日的送达、逾期的维修、中途放弃的订单。请为本旅程的某个事件加上承诺及其结果，本页便会告诉您有多少被辜负的客户从未告诉您。', empty_edit: '为规则添加承诺', empty_limited: '所选时间与筛选内没有这类事件。请选择更长的时间。',
    hidden: '客户太少，不予显示', hidden_text: '人数太少，可能认出是谁。请选择更长的时间。',
    berg: '冰山', berg_sub: '被辜负的客户，按其后 {{window}} 天内说了什么', berg_alt: '{{told}} 位说了不好，{{else}} 位说了别的，{{silent}} 位什么也没说',
    berg_say: '每有一位客户说了不好，就有 **{{per}}** 位什么也没说。', berg_say_none: '没有人说不好：公司对此一无所闻。', told: '说了不好', else: '说了别的', silent: '什么也没说', water: '公司听得到的', group: '人群', customers: '客户', of_all: '占比',
    rates: '您自己的发声率', rates_sub: '占被辜负客户的比例；95 % 区间', voice: '说了任何话', voice_say: '被辜负的客户中 **{{share}}** 说了任何话，{{told}} 说了不好。', size: '沉默的客户', heard_of: '{{n}} 中的 {{k}}',
    basis: '由事件计数，没有模型', basis_text: '没有使用任何预测。谁沉默、为什么，只来自您的事件；不采用文献中的比率。',
    early_one: '{{n}} 位客户在 {{days}} 天内刚被辜负：尚早，不能判断。', early_other: '{{n}} 位客户在 {{days}} 天内刚被辜负：尚早，不能判断。', unnamed_one: '{{n}} 个未兑现的承诺没有客户标识。', unnamed_other: '{{n}} 个未兑现的承诺没有客户标识。', looked_at: '数字基于按哈希选取的 {{share}} 客户；规模已按比例放大。',
    abandoned: { counted: '已计中途放弃的旅程。', no_end_event: '未计中途放弃：旅程没有指明终点事件。', rarely_recorded: '未计中途放弃：已结束的旅程中不到一半有终点事件，可见它很少被记录。', filtered: '选择客户群时，只计已未兑现的承诺：逾期承诺与旅程实例没有属性。' },
    where: '沉默在哪里', where_sub: '在该接触点被辜负的客户中，沉默者的占比', where_say: '沉默客户最多的是 **{{first}}**：{{n}} 位中有 {{silent}} 位。', where_none: '没有接触点有足够的被辜负客户。', at: '{{n}} 位中 {{silent}} 位沉默',
    why: '他们遇到了什么', why_sub: '按糟糕体验的种类看沉默者的占比', why_say: '沉默客户最多的是：**{{first}}**（{{silent}} 位）。', reason: { late: '晚于承诺', missed: '承诺未达到', overdue: '已过期，仍在等', abandoned: '未到终点就离开' },
    floor_one: '{{n}} 个回答低于底线。它正因为说了才为人所知，不计入此处任何比率。', floor_other: '{{n}} 个回答低于底线。它们正因为说了才为人所知，不计入此处任何比率。',
    answers: '回答漏掉了谁', answers_sub: '承诺有结果的客户：其后说过任何话的，与全体相比', answers_say_more: '回答谈到糟糕体验**多于**实际：发声者中 {{heard}} 被辜负，全体客户中为 {{all}}。', answers_say_less: '回答谈到糟糕体验**少于**实际：发声者中 {{heard}} 被辜负，全体客户中为 {{all}}。', answers_say_same: '发声者被辜负的比例与全体客户相近（{{heard}} 与 {{all}}）：看不出偏差。',
    answers_few: '客户不足', answers_few_text: '承诺有结果的客户为 {{have}} 位；比较发声者与全体需要 {{need}} 位。', down_all: '全体中被辜负', down_heard: '发声者中被辜负', bias: '偏差', r: 'R 指标', r_text: '1：各群体同样愿意发声；越低，沉默者越不同。最坏情况下，回答的平均值偏离 {{max}} 个标准差。',
    list: '该给谁打电话', list_sub: '沉默客户及其最重的一次糟糕体验', list_value: '按预期价值排序：对这类客户确实不好的机会 × 消费额（“{{event}}”的“{{property}}”，单位同原数据）。', list_severity: '没有金额，按严重程度排序：实际是承诺的几倍。', list_drawn: '从 {{total}} 位沉默客户中随机抽取 {{n}} 位，种子 **{{seed}}**。同一种子、同一数据抽到同样的客户。请逐一致电，难以接通的也不例外：只有这样才能代表沉默者。',
    list_none: '没有要致电的客户', list_none_text: '没有符合条件的沉默客户。', who: '客户', what: '遇到了什么', when: '时间', times: '用时', times_n: '承诺的 {{n}} 倍', chance: '同类说不好', chance_n: '共 {{n}} 位发声', value: '消费额', expected: '预期价值', more_bad_one: '{{count}} 次糟糕体验', more_bad_other: '{{count}} 次糟糕体验', show_more: '显示更多', showing: '{{total}} 中的 {{n}}', all_places: '全部接触点', all_reasons: '全部原因',
    by_value: '按顺序', by_draw: '随机抽取', draw_n: '人数', seed: '种子', draw: '抽取',
  },
};
