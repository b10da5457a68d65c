// 感受构面：体验由什么构成
export const aspects = {
  aspects: {
    title: '体验由什么构成', family: '构面类别', one: '构面', whole: '整段旅程', all: '全部接触点', comma: '、', not_asked: '未询问',
    of: { senses: '五感', dimensions: '体验四维度', people: '人员', other: '其他构面' },
    name: {
      sense_sight: '视觉', sense_hearing: '听觉', sense_smell: '嗅觉', sense_taste: '味觉', sense_touch: '触觉',
      dimension_physical: '形体', dimension_emotional: '情绪', dimension_intellectual: '知识', dimension_participatory: '互动参与',
      competence: '专业能力', attitude: '态度', respect: '尊重', courtesy: '礼貌', helpfulness: '乐于助人',
      look: '外观', handling: '操作', noise: '噪音', mite_removal: '除螨', dust_removal: '除尘', order: '整洁有序',
    },
    map_sub: '各接触点各构面的平均体验（−1 到 1）；短横表示没有问过，不等于 0', none: '还没有构面评分',
    none_text: '在问卷里询问五感、体验四维度或服务人员（同名题型，或矩阵评分题），或发送带有 respect 等指标的评分，就会按接触点显示在这里。',
    worst: '最弱：**{{place}}** 的 **{{aspect}}**，{{value}} [{{lo}}, {{hi}}]（n = {{n}}）。', few: '回答太少，还无法区分各构面。',
    shape: '单个接触点的形状', shape_sub: '圆心 −1，虚线环 0（中性），外圈 1；粗线为 95 % 区间', shape_say: '**{{place}}**：最强是{{best}}（{{high}}），最弱是{{worst}}（{{low}}）。', missing: '没有问过：{{list}}。',
    training: '培训缺口', training_sub: '同一份回答里“态度”减“专业能力”：大于 0 表示态度好于能力', difference: '差值', verdict: '结论', is: { training: '缺少培训', attitude: '态度落后', level: '看不出差别' },
    training_say: '**{{place}}** 缺少培训：专业能力比态度低 {{gap}} [{{lo}}, {{hi}}]（{{n}} 位客户）。', training_none: '没有一处的专业能力低于态度到超出偶然的程度。',
    no_pairs: '还没有成对的评分', no_pairs_text: '请在同一份回答里同时询问专业能力和态度，例如模板“服务之后”和“神秘顾客”。',
    matters: '哪个构面最重要', matters_sub: '各构面解释同一接触点总体评价差异的比例（LMG 分解）；与之相关，不等于因果',
    matters_say: '构面共解释 {{outcome}} 差异的 **{{r2}}**（n = {{n}}）。份额最大的是 **{{first}}**：**{{share}}**。', matters_none: '构面共解释 {{outcome}} 差异的 {{r2}}（n = {{n}}）；没有一个高于噪音。', matters_few: '需要 {{need}} 次同时评过构面的总体评价，现有 {{have}} 次。',
  },
};
