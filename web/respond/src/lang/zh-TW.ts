import { speak } from '../core';

speak('zh-TW', {
  next: '下一題', back: '上一題', submit: '送出', skip: '略過', optional: '選填', enter: '或按 Enter 鍵 ↵', progress: '進度', of: '第 {n} 題，共 {m} 題',
  offline: '沒有網路。回答已存在本機，連線後自動送出。', sending: '正在送出…', sent: '已送達。',
  language: '語言', thanks: '謝謝您！', again: '再答一次',
  failed: '未能送出。',
  bad_required: '請回答本題。', bad_long: '最多 {n} 個字。', bad_short: '請至少寫 {n} 個字。',
  nps_low: '完全不可能', nps_high: '極有可能',
});
