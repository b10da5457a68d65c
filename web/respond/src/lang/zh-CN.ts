import { speak } from '../core';

speak('zh-CN', {
  next: '下一题', back: '上一题', submit: '提交', skip: '跳过', optional: '选填', enter: '或按回车键 ↵', progress: '进度', of: '第 {n} 题，共 {m} 题',
  offline: '没有网络。回答已存在本机，联网后自动提交。', sending: '正在提交…', sent: '已送达。',
  language: '语言', thanks: '谢谢您！', again: '再答一次',
  failed: '未能提交。',
  bad_required: '请回答本题。', bad_long: '最多 {n} 个字。', bad_short: '请至少写 {n} 个字。',
  nps_low: '完全不可能', nps_high: '极有可能',
});
