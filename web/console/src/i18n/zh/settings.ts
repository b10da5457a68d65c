import type { settings as en } from '../en/settings';
import type { Strings } from '../strings';

export const settings: Strings<typeof en> = {
  settings: {
    group_me: '我',
    group_ws: '工作区',
    save: '保存',
    saved: '已保存',
    actions: '操作',
    hide: '隐藏',
    copy: '复制：{{what}}',
    copy_short: '复制',
    copied: '已复制',
    switch: '{{name}}：切换工作区',
    workspaces: '工作区',
    profile: { title: '个人资料', text: '同事看到的您，以及您的密码。', you: '您', password: '密码', password_text: '修改后，其他设备上的登录会全部退出。', password_done: '密码已修改，其他设备已退出', current: '当前密码', again: '再次输入新密码', differ: '两次输入不一致', change: '修改密码' },
    security: { title: '安全', text: '两步验证，以及您已登录的设备。', must: '该工作区要求两步验证。请在此启用，之后即可使用其他功能。', factor: '两步验证', factor_text: '登录时还需输入手机身份验证器中的验证码。这样仅凭被盗的密码无法登录。', on: '已启用', is_off: '未启用', begin: '启用', step1: '打开身份验证器应用（如 Aegis、Google Authenticator、1Password）。', step2: '扫描图片，或输入下方密钥。', step3: '输入应用显示的六位数字。', qr: '密钥的二维码', secret: '密钥', finish: '确认', codes: '恢复码', codes_text: '手机丢失时，每个恢复码可代替验证码使用一次。请与手机分开保存。之后无法再次查看。', copy_codes: '全部复制', kept: '我已保存', left_one: '剩余 {{count}} 个恢复码', left_other: '剩余 {{count}} 个恢复码', new_codes: '重新生成', off: '停用', off_ask: '以后仅凭密码登录？', off_done: '两步验证已停用', required: '该工作区要求启用。', sessions: '登录会话', sessions_text: '结束您不认识的会话，并修改密码。', device: '设备', address: '地址', since: '登录时间', seen: '最近使用', this: '当前', end: '结束', ended: '已结束', end_all: '结束其他全部', end_all_ask: '在其他所有设备上退出登录？' },
    workspace: { title: '工作区', text: '对所有成员生效的设置。', about: '名称、时间与语言', about_text: '标识：{{key}}', zone: '时区', zone_text: '决定一天从何时开始：图表、时间范围与按日计算的承诺。', lang: '报告与面向客户文字的语言', lang_text: '控制台语言由每个人自行选择。', privacy: '隐私', privacy_text: '不能查看单个客户的人（查看者角色）看不到少于此数的答案所得的数字；若恰有一个被隐藏，次小的一个也一并隐藏。', k: '最少答案数', totp: '要求所有人两步验证', totp_text: '未启用的成员在启用之前只能进行设置。', totp_first: '请先为自己启用两步验证（安全）。' },
    members: { title: '成员', text: '谁在此工作，以何种角色。', people: '成员', invite: '邀请', name: '姓名', role: '角色', factor: '两步验证', seen: '最近使用', you: '您', edit: '编辑', edit_of: '编辑 {{name}}', reset: '重设链接', reset_of: '{{name}} 的密码重设链接', remove_of: '移除 {{name}}', remove: '移除', remove_ask: '将 {{name}} 移出此工作区？', remove_text: '其会话立即结束，其创建的内容保留。', removed: '已移除', reset_title: '{{name}} 的链接', reset_text: '请自行转交。一次有效，24 小时内可用。', reset_text_totp: '请自行转交。一次有效，24 小时内可用，并会移除两步验证。', open: '未接受的邀请', none: '没有未接受的邀请', none_text: '邀请是一次性链接，由您转交，无需邮件服务器。', by: '邀请人', until: '有效期至', expired: '已过期', withdraw: '撤回', withdrawn: '已撤回', link: '给 {{email}} 的邀请', link_text: '请立即复制，之后不再显示。一次有效，至 {{date}}。', make: '生成链接', invite_text: '您将得到一个可转交的链接。', valid: '有效期', departments: '部门', departments_text: '旅程中归属该部门的所有接触点，包括以后新增的。', single: '单个接触点', touchpoints_one: '{{count}} 个接触点', touchpoints_other: '{{count}} 个接触点', nothing: '尚未指定范围' },
    roles: { title: '角色', text: '谁可以做什么。', may: '可以', yes: '是', no: '否', own: '自己的接触点' },
    metrics: { title: '指标', text: '每个数字的含义。公式变更即为新版本，旧报告依然成立。', metric: '指标', formula: '公式', need: '最少答案数', version: '版本' },
    keys: { title: 'API 密钥', text: '程序凭密钥发送或读取数据。', list: '密钥', new: '新建密钥', name: '用途', name_hint: '网上商城', need_name: '请填写用途', scope: '范围', scope_ingest: '发送', scope_read: '读取', scope_admin: '全部', scope_text_ingest: '发送事件、评分与反馈；不能查看。', scope_text_read: '查看数字、客户与反馈；不能修改。', scope_text_admin: '拥有所有者的全部权限（个人账号除外）。仅用于您自己的管理。', expires: '到期', no_expiry: '永不', create: '创建密钥', made: '创建', used: '最近使用', never: '从未', revoke: '吊销', revoke_of: '吊销 {{name}}', revoke_ask: '使用此密钥的程序将立即被拒绝。', revoked: '已吊销', none: '还没有密钥', none_text: '在上方创建，并将示例粘贴到您的程序。', fresh: '密钥“{{name}}”', fresh_text: '请立即复制，之后不再显示。', key: '密钥', example: '示例', copy_example: '复制示例', kept: '我已保存' },
    audit: { title: '审计日志', text: '谁在何时何地修改了什么。此处内容不可修改或删除。', search: '搜索操作、对象、内容', everybody: '所有人', none: '没有记录', none_text: '设置、旅程、成员与密钥的每次修改都会显示在此。', more: '更早', all_one: '{{count}} 处修改', all_other: '全部 {{count}} 处修改', less: '收起', before: '之前', after: '之后', nobody: '某人' },
  },
  role_name: { owner: '所有者', analyst: '分析师', manager: '负责人', agent: '客服', viewer: '查看者' },
  role_what: { owner: '全部权限，包括成员、密钥、设置与审计日志。', analyst: '查看全部，编辑旅程并导入数据；不能改设置。', manager: '仅查看自己负责的接触点的数字与客户原话。', agent: '查看并处理客户与反馈；不能修改旅程和设置。', viewer: '仅查看数字：看不到客户与原话，也看不到人数很少的结果。' },
  right_name: { read: '查看数字', personal: '查看客户与原话', act: '标记、评论、保存视图', write: '编辑旅程、导入数据', ingest: '发送数据', admin: '成员、密钥、设置、审计日志' },
  confirm: { title: '确认是您本人', text: '此操作需要再次输入密码，之后 15 分钟内有效。', ok: '确认', cancel: '取消' },
  invite: { title: '邀请', to: '加入 {{workspace}}', by: '{{by}} 邀请您担任{{role}}。', as: '邀请您担任{{role}}。', known: '该邮箱已有账号，请输入其密码。', join: '加入', gone: '链接无效', gone_text: '链接已使用、已过期或已撤回。请索取新的链接。' },
  reset: { title: '设置新密码', text: '之后所有设备将退出登录。', new: '新密码', save: '保存新密码', done: '密码已设置', done_text: '请用新密码登录。', gone_text: '链接已使用或已过期。请向所有者索取新的链接。' },
  metric_formula: { nps: '100 ×（推荐者 − 贬损者）/ n', csat: '最高两档的答案数 / n', ces: '评分之和 / n', ces_hard: '认为费力的答案数 / n', mean_experience: '效价之和 / n', mean_score: '评分之和 / n', satisfaction_ratio: 'exp（ln（体验 / 期望）的均值）', expectation_gap: 'ln（体验 / 期望）/ ln 3 的均值，截于 −1 … 1', promise_kept: '兑现 /（兑现 + 违背）', net_valence: '100 ×（好评 − 差评）/ n', top_box: '好评数 / n', bottom_box: '差评数 / n', consistency: '1 − 效价的标准差', floor_breach: '低于底线的次数 / n', volume: '事实的条数' },
  audit_action: { post_sessions: '登录', delete_session: '退出登录', post_setup: '完成首次设置', patch_workspace: '修改工作区设置', post_keys: '创建 API 密钥', delete_keys_id: '吊销 API 密钥', post_invitations: '发出邀请', delete_invitations_id: '撤回邀请', post_invitations_accept: '接受邀请', patch_members_id: '修改成员', delete_members_id: '移除成员', post_members_id_reset: '生成密码重设链接', post_password_reset: '通过链接重设密码', patch_account: '修改个人姓名', post_account_password: '修改个人密码', post_account_totp_verify: '启用两步验证', delete_account_totp: '停用两步验证', post_account_recovery_codes: '重新生成恢复码', delete_account_sessions: '结束其他全部会话', delete_account_sessions_id: '结束会话', post_journeys: '创建旅程', put_journeys_key: '修改旅程', delete_journeys_key: '归档旅程', post_journeys_key_rules: '添加规则', post_imports: '开始导入', put_imports_files_name: '上传文件', put_maps_key: '修改映射', delete_maps_key: '删除映射', delete_customers_id: '删除客户', post_backups: '开始备份', get_export: '导出事实', get_audit_export: '导出审计日志' },
};
