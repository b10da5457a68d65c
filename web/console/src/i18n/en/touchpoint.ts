export const touchpoint = {
  tp: {
    one: 'Touchpoint', unassigned: 'Whole journey', owner: 'Owner: {{owner}}', no_owner: 'No owner yet', floor: 'Floor {{value}}', floor_rate: 'Floor {{value}}, tolerated {{rate}}', no_floor: 'No floor set',
    polarised: 'Polarised: many very good and many very bad scores, few between. The mean describes nobody here; look at the distribution.',
    sheet: 'Touchpoint sheet', play_stage: 'Service as stage', props: 'Product as props', actor: 'Actor', sources: 'Where expectation comes from', key: 'Key',
    list_title: 'Touchpoints, ranked', list_text: 'Dot and bar are the experience with its 95 % interval; the dashed tick is the expectation. Bars that overlap are not proven different.',
    col_gap: 'Gap', col_kept: 'Kept', col_memory: 'Memory', picture: 'Experience on a scale from −1 to +1', sort_worst: 'Worst first', sort_memory: 'Most remembered', sort_gap: 'Largest gap', sort_kept: 'Promises broken',
    unmeasured_title: '{{n}} touchpoints without enough data', unmeasured_text: 'They are on the map, but too few customers have been heard or observed there.',
  },
};
