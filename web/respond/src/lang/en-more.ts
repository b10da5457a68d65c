import { speak } from '../core';

// What fewer surveys need.
speak('en', {
  low: 'Very poor', high: 'Very good',
  bad_rows: 'Please answer every row.', bad_both: 'Please answer both halves.', bad_date: 'Please give a day that is possible here.', bad_email: 'This e-mail address looks incomplete.', bad_phone: 'This phone number looks incomplete.', bad_consent: 'This needs your agreement to go on.',
  bw0: 'Much worse than expected', bw1: 'Worse', bw2: 'As expected', bw3: 'Better', bw4: 'Much better than expected',
  expected: 'What I expected', got: 'What I got', otherwise: 'Other', other: 'Please describe', none: 'None of these', agree: 'I agree',
  rank: 'Choose in order of preference: the best first ({n}).', ranked: '{n} is now number {m}', place: 'number {n}', up: 'Move up: {n}', down: 'Move down: {n}', thing: 'Thought {n}',
  tone: 'How was it?', tone_good: 'Good', tone_bad: 'Not good',
  valence: 'How did you feel?', va0: 'Very bad', va1: 'Bad', va2: 'Neutral', va3: 'Good', va4: 'Very good', arousal: 'How strongly?', ar0: 'Calm', ar1: 'Rather calm', ar2: 'In between', ar3: 'Rather stirred', ar4: 'Very stirred',
  c_name: 'Name', c_email: 'E-mail', c_phone: 'Phone', c_wechat: 'WeChat', c_company: 'Company', c_address: 'Address',
  close: 'Close', print: 'Print', restart: 'Start again', test: 'Test run: nothing is counted.', bad_few: 'Please choose at least {n}.', bad_many: 'Please choose at most {n}.', ces_low: 'Very difficult', ces_high: 'Very easy', csat_low: 'Very dissatisfied', csat_high: 'Very satisfied',
  unknown: 'This link leads nowhere. Please check the address.', closed: 'This survey is closed.', used: 'You have answered already. Thank you!', expired: 'This link has expired.', full: 'We have all the answers that we need. Thank you!',
});
