import { Button, Dropdown, Input, InputNumber, Select } from 'antd';
import { useEffect, useRef } from 'react';
import { useSearchParams } from 'react-router-dom';
import type { Jump, Logic as Rule, Page, Question, Survey } from '@shared/survey';
import { useSetParams } from '@/app/url';
import { Icon } from '@/design/icons';
import { Empty } from '@/design/parts';
import { useLang, useT } from '@/i18n';
import type { TabProps } from './BuilderPage';
import { Conditions } from './Conditions';
import { isKey, pathOf, questionsOf, say, setPage, setQuestion, setSurvey } from './model';
import { firstCond, fromRows, lastSubject, subjectsAt, subjectsOf, targetsAfter } from './rules';

const ruled = (x: Question | Page): boolean => x.visible_if !== undefined || ('kind' in x ? x.required_if !== undefined || !!x.skip_to?.length : !!x.branches?.length);

/** Who sees which question, who jumps where, and how many of whom are taken. */
export default function Logic({ builder, tag }: TabProps) {
  const t = useT();
  const lang = useLang();
  const set = useSetParams();
  const [search] = useSearchParams();
  const { draft } = builder;
  const chosen = search.get('at') ?? '';
  const words = (q: Question) => q.text[tag] || say(q.text, lang, draft.languages) || q.key;
  const pageName = (i: number) => { const p = draft.pages[i]!; return t('survey.page_n', { n: i + 1 }) + (p.title ? `: ${p.title[tag] || say(p.title, lang, draft.languages)}` : ''); };
  const all: { key: string; name: string; of: Question | Page; page?: number }[] = draft.pages.flatMap((p, i) => [...(draft.pages.length > 1 || ruled(p) ? [{ key: p.key, name: pageName(i), of: p, page: i }] : []), ...p.questions.map((q) => ({ key: q.key, name: words(q), of: q }))]);
  const shown = all.filter((x) => ruled(x.of) || x.key === chosen);
  const rest = all.filter((x) => !shown.includes(x));
  return (
    <div className="stack">
      {!shown.length && <div className="card"><Empty small level={2} title={t('survey.no_rules')}>{t('survey.no_rules_text')}</Empty></div>}
      {shown.map((x) => <Card key={x.key} builder={builder} tag={tag} of={x.of} name={x.name} page={x.page} open={x.key === chosen} goal={(k) => { const q = all.find((y) => y.key === k); return q?.name ?? (k === 'end' ? t('survey.the_end') : k); }} />)}
      <div className="row wrap">
        <Dropdown trigger={['click']} disabled={!rest.length} menu={{ className: 'sv-faults', items: rest.map((x) => ({ key: x.key, label: x.name, onClick: () => set({ at: x.key }) })) }}><Button icon={<Icon name="plus" size={15} />} data-add-rule>{t('survey.add_rule')}</Button></Dropdown>
      </div>
      <Quotas builder={builder} tag={tag} />
      <Hidden builder={builder} tag={tag} />
    </div>
  );
}

function Card({ builder, tag, of, name, page, open, goal }: TabProps & { of: Question | Page; name: string; page?: number; open: boolean; goal: (key: string) => string }) {
  const t = useT();
  const { draft, edit, fault } = builder;
  const q = 'kind' in of ? of : undefined;
  const at = q ? pathOf(draft, q.key) : `pages[${page ?? 0}]`;
  const set = (change: Partial<Question> & Partial<Page>, field = '') => edit((s) => (q ? setQuestion(s, of.key, change) : setPage(s, of.key, change)), field && `${field}:${of.key}`);
  const before = subjectsAt(draft, of.key, false);
  const own = subjectsAt(draft, of.key, true);
  const jumps: Jump[] = (q ? q.skip_to : (of as Page).branches) ?? [];
  const putJumps = (next: Jump[]) => set(q ? { skip_to: next } : { branches: next }, 'jump');
  const targets = targetsAfter(draft, of.key);
  const first = (): Rule | undefined => { const s = lastSubject(before); return s && fromRows({ join: 'and', rows: [firstCond(s)] }); };
  const firstJump = (): Jump => { const s = (q ? subjectsOf(q)[0] : undefined) ?? lastSubject(own); return { if: s ? fromRows({ join: 'and', rows: [firstCond(s)] })! : true, to: targets[0] ? targets[targets.length > 1 ? 1 : 0]!.key : 'end' }; };
  const box = useRef<HTMLElement>(null);
  useEffect(() => { if (open) box.current?.scrollIntoView({ block: 'nearest' }); }, [open]);
  return (
    <section className={'card card-pad sv-logic' + (open ? ' on' : '')} ref={box} data-logic={of.key} aria-label={name}>
      <h2>{name}</h2>
      {of.visible_if !== undefined && (
        <div className="sv-clause">
          <h3>{t(q ? 'survey.shown_if' : 'survey.page_shown_if')}<button type="button" className="icon-btn" aria-label={t('survey.always_shown')} title={t('survey.always_shown')} onClick={() => set({ visible_if: undefined })}><Icon name="trash" size={15} /></button></h3>
          <Conditions survey={draft} tag={tag} rule={of.visible_if} subjects={before} label={t(q ? 'survey.shown_if' : 'survey.page_shown_if')} error={fault(`${at}.visible_if`, false)} onChange={(visible_if) => set({ visible_if }, 'visible_if')} />
        </div>
      )}
      {q?.required_if !== undefined && (
        <div className="sv-clause">
          <h3>{t('survey.required_if')}<button type="button" className="icon-btn" aria-label={t('survey.never_forced')} title={t('survey.never_forced')} onClick={() => set({ required_if: undefined })}><Icon name="trash" size={15} /></button></h3>
          <Conditions survey={draft} tag={tag} rule={q.required_if} subjects={before} label={t('survey.required_if')} error={fault(`${at}.required_if`, false)} onChange={(required_if) => set({ required_if }, 'required_if')} />
        </div>
      )}
      {jumps.map((j, i) => (
        <div className="sv-clause" key={i} data-jump={i}>
          <h3>{t('survey.jump_n', { n: i + 1 })}<button type="button" className="icon-btn" aria-label={t('survey.remove_jump', { n: i + 1 })} onClick={() => putJumps(jumps.filter((_, k) => k !== i))}><Icon name="trash" size={15} /></button></h3>
          <Conditions survey={draft} tag={tag} rule={j.if} subjects={own} label={t('survey.jump_n', { n: i + 1 })} error={fault(`${at}.${q ? 'skip_to' : 'branches'}[${i}]`, false)} onChange={(rule) => putJumps(jumps.map((x, k) => (k === i ? { ...x, if: rule ?? true } : x)))} />
          <div className="row wrap sv-goto"><span>{t('survey.then_to')}</span><Select aria-label={t('survey.jump_to', { n: i + 1 })} value={j.to} onChange={(to: string) => putJumps(jumps.map((x, k) => (k === i ? { ...x, to } : x)))} options={[...targets.map((x) => ({ value: x.key, label: goal(x.key) })), { value: 'end', label: t('survey.the_end') }]} popupMatchSelectWidth={false} style={{ minWidth: 200, maxWidth: '100%' }} /></div>
        </div>
      ))}
      <div className="row wrap sv-clauses">
        {of.visible_if === undefined && <Button size="small" disabled={!before.length} onClick={() => set({ visible_if: first() })} data-clause="visible">{t(q ? 'survey.add_shown' : 'survey.add_page_shown')}</Button>}
        {q && q.required_if === undefined && !q.required && q.kind !== 'statement' && <Button size="small" disabled={!before.length} onClick={() => set({ required_if: first() })} data-clause="required">{t('survey.add_required')}</Button>}
        {jumps.length < 20 && <Button size="small" onClick={() => putJumps([...jumps, firstJump()])} data-clause="jump">{t('survey.add_jump')}</Button>}
      </div>
    </section>
  );
}

/** Subjects of a rule over the finished answers. */
const whole = (s: Survey) => [...questionsOf(s).flatMap(subjectsOf), ...(s.hidden ?? []).map((h) => ({ path: `field.${h.key}`, type: 'text' as const }))];

function Quotas({ builder, tag }: TabProps) {
  const t = useT();
  const { draft, edit, fault } = builder;
  const list = draft.quotas ?? [];
  const put = (quotas: Survey['quotas'], field = '') => edit((s) => setSurvey(s, { quotas }), field);
  return (
    <section className="card card-pad">
      <h2>{t('survey.quotas')}</h2>
      <p className="muted small">{t('survey.quotas_text')}</p>
      {list.map((x, i) => (
        <div className="sv-clause" key={i}>
          <h3>{t('survey.quota_n', { n: i + 1 })}<button type="button" className="icon-btn" aria-label={t('survey.remove_quota', { n: i + 1 })} onClick={() => put(list.filter((_, k) => k !== i))}><Icon name="trash" size={15} /></button></h3>
          <div className="row wrap"><span>{t('survey.at_most')}</span><InputNumber min={1} aria-label={t('survey.quota_limit', { n: i + 1 })} value={x.limit} onChange={(limit) => put(list.map((y, k) => (k === i ? { ...y, limit: limit ?? 1 } : y)), `ql${i}`)} /><span>{t('survey.responses_that')}</span></div>
          <Conditions survey={draft} tag={tag} rule={x.when} subjects={whole(draft)} label={t('survey.quota_n', { n: i + 1 })} error={fault(`quotas[${i}]`, false)} onChange={(when) => put(list.map((y, k) => { if (k !== i) return y; const { when: _, ...rest } = y; return when === undefined ? rest : { ...rest, when }; }), `q${i}`)} />
        </div>
      ))}
      {list.length < 50 && <Button size="small" className="sv-quota-add" icon={<Icon name="plus" size={14} />} onClick={() => { let n = list.length + 1; while (list.some((y) => y.key === `quota_${n}`)) n++; put([...list, { key: `quota_${n}`, limit: 100 }]); }}>{t('survey.add_quota')}</Button>}
    </section>
  );
}

function Hidden({ builder }: TabProps) {
  const t = useT();
  const { draft, edit, fault } = builder;
  const list = draft.hidden ?? [];
  const put = (hidden: Survey['hidden'], field = '') => edit((s) => setSurvey(s, { hidden }), field);
  return (
    <section className="card card-pad">
      <h2>{t('survey.hidden')}</h2>
      <p className="muted small">{t('survey.hidden_text')}</p>
      <ul className="sv-hidden">
        {list.map((h, i) => (
          <li key={i}>
            <Input value={h.key} maxLength={60} status={!isKey(h.key) || fault(`hidden[${i}]`, false) ? 'error' : undefined} aria-label={t('survey.hidden_n', { n: i + 1 })} onChange={(e) => put(list.map((y, k) => (k === i ? { ...y, key: e.target.value } : y)), `h${i}`)} />
            <Select aria-label={t('survey.hidden_use', { n: i + 1 })} value={h.shown ? 'shown' : 'kept'} onChange={(v) => put(list.map((y, k) => (k === i ? { key: y.key, ...(v === 'shown' ? { shown: true } : {}) } : y)))} options={(['kept', 'shown'] as const).map((v) => ({ value: v, label: t(`survey.hidden_${v}`) }))} popupMatchSelectWidth={false} />
            <button type="button" className="icon-btn" aria-label={t('survey.remove_hidden', { n: i + 1 })} onClick={() => put(list.filter((_, k) => k !== i))}><Icon name="trash" size={15} /></button>
          </li>
        ))}
      </ul>
      {list.length < 50 && <Button size="small" icon={<Icon name="plus" size={14} />} onClick={() => { let n = list.length + 1; while (list.some((y) => y.key === `field_${n}`)) n++; put([...list, { key: `field_${n}` }]); }}>{t('survey.add_hidden')}</Button>}
    </section>
  );
}
