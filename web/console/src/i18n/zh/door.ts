import type { door as en } from '../en/door';
import type { Strings } from '../strings';

export const door: Strings<typeof en> = {
  door: {
    claim: '看见期望在哪里被打破，哪一刻会被记住。', sign_in: '登录', sign_in_text: '欢迎回来。', email: '电子邮箱', password: '密码', need_email: '请输入电子邮箱', need_password: '请输入密码', wrong: '邮箱或密码不正确。', too_many: '尝试次数过多，请一分钟后再试。', setup: '首次启动', setup_text: '创建此服务器的所有者账户。', no_token: '请打开服务器启动时打印的一次性链接，形如：',
    workspace: '公司或工作区', name: '您的姓名', need_workspace: '请输入工作区名称', need_name: '请输入您的姓名', password_hint: '至少 10 个字符；一句话最好。', password_short: '至少 10 个字符', create: '创建并进入', bad_token: '此链接已使用或已过期。服务器下次启动时会打印新的链接。', done: '已经设置好了', done_text: '所有者账户已存在，请登录。',
    code_title: '第二步', code_text: '正在登录 {{email}}。', code: '身份验证器的验证码', code_hint: '六位数字，或您的一个恢复码。', need_code: '请输入验证码', back: '返回', forgot: '忘记密码？工作区的所有者可以给您一个重设链接。',
  },
};
