// 品牌：企业希望代表什么，客户又怎么说。
export const brand = {
  brand: {
    title: '客户经历到的品牌', text: '按您给出的词语，数出谈到品牌价值与客户需求的评论；“被记住”来自各次经历。用词识别只是近似：请点开数字背后的评论来读。',
    empty: '说说品牌代表什么', empty_text: '写下几项价值与需求，以及客户谈到它们时用的词。由评论可知：哪里感受得到、哪里没人谈起、与对手差在哪里。', describe: '描述品牌', edit: '编辑',
    none: '还没有评论', none_text: '只要客户写下文字，这里就会计入。', few_text: '目前 {{have}} 条评论，需要 {{need}} 条。', truncated: '只读取了最新的 200 000 条评论。',
    map: '在哪里感受得到', map_sub: '接触点的评论中谈到它的比例；最后一行为全部评论', map_say: '**{{idea}}**在**{{place}}**被谈得最多：{{n}} 条评论中占 {{value}}。', all: '全部评论', whole: '整个旅程', idea: '价值或需求',
    score: '品牌化体验', score_sub: '³√（被记住 × 契合 × 需求满足）：0 到 1 的排序依据，不是测量值', score_say: '品牌在**{{best}}**体现得最好；有 {{empty}} 个“接触点 × 价值/需求”的组合是空白。', score_say_full: '品牌在**{{best}}**体现得最好；没有空白组合。', remembered: '峰或终', align: '契合', need: '需求满足', index: '指数', texts: '评论数', score_few: '还没有哪个接触点的评论和评分经历都够多', empty_n: '{{n}} 个空白组合', empty_cells: '没人谈起', at: '于',
    claim: '想要的、宣称的、被说到的', claim_sub: '在各项价值中的占比：您的权重、您的文案、客户的评论', claim_say: '差距最大：**{{value}}**占期望的 {{wanted}}，占客户所说的 {{said}}。', wanted: '想要', claimed: '宣称', said: '被说到', gap: '被说到 − 想要', good: '满意', value: '价值', no_claim: '未填写文案',
    needs: '需求与证据', needs_sub: '每项需求都能打开谈到它的评论', needs_say: '{{all}} 项需求中 {{n}} 项有证据。最不满意的是**{{worst}}**（{{good}}）。', needs_say_plain: '{{all}} 项需求中 {{n}} 项有证据。', need_name: '需求', mentions: '谈到它的评论', open: '打开 {{n}}', no_evidence: '没有证据', no_needs: '未填写需求',
    rivals: '与对手的差别', rivals_sub: '谈论内容的 Jensen–Shannon 散度：0 为相同，1 为毫无共同', rival: '对手', difference: '差别', bits: '{{value}} 比特 [{{lo}}, {{hi}}]', rivals_say: '与**{{name}}**相差 {{value}} 比特 [{{lo}}, {{hi}}]（提及 {{own}} 对 {{theirs}}）。', rivals_few: '提及太少，无法比较：较少一侧 {{have}} 次，需要 {{need}} 次。', no_rivals: '未填写对手', no_rivals_text: '填写对手的评价中各项价值被谈到的次数。', ahead: '我方占比 − 对方', field: '位置', quadrant: { own: '属于我方，常被谈到', contested: '常被谈到，属于对方', niche: '属于我方，很少被谈到', theirs: '属于对方' }, thresholds: '门槛：常被谈到 = 至少占提及的 {{much}}；属于我方 = 占比高于对手。',
    form: { title: '品牌代表什么', values: '品牌价值', needs: '客户需求', rivals: '竞争对手', claim: '您的宣称', claim_hint: '广告语、商城首页：您怎么说自己。', weight: '权重', words: '客户用的词', words_hint: '每行一个或用逗号隔开，中英文均可，最多 60 个。', add_value: '添加价值', add_need: '添加需求', add_rival: '添加对手', remove: '移除', name: '名称', mentions: '“{{value}}”的提及次数', save: '保存', back: '返回', item: '{{what}} {{n}}' },
  },
};
