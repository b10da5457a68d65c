import type { customers as en } from '../en/customers';
import type { Strings } from '../strings';

export const customers: Strings<typeof en> = {
  customers: {
    one: '客户', text: '打开一位，逐步重放他的旅程。', search: '按客户编号搜索', last_seen: '最近出现', worst: '体验最差', most: '接触最多', broken: '违背承诺', facts: '接触次数', seen: '最近出现', since: '自 {{date}}', none: '还没有客户', none_text: '第一条指明客户的事件、评分或反馈到达时，客户就会出现。',
    none_found: '没有这位客户', none_found_text: '搜索会查找客户编号的任意部分。', range: '第 {{from}}–{{to}} 位，共 {{total}} 位', page: '第 {{n}} 页', prev: '上一页', next: '下一页', unknown: '不认识这位客户', unknown_text: '编号可能有误，或数据已应要求删除。',
  },
  timeline: {
    span: '{{from}} – {{to}}', ids: '也叫 {{ids}}', show: '显示', none: '没有可显示的', none_shown: '所有类型都已隐藏；请在上方打开一种。', none_text: '这位客户没有事实。', older: '显示更早的', episode: '旅程实例', episode_key: '旅程实例 {{key}}', loose: '不属于任何实例', closed: '已结束', open: '进行中',
    promises: '兑现 {{kept}}，违背 {{broken}}', rated: '评分 {{metric}}', said: '反馈', identified: '身份识别', breach: '击穿底线', attributes_one: '{{count}} 项细节', attributes_other: '{{count}} 项细节',
  },
  compare: { made: '作出承诺，{{due}} 到期', made_plain: '作出承诺', promised: '承诺 {{q}}', actual: '实际 {{q}}', kept: '已兑现', broken: '已违背', over: '超出 {{q}}', under: '提前 {{q}}', ratio: '比值 {{r}}', expected: '期望 {{q}}', score: '{{q}} 分' },
};
