import type { touchpoint as en } from '../en/touchpoint';
import type { Strings } from '../strings';

export const touchpoint: Strings<typeof en> = {
  tp: {
    owner_is: '负责', standards: '标准', no_standards: '尚未写下', against: '变化：与之前 {{n}} 天相比', since: '自 {{day}} 起只有 {{after}} 的承诺兑现，此前为 {{before}}。',
    polarised_n: '两极分化：{{high}} 非常满意，{{low}} 非常不满，中间很少。这里的平均分不代表任何人；请看分布，并问一问两群人的经历有何不同。',
    sort_broken: '期望被打破', verdict_broken: '期望被打破',
    one: '接触点', unassigned: '整个旅程', owner: '负责：{{owner}}', no_owner: '尚无负责部门', floor: '底线 {{value}}', floor_rate: '底线 {{value}}，容忍 {{rate}}', no_floor: '未设底线',
    polarised: '两极分化：很好与很差的评分都多，中间很少。这里的平均分不代表任何人，请看分布。',
    sheet: '接触点档案', play_stage: '服务为舞台', props: '产品为道具', actor: '谁来演', sources: '期望从何而来', key: '键',
    list_title: '接触点排名', list_text: '圆点与横条是体验及其 95 % 区间；虚线是期望。横条重叠即差别未被证实。', col_gap: '期望差', col_kept: '兑现率', col_memory: '记忆占比', picture: '体验，−1 到 +1', sort_worst: '最差在前', sort_memory: '最被记住', sort_gap: '期望差最大', sort_kept: '最失约',
    unmeasured_title: '{{n}} 个接触点数据不足', unmeasured_text: '它们在图上，但在那里听到或观测到的客户太少。',
  },
  late: {
    title: '晚了多少', sub: '结果与承诺相比', col: '与承诺相比', early: '早 {{from}} 到 {{to}}', late: '晚 {{from}} 到 {{to}}', on_day: '当天', early_by: '早 {{q}}', late_by: '晚 {{q}}', early_more: '早 {{more}} 以上', late_more: '晚 {{more}} 以上', say: '**{{share}}** 晚于承诺。{{typical}}', typical: '晚的通常晚 **{{q}}**。',
    alt: '结果与承诺相比。{{list}}', side_early: '更早', side_late: '更晚', due: '按承诺', sampled: '取样 {{n}} 个结果。',
  },
  segments: { title: '谁怎样经历', by: '按……划分', by_channel: '渠道', by_lang: '语言', none: '（无）', differ: '**{{worst}}** 已证实差于 **{{best}}**。', alike: '区间重叠：没有被证实的差别。', single: '只有一组有数值，无从比较。' },
  lang_name: { zh: '中文', en: '英文' },
  around: {
    title: '之前与之后', sub: '客户来到这里之前的最后一个事件，与离开后的第一个事件', before: '紧接之前', after: '紧接之后', nothing_before: '没有：从这里开始', nothing_after: '没有：到这里结束', say: '来自经过这里的 **{{n}}** 个旅程实例{{sampled}}。', sampled: '（取样）', none: '没有旅程实例经过', none_text: '带有实例编号（如订单号）的事件会显示接触点前后发生了什么。', step: '步骤', side: '时间',
  },
};
