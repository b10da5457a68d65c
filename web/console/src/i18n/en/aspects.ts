// Aspects: what an experience is made of.
export const aspects = {
  aspects: {
    title: 'What the experience is made of', family: 'Kind of aspect', one: 'Aspect', whole: 'Journey as a whole', all: 'All touchpoints', comma: ', ', not_asked: 'not asked',
    of: { senses: 'Five senses', dimensions: 'Four dimensions', people: 'People', other: 'Other aspects' },
    name: {
      sense_sight: 'Sight', sense_hearing: 'Hearing', sense_smell: 'Smell', sense_taste: 'Taste', sense_touch: 'Touch',
      dimension_physical: 'Physical', dimension_emotional: 'Emotional', dimension_intellectual: 'Intellectual', dimension_participatory: 'Participatory',
      competence: 'Competence', attitude: 'Attitude', respect: 'Respect', courtesy: 'Courtesy', helpfulness: 'Helpfulness',
      look: 'Look', handling: 'Handling', noise: 'Noise', mite_removal: 'Mite removal', dust_removal: 'Dust removal', order: 'Order and cleanliness',
    },
    map_sub: 'Mean experience from −1 to 1 for each aspect at each touchpoint; a dash means that nobody was asked, not 0', none: 'No aspects rated yet',
    none_text: 'Ask for the five senses, the four dimensions or the people in a survey (question kinds of these names, or a rating grid), or send ratings with a metric such as respect. They appear here by touchpoint.',
    worst: 'Weakest: **{{aspect}}** at **{{place}}**, {{value}} [{{lo}}, {{hi}}] (n = {{n}}).', few: 'Not enough answers to tell aspects apart.',
    shape: 'Shape of one touchpoint', shape_sub: 'Centre −1, dashed ring 0 (neutral), rim 1; the thick line is the 95 % interval', shape_say: '**{{place}}**: strongest {{best}} ({{high}}), weakest {{worst}} ({{low}}).', missing: 'Nobody was asked about: {{list}}.',
    training: 'Training gap', training_sub: 'Attitude minus competence in the same answers: above 0, people are kinder than they are able', difference: 'Difference', verdict: 'What shows', is: { training: 'training is missing', attitude: 'attitude lags', level: 'no difference shows' },
    training_say: 'At **{{place}}** training is missing: competence lies {{gap}} [{{lo}}, {{hi}}] below attitude ({{n}} customers).', training_none: 'Nowhere is competence below attitude beyond chance.',
    no_pairs: 'No pairs yet', no_pairs_text: 'Ask for competence and attitude in the same answer, as the templates "after service" and "mystery visit" do.',
    matters: 'Which aspect matters', matters_sub: 'How much of the differences in the overall judgement of the same touchpoint goes with each aspect (LMG); associated with, not caused by',
    matters_say: 'The aspects explain **{{r2}}** of the differences in {{outcome}} (n = {{n}}). **{{first}}** has the largest share: **{{share}}**.', matters_none: 'The aspects explain {{r2}} of the differences in {{outcome}} (n = {{n}}); none stands above noise.', matters_few: '{{need}} overall judgements with aspects rated beside them are needed; there are {{have}}.',
  },
};
