import { Button, Checkbox, InputNumber, Popconfirm, Radio, Segmented, Switch } from 'antd';
import { Link } from 'react-router-dom';
import type { Touchpoint } from '@shared/api';
import { touchpointPath, useHref } from '@/app/url';
import { Icon } from '@/design/icons';
import { pick, useLang, useT } from '@/i18n';
import type { Selected } from './Board';
import { Field, FieldError, Group, TextPair } from './fields';
import { blankText, label, leadsTo, move, remove, rename, rulesOf, setCell, setPhase, type Axis } from './model';
import type { Editor } from './store';

const SOURCES = ['promise', 'stated', 'past', 'segment', 'competitor'] as const;
const PHASES = ['pre-sale', 'sale', 'after-sale'] as const;

/** What is selected on the board, as a form. */
export function Sheet({ editor, selected, close, openRule, newRule, fresh }: { editor: Editor; selected: NonNullable<Selected>; close: () => void; openRule: (id: string) => void; newRule: (cell: string) => void; fresh: boolean }) {
  const t = useT();
  return (
    <div className="sheet">
      <button type="button" className="icon-btn close" onClick={close} aria-label={t('panel.close')}><Icon name="close" size={17} /></button>
      {selected.kind === 'cell'
        ? <CellSheet key={selected.key} editor={editor} cell={selected.key} openRule={openRule} newRule={newRule} />
        : <HeadSheet key={selected.kind + selected.key} editor={editor} axis={selected.kind === 'stage' ? 'stages' : 'scenes'} at={selected.key} close={close} fresh={fresh} />}
    </div>
  );
}

function HeadSheet({ editor, axis, at, close, fresh }: { editor: Editor; axis: Axis; at: string; close: () => void; fresh: boolean }) {
  const t = useT();
  const lang = useLang();
  const { draft, edit, error } = editor;
  const i = draft[axis].findIndex((x) => x.key === at);
  const one = draft[axis][i];
  if (!one) return null;
  const stage = axis === 'stages' ? draft.stages[i] : undefined;
  const lost = rulesOf(draft, axis, at).length;
  const word = axis === 'stages' ? 'stage' : 'scene';
  return (
    <>
      <p className="eyebrow">{t(`editor.${word}`)} · <code>{at}</code></p>
      <h2>{label(one.name, lang, t('editor.unnamed'))}</h2>
      <TextPair label={t('editor.name')} value={one.name} focus={fresh} onChange={(name) => edit((d) => rename(d, axis, at, name), `name:${axis}:${at}`)} error={error(`${axis}[${i}].name`) ?? error(`${axis}[${i}].key`)} />
      {stage && (
        <Group label={t('editor.phase_label')}>
          <Segmented block value={stage.phase} aria-label={t('editor.phase_label')} onChange={(p) => edit((d) => setPhase(d, at, p))} options={PHASES.map((p) => ({ value: p, label: t(`editor.phase.${p}`) }))} />
        </Group>
      )}
      <div className="row wrap" style={{ marginTop: 14 }}>
        <Button disabled={i === 0} icon={<Icon name={stage ? 'left' : 'up'} size={15} />} onClick={() => edit((d) => move(d, axis, i, i - 1))}>{t('editor.earlier')}</Button>
        <Button disabled={i === draft[axis].length - 1} icon={<Icon name={stage ? 'right' : 'down'} size={15} />} onClick={() => edit((d) => move(d, axis, i, i + 1))}>{t('editor.later')}</Button>
      </div>
      <div className="sheet-end">
        <Popconfirm title={t(`editor.remove_${word}`)} description={lost ? t('editor.remove_rules', { count: lost }) : t('editor.remove_undo')} okText={t('editor.remove')} cancelText={t('editor.cancel')} onConfirm={() => { edit((d) => remove(d, axis, at)); close(); }}>
          <Button danger disabled={draft[axis].length < 2} icon={<Icon name="trash" size={15} />}>{t(`editor.remove_${word}_button`)}</Button>
        </Popconfirm>
      </div>
    </>
  );
}

function CellSheet({ editor, cell, openRule, newRule }: { editor: Editor; cell: string; openRule: (id: string) => void; newRule: (cell: string) => void }) {
  const t = useT();
  const lang = useLang();
  const href = useHref();
  const { draft, edit, error, check, base } = editor;
  const i = draft.touchpoints.findIndex((x) => x.key === cell);
  const tp = draft.touchpoints[i];
  if (!tp) return null;
  const set = (change: Partial<Touchpoint>, tag = '') => edit((d) => setCell(d, cell, change), tag && `${tag}:${cell}`);
  const at = (field: string) => error(`touchpoints[${i}].${field}`);
  const rules = draft.rules.filter((r) => leadsTo(r, cell));
  const stage = draft.stages.find((s) => s.key === tp.stage)!, scene = draft.scenes.find((s) => s.key === tp.scene)!;
  const lints = check?.lint.filter((l) => l.touchpoint === cell) ?? [];
  const standards = tp.standards ?? [];
  return (
    <>
      <p className="eyebrow">{t('tp.one')} · <code>{cell}</code></p>
      <h2>{label(scene.name, lang, scene.key)} × {label(stage.name, lang, stage.key)}</h2>
      <div className="spread switch-row"><span id="applies">{t('editor.applicable')}</span><Switch checked={tp.applicable} aria-labelledby="applies" onChange={(applicable) => set({ applicable })} /></div>
      {!tp.applicable ? <p className="muted small">{t('editor.not_applicable_text')}{rules.length > 0 && ` ${t('editor.not_applicable_rules', { count: rules.length })}`}</p> : (
        <>
          {lints.map((l) => <p key={l.code} className="lint"><Icon name="info" size={15} />{t(`editor.lint.${l.code}` as 'editor.lint.no_owner')}</p>)}
          <TextPair label={t('editor.owner')} value={tp.owner} onChange={(owner) => set({ owner }, 'owner')} error={at('owner')} />
          <Group label={t('editor.moment')} hint={t('editor.moment_hint')}>
            <Radio.Group value={tp.moment} onChange={(e) => set({ moment: e.target.value })} options={(['none', 'purchase', 'use'] as const).map((m) => ({ value: m, label: t(`editor.moments.${m}`) }))} />
          </Group>
          <Group label={t('editor.floor')} hint={t('editor.floor_hint')} tools={<Switch size="small" checked={!!tp.floor} aria-label={t('editor.floor')} onChange={(on) => set({ floor: on ? { value: -0.8, rate: 0.01 } : undefined })} />}>
            {tp.floor && (
              <div className="two">
                <Field label={t('editor.floor_value')} error={at('floor.value')}><InputNumber min={-1} max={1} step={0.05} value={tp.floor.value} onChange={(v) => set({ floor: { ...tp.floor!, value: v ?? 0 } }, 'floor')} style={{ width: '100%' }} /></Field>
                <Field label={t('editor.floor_rate')} error={at('floor.rate')}><InputNumber min={0.001} max={0.999} step={0.005} value={tp.floor.rate} onChange={(v) => set({ floor: { ...tp.floor!, rate: v ?? 0.01 } }, 'floor')} formatter={(v) => `${+(Number(v) * 100).toFixed(1)} %`} parser={(v) => Number((v ?? '').replace(/[^\d.]/g, '')) / 100} style={{ width: '100%' }} /></Field>
              </div>
            )}
          </Group>
          <Group label={t('editor.promises')} hint={rules.length ? undefined : t('editor.promises_none')}>
            <ul className="links">
              {rules.map((r) => (
                <li key={r.id}><button type="button" className="link" onClick={() => openRule(r.id)}><b>{r.event || t('editor.rule_new')}</b><small>{[r.promise && t('editor.has_promise'), r.ratings?.length && t('editor.has_ratings', { count: r.ratings.length }), r.text && t('editor.has_text')].filter(Boolean).join(' · ') || t('editor.only_maps')}</small></button></li>
              ))}
            </ul>
            <Button size="small" icon={<Icon name="plus" size={14} />} onClick={() => newRule(cell)}>{t('editor.add_rule_here')}</Button>
          </Group>
          <Group label={t('editor.sources')} hint={t('editor.sources_hint')}>
            <Checkbox.Group className="checks" value={tp.expectation_sources} onChange={(v) => set({ expectation_sources: v as string[] })} options={SOURCES.map((s) => ({ value: s, label: t(`source.${s}`) }))} />
          </Group>
          <Group label={t('editor.standards')} hint={t('editor.standards_hint')} error={at('standards')}>
            {standards.map((s, k) => (
              <div className="standard" key={k}>
                <TextPair label={t('editor.standard_n', { n: k + 1 })} value={s} area max={500} error={at(`standards[${k}]`)} focus={!pick(s, lang)} onChange={(v) => set({ standards: standards.map((x, n) => (n === k ? v : x)) }, `standard${k}`)} />
                <button type="button" className="icon-btn" aria-label={t('editor.remove_standard', { n: k + 1 })} onClick={() => set({ standards: standards.filter((_, n) => n !== k) })}><Icon name="trash" size={15} /></button>
              </div>
            ))}
            {standards.length < 20 && <Button size="small" icon={<Icon name="plus" size={14} />} onClick={() => set({ standards: [...standards, blankText()] })}>{t('editor.add_standard')}</Button>}
          </Group>
          <details className="more" open={!!(pick(tp.play_stage, lang) || pick(tp.props, lang) || pick(tp.actor, lang))}>
            <summary>{t('editor.play')}</summary>
            <TextPair label={t('tp.play_stage')} value={tp.play_stage} area max={1000} onChange={(v) => set({ play_stage: v }, 'play_stage')} />
            <TextPair label={t('tp.props')} value={tp.props} area max={1000} onChange={(v) => set({ props: v }, 'props')} />
            <TextPair label={t('tp.actor')} value={tp.actor} area max={1000} onChange={(v) => set({ actor: v }, 'actor')} />
          </details>
          <FieldError error={at('key') ?? at('stage') ?? at('scene')} />
        </>
      )}
      {base.touchpoints.some((x) => x.key === cell) && tp.applicable && <p className="sheet-end"><Link to={href(touchpointPath(draft.key, cell))}>{t('editor.see_numbers')}</Link></p>}
    </>
  );
}
