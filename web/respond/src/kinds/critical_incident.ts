// One story, and whether it was a good one.
import { h, kind, t } from '../core';
import { marked } from '../parts/lines';
import { area, lengths } from '../parts/words';
import { tiles } from '../parts/tiles';

type Story = { text?: string; tone?: string };
kind('critical_incident', (ask) => {
  const value: Story = Object.assign({}, ask.value as Story);
  const told = () => { const v: Record<string, string> = {}; if (value.text) v.text = value.text; if (value.tone) v.tone = value.tone; ask.set(value.text || value.tone ? v : undefined); };
  const tone = (v: string, mark: string) => ({ v, face: marked(mark, t('tone_' + v)), say: t('tone_' + v) });
  return h('div', null, area(ask, value.text || '', (s) => { value.text = s; told(); }, ask.q.max_length || 5000, ask.q.text),
    h('p', { class: 'sub', 'aria-hidden': 'true' }, t('tone')),
    tiles(ask.id + 'tone', [tone('good', '<path d="M7 11v9H4v-9zM7 12l4-8c2 0 2.500 1.500 2 4v2h6l-1.500 10H7"/>'), tone('bad', '<path d="M7 13V4H4v9zM7 12l4 8c2 0 2.500-1.500 2-4v-2h6L17.500 4H7"/>')], { cls: 'two', label: t('tone'), value: value.tone }, (v) => { value.tone = v as string; told(); }));
}, (q, v) => ((v as Story).text ? lengths(q, (v as Story).text as string, 5000) : undefined), (_, v) => ((v as Story).text ? undefined : ['required']));
