// A survey with every kind of question, for looking at and for tests: each touches another page, so that `display` may be either.
import { deflateSync } from 'node:zlib';

const w = (en, cn, tw) => ({ en, 'zh-CN': cn, 'zh-TW': tw });
/** A picture of 160 x 120: a white shape on a colour, as an embedded PNG. */
const picture = (rgb, inside) => {
  const rows = [];
  for (let y = 0; y < 120; y++) {
    rows.push(0);
    for (let x = 0; x < 160; x++) for (const c of rgb) rows.push(inside(x - 80, y - 60) ? Math.round(c + (255 - c) * 0.85) : Math.round(c + y / 8));
  }
  const chunk = (name, data) => {
    const body = Buffer.concat([Buffer.from(name), data]), out = Buffer.alloc(body.length + 8);
    out.writeUInt32BE(data.length);
    body.copy(out, 4);
    out.writeUInt32BE(crc(body), body.length + 4);
    return out;
  };
  const head = Buffer.from([0, 0, 0, 160, 0, 0, 0, 120, 8, 2, 0, 0, 0]);
  const png = Buffer.concat([Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), chunk('IHDR', head), chunk('IDAT', deflateSync(Buffer.from(rows), { level: 9 })), chunk('IEND', Buffer.alloc(0))]);
  return 'data:image/png;base64,' + png.toString('base64');
};
const crc = (data) => {
  let c = -1;
  for (const b of data) {
    c ^= b;
    for (let k = 0; k < 8; k++) c = (c >>> 1) ^ (c & 1 ? 0xedb88320 : 0);
  }
  return ~c >>> 0;
};
const options = [['quick', '快递很快', '快遞很快', 'It came quickly'], ['packed', '包装完好', '包裝完好', 'It was well packed'], ['polite', '快递员有礼貌', '送貨員有禮貌', 'The driver was polite'], ['told', '随时知道到哪了', '隨時知道到哪了', 'I knew where it was']]
  .map(([key, cn, tw, en]) => ({ key, text: w(en, cn, tw) }));
const q = (key, kind, text, more = {}) => ({ key, kind, text, ...more });

export const everyKind = (display = 'one') => ({
  format: 1, key: 'every-kind', kind: 'relationship', title: w('Your new vacuum cleaner', '您的新吸尘器', '您的新吸塵器'), languages: ['en', 'zh-CN', 'zh-TW'], display,
  hidden: [{ key: 'city', shown: true }],
  pages: [
    { key: 'start', questions: [
      q('hello', 'statement', w('Twenty short questions about your new vacuum cleaner', '关于您的新吸尘器，二十个小问题', '關於您的新吸塵器，二十個小問題'), { help: w('Everything is saved as you go. Leave and come back whenever you like.', '回答会随时保存，可以中途离开再回来。', '回答會隨時保存，可以中途離開再回來。') }),
      q('nps', 'nps', w('How likely are you to recommend us to a friend?', '您有多大可能把我们推荐给朋友？', '您有多大可能把我們推薦給朋友？'), { required: true }),
      q('reason', 'long_text', w('You gave {{answer.nps}}. What is the main reason?', '您给了 {{answer.nps}} 分，主要原因是什么？', '您給了 {{answer.nps}} 分，主要原因是什麼？'), { about: 'nps', max_length: 300 })] },
    { key: 'rate', title: w('The delivery', '配送', '配送'), text: w('Think of the day it arrived.', '请回想收货那天。', '請回想收貨那天。'), questions: [
      q('stars', 'csat', w('How satisfied are you with the delivery?', '您对配送有多满意？', '您對配送有多滿意？')),
      q('faces', 'csat', w('And with the person who brought it?', '对送货的人呢？', '對送貨的人呢？'), { look: 'faces' }),
      q('ease', 'ces', w('How easy was it to set up?', '安装起来有多容易？', '安裝起來有多容易？'), { required: true }),
      q('arrival', 'pair', w('How fast was it?', '速度怎么样？', '速度如何？'), { expected_text: w('I expected', '我期望的', '我期望的'), got_text: w('It really was', '实际的', '實際的'), low: w('Very slow', '很慢', '很慢'), high: w('Very fast', '很快', '很快') }),
      q('better', 'better_worse', w('Was it better or worse than you expected?', '比您期望的好还是差？', '比您期望的好還是差？'))] },
    { key: 'feel', questions: [
      q('felt', 'emotion', w('How did you feel when you opened the box?', '打开包装时，您的感受如何？', '打開包裝時，您的感受如何？')),
      q('parts', 'grid', w('How good are these?', '这些方面做得怎么样？', '這些方面做得如何？'), { rows: [{ key: 'look', text: w('How it looks', '外观', '外觀') }, { key: 'noise', text: w('How quiet it is', '静音', '靜音') }, { key: 'power', text: w('How well it cleans', '吸力', '吸力') }], required: true }),
      q('senses', 'senses', w('What your senses told you', '您的感官体验', '您的感官體驗')),
      q('four', 'dimensions', w('And the whole experience', '整体体验', '整體體驗'), { rows: [{ key: 'physical', text: w('Physical: surroundings, comfort', '身体感受（环境、舒适）', '身體感受（環境、舒適）') }, { key: 'emotional', text: w('Emotional: joy, ease of mind', '情绪感受（愉快、安心）', '情緒感受（愉快、安心）') }] })] },
    { key: 'choose', questions: [
      q('where', 'single', w('Where did you buy it?', '您在哪里购买的？', '您在哪裡購買的？'), { options: [{ key: 'store', text: w('In a store', '门店', '門市') }, { key: 'app', text: w('In the app', '手机应用', '手機應用程式') }, { key: 'mini', text: w('In a mini program', '小程序', '小程式') }], other: true }),
      q('good', 'multiple', w('What went well?', '哪些方面做得好？', '哪些方面做得好？'), { options, other: true, min_choices: 1, max_choices: 3, random: true }),
      q('rank', 'ranking', w('What matters most to you?', '您最看重什么？', '您最看重什麼？'), { options, max_choices: 3 }),
      q('pic', 'picture', w('Which colour do you like best?', '您最喜欢哪种颜色？', '您最喜歡哪種顏色？'), { options: [{ key: 'green', text: w('Pine', '松绿', '松綠'), image: picture([47, 125, 107], (x, y) => y < 30 && y > -34 && Math.abs(x) < (y + 34) * 0.62) }, { key: 'sand', text: w('Sand', '沙色', '沙色'), image: picture([199, 163, 107], (x, y) => y < 22 && x * x + (y - 22) ** 2 * 1.6 < 2200) }, { key: 'night', text: w('Night', '夜蓝', '夜藍'), image: picture([51, 65, 95], (x, y) => x * x + y * y < 1200 && (x - 18) ** 2 + (y + 10) ** 2 > 900) }] })] },
    { key: 'recall', questions: [
      q('mind', 'recall_unaided', w('What comes to mind when you think of us?', '说到我们，您会想到什么？', '說到我們，您會想到什麼？'), { max_items: 3 }),
      q('noticed', 'recall_aided', w('Which of these do you remember?', '您记得其中哪些？', '您記得其中哪些？'), { options }),
      q('story', 'critical_incident', w('Tell us one moment you remember well', '说说您印象最深的一件事', '說說您印象最深的一件事'))] },
    { key: 'you', questions: [
      q('since', 'date', w('When did it arrive?', '什么时候收到的？', '什麼時候收到的？'), { earliest: '2026-01-01', latest: '2026-12-31' }),
      q('short', 'short_text', w('What do you call it at home?', '家里人怎么叫它？', '家裡人怎麼叫它？'), { max_length: 40 }),
      q('contact', 'contact', w('How may we reach you?', '怎么联系您？', '怎麼聯絡您？'), { contact: [{ key: 'name' }, { key: 'email', required: true }, { key: 'phone' }, { key: 'wechat' }] }),
      q('agree', 'consent', w('May we write to you about what you told us?', '我们可以就您的反馈联系您吗？', '我們可以就您的意見聯絡您嗎？'), { purpose: 'contact_me', required: true })] },
  ],
  thanks: w('Thank you! Your words go straight to the people who can change something.', '谢谢！您的意见会直接送到能改变它的同事手里。', '謝謝！您的意見會直接送到能改變它的同事手裡。'),
});
