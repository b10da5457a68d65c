import { speak } from '../core';

speak('en', {
  next: 'Next', back: 'Back', submit: 'Send', skip: 'Skip', optional: 'optional', enter: 'or press Enter ↵', progress: 'Progress', of: 'Question {n} of {m}',
  offline: 'You are offline. Your answers are kept here and will be sent by themselves.', sending: 'Sending …', sent: 'Your answers have arrived.',
  language: 'Language', thanks: 'Thank you!', again: 'Answer once more',
  failed: 'The answers could not be accepted.',
  bad_required: 'Please answer this question.', bad_long: 'Please use at most {n} characters.', bad_short: 'Please write at least {n} characters.',
  nps_low: 'Not at all likely', nps_high: 'Extremely likely',
});
