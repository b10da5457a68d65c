export const customers = {
  customers: {
    one: 'Customer', text: 'Open one to replay the journey step by step.', search: 'Search by customer id', last_seen: 'Last seen', worst: 'Worst experience', most: 'Most contacts', broken: 'Promises broken', facts: 'Contacts', seen: 'Last seen', since: 'since {{date}}',
    none: 'No customers yet', none_text: 'Customers appear with the first event, rating or feedback that names them.', none_found: 'No such customer', none_found_text: 'The search looks at the beginning and the inside of customer ids.',
    range: '{{from}}–{{to}} of {{total}}', page: 'Page {{n}}', prev: 'Previous page', next: 'Next page', unknown: 'This customer is not known', unknown_text: 'The id may be mistyped, or the data was erased on request.',
  },
  timeline: {
    span: '{{from}} – {{to}}', ids: 'also known as {{ids}}', show: 'Show', none: 'Nothing to show', none_shown: 'All kinds are hidden; switch one on above.', none_text: 'This customer has no facts.', older: 'Show older',
    episode: 'Episode', episode_key: 'Episode {{key}}', loose: 'Outside any episode', closed: 'closed', open: 'still open', promises: '{{kept}} kept, {{broken}} broken', rated: 'Rated {{metric}}', said: 'Feedback', identified: 'Identified', breach: 'below the floor',
    attributes_one: '{{count}} detail', attributes_other: '{{count}} details',
  },
  compare: {
    made: 'Promise made, due {{due}}', made_plain: 'Promise made', promised: 'promised {{q}}', actual: 'took {{q}}', kept: 'kept', broken: 'broken', over: '{{q}} over', under: '{{q}} under', ratio: 'ratio {{r}}', expected: 'expected {{q}}', score: 'score {{q}}',
  },
};
