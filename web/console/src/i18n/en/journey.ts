export const journey = {
  story: {
    title_worst: 'Customers will remember {{stage}}', title_peak: 'Customers will remember {{stage}}', title_single: 'Only {{stage}} has been rated', one: 'Customers rate {{stage}} at **{{value}}**; the other stages of {{all}} have no ratings yet, so peak and valley cannot be told.', promises: ' {{kept}} of promises are kept.', title_even: 'No moment stands out', title_quiet: 'The journey is waiting for voices',
    few: 'There are too few ratings to say what customers will remember. Every answer that arrives shows up here within two seconds.',
    even: 'Experience is even along the way: neither a peak nor a valley differs from the rest beyond chance.',
    only_peak: '**{{peak}}** is the peak of the journey, and no stage falls below neutral.',
    promise: '{{stage}} in **{{scene}}** was promised in {{expected}} and took {{actual}}', promise_since: '{{stage}} in **{{scene}}** was promised in {{expected}} and took {{actual}}, worse since {{since}}',
    kept: '{{stage}} in **{{scene}}** keeps only {{kept}} of its promises', kept_since: '{{stage}} in **{{scene}}** keeps only {{kept}} of its promises, worse since {{since}}',
    low: '{{stage}} in **{{scene}}** is the low point of the journey', low_since: '{{stage}} in **{{scene}}** is the low point of the journey, worse since {{since}}',
    share: 'it makes up **{{share}}** of what is remembered', peak: '{{peak}} is the peak', share_and_peak: 'it makes up **{{share}}** of what is remembered, while {{peak}} is the peak',
    join: '; ', stop: '.', gain: ' Repaired, the remembered score would rise by {{gain}} {{interval}}',
  },
  kpi: {
    mean: 'mean of moments {{mean}}', mean_hides: 'mean {{mean}}: it hides the valley', ratio_below: 'below expectation', ratio_above: 'above expectation', ratio_even: 'as expected', missing: 'No data in this range',
  },
  curve: { alt: 'Experience along the journey: {{list}}', expectation: 'Expectation', list_join: ', ' },
  matrix: { label: 'Journey matrix, stages by scenes', scene: 'Scene', stage: 'Stage' },
  cell: {
    mot: 'MOT', breach: '{{n}} breaches of the floor', floor: 'floor ×{{n}}', polarised: 'polarised', na: 'not applicable', few: 'Too few', unmeasured: 'Not measured', kept: 'kept', kept_share: 'kept {{share}}', observed: 'observed', gap: 'gap {{gap}}',
    na_n_one: '{{count}} scene does not apply', na_n_other: '{{count}} scenes do not apply',
  },
  legend: {
    colour: 'Experience −1 … +1', interval: '± 95 % interval', memory: 'Bar and dot size = share of memory', mot: 'Moment of truth', hatch: 'Not measured or too few', observed: 'Dashed = observed, not asked',
    coverage: '{{measured}} of {{applicable}} touchpoints measured ({{share}})', span: '{{from}} – {{to}}',
  },
  journey: {
    views: 'Views of the journey', edit: 'Edit', map: 'Map', paths: 'Paths', laws: 'Four laws', add: 'Add a journey', touchpoints_n_one: '{{count}} touchpoint', touchpoints_n_other: '{{count}} touchpoints',
  },
  panel: {
    label: 'Selected touchpoint', close: 'Close', open: 'Open touchpoint', read: 'Read the words', read_n: 'Read all {{n}}', trend_alt: 'Promises kept over {{n}} weeks, from {{first}} to {{last}}',
  },
  triangle: {
    title: 'Experience against expectation', sub: 'Triangle law: 1 = exactly as promised', one: '1.0 as promised', alt: 'Distribution of experience over expectation of {{n}} cases; {{below}} lie below 1',
    none: 'No expectation known', none_text: 'A promise rule in the journey, or an expected score beside a rating, makes the triangle visible.',
    group: 'as a group: {{name}}', borderline: 'as a group: between two classes',
  },
  promise: {
    title: 'Promises', sub: 'What was promised, and what became of it', kept: 'Kept', broken: 'Broken', overdue: 'Overdue, still open', open: 'Pending', median: 'Median time',
    median_text: 'Half of all cases take at most {{time}}.', none: 'No promises here', none_text: 'A rule that names the promised time or quantity of an event turns it into a promise.',
  },
  outcome: { title: 'Rating of the episode by promise', kept: 'Kept', broken: 'Broken', bins: 'Mean rating by ratio of promise to outcome', ratio: 'Promise / outcome', mean: 'Mean' },
  episodes: { closed: 'Closed episodes', open: 'Open episodes' },
  laws: {
    title: 'Four laws of experience', triangle: 'Triangle law', triangle_sub: 'Satisfaction = experience / expectation', peak_end: 'Peak-end law', peak_end_sub: 'The strongest moment and the last one are remembered', effective: 'Law of effective experience', effective_sub: 'Only what is remembered counts',
    joy_pain: 'Joy-pain law', joy_pain_sub: 'No moment may fall below its floor', show_all: 'Show all {{n}}', leverage: 'What repair would lift the remembered score', leverage_short: 'Gain by repair', leverage_note: 'Each row: if that touchpoint never fell below {{target}}, everything else unchanged.',
    contest: 'Does peak-end beat the mean on your own data?', r2_peak_end: 'Explained by peak-end (R²)', r2_mean: 'Explained by the mean (R²)',
  },
  law_say: {
    triangle_few: 'No expectations are known yet, so satisfaction cannot be compared with them.',
    triangle_below: 'Experience stays **below expectation** (ratio {{ratio}}); {{low}} of cases end dissatisfied or angry.', triangle_above: 'Experience is **above expectation** (ratio {{ratio}}); still, {{low}} of cases end dissatisfied or angry.', triangle_even: 'Experience is about as expected (ratio {{ratio}}); {{low}} of cases end dissatisfied or angry.',
    outcome: ' Where the promise is kept the episode is rated **{{kept}}**, where it is broken **{{broken}}**.', promises: ' {{rate}} of promises are kept.',
    peak_end_few: 'No episode has two rated moments yet; peak and end need them.',
    remembered: 'The remembered score is **{{remembered}}**.', remembered_lower: 'Customers remember **{{remembered}}** although the moments average {{mean}}: the mean hides the valley.', remembered_higher: 'Customers remember **{{remembered}}** although the moments average only {{mean}}: peak and end carry it.', remembered_same: 'Customers remember **{{remembered}}**, about the mean of the moments ({{mean}}).',
    most_memory: ' {{touchpoint}} takes the largest part of memory, {{share}}.', best_gain: ' Repairing {{touchpoint}} would help most: {{gain}}.',
    effective: 'Only what is remembered unaided counts. Ask customers later what they remember: {{have}} such answers are here, {{need}} are needed.',
    no_floor: 'No touchpoint has a floor yet. A floor is the score that no customer should ever meet.', no_breach: 'No floor was broken in this range.', breaches: 'Floors were broken {{k}} times, within the tolerated rate.',
    alarm: '**{{touchpoint}}** breaks its floor more often than tolerated: {{k}} of {{n}}.', alarms: '**{{touchpoint}}** breaks its floor more often than tolerated ({{k}} of {{n}}), and so do {{more}} more.',
  },
  floor: { table: 'Floor breaches by touchpoint', breaches: 'Breaches', rate: 'Rate', worst: 'Worst 5 %', evidence: 'Evidence', none: 'Set a floor on a touchpoint to watch it here.', note: 'Evidence of 20 or more is an alarm; it stays valid however often you look.' },
  empty: {
    journey_title: 'No data has reached this journey yet', journey_text: 'Send what customers live through and say. Cells fill as facts arrive; nothing needs a reload.', 
    range_title: 'Nothing in this time range', range_text: 'The journey has no facts in the chosen days.', range_all: 'Show all time',
  },
  picker: {
    yours: 'Your journeys', first_title: 'Which journey do your customers take?', first_text: 'A journey is a map: stages across, scenes down, and a touchpoint wherever they meet. Start from a template and change it later.',
    templates: 'Templates', templates_text: 'Stages, scenes, owners, floors and mapping rules are filled in.', add: 'Use this template', adding: 'Adding …',
    import: 'Then bring your data', import_text: 'Nothing is stored before you have seen what would be.', open: 'Open', own: 'A journey of your own', own_text: 'Your stages and scenes, from nothing or from a file.', file: 'Upload a file', file_text: 'CSV, JSON lines or XES event logs: say which column is the customer, the promise, the rating.', systems: 'Connect your systems', systems_text: 'A key and ready snippets for curl, JavaScript and Python.', example: 'Look at a filled one first', example_text: 'Run this in a terminal: a generated company opens beside this one, nothing is mixed.', none: 'No journey to show yet', none_text: 'The owner of the workspace draws the journeys and says which touchpoints are yours.',
  },
  template: {
    appliance: { name: 'Appliance brand, omnichannel', text: 'Sales, product, delivery, after-sale and service across store, online mall, app and mini program.' },
    equipment: { name: 'Industrial equipment', text: 'Order, shipping inspection, installation and maintenance.' },
    'online-shop': { name: 'Online shop order', text: 'From order to delivery and review, with delivery promises.' },
    airline: { name: 'Airline trip', text: 'From booking to baggage claim.' },
    telecom: { name: 'Telecom contract', text: 'From contract to support and renewal.' },
  },
  paths: {
    title: 'Paths and coverage', flow: 'From touchpoint to touchpoint', flow_sub: 'Episodes, step by step', say: 'Of {{n}} episodes, **{{share}}** go from {{from}} to {{to}}; there are {{variants}} different paths.', alt: 'Flows of {{n}} episodes over {{steps}} steps', colours: 'A flow has the colour of the experience where it arrives: blue good, orange bad, grey not rated. Click a touchpoint to open it.',
    none: 'No paths yet', none_text: 'A path needs episodes with at least two touchpoints: events or ratings with the same episode or customer.', end: 'ends', rest: 'rare ways', step: 'Step', from: 'From', to: 'To',
    variants: 'Most frequent paths', variants_say: 'Of the frequent paths, the worst remembered is **{{path}}**.', variants_few: 'Too few ratings to say which path is remembered worst.', path: 'Path', episodes: 'Episodes',
    coverage: 'Coverage', coverage_say: '**{{measured}}** of {{applicable}} touchpoints that exist are measured ({{share}}).', state: 'State', states: { measured: 'Measured', observed: 'Observed only', insufficient: 'Too few', unmeasured: 'Not measured', not_applicable: 'Not applicable' }, dark: 'In the dark', heard: '{{ratings}} ratings, {{events}} events',
  },
};
