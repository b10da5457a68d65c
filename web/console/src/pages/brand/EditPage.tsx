import { Button, Input, InputNumber } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router-dom';
import type { Brand, BrandIdea } from '@shared/api';
import { ApiError, put } from '@/api/client';
import { Page } from '@/app/Shell';
import { useHref } from '@/app/url';
import { Icon } from '@/design/icons';
import { Notice } from '@/design/parts';
import { errorText, Waiting } from '@/design/Waiting';
import { pick, useLang, useT } from '@/i18n';
import { Field, TextPair } from '../editor/fields';
import { freeKey } from '../editor/model';
import { useBrand } from './queries';
import '../editor/editor.css';
import './brand.css';

const MOST = 12, MOST_RIVALS = 10;
type Draft = Omit<BrandIdea, 'words'> & { words: string };
interface State { values: Draft[]; needs: Draft[]; claim: string; rivals: Brand['rivals'] }
const draft = (i: BrandIdea): Draft => ({ ...i, words: i.words.join('\n') });
const split = (words: string) => [...new Set(words.split(/[\n,，、;；]+/).map((w) => w.trim()).filter(Boolean))];
const idea = (i: Draft): BrandIdea => ({ ...i, words: split(i.words) });

/** What the brand stands for, what customers need, the claim, and rivals: one form, kept whole. */
export default function EditPage() {
  const t = useT();
  const ask = useBrand();
  return (
    <Page title={t('brand.form.title')}>
      <div className="page-title"><h1>{t('brand.form.title')}</h1></div>
      {ask.data ? <Form key={ask.data.version} brand={ask.data} /> : <div className="card card-pad"><Waiting ask={ask} n={8} level={2} /></div>}
    </Page>
  );
}

function Form({ brand }: { brand: Brand }) {
  const t = useT();
  const lang = useLang();
  const href = useHref();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [s, setS] = useState<State>({ values: brand.values.map(draft), needs: brand.needs.map(draft), claim: brand.claim, rivals: brand.rivals });
  const [wrong, setWrong] = useState<Record<string, string>>({});
  const [failed, setFailed] = useState('');
  const [busy, setBusy] = useState(false);
  const set = (part: Partial<State>) => setS({ ...s, ...part });
  const taken = [...s.values, ...s.needs].map((i) => i.key);
  const save = async () => {
    setBusy(true);
    try {
      await put<Brand>('/v1/brand', { version: brand.version, values: s.values.map(idea), needs: s.needs.map(idea), claim: s.claim, rivals: s.rivals });
      await client.invalidateQueries({ queryKey: ['brand'] });
      navigate(href('/brand'));
    } catch (e) {
      setWrong(Object.fromEntries((e instanceof ApiError ? e.problem.errors ?? [] : []).map((x) => [x.field, x.detail ?? ''])));
      setFailed(errorText(e, t));
      setBusy(false);
    }
  };
  const list = (kind: 'values' | 'needs') => (
    <fieldset>
      <legend>{t(`brand.form.${kind}`)}</legend>
      {s[kind].map((one, i) => (
        <Item key={one.key} kind={kind} at={i} one={one} wrong={wrong} change={(next) => set({ [kind]: s[kind].map((x, k) => (k === i ? { ...x, ...next } : x)) })}
          remove={() => set({ [kind]: s[kind].filter((_, k) => k !== i), rivals: s.rivals.map((r) => ({ ...r, mentions: Object.fromEntries(Object.entries(r.mentions).filter(([k]) => k !== one.key)) })) })} />
      ))}
      {s[kind].length < MOST && <span><Button icon={<Icon name="plus" size={14} />} onClick={() => set({ [kind]: [...s[kind], { key: freeKey(kind === 'values' ? 'value' : 'need', taken, 'idea'), name: { zh: '', en: '' }, weight: 1, words: '' }] })}>{t(kind === 'values' ? 'brand.form.add_value' : 'brand.form.add_need')}</Button></span>}
    </fieldset>
  );
  return (
    <form className="card card-pad brand-form" onSubmit={(e) => { e.preventDefault(); void save(); }}>
      {failed && <Notice>{failed}</Notice>}
      {list('values')}
      {list('needs')}
      <Field label={t('brand.form.claim')} hint={t('brand.form.claim_hint')} error={wrong.claim}><Input.TextArea value={s.claim} maxLength={4000} autoSize={{ minRows: 2, maxRows: 8 }} onChange={(e) => set({ claim: e.target.value })} /></Field>
      <fieldset>
        <legend>{t('brand.form.rivals')}</legend>
        {s.rivals.map((r, i) => {
          const change = (next: Partial<Brand['rivals'][number]>) => set({ rivals: s.rivals.map((x, k) => (k === i ? { ...x, ...next } : x)) });
          return (
            <div className="brand-item" role="group" aria-label={r.name || t('brand.rival')} key={i}>
              <Field label={t('brand.form.name')} error={wrong[`rivals[${i}].name`]}><Input value={r.name} maxLength={60} onChange={(e) => change({ name: e.target.value })} /></Field>
              {s.values.map((v) => <Field key={v.key} label={t('brand.form.mentions', { value: pick(v.name, lang) || v.key })}><InputNumber min={0} max={1e9} precision={0} value={r.mentions[v.key] ?? 0} onChange={(n) => change({ mentions: { ...r.mentions, [v.key]: n ?? 0 } })} /></Field>)}
              <span className="wide"><Button size="small" type="text" onClick={() => set({ rivals: s.rivals.filter((_, k) => k !== i) })}>{t('brand.form.remove')}</Button></span>
            </div>
          );
        })}
        {s.rivals.length < MOST_RIVALS && s.values.length > 0 && <span><Button icon={<Icon name="plus" size={14} />} onClick={() => set({ rivals: [...s.rivals, { name: '', mentions: {} }] })}>{t('brand.form.add_rival')}</Button></span>}
      </fieldset>
      <div className="brand-actions"><Button type="primary" htmlType="submit" loading={busy}>{t('brand.form.save')}</Button><Link to={href('/brand')}>{t('brand.form.back')}</Link></div>
    </form>
  );
}

function Item({ kind, at, one, wrong, change, remove }: { kind: 'values' | 'needs'; at: number; one: Draft; wrong: Record<string, string>; change: (next: Partial<Draft>) => void; remove: () => void }) {
  const t = useT();
  const where = `${kind}[${at}]`;
  const words = Object.entries(wrong).find(([k]) => k.startsWith(`${where}.words`))?.[1];
  const what = t('brand.form.item', { what: t(kind === 'values' ? 'brand.value' : 'brand.need_name'), n: at + 1 });
  return (
    <div className="brand-item" role="group" aria-label={what}>
      <div className="wide"><TextPair label={what} value={one.name} max={40} onChange={(name) => change({ name })} error={wrong[`${where}.name`]} /></div>
      <div className="brand-words"><Field label={t('brand.form.words')} hint={t('brand.form.words_hint')} error={words}><Input.TextArea value={one.words} autoSize={{ minRows: 2, maxRows: 8 }} maxLength={3000} onChange={(e) => change({ words: e.target.value })} /></Field></div>
      <Field label={t('brand.form.weight')} error={wrong[`${where}.weight`]}><InputNumber min={0.1} max={1000} value={one.weight} onChange={(w) => change({ weight: w ?? 1 })} /></Field>
      <span className="wide"><Button size="small" type="text" onClick={remove}>{t('brand.form.remove')}</Button></span>
    </div>
  );
}
