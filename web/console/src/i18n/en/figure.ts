export const figure = {
  figure: {
    menu: 'Menu of {{what}}', as_table: 'Show as table', as_chart: 'Show as chart', png: 'Save as PNG', csv: 'Save as CSV', rows: 'See the rows behind it', no_png: 'The picture could not be made in this browser.',
    failed: 'This could not be loaded', failed_text: 'Everything else on the page still works.', no_data: 'Nothing to draw yet', no_data_text: 'It fills by itself as facts arrive.', source: '{{site}} · {{at}}',
  },
  num: { n: 'n = {{n}}', few: 'n = {{have}}, needs {{need}}' },
  delta: {
    better: 'better', worse: 'worse', same: 'no real change', few: 'too few to compare', same_mde: 'no real change; {{mde}} or more would show', against: 'against {{from}} – {{to}}', was: 'was {{value}}',
  },
  method_page: { open: 'Method page', title: 'How numbers are computed', all: 'All methods', missing: 'There is no page for this method', missing_text: 'The link may come from a newer version.' },
  trend: {
    rose: '**Rose** from {{from}} to {{to}} between {{start}} and {{end}}, more than chance would do.', fell: '**Fell** from {{from}} to {{to}} between {{start}} and {{end}}, more than chance would do.',
    same: '**No real change** between {{start}} and {{end}}: {{from}} at first, {{to}} at last.', one: 'One point only: {{value}}.',
    scores: '{{good}} of {{n}} answers ({{metric}}) are good, {{bad}} are bad.', split: '**Loved or hated**: {{good}} of {{n}} answers ({{metric}}) are good, {{bad}} are bad, few lie between.',
  },
};
