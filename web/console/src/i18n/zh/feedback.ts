import type { feedback as en } from '../en/feedback';
import type { Strings } from '../strings';

export const feedback: Strings<typeof en> = {
  words: {
    neutral: '中性', unrated: '无评分', between: '中性或无评分', nowhere: '未归属', by_mark: '全部标记', by_channel: '全部渠道', label_important: '重要', label_read: '已读', label_unread: '未读', label_assigned: '人工归属', label_taken: '处理中', label_closed: '已结案', change: '因此有何改变', change_save: '保存', change_text: '客户可通过每条消息中的链接看到此说明，以及是否处理中或已结案。', changed: '有何改变：{{text}}', search_help: '所有词都要出现；"引号中的词"须相连；-词 不得出现',
    total_one: '{{n}} 条原话', total_other: '{{n}} 条原话', hide: '隐藏个人信息', export: '导出 CSV', open_all: '在反馈中打开', linked: '链接指向的原话', assigned_by: '由 {{who}} 移到这里',
    do_important: '重要', do_read: '已读', do_label: '标签', do_assign: '归到接触点', new_label: '新标签', add: '添加', assign_text: '原话与评分将计入您选择的接触点；重建数据后仍然有效。', assign_was: '来源把它归到：{{place}}', belongs: '它属于……', move: '移动', take_back: '撤回',
    keys: '键盘', key_j: '下一条', key_k: '上一条', key_m: '重要', key_r: '已读', key_l: '标签', key_a: '归属', key_Enter: '客户',
    title: '原话', page_text: '评分的留言与主动反馈，最新在前。', search: '搜索原话', tone: '倾向', all: '全部', negative: '负面', positive: '正面', by_touchpoint: '全部接触点', by_kind: '全部类型', by_lang: '全部语言', kind_rating: '评分留言', kind_feedback: '主动反馈', more: '显示更多', score: '{{score}} 分', score_of: '{{metric}} {{score}} 分', customer: '客户 {{id}}',
    none: '还没有原话', none_text: '评分的留言，以及来自评论、聊天、电话的反馈会出现在这里。', none_tone: '这里没有此类原话。', none_found: '没有找到', none_found_text: '试试更少的字、别的倾向或更长的时间。', none_here: '这里还没有人写下什么。',
  },
};
