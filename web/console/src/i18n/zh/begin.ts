// 从需求到上线的问卷
export const begin = {
  begin: {
    title: '从需求到上线的问卷', text: '五步，几分钟。最后一步之前什么都不会创建，之后一切都可以再改。', comma: '、', on: '继续', change: '修改', fits: '适合您想了解的问题', yours: '您现有的旅程', whole: '整段旅程',
    steps: { need: '想了解什么？', journey: '哪段旅程？', key: '哪些是关键接触点？', measure: '测量什么，容忍多少？', collect: '开始询问' },
    needs: {
      delivery: { name: '物流兑现承诺了吗？', text: '送达后立即比较期望与体验' },
      service: { name: '服务有帮助吗？', text: '是否解决、费力程度、专业能力、态度与尊重' },
      relation: { name: '客户愿意推荐我们吗？', text: '关系 NPS，并用客户自己的话说明原因' },
      product: { name: '产品令人满意吗？', text: '外观、操作、噪音与功效，逐项评分' },
      leaving: { name: '为什么没买就离开？', text: '只问放弃购买的人' },
    },
    key_text: '客户据以评判您的接触点，最多 {{most}} 个。它们会设定底线：差评多到什么程度要通知您。',
    measure_text: '问卷“{{survey}}”有 {{n}} 个问题。每个评分都知道自己的量表和接触点，回答会立即变成地图上的数字。', measure_said: '{{survey}}，容忍 {{share}} %',
    ask_at: '询问的对象', tolerated: '可容忍的极差回答比例', tolerated_text: '指关键接触点上量表最低十分之一的回答；超过这一比例即视为击穿底线。',
    will_keep: '保留您的旅程“{{journey}}”，底线作为新版本保存', will_journey: '创建旅程：{{journey}}', will_floors: '在 {{list}} 设定底线；已有的底线保持不变', will_survey: '发布问卷“{{survey}}”，对象：{{place}}；{{languages}} 种语言', will_link: '得到公开链接和二维码；不会给任何人发消息',
    go: '上线', again: '再试一次', note: '起步', link_name: '第一个链接', live: '问卷已上线', live_text: '关于“{{place}}”的回答从现在起计入，几秒后出现在地图上。', link: '链接', qr: '链接的二维码', try: '自己答一次', try_text: '打开的就是客户看到的样子，任何手机都可以。您的回答也会计入。', next: '接下来',
    ways: { answers: { name: '查看回答', text: '逐题显示，带区间' }, send: { name: '事件之后询问', text: '邮件、短信或微信，从不打扰过度' }, share: { name: '更多分享方式', text: '专属链接、一体机、网站、纸质' }, words: { name: '修改文字', text: '问题、逻辑、语言、配色' }, map: { name: '查看旅程', text: '哪里打破期望；改进后再问' } },
  },
};
