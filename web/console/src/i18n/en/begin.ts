// The way from a need to a live survey.
export const begin = {
  begin: {
    title: 'From a need to a live survey', text: 'Five steps, a few minutes. Nothing is made before the last one, and all of it can be changed later.', comma: ', ', on: 'Continue', change: 'Change', fits: 'Fits what you want to know', yours: 'Your journey, as it is', whole: 'The journey as a whole',
    steps: { need: 'What do you want to know?', journey: 'Which journey?', key: 'Which touchpoints are key?', measure: 'What is measured, and what is tolerated?', collect: 'Ask' },
    needs: {
      delivery: { name: 'Do deliveries keep their promise?', text: 'Expectation against experience, right after the delivery' },
      service: { name: 'Does service help?', text: 'Solved or not, effort, competence, attitude and respect' },
      relation: { name: 'Would customers recommend us?', text: 'NPS of the relationship, with the reason in their words' },
      product: { name: 'Does the product please?', text: 'Look, handling, noise and what it is for, item by item' },
      leaving: { name: 'Why do people leave without buying?', text: 'Asked only of those who gave up' },
    },
    key_text: 'Those where customers judge you, at most {{most}}. They get a floor: how much may go wrong before you are told.',
    measure_text: 'The survey "{{survey}}" has {{n}} questions. Each rating knows its scale and its touchpoint, so answers become numbers on your map at once.', measure_said: '{{survey}}, {{share}} % tolerated',
    ask_at: 'It asks about', tolerated: 'Tolerated share of very bad answers', tolerated_text: 'Answers in the lowest tenth of the scale, at the key touchpoints. Above that share the floor counts as broken.',
    will_keep: 'Your journey "{{journey}}" stays, with floors as a new version', will_journey: 'A journey is made: {{journey}}', will_floors: 'Floors at {{list}}; a floor that is there already stays as it is', will_survey: 'The survey "{{survey}}" is published about: {{place}}; {{languages}} languages', will_link: 'You get an open link and a QR code; nobody is written to',
    go: 'Go live', again: 'Try again', note: 'First steps', link_name: 'First link', live: 'Your survey is live', live_text: 'Answers about {{place}} count from now on and stand on the map seconds later.', link: 'Link', qr: 'QR code of the link', try: 'Answer it yourself', try_text: 'It opens as customers see it, on any phone. Your own answer counts, too.', next: 'And then',
    ways: { answers: { name: 'Read the answers', text: 'Per question, with intervals' }, send: { name: 'Ask after an event', text: 'By mail, SMS or WeChat, never too often' }, share: { name: 'More ways to share', text: 'Personal links, kiosk, website, paper' }, words: { name: 'Change the words', text: 'Questions, logic, languages, colours' }, map: { name: 'See the journey', text: 'Where expectation is broken; improve, and ask again' } },
  },
};
