import { speak } from '../core';

// What fewer surveys need.
speak('zh-CN', {
  low: '非常差', high: '非常好',
  bad_rows: '请为每一行打分。', bad_both: '请把两部分都填上。', bad_date: '请填写有效范围内的日期。', bad_email: '邮箱地址似乎不完整。', bad_phone: '电话号码似乎不完整。', bad_consent: '需要您同意才能继续。',
  bw0: '比期望差很多', bw1: '比期望差', bw2: '符合期望', bw3: '比期望好', bw4: '比期望好很多',
  expected: '我的期望', got: '实际感受', otherwise: '其他', other: '请说明', none: '以上都没有', agree: '我同意',
  rank: '请按喜好顺序点选，最喜欢的排在最前（共 {n} 项）。', ranked: '{n} 现在是第 {m} 位', place: '第 {n} 位', up: '上移：{n}', down: '下移：{n}', thing: '想到的第 {n} 件事',
  tone: '这次经历怎么样？', tone_good: '好', tone_bad: '不好',
  valence: '您的感受如何？', va0: '非常不愉快', va1: '不愉快', va2: '一般', va3: '愉快', va4: '非常愉快', arousal: '有多强烈？', ar0: '平静', ar1: '比较平静', ar2: '一般', ar3: '比较激动', ar4: '非常激动',
  c_name: '姓名', c_email: '邮箱', c_phone: '电话', c_wechat: '微信', c_company: '公司', c_address: '地址',
  close: '关闭', print: '打印', restart: '重新开始', test: '测试：不计入结果。', bad_few: '请至少选择 {n} 项。', bad_many: '最多选择 {n} 项。', ces_low: '非常困难', ces_high: '非常容易', csat_low: '非常不满意', csat_high: '非常满意',
  unknown: '链接无效，请检查地址。', closed: '本问卷已结束。', used: '您已经回答过了，谢谢！', expired: '链接已过期。', full: '名额已满，谢谢您！',
});
