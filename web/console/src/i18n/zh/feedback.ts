import type { feedback as en } from '../en/feedback';
import type { Strings } from '../strings';

export const feedback: Strings<typeof en> = {
  words: {
    title: '原话', page_text: '评分的留言与主动反馈，最新在前。', search: '搜索原话', tone: '倾向', all: '全部', negative: '负面', positive: '正面', by_touchpoint: '全部接触点', by_kind: '全部类型', by_lang: '全部语言', kind_rating: '评分留言', kind_feedback: '主动反馈', more: '显示更多', score: '{{score}} 分', score_of: '{{metric}} {{score}} 分', customer: '客户 {{id}}',
    none: '还没有原话', none_text: '评分的留言，以及来自评论、聊天、电话的反馈会出现在这里。', none_found: '没有找到', none_found_text: '试试更少的字、别的倾向或更长的时间。', none_here: '这里还没有人写下什么。',
  },
};
