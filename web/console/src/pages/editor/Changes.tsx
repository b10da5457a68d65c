import type { Journey } from '@shared/api';
import { useLang, useT, type T } from '@/i18n';
import type { Lang, Text } from '@shared/api';
import { touchpointName } from '../journey/names';
import type { Change } from './diff';
import { label, type Draft } from './model';

type Places = Pick<Draft | Journey, 'stages' | 'scenes'>;
function words(c: Change, places: Places, t: T, lang: Lang): string {
  const name = (x?: Text) => label(x ?? { zh: '', en: '' }, lang, '…');
  const fields = c.fields?.map((f) => t(`editor.field.${f}` as 'editor.field.owner')).join(t('editor.list_join')) ?? '';
  const cell = c.cell ? (c.cell.includes('{') ? c.cell : touchpointName(places, c.cell, lang)) : '';
  return t(`editor.diff.${c.what}`, { name: name(c.name), before: name(c.before), event: c.event ?? '', cell, fields, order: (c.order ?? []).map(name).join(' → ') });
}

/** Changes as sentences, at most `most`. */
export function Changes({ list, places, most = 40 }: { list: Change[]; places: Places; most?: number }) {
  const t = useT();
  const lang = useLang();
  return (
    <ul className="changes">
      {list.slice(0, most).map((c, i) => <li key={i}>{words(c, places, t, lang)}</li>)}
      {list.length > most && <li className="muted">{t('editor.more_changes', { count: list.length - most })}</li>}
    </ul>
  );
}
