import type { manners as en } from '../en/manners';
import type { Strings } from '../strings';

export const manners: Strings<typeof en> = {
  palette: { title: '查找或执行', new_survey: '新建问卷', hint: '页面、接触点、客户、操作…', open: '查找或执行', none: '没有找到，试试更少的字。', page: '页面', journey: '旅程', touchpoint: '接触点', survey: '问卷', customer: '客户', action: '操作', trigger: '触发规则', results: '结果', invitations: '邀请', refusals: '未发送及原因', funnel: '漏斗', budget: '注意力预算', channels: '渠道', new_trigger: '新建触发规则' },
  keys: {
    title: '键盘', go: '前往', do: '操作', then: '然后', palette: '查找或执行', sheet: '键盘快捷键', search: '在本页搜索', range: '选择时间范围', theme: '浅色或深色', lang: '中文 / English', print: '打印本页',
    matrix: '在矩阵中', move: '移动', open: '打开', close: '关闭', single: '启用单键快捷键',
  },
  segment: { pick: '查看哪些客户', all: '全部客户', by: '按属性', none: '没有可选的属性', none_text: '属性随事件与身份而来：城市、等级、套餐…', some: '{{attribute}}：{{value}}', clear: '全部客户' },
};
