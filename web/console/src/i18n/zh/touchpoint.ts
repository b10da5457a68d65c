import type { touchpoint as en } from '../en/touchpoint';
import type { Strings } from '../strings';

export const touchpoint: Strings<typeof en> = {
  tp: {
    one: '接触点', unassigned: '整个旅程', owner: '负责：{{owner}}', no_owner: '尚无负责部门', floor: '底线 {{value}}', floor_rate: '底线 {{value}}，容忍 {{rate}}', no_floor: '未设底线',
    polarised: '两极分化：很好与很差的评分都多，中间很少。这里的平均分不代表任何人，请看分布。',
    sheet: '接触点档案', play_stage: '服务为舞台', props: '产品为道具', actor: '谁来演', sources: '期望从何而来', key: '键',
    list_title: '接触点排名', list_text: '圆点与横条是体验及其 95 % 区间；虚线是期望。横条重叠即差别未被证实。', col_gap: '期望差', col_kept: '兑现率', col_memory: '记忆占比', picture: '体验，−1 到 +1', sort_worst: '最差在前', sort_memory: '最被记住', sort_gap: '期望差最大', sort_kept: '最失约',
    unmeasured_title: '{{n}} 个接触点数据不足', unmeasured_text: '它们在图上，但在那里听到或观测到的客户太少。',
  },
};
