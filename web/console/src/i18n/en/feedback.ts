export const feedback = {
  words: {
    neutral: 'Neutral', unrated: 'No score', between: 'Neutral or without a score', nowhere: 'Not assigned', by_mark: 'Any mark', by_channel: 'All channels', label_important: 'Important', label_read: 'Read', label_unread: 'Unread', label_assigned: 'Moved by hand', label_taken: 'Being worked on', label_closed: 'Closed', change: 'What changed because of it', change_save: 'Save', change_text: 'The customer reads this, and whether it is worked on or closed, by the link in each message.', changed: 'What changed: {{text}}', search_help: 'All words must be there; "words in quotes" stand together; -word must not be there',
    total_one: '{{n}} comment', total_other: '{{n}} comments', hide: 'Hide personal data', export: 'Export CSV', open_all: 'Open in Feedback', linked: 'The linked comment', assigned_by: 'moved here by {{who}}',
    do_important: 'Important', do_read: 'Read', do_label: 'Labels', do_assign: 'Assign to a touchpoint', new_label: 'New label', add: 'Add', assign_text: 'The comment and its score count where you put it. A rebuild keeps your choice.', assign_was: 'The sender put it at: {{place}}', belongs: 'It belongs to …', move: 'Move', take_back: 'Take back',
    keys: 'Keyboard', key_j: 'next', key_k: 'before', key_m: 'important', key_r: 'read', key_l: 'label', key_a: 'assign', key_Enter: 'customer',
    title: 'In their own words', page_text: 'Comments of ratings and unsolicited feedback, newest first.', search: 'Search the words', tone: 'Tone', all: 'All', negative: 'Negative', positive: 'Positive',
    by_touchpoint: 'All touchpoints', by_kind: 'All kinds', by_lang: 'All languages', kind_rating: 'Comment of a rating', kind_feedback: 'Unsolicited', more: 'Show more', score: 'score {{score}}', score_of: '{{metric}} {{score}}', customer: 'Customer {{id}}',
    none: 'No words yet', none_text: 'Comments of ratings and feedback from reviews, chats and calls appear here.', none_tone: 'Nothing of this kind here.', none_found: 'Nothing found', none_found_text: 'Try fewer words, another tone or a longer time range.', none_here: 'Nobody has written anything here yet.',
  },
};
