export const touchpoint = {
  tp: {
    owner_is: 'Owner', standards: 'Standards', no_standards: 'None written down yet', against: 'Changes: against the {{n}} days before', since: 'Since {{day}} only {{after}} of promises are kept; before it was {{before}}.',
    polarised_n: 'Polarised: {{high}} are very satisfied and {{low}} very dissatisfied, with few between. The mean describes nobody here; look at the distribution, and ask what the two camps lived differently.',
    sort_broken: 'Expectation broken', verdict_broken: 'expectation broken',
    one: 'Touchpoint', unassigned: 'Whole journey', owner: 'Owner: {{owner}}', no_owner: 'No owner yet', floor: 'Floor {{value}}', floor_rate: 'Floor {{value}}, tolerated {{rate}}', no_floor: 'No floor set',
    polarised: 'Polarised: many very good and many very bad scores, few between. The mean describes nobody here; look at the distribution.',
    sheet: 'Touchpoint sheet', play_stage: 'Service as stage', props: 'Product as props', actor: 'Actor', sources: 'Where expectation comes from', key: 'Key',
    list_title: 'Touchpoints, ranked', list_text: 'Dot and bar are the experience with its 95 % interval; the dashed tick is the expectation. Bars that overlap are not proven different.',
    col_gap: 'Gap', col_kept: 'Kept', col_memory: 'Memory', picture: 'Experience on a scale from −1 to +1', sort_worst: 'Worst first', sort_memory: 'Most remembered', sort_gap: 'Largest gap', sort_kept: 'Promises broken',
    unmeasured_title: '{{n}} touchpoints without enough data', unmeasured_text: 'They are on the map, but too few customers have been heard or observed there.',
  },
  late: {
    title: 'How late', sub: 'Outcome against promise', col: 'Against the promise', early: '{{from}} to {{to}} early', late: '{{from}} to {{to}} late', on_day: 'on the day', early_by: '{{q}} early', late_by: '{{q}} late', early_more: '{{more}} early or more', late_more: '{{more}} late or more', say: '**{{share}}** came after the promise. {{typical}}', typical: 'When late, typically by **{{q}}**.',
    alt: 'Outcomes against the promise. {{list}}', side_early: 'earlier', side_late: 'later', due: 'as promised', sampled: 'A sample of {{n}} outcomes.',
  },
  segments: { title: 'Who lives it how', by: 'Divide by', by_channel: 'Channel', by_lang: 'Language', none: '(none)', differ: '**{{worst}}** is proven worse than **{{best}}**.', alike: 'The intervals overlap: no difference is proven.', single: 'Only one group has a number: nothing to compare.' },
  lang_name: { zh: 'Chinese', en: 'English' },
  around: {
    title: 'Before and after', sub: 'The last event before customers came here, and the first one after they left', before: 'Right before', after: 'Right after', nothing_before: 'nothing: it began here', nothing_after: 'nothing: it ended here', say: 'From **{{n}}** episodes that came by{{sampled}}.', sampled: ' (a sample)', none: 'No episodes came by', none_text: 'Events with an episode key, such as an order number, show what happens around a touchpoint.', step: 'Step', side: 'When',
  },
};
