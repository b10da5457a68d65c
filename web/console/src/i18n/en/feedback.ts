export const feedback = {
  words: {
    title: 'In their own words', page_text: 'Comments of ratings and unsolicited feedback, newest first.', search: 'Search the words', tone: 'Tone', all: 'All', negative: 'Negative', positive: 'Positive',
    by_touchpoint: 'All touchpoints', by_kind: 'All kinds', by_lang: 'All languages', kind_rating: 'Comment of a rating', kind_feedback: 'Unsolicited', more: 'Show more', score: 'score {{score}}', score_of: '{{metric}} {{score}}', customer: 'Customer {{id}}',
    none: 'No words yet', none_text: 'Comments of ratings and feedback from reviews, chats and calls appear here.', none_found: 'Nothing found', none_found_text: 'Try fewer words, another tone or a longer time range.', none_here: 'Nobody has written anything here yet.',
  },
};
