export const customers = {
  customers: {
    by_journey: 'Any journey', by_touchpoint: 'Lived any touchpoint', by_band: 'Any experience', by_value: 'Any value to us', band_bad: 'Bad (below −0.33)', band_mixed: 'Mixed', band_good: 'Good (above +0.33)', band_unrated: 'Never rated',
    value_high: 'Top fifth: {{from}} and more', value_mid: 'Upper middle: {{from}}–{{to}}', value_low: 'Lower half: below {{to}}', value_none: 'No amount', only_broken: 'A promise was broken', only_silent: 'Lived it, said nothing',
    total_one: '{{n}} customer', total_other: '{{n}} customers', most_broken: 'Most broken promises', most_value: 'Highest value to us', promises: 'Promises kept', broken_n: '{{n}} broken', value: 'Value to us', silent: 'said nothing', clear: 'Clear filters',
    one: 'Customer', text: 'Open one to replay the journey step by step. Counts are of the chosen time and filters.', search: 'Search id, name or any attribute', last_seen: 'Last seen', worst: 'Worst experience', most: 'Most contacts', broken: 'Promises broken', facts: 'Contacts', seen: 'Last seen', since: 'since {{date}}',
    none: 'No customers yet', none_text: 'Customers appear with the first event, rating or feedback that names them.', none_found: 'No customer fits', none_found_text: 'The search looks inside ids and all attributes sent with identify. Try fewer words, fewer filters or a longer time range.',
    range: '{{from}}–{{to}} of {{total}}', page: 'Page {{n}}', prev: 'Previous page', next: 'Next page', unknown: 'This customer is not known', unknown_text: 'The id may be mistyped, or the data was erased on request.',
  },
  timeline: {
    span: '{{from}} – {{to}}', ids: 'also known as {{ids}}', show: 'Show', none: 'Nothing to show', none_shown: 'All kinds are hidden; switch one on above.', none_text: 'This customer has no facts.', older: 'Show older',
    episode: 'Episode', episode_key: 'Episode {{key}}', loose: 'Outside any episode', closed: 'closed', open: 'still open', promises: '{{kept}} kept, {{broken}} broken', rated: 'Rated {{metric}}', said: 'Feedback', identified: 'Identified', breach: 'below the floor',
    attributes_one: '{{count}} detail', attributes_other: '{{count}} details',
  },
  replay: {
    title: 'The journey, step by step', do: 'Replay', close: 'Close', controls: 'Play the journey', first: 'First step', before: 'Step back', next: 'Step forward', last: 'Last step', play: 'Play', pause: 'Pause', step: 'Step', step_of: 'Step {{step}} of {{n}}: {{what}}', so_far: 'So far',
    day: 'Day {{n}} · {{date}}', remembered: 'Would be remembered', mean: 'Mean so far', said: 'Said something', times_one: '{{count}} time', times_other: '{{count}} times', no_promise: 'No promise yet.', left: '{{q}} left', past: '{{q}} past due', on_time: 'on time', late: '{{q}} late', early: '{{q}} early',
    curve_alt: 'Experience so far: {{n}} of {{of}} ratings', key_step: 'step', key_play: 'play or pause', space: 'Space',
  },
  worth: {
    us: 'Value to us', us_text: 'Inside-out: what the customer brings the company', them: 'Value they got', them_text: 'Outside-in: what the customer lived with us', unknown: 'Not known', unknown_text: 'No amounts are sent for this company. Send one with the event of a purchase ({{names}}) and it appears here.',
    band_high: 'top fifth of customers', band_mid: 'upper middle', band_low: 'lower half', band_none: 'nothing yet', events_one: '{{count}} time', events_other: '{{count}} times', each: 'Each', last: 'Last', source: 'Sum of “{{property}}” over “{{event}}”.',
    silent: 'Has never rated', of_ratings_one: 'mean of {{count}} rating', of_ratings_other: 'mean of {{count}} ratings', kept: 'Promises kept', breaches: 'Below the floor', unequal: 'One of our most valuable customers, and we have not given much back: more went wrong than right.',
  },
  compare: {
    made: 'Promise made, due {{due}}', made_plain: 'Promise made', promised: 'promised {{q}}', actual: 'took {{q}}', kept: 'kept', broken: 'broken', over: '{{q}} over', under: '{{q}} under', ratio: 'ratio {{r}}', expected: 'expected {{q}}', expected_before: 'expected {{q}} (asked before)', expected_recalled: 'expected {{q}} (recalled)', score: 'score {{q}}',
  },
};
