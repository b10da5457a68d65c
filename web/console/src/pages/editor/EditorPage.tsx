import { Button, Drawer, Dropdown, InputNumber, message, Segmented, Select } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { Link, useParams, useSearchParams } from 'react-router-dom';
import { useQuery } from '@tanstack/react-query';
import type { DraftCheck, UnmappedEvent } from '@shared/api';
import { ApiError, get, post } from '@/api/client';
import { Page } from '@/app/Shell';
import { useRights } from '@/app/rights';
import { useWide } from '@/app/theme';
import { rememberJourney, useHref, useSetParams } from '@/app/url';
import { Icon } from '@/design/icons';
import { Empty, Notice, Pill, SkelLines } from '@/design/parts';
import { NotThere } from '@/design/Waiting';
import { useLang, useT } from '@/i18n';
import { Board, type Selected } from './Board';
import { Field, TextPair } from './fields';
import { add, addRule, complete, label, type Axis, type Draft } from './model';
import { Guard } from './Guard';
import { eventsQuery } from './RuleForm';
import { Rules } from './Rules';
import { Applying, SaveBox } from './SaveBox';
import { Sheet } from './Sheet';
import { useEditor, type Editor } from './store';
import { Versions } from './Versions';
import './editor.css';

const TABS = ['map', 'rules', 'about'] as const;
type Tab = (typeof TABS)[number];

export default function EditorPage() {
  const { journey: key = '' } = useParams();
  const t = useT();
  const href = useHref();
  const { editor, error, retry } = useEditor(key);
  const { may, role } = useRights();
  useEffect(() => { if (editor) rememberJourney(key); }, [key, !editor]); // eslint-disable-line
  if (error) return <Page title={t('editor.title')} narrow><NotThere ask={{ error, refetch: retry }} title={t('error.no_journey')} text={t('error.no_journey_text')} action={<Link className="btn-link" to={href('/journey', { pick: '1' })}>{t('nav.pick_journey')}</Link>} /></Page>;
  if (role && !may('write')) return <Page title={t('editor.title')} narrow><Empty level={1} title={t('editor.no_right')} actions={<Link className="btn-link" to={href(`/journey/${encodeURIComponent(key)}`)}>{t('editor.to_map')}</Link>}>{t('editor.no_right_text')}</Empty></Page>;
  return editor ? <Loaded editor={editor} /> : <Page title={t('editor.title')}><SkelLines n={8} /></Page>;
}

function Loaded({ editor }: { editor: Editor }) {
  const t = useT();
  const lang = useLang();
  const wide = useWide();
  const set = useSetParams();
  const [search] = useSearchParams();
  const [toast, holder] = message.useMessage();
  const { draft, edit } = editor;
  const tab: Tab = TABS.find((x) => x === search.get('tab')) ?? 'map';
  const asked = search.get('at')?.split(':');
  const selected: Selected = asked && ['stage', 'scene', 'cell'].includes(asked[0]!) ? { kind: asked[0] as 'cell', key: asked.slice(1).join(':') } : undefined;
  const [fresh, setFresh] = useState(false);
  const [saving, setSaving] = useState(false);
  const [versions, setVersions] = useState(false);
  const [restoring, setRestoring] = useState(false);
  const [job, setJob] = useState<string>();
  const exists = selected && (selected.kind === 'cell' ? draft.touchpoints.some((x) => x.key === selected.key) : draft[selected.kind === 'stage' ? 'stages' : 'scenes'].some((x) => x.key === selected.key));

  const select = (s: Selected) => { setFresh(false); set({ at: s && `${s.kind}:${s.key}` }); };
  const addTo = (axis: Axis) => {
    const made = add(draft, axis, { zh: '', en: '' }, axis === 'stages' ? 'stage' : 'scene');
    edit(() => made.draft);
    setFresh(true);
    set({ at: `${axis === 'stages' ? 'stage' : 'scene'}:${made.key}` });
  };
  const openRule = (id: string | undefined) => set({ tab: 'rules', rule: id, at: undefined }, tab !== 'rules');
  const newRule = (change: Parameters<typeof addRule>[1]) => {
    const made = addRule(draft, change);
    edit(() => made.draft);
    openRule(made.id);
  };
  useRuleFromAddress(editor);
  useKeys(editor, () => editor.dirty && setSaving(true));
  const restore = async (old: Draft, version: number) => {
    setRestoring(true);
    try {
      // An old version becomes the newest: nothing that was stored is lost. Stored events follow it at once.
      const j = await editor.put({ ...old, key: editor.base.key }, t('editor.restored_note', { n: version }), true);
      setJob(j.job);
      void toast.success(t('editor.restored', { n: version }));
      setVersions(false);
    } catch (e) {
      void toast.error(e instanceof ApiError && e.problem.detail ? e.problem.detail : t('editor.save_failed'));
    } finally {
      setRestoring(false);
    }
  };
  const sheet = selected && exists && tab === 'map' && <Sheet editor={editor} selected={selected} fresh={fresh} close={() => select(undefined)} openRule={openRule} newRule={(cell) => newRule({ touchpoint: cell })} />;
  return (
    <Page title={`${t('editor.title')} · ${label(draft.name, lang)}`} aside={wide && sheet ? <aside className="sheet-col" aria-label={t('editor.sheet')}>{sheet}</aside> : undefined}>
      {holder}
      <Guard dirty={editor.dirty} />
      <div className="editor-head">
        <div className="grow">
          <p className="eyebrow">{t('editor.title')} · v{editor.base.version}{editor.dirty && <Pill tone="warm">{t('editor.unsaved')}</Pill>}</p>
          <h1>{label(draft.name, lang, draft.key)}</h1>
        </div>
        <div className="row wrap editor-acts">
          <span className="row" style={{ gap: 2 }}>
            <button type="button" className="icon-btn" disabled={!editor.undo} onClick={editor.undo} aria-label={t('editor.undo')} title={`${t('editor.undo')} (Ctrl+Z)`} data-act="undo"><span className="flip"><Icon name="redo" size={17} /></span></button>
            <button type="button" className="icon-btn" disabled={!editor.redo} onClick={editor.redo} aria-label={t('editor.redo')} title={`${t('editor.redo')} (Ctrl+Shift+Z)`} data-act="redo"><Icon name="redo" size={17} /></button>
          </span>
          <Files editor={editor} toast={(text, bad) => void (bad ? toast.error(text) : toast.success(text))} />
          <Button onClick={() => setVersions(true)}>{t('editor.versions')}</Button>
          <Button type="primary" disabled={!editor.dirty} onClick={() => setSaving(true)}>{t('editor.save_open')}</Button>
        </div>
      </div>
      {job && <Applying key={job} job={job} done={() => setJob(undefined)} />}
      <div className="spread wrap editor-bar">
        <Segmented aria-label={t('editor.views')} value={tab} onChange={(v) => set({ tab: v === 'map' ? undefined : v }, true)} options={TABS.map((x) => ({ value: x, label: x === 'rules' ? `${t('editor.tab.rules')} ${draft.rules.length}` : t(`editor.tab.${x}`) }))} />
        <Problems check={editor.check} draft={draft} go={(to) => set(to, true)} />
      </div>
      {tab === 'map' && <div className="card board-card"><Board editor={editor} selected={selected} select={select} addTo={addTo} /></div>}
      {tab === 'map' && !selected && <p className="muted small" style={{ marginTop: 10 }}>{t('editor.board_hint')}</p>}
      {tab === 'rules' && <Rules editor={editor} chosen={search.get('rule') ?? undefined} choose={openRule} add={() => newRule({})} />}
      {tab === 'about' && <About editor={editor} />}
      {!wide && sheet && <Drawer open onClose={() => select(undefined)} closable={false} placement="right" width={Math.min(420, window.innerWidth)} aria-label={t('editor.sheet')}>{sheet}</Drawer>}
      <SaveBox editor={editor} open={saving} close={() => setSaving(false)} saved={(version, started) => { setSaving(false); setJob(started); void toast.success(t('editor.saved', { n: version })); }} />
      <Versions journey={draft.key} current={editor.base.version} open={versions} close={() => setVersions(false)} restore={(old, v) => void restore(old, v)} busy={restoring} />
    </Page>
  );
}

/** ?event=: a rule for that event, filled from what the server suggests, or the one that is there. */
function useRuleFromAddress(editor: Editor): void {
  const [search] = useSearchParams();
  const set = useSetParams();
  const event = search.get('event') ?? '';
  const ask = useQuery({ queryKey: ['unmapped'], queryFn: () => get<{ events: UnmappedEvent[] }>('/v1/unmapped'), enabled: !!event, staleTime: 10_000, retry: false });
  const done = useRef('');
  useEffect(() => {
    if (!event || done.current === event || (!ask.data && !ask.error)) return;
    done.current = event;
    const there = editor.draft.rules.find((r) => r.event === event && !r.when?.length && !r.touchpoint.includes('{'));
    const hint = ask.data?.events.find((e) => e.event === event)?.suggestion;
    const made = there ? { id: there.id } : addRule(editor.draft, { ...(hint?.journey === editor.draft.key ? hint.rule : {}), id: '', event });
    if ('draft' in made) editor.edit(() => made.draft);
    set({ event: undefined, tab: 'rules', rule: made.id });
  }, [event, ask.data, ask.error]); // eslint-disable-line
}

/** Ctrl+S saves; Ctrl+Z and Ctrl+Shift+Z step through the draft unless a text field has its own undo. */
function useKeys(editor: Editor, save: () => void): void {
  const now = useRef({ editor, save });
  now.current = { editor, save };
  useEffect(() => {
    const keys = (e: KeyboardEvent) => {
      if (!(e.ctrlKey || e.metaKey) || e.altKey) return;
      const key = e.key.toLowerCase();
      if (key === 's') { e.preventDefault(); now.current.save(); return; }
      const own = e.target instanceof HTMLElement && e.target.matches('input, textarea, [contenteditable]');
      if (own || (key !== 'z' && key !== 'y')) return;
      e.preventDefault();
      (key === 'y' || e.shiftKey ? now.current.editor.redo : now.current.editor.undo)?.();
    };
    window.addEventListener('keydown', keys);
    return () => window.removeEventListener('keydown', keys);
  }, []);
}

function Files({ editor, toast }: { editor: Editor; toast: (text: string, bad?: boolean) => void }) {
  const t = useT();
  const input = useRef<HTMLInputElement>(null);
  const save = () => {
    const a = document.createElement('a');
    a.href = URL.createObjectURL(new Blob([JSON.stringify(editor.draft, null, 2) + '\n'], { type: 'application/json' }));
    a.download = `${editor.draft.key}-v${editor.base.version}.json`;
    a.click();
    setTimeout(() => URL.revokeObjectURL(a.href), 1000);
  };
  const read = async (file: File | undefined) => {
    if (!file) return;
    try {
      const given = JSON.parse(await file.text()) as Draft & { lint?: unknown };
      const { lint: _, ...j } = given;
      const draft = { ...j, key: editor.draft.key, version: editor.base.version };
      await post<DraftCheck>(`/v1/journeys/${encodeURIComponent(draft.key)}/check`, draft);
      editor.edit(() => complete(draft));
      toast(t('editor.file_read', { name: file.name }));
    } catch (e) {
      const first = e instanceof ApiError ? e.problem.errors?.[0] : undefined;
      toast(first ? `${first.field}: ${first.detail}` : t('editor.file_bad', { name: file.name }), true);
    }
  };
  return (
    <>
      <input ref={input} type="file" accept=".json,application/json" hidden aria-label={t('editor.file_open')} onChange={(e) => { void read(e.target.files?.[0]); e.target.value = ''; }} />
      <Dropdown trigger={['click']} menu={{ items: [{ key: 'save', label: t('editor.file_save'), onClick: save }, { key: 'open', label: t('editor.file_open'), onClick: () => input.current?.click() }] }}>
        <Button icon={<Icon name="download" size={15} />}>{t('editor.file')}</Button>
      </Dropdown>
    </>
  );
}

/** Faults that keep the draft from being saved, each with the way there; hints that do not. */
function Problems({ check, draft, go }: { check: DraftCheck | undefined; draft: Draft; go: (to: Record<string, string | undefined>) => void }) {
  const t = useT();
  if (!check) return null;
  const whole = check.lint.filter((l) => !l.touchpoint);
  const cells = check.lint.length - whole.length;
  const target = (field: string): Record<string, string | undefined> => {
    const m = /^(stages|scenes|touchpoints|rules)\[(\d+)\]/.exec(field);
    if (!m) return { tab: 'about' };
    const one = draft[m[1] as 'rules'][Number(m[2])] as { key?: string; id?: string } | undefined;
    if (m[1] === 'rules') return { tab: 'rules', rule: one?.id };
    return { tab: undefined, at: `${m[1] === 'stages' ? 'stage' : m[1] === 'scenes' ? 'scene' : 'cell'}:${one?.key ?? ''}` };
  };
  if (check.errors.length) {
    return (
      <Dropdown trigger={['click']} menu={{ items: check.errors.slice(0, 12).map((e, i) => ({ key: i, label: <span><code>{e.field}</code> {e.detail}</span>, onClick: () => go(target(e.field)) })) }}>
        <button type="button" className="chip-btn warm" data-problems={check.errors.length}><Icon name="warn" size={15} />{t('editor.errors_n', { count: check.errors.length })}</button>
      </Dropdown>
    );
  }
  if (!check.lint.length) return <span className="muted small row"><Icon name="check" size={15} />{t('editor.all_good')}</span>;
  return (
    <Dropdown trigger={['click']} menu={{ items: [...whole.map((l) => ({ key: l.code, label: t(`editor.lint.${l.code}` as 'editor.lint.no_owner') })), ...(cells ? [{ key: 'cells', label: t('editor.lint_cells', { count: cells }) }] : [])] }}>
      <button type="button" className="chip-btn"><Icon name="info" size={15} />{t('editor.hints_n', { count: check.lint.length })}</button>
    </Dropdown>
  );
}

function About({ editor }: { editor: Editor }) {
  const t = useT();
  const { draft, edit, error } = editor;
  const names = useQuery(eventsQuery).data ?? [];
  const events = [...new Set([...draft.rules.map((r) => r.event), ...names.map((e) => e.event)])].filter(Boolean).map((v) => ({ value: v, label: v }));
  const episode = (change: Partial<Draft['episode']>) => edit((d) => ({ ...d, episode: { ...d.episode, ...change } }), 'episode');
  const days = (hours: number) => Math.round((hours / 24) * 10) / 10;
  return (
    <div className="about">
      <section className="card card-pad">
        <h2>{t('editor.about')}</h2>
        <TextPair label={t('editor.name')} value={draft.name} onChange={(name) => edit((d) => ({ ...d, name }), 'journey-name')} error={error('name')} />
        <TextPair label={t('editor.description')} area max={4000} value={draft.description} onChange={(description) => edit((d) => ({ ...d, description }), 'journey-text')} error={error('description')} />
        <p className="muted small" style={{ marginTop: 12 }}>{t('tp.key')}: <code>{draft.key}</code></p>
      </section>
      <section className="card card-pad">
        <h2>{t('editor.episode')}</h2>
        <Notice calm icon="info">{t('editor.episode_text')}</Notice>
        <Field label={t('editor.episode_start')}><Select mode="tags" value={draft.episode.start} onChange={(start: string[]) => episode({ start })} options={events} /></Field>
        <Field label={t('editor.episode_end')} hint={t('editor.episode_end_hint')}><Select mode="tags" value={draft.episode.end} onChange={(end: string[]) => episode({ end })} options={events} /></Field>
        <div className="two">
          <Field label={t('editor.episode_gap')} hint={t('editor.episode_gap_hint')} error={error('episode.gap_hours')}><InputNumber min={0} value={days(draft.episode.gap_hours)} onChange={(v) => episode({ gap_hours: Math.round((v ?? 0) * 24) })} addonAfter={t('editor.days')} style={{ width: '100%' }} /></Field>
          <Field label={t('editor.episode_grace')} hint={t('editor.episode_grace_hint')} error={error('episode.grace_hours')}><InputNumber min={0} value={days(draft.episode.grace_hours)} onChange={(v) => episode({ grace_hours: Math.round((v ?? 0) * 24) })} addonAfter={t('editor.days')} style={{ width: '100%' }} /></Field>
        </div>
      </section>
    </div>
  );
}
