import type { figure as en } from '../en/figure';
import type { Strings } from '../strings';

export const figure: Strings<typeof en> = {
  figure: {
    menu: '{{what}}的菜单', as_table: '以表格显示', as_chart: '以图显示', png: '保存为 PNG', csv: '保存为 CSV', rows: '查看背后的明细', no_png: '此浏览器无法生成图片。',
    failed: '无法载入', failed_text: '页面其余部分仍可使用。', no_data: '还没有可画的内容', no_data_text: '事实一到，就会自动出现。', source: '{{site}} · {{at}}',
  },
  num: { n: 'n = {{n}}', few: 'n = {{have}}，需 {{need}}' },
  delta: {
    better: '变好', worse: '变差', same: '无实质变化', few: '样本不足，无法比较', same_mde: '无实质变化（可检出 ≥ {{mde}}）', against: '对比 {{from}} – {{to}}', was: '此前 {{value}}',
  },
  method_page: { open: '方法说明', title: '数字是怎么算的', all: '全部方法', missing: '没有这个方法的说明', missing_text: '链接可能来自更新的版本。' },
  trend: {
    rose: '从 {{start}} 到 {{end}}，由 {{from}} **升至** {{to}}，超出偶然。', fell: '从 {{start}} 到 {{end}}，由 {{from}} **降至** {{to}}，超出偶然。',
    same: '从 {{start}} 到 {{end}} **无实质变化**：起初 {{from}}，最后 {{to}}。', one: '只有一个点：{{value}}。',
    scores: '{{n}} 个回答（{{metric}}）中 {{good}} 为好评，{{bad}} 为差评。', split: '**爱恨分明**：{{n}} 个回答（{{metric}}）中 {{good}} 为好评，{{bad}} 为差评，居中者很少。',
  },
};
