import { Button, Checkbox, Input, Popconfirm, Select } from 'antd';
import { useMemo, useState } from 'react';
import { Icon } from '@/design/icons';
import { count } from '@/design/number';
import { Empty } from '@/design/parts';
import { tx, useLang, useT } from '@/i18n';
import type { TabProps } from './BuilderPage';
import { findQuestion, missingIn, put, say, setAt, setSurvey, textsOf } from './model';
import { useLanguageName } from './parts';

const OFFERED = ['zh-CN', 'zh-TW', 'en', 'ja', 'ko', 'de', 'fr', 'es', 'pt', 'it', 'ru', 'ar', 'th', 'vi', 'id', 'ms', 'hi', 'tr', 'nl', 'pl'];

/** Every text beside itself in every language; what is missing is counted and can be looked at alone. */
export default function Translations({ builder }: TabProps) {
  const t = useT();
  const lang = useLang();
  const name = useLanguageName();
  const { draft, edit } = builder;
  const [only, setOnly] = useState(false);
  const [left, setLeft] = useState<string[]>();
  const said = useMemo(() => textsOf(draft), [draft]);
  const tags = draft.languages;
  const lacks = (x: (typeof said)[number]) => tags.some((l) => !x.words[l]);
  // What was missing when one began to look stays, so that a row does not vanish under the pen.
  const shown = only ? said.filter((x) => left?.includes(x.path) || lacks(x)) : said;
  const where = (of: string, what: string) => {
    const q = findQuestion(draft, of);
    const kind = tx(`survey.said.${what}`, what);
    return q ? `${kind} · ${t(`survey.q.${q.kind}`)}` : kind;
  };
  const write = (path: string, words: Record<string, string>, tag: string, text: string) => edit((s) => setAt(s, path, put(words, tag, text) ?? {}), `${path}:${tag}`);
  return (
    <div className="stack">
      <div className="card card-pad">
        <div className="sv-langs">
          {tags.map((l, i) => {
            const n = missingIn(said, l);
            return (
              <span key={l} className="sv-lang" data-lang={l}>
                <b>{name(l)}</b> <code>{l}</code>
                {i === 0 ? <small>{t('survey.first_language')}</small> : <small className={n ? 'warm' : ''}>{n ? t('survey.missing_n', { count: n, n: count(n) }) : t('survey.complete')}</small>}
                {i > 0 && <button type="button" className="icon-btn" title={t('survey.make_first')} aria-label={t('survey.make_first_of', { name: name(l) })} onClick={() => edit((s) => setSurvey(s, { languages: [l, ...s.languages.filter((x) => x !== l)] }))}><Icon name="up" size={14} /></button>}
                {tags.length > 1 && <Popconfirm title={t('survey.remove_language', { name: name(l) })} description={t('survey.remove_language_text')} okText={t('survey.remove')} cancelText={t('survey.cancel')} onConfirm={() => edit((s) => setSurvey(s, { languages: s.languages.filter((x) => x !== l) }))}><button type="button" className="icon-btn" aria-label={t('survey.remove_language', { name: name(l) })}><Icon name="close" size={14} /></button></Popconfirm>}
              </span>
            );
          })}
          <Select aria-label={t('survey.add_language')} value={null} placeholder={t('survey.add_language')} showSearch optionFilterProp="label" onChange={(l: string | null) => l && edit((s) => setSurvey(s, { languages: [...s.languages, l] }))} options={OFFERED.filter((l) => !tags.includes(l)).map((l) => ({ value: l, label: `${name(l)} (${l})` }))} popupMatchSelectWidth={false} style={{ minWidth: 150 }} data-add-language />
        </div>
        <Checkbox checked={only} onChange={(e) => { setLeft(e.target.checked ? said.filter(lacks).map((x) => x.path) : undefined); setOnly(e.target.checked); }} style={{ marginTop: 12 }}>{t('survey.only_missing')}</Checkbox>
      </div>
      {!shown.length ? <div className="card"><Empty small title={t('survey.nothing_missing')} actions={<Button onClick={() => setOnly(false)}>{t('survey.all_texts')}</Button>} /></div> : (
        <div className="card scroll-x sv-table" tabIndex={0} role="region" aria-label={t('survey.tab.translations')}>
          <table className="table" style={{ minWidth: 120 + tags.length * 210 }}>
            <thead><tr><th scope="col">{t('survey.where')}</th>{tags.map((l) => <th scope="col" key={l}>{name(l)}</th>)}</tr></thead>
            <tbody>
              {shown.map((x) => (
                <tr key={x.path} data-text={x.path}>
                  <th scope="row"><span>{where(x.of, x.what)}</span></th>
                  {tags.map((l) => <td key={l} className={x.words[l] ? '' : 'sv-lack'}><Input.TextArea autoSize={{ minRows: 1, maxRows: 6 }} lang={l} value={x.words[l] ?? ''} maxLength={2000} aria-label={`${where(x.of, x.what)}: ${say(x.words, lang, tags) || x.path} (${name(l)})`} placeholder={l === tags[0] ? '' : t('survey.missing')} onChange={(e) => write(x.path, x.words, l, e.target.value)} /></td>)}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}
