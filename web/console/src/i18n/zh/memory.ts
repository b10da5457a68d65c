import type { memory as en } from '../en/memory';
import type { Strings } from '../strings';

export const memory: Strings<typeof en> = {
  memory: {
    title: '留在记忆里的', head_of: '被记住的是{{peak}}与{{valley}}', say_both: '美好的记忆来自**{{peak}}**，糟糕的来自**{{valley}}**；终点是**{{end}}**。', say_peak: '美好的记忆来自**{{peak}}**；终点是**{{end}}**。', say_valley: '糟糕的记忆来自**{{valley}}**；终点是**{{end}}**。', say_none: '记忆由每次旅程中最强烈的时刻与最后的时刻构成。',
    closed_one: '来自 1 次已结束的旅程；另有 {{open}} 次进行中。', closed_other: '来自 {{n}} 次已结束的旅程；另有 {{open}} 次进行中。',
    map: '记忆时刻', map_sub: '各接触点有多常成为旅程的峰、谷或终', map_say: '**{{touchpoint}}**占记忆的 {{share}}；最强的三处合计 {{three}}。', map_none: '还没有评分', map_none_text: '记忆由同一次旅程内对接触点的评分得出。旅程需要共同的编号（订单、工单）或客户，并且至少有五次已经结束。',
    peak: '峰', valley: '谷', end: '终', share: '记忆占比', touchpoint: '接触点', passes: '经过次数', bar_alt: '旅程中峰 {{peak}}、谷 {{valley}}、终 {{end}}',
    gain: '修复会改变什么', gain_sub: '若该接触点从不低于 {{target}}，记忆分的变化', gain_say: '修复**{{touchpoint}}**会使记忆分提高 {{gain}}；按简单平均则是 {{mean}}。', gain_none: '没有哪处修复会改变记忆', gain_none_text: '既不是峰也不是终的时刻不会被记住：改进它们不会改变记忆。', gain_mean: '简单平均', gain_note: '修复既非峰也非终的时刻不会改变记忆。这绝不是延长糟糕时刻的理由。',
    contest: '在您的数据里，峰终胜过平均吗？', contest_sub: '哪条规则更能预示客户对整体的评价',
    recall: '人们记得什么', recall_sub: '在经历过的接触点中，给出清单询问', recall_say: '经历过且被问到的时刻中，**{{share}}** 仍被记得；最多的是**{{touchpoint}}**（{{most}}）。', recall_say_all: '经历过且被问到的时刻中，**{{share}}** 仍被记得。',
    no_probe: '还没有问卷询问人们记得什么', no_probe_text: '请发布模板“您还记得什么？”，让选项对应接触点；回答会与每位客户的经历匹配。', to_surveys: '打开问卷', no_answers: '还没有可匹配的回答', no_answers_text: '已有 {{answers}} 份回答，其中 {{unmatched}} 份没有客户，或其旅程没有经过所列接触点。请发给旅程已知的客户，并让选项对应接触点。',
    truncated: '只读取最新的 5 000 份回答。', unmatched: '{{n}} 份回答无法匹配到旅程，未计入。',
    curve: '记忆随时间', curve_sub: '按距离该时刻的天数，仍记得的比例', curve_say: '当时记得的一半会在 **{{days}}** [{{range}}] 后消失；一周后还剩 {{week}}。', curve_flat: '在这些时间跨度内没有可测出的遗忘。', curve_few: '曲线需要四个时间段各有 20 次回答；目前 **{{have}}** 个满足。', curve_alt: '各时间段的回忆比例：{{list}}', days: '距今天数', fit: '拟合', half_life: '半衰期', slope: '遗忘系数 b',
    effective: '有效体验', effective_sub: '只有被记住的体验才有效', effective_less: '被问到的时刻中 {{all}} 是好的，而被记住的里只有 **{{kept}}**：糟糕的留得更久。', effective_more: '被问到的时刻中 {{all}} 是好的，而被记住的里有 **{{kept}}**：美好的留得更久。', effective_same: '被问到的时刻中 {{all}} 是好的，被记住的里 {{kept}}：没有实质差别。', effective_few: '数据不足：需要至少五个被问到且有评分的时刻。',
    lived: '好的时刻，全部', kept: '好的时刻，记住的', rate: '有效率', rate_say: '经历过且被问到的 {{n}} 个时刻中，{{k}} 个仍被记得：有效率 **{{share}}** {{interval}}。', wasted: '经历过却没有被记住：白费的投入', wasted_sub: '即使按区间上端，记得的也不足 {{under}}', wasted_say_one: '**{{name}}**被经历过，却没有被记住。', wasted_say_other: '{{n}} 个接触点被经历过，却没有被记住，其中有**{{name}}**。', wasted_none: '没有哪个接触点可以确定已被遗忘。', wasted_unknown: '数据不足：还没有哪个接触点问过足够多的人。', wasted_few: '数据不足（至少问到 {{need}} 人才能下结论）：{{list}}。', wasted_open: '介于两者之间，既不能确定被记住，也不能确定被遗忘：{{list}}。', verdict: '是否记住', comma: '、', kept_is: { not_enough_data: '数据不足', undecided: '尚无定论', forgotten: '没有被记住', remembered: '被记住' }, nothing: '什么都想不起', named: '无提示说出的件数',
  },
};
