import type { board as en } from '../en/board';
import type { Strings } from '../strings';

export const board: Strings<typeof en> = {
  dimension: {
    day: '日', week: '周', month: '月', quarter: '季度', year: '年', journey: '客户旅程', stage: '阶段', scene: '场景', touchpoint: '接触点', channel: '渠道', metric: '评分种类',
    name: '事件', kind: '事实种类', basis: '依据', lang: '语言', promise: '承诺', score: '评分', triangle_class: '满意类别',
  },
  value: {
    lang: { zh: '中文', en: '英文' }, promise: { none: '无', kept: '已兑现', broken: '已违背', made: '已作出' }, class: { '1': '好', '0': '中', '-1': '差' },
    triangle_class: { angry: '愤怒', dissatisfied: '不满', satisfied: '满意', delighted: '愉悦' },
  },
  explore: {
    rest_one: '在“探索”中还有 {{count}} 行', rest_other: '在“探索”中还有 {{count}} 行', guarded_one: '另有 {{n}} 个为防止相减推算而隐藏。', guarded_other: '另有 {{n}} 个为防止相减推算而隐藏。',
    start_from: '可以从这里开始',
    text: '任一指标，按任意两个维度。整个问题都在地址里：复制链接，别人看到的完全相同。',
    question: '问题', metric: '指标', by: '按', and: '和', by_first: '第一维度', by_second: '第二维度', nothing: '不分组', all_journeys: '全部旅程', chart: '显示方式',
    as_number: '数值', as_trend: '趋势', as_ranking: '排名', as_heat: '热力图', as_table: '表格',
    group_time: '时间', group_journey: '旅程', group_fact: '回答与事件', group_attribute: '属性', absent: '（无）',
    add_filter: '筛选', filter_by: '筛选维度', values: '取值', apply: '应用', remove_filter: '移除对“{{what}}”的筛选',
    compare: '与上一时段比较', compare_all: '比较（请先选择时间范围）', before: '上一时段', change: '变化', note: '说明',
    dashed: '虚线：上一时段，首尾对齐。', tick: '虚线刻度：上一时段。',
    name_by: '{{what}}，按{{a}}', name_by_two: '{{what}}，按{{a}}和{{b}}', total: '总计',
    first: '还没有数据具有这个指标', first_text: '请先带来事件、评分或原话：之后每个指标都可按旅程、时间、渠道和您自己的属性来看。', bring: '导入数据',
    none: '没有符合的数据', none_text: '在此范围和筛选下，没有事实带有这个指标。请放宽时间范围或移除筛选。',
    span: '**{{low}}**最低，为 {{lowest}}；**{{high}}**最高，为 {{highest}}。', span_same: '从{{low}}（{{lowest}}）到{{high}}（{{highest}}）：**没有真实差异**。',
    up: '较上一时段（{{before}}）**上升** {{by}}\u00a0±\u00a0{{half}}。', down: '较上一时段（{{before}}）**下降** {{by}}\u00a0±\u00a0{{half}}。', level: '较上一时段（{{before}}）**没有真实变化**：{{by}}\u00a0±\u00a0{{half}}。',
    no_before: '上一时段没有可比的数据。', changed: '{{by}}，真实变化', unchanged: '{{by}}，无真实变化',
    hidden_one: '{{n}} 个单元格数据不足（{{have}} / {{need}}）。', hidden_other: '{{n}} 个单元格数据不足（最多 {{have}} / {{need}}）。', hidden_all: '数据不足：{{have}} / {{need}}。',
    views: '已存视图', no_views: '还没有保存的视图。提一个值得反复看的问题，然后保存。', shared: '全员', private: '仅自己', save: '保存视图', save_title: '把此问题保存为视图', saved: '已保存。', update: '更新“{{name}}”',
    name: '视图名称', share_all: '工作区所有人可见', unshare: '仅自己可见', cancel: '取消', pin: '固定', pin_title: '固定到看板', pin_to: '看板', pin_new: '新建看板…',
    more: '此视图的更多操作', copy_link: '复制链接', copied: '链接已复制。', remove: '移除', remove_view: '移除“{{name}}”？', remove_text: '引用它的看板会保留此问题。',
  },
  dash: {
    name: '看板名称', note: '备注', note_hint: '读者应当知道什么？', done: '完成', add_note: '备注', add: '添加图表', make_own: '复制为我的看板', copy: '复制一份', copy_of: '{{name}} 的副本', switch: '全部看板', new: '新建看板', create: '创建',
    role: { 'cx-lead': '体验负责人看板', analyst: '分析师看板', 'touchpoint-owner': '接触点负责人看板' },
    role_text: { 'cx-lead': '旅程感受如何、承诺在哪里被打破、哪里最痛。随旅程自动更新；复制后可自行排列。', analyst: '同样的指标切得更细，并给出解释它们的指标。随旅程自动更新；复制后可自行排列。', 'touchpoint-owner': '逐个接触点，关键时刻优先。随旅程自动更新；复制后可自行排列。' },
    shared_by: '由 {{name}} 创建，工作区所有人可见。', only_you: '仅您可见。',
    missing: '没有这个看板', missing_text: '它可能已被移除，或为他人私有。', empty: '还没有固定任何图表', empty_text: '在“探索”中提问并固定到这里，或写一条备注。', no_journey: '有了第一个旅程就会填满', no_journey_text: '默认看板由现有的旅程生成。',
    own_range: '各自的时间范围', grip: '移动{{name}}，第 {{at}} / {{n}} 个', grip_hint: '拖动，或用方向键移动', moved: '{{name}}现在是第 {{at}} / {{n}} 个。', tile_menu: '卡片：{{name}}', open: '在探索中打开', rename: '重命名', edit_note: '编辑备注', narrow: '占一列', wide: '占两列', remove_tile: '从看板移除', removed: '已移除卡片。', undo: '撤销',
    rename_this: '重命名看板', more: '此看板的更多操作', print: '打印或存为 PDF', print_now: '打印', print_back: '返回', print_hint: '这就是 A4 上的样子。', remove: '移除看板', remove_this: '移除“{{name}}”？', remove_text: '已存视图会保留，备注会消失。',
  },
  talk: {
    title: '评论', open: '评论{{what}}', open_n_one: '{{what}}有 {{count}} 条未解决的评论', open_n_other: '{{what}}有 {{count}} 条未解决的评论', this_page: '此页', none: '还没有评论。您写下的内容会留在这张图上，并记住您现在看到的时间范围和筛选。', none_page: '还没有评论。您写下的内容会留在这一页上，并记住您现在看到的时间范围和筛选。', none_read: '还没有评论。',
    new: '新评论', reply: '回复', resolve: '标为已解决', reopen: '重新打开', resolved: '已解决', show_resolved_one: '显示 {{count}} 条已解决', show_resolved_other: '显示 {{count}} 条已解决', hide_resolved: '隐藏已解决', edit: '编辑', edited: '已编辑', remove: '移除', removed: '此评论已移除。', former: '已离开的成员',
    write: '写评论，用 @ 提及同事', send: '发送', hint: 'Ctrl + Enter', nobody: '没有这个名字', thread_of: '{{name}} 发起的讨论', mentions: '提及我的', mentions_n_one: '{{count}} 条未读提及', mentions_n_other: '{{count}} 条未读提及', no_mentions: '还没有人提及您。用 @ 提到您的评论会出现在这里。', see_all: '全部标为已读',
  },
};
