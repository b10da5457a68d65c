export const manners = {
  palette: { title: 'Find or do', new_survey: 'New survey', hint: 'Page, touchpoint, customer, action …', open: 'Find or do', none: 'Nothing found. Try fewer letters.', page: 'Pages', journey: 'Journeys', touchpoint: 'Touchpoints', survey: 'Surveys', trigger: 'Triggers', customer: 'Customers', action: 'Actions', results: 'results', invitations: 'invitations', refusals: 'not sent, and why', funnel: 'funnel', budget: 'attention budget', channels: 'channels', new_trigger: 'New trigger' },
  keys: {
    title: 'Keyboard', go: 'Go to', do: 'Do', then: 'then', palette: 'Find or do', sheet: 'Keyboard shortcuts', search: 'Search on this page', range: 'Choose the time range', theme: 'Light or dark', lang: '中文 / English', print: 'Print this page',
    matrix: 'In the matrix', move: 'Move', open: 'Open', close: 'Close', single: 'Shortcuts of a single key are on',
  },
  segment: { pick: 'Customers to look at', all: 'All customers', by: 'Split by', none: 'No attributes to choose from', none_text: 'Attributes come with events and identities: city, tier, plan …', some: '{{attribute}}: {{value}}', clear: 'All customers' },
};
