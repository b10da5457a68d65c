import type { data as en } from '../en/data';
import type { Strings } from '../strings';

export const data: Strings<typeof en> = {
  data: {
    title: '数据', text: '带来发生了什么、承诺了什么、客户说了什么。先从文件开始，满意后再接系统。', views: '数据的来路',
    view: { files: '文件', sources: '系统接入', unmapped: '未映射事件' },
    drop: '导入文件', drop_title: '把文件拖到这里', drop_text: '支持 CSV、TSV、JSON Lines、XES 事件日志，也可为压缩文件。Excel 请先另存为 CSV。在您看过结果之前不会存入任何内容。', choose: '选择文件', sending: '正在发送 {{name}}', send_failed: '文件未能发送。',
    history: '导入记录', history_none: '还没有导入', history_none_text: '把文件拖到上方；每次导入存入了什么、拒绝了什么都会列在这里。',
    dry: '仅试运行', state: { queued: '等待中', running: '进行中', done: '完成', failed: '失败', cancelled: '已取消', interrupted: '中断' },
    accepted_n: '存入 {{n}}', rejected_n: '拒绝 {{n}}', waiting: '等待其他任务', rows_n: '{{n}} 行', rate: '每秒 {{n}} 行', left: '还需 {{time}}', seconds_one: '{{count}} 秒', seconds_other: '{{count}} 秒', minutes_one: '{{count}} 分钟', minutes_other: '{{count}} 分钟', cancel: '停止',
    interrupted: '期间服务器停止了。请重新运行：已存入的不会重复。', rows: '行数', accepted: '存入', would_accept: '将存入', duplicate: '已存在', rejected: '拒绝', empty: '无内容', item: '部分', by_item: '各部分的结果',
    rejects: '下载被拒绝的行 CSV（{{n}}）', see_journey: '查看旅程', see_unmapped: '未映射事件', again: '重新打开',
    import_title: '导入', file_gone: '文件已不在此处', file_gone_text: '文件保留七天。请重新发送。', guess_failed: '无法读取此文件', choose_other: '选择其他文件',
    which_file: '文件', looks: '文件的样子', format: '格式', encoding: '编码', separator: '分隔符', found: '自动识别', tab: '制表符', sampled: '已看行数', unreadable: '{{n}} 行无法读取', saved_map: '映射', use_saved: '使用已存映射', file_unused: '此文件没有内容被导入。',
    columns: '列及其含义', meaning: '{{column}} 的含义',
    role: { customer: '客户', episode: '订单/工单', id: '行编号', event: '事件名', time: '时间', promise: '承诺时间', rating: '评分', text: '原话', channel: '渠道', attribute: '属性', ignored: '不使用' },
    where: '归属何处', where_text: '这些行所说的是哪个旅程的接触点。选择模板则随导入成为您的旅程。', journey_inline: '由此文件新建的旅程', new_from_template: '从模板新建', journey_none: '不归属旅程：事件暂不映射', no_time: '没有列说明时间：所有行都取本次导入的时间。趋势需要真实时间；若有时间列，请将其含义设为“时间”。',
    items: '每一行变成什么', items_text: '根据列名与取值给出的建议，请改正不对之处。', items_none: '还没有：请把某列的含义设为时间、评分或原话。', item_track: '事件', item_rating: '评分', item_feedback: '原话', item_identify: '客户资料', item_when: '仅当没有评分', remove_item: '删除第 {{n}} 部分',
    event_name: '事件名称', time: '时间', time_constant: '全部为 {{time}}', touchpoint: '接触点', touchpoint_hint: '没有接触点的评分，说的是整体关系。', touchpoint_rules: '按旅程的规则', touchpoint_none: '无', by_column: '由某列说明', value_to: '{{value}} 对应的接触点',
    as_json: '映射的 JSON', outcome: '将会存入什么', outcome_say: '前 {{rows}} 行得到 **{{accepted}}** 条事实。', outcome_rejected_one: '{{count}} 条会被拒绝。', outcome_rejected_other: '{{count}} 条会被拒绝。', outcome_unmapped: '{{all}} 个事件中有 {{n}} 个没有对应的接触点，请在左侧为其选择。',
    refused: '被拒绝的行', line: '第 {{n}} 行', places: '接触点', facts: '最前面的事实', facts_none: '不会存入任何内容', no_place: '无接触点',
    import_now: '导入', dry_now: '试运行整个文件', import_safe: '同一文件导入两次，不会重复存入。',
    keys: '密钥', keys_text: '此密钥只能发送数据：可放在后端，不要放在网页里。', keys_owner: '密钥由工作区所有者创建。', key_name: '用途，例如订单系统', make_key: '创建密钥', key_once: '请立即复制，仅显示一次。', key_seen: '{{when}}使用过', key_unused: '尚未使用', copy_key: '复制密钥',
    arrived: '已到达的事件', last_seen: '接收中', arrived_none: '还没有', arrived_none_text: '运行本页的程序，几秒内即会显示在这里。',
    snippets: '发送第一个事件', snippets_text: '粘贴、运行，看它到达。在此创建的密钥会自动填入。', snippet_kind: '类型', snippet_language: '语言', language: { curl: 'curl', js: 'JavaScript', python: 'Python' }, snippets_more: '全部接口：', copy: '复制', copied: '已复制',
    arrived_no_event: '还没有事件到达', arrived_no_event_text: '请导入文件或接入系统。没有接触点认领的事件会列在这里，并附上可供确认的规则。', events_count: '数量',
    unmapped_none: '每个事件都有接触点', unmapped_none_text: '没有规则认领的事件会列在这里，并附上可供确认的规则。', unmapped_say: '{{names}} 种名称下的 {{n}} 个事件没有规则认领：已保存，但尚未计入任何地方。', events_n: '{{n}} 个事件', no_suggestion: '名称中看不出它属于哪里。', use_suggestion: '查看此规则', make_rule: '创建规则', make_journey: '新建旅程',
    reads_episode: '键 {{property}}', reads_promise: '承诺 {{property}}', reads_rating: '{{metric}} 取自 {{property}}', reads_text: '原话 {{property}}',
  },
};
