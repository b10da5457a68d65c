import { speak } from '../core';

// What fewer surveys need.
speak('zh-TW', {
  low: '非常差', high: '非常好',
  bad_rows: '請為每一列評分。', bad_both: '請把兩個部分都填上。', bad_date: '請填寫有效範圍內的日期。', bad_email: '電子郵件地址似乎不完整。', bad_phone: '電話號碼似乎不完整。', bad_consent: '需要您同意才能繼續。',
  bw0: '比期望差很多', bw1: '比期望差', bw2: '符合期望', bw3: '比期望好', bw4: '比期望好很多',
  expected: '我的期望', got: '實際感受', otherwise: '其他', other: '請說明', none: '以上皆無', agree: '我同意',
  rank: '請依喜好順序點選，最喜歡的排在最前（共 {n} 項）。', ranked: '{n} 現在是第 {m} 位', place: '第 {n} 位', up: '上移：{n}', down: '下移：{n}', thing: '想到的第 {n} 件事',
  tone: '這次經歷如何？', tone_good: '好', tone_bad: '不好',
  valence: '您的感受如何？', va0: '非常不愉快', va1: '不愉快', va2: '普通', va3: '愉快', va4: '非常愉快', arousal: '有多強烈？', ar0: '平靜', ar1: '有點平靜', ar2: '普通', ar3: '有點激動', ar4: '非常激動',
  c_name: '姓名', c_email: '電子郵件', c_phone: '電話', c_wechat: '微信', c_company: '公司', c_address: '地址',
  close: '關閉', print: '列印', restart: '重新開始', test: '測試：不計入結果。', bad_few: '請至少選擇 {n} 項。', bad_many: '最多選擇 {n} 項。', ces_low: '非常困難', ces_high: '非常容易', csat_low: '非常不滿意', csat_high: '非常滿意',
  unknown: '連結無效，請檢查網址。', closed: '本問卷已結束。', used: '您已經回答過了，謝謝！', expired: '連結已過期。', full: '名額已滿，謝謝您！',
});
