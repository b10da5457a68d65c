import { useRef, useState, type CSSProperties, type KeyboardEvent } from 'react';
import type { Lang, Matrix, MatrixCell } from '@shared/api';
import type { Columns } from '@/design/curve';
import { count, estimate, share, value } from '@/design/number';
import { Num, Pill } from '@/design/parts';
import { estimateCells, estimateHead, type TableView } from '@/design/table';
import { pick, tx, useLang, useT, type T } from '@/i18n';

export interface CellProps { matrix: Matrix; selected?: string; onSelect: (touchpoint: string) => void; fresh: ReadonlySet<string> }

/** What a cell shows as its main number: the rated experience, else the promise kept as operations observed it. */
export function face(c: MatrixCell): { kind: 'experience' | 'kept' | 'few' | 'none' | 'na'; e?: MatrixCell['experience'] } {
  if (c.state === 'not_applicable') return { kind: 'na' };
  if (c.experience.value !== undefined) return { kind: 'experience', e: c.experience };
  if (c.promise_kept.value !== undefined) return { kind: 'kept', e: c.promise_kept };
  return c.state === 'insufficient' || c.state === 'observed' || c.experience.insufficient?.have ? { kind: 'few', e: c.experience } : { kind: 'none' };
}
export function tone(c: MatrixCell): { className: string; style: CSSProperties } {
  const v = c.experience.value;
  if (v === undefined) return { className: '', style: {} };
  const deep = Math.min(1, Math.abs(v) / 0.6) * 100;
  return { className: v < 0 ? ' cell-neg' : ' cell-pos', style: { '--deep': `${deep.toFixed(0)}%` } as CSSProperties };
}
export function cellTags(c: MatrixCell, t: T): string[] {
  const tags: string[] = [];
  if (observed(c)) tags.push(`○ ${t('cell.observed')}`);
  if (c.role) tags.push(`${c.role === 'peak' ? '▲' : '▽'} ${t(`role.short.${c.role}`)}`);
  if (overFloor(c)) tags.push(c.role ? `▼ ×${count(c.breaches)}` : `▼ ${t('cell.floor', { n: count(c.breaches) })}`);
  // With much to say, the last ones keep only their sign; the cell's words for screen readers say all.
  const tight = tags.length > 1;
  if (c.polarised) tags.push(tight ? '⇅' : `⇅ ${t('cell.polarised')}`);
  if (c.moment !== 'none') tags.push(tight ? '◆' : `◆ ${t('cell.mot')}`);
  return tags;
}
/** More breaches than the floor tolerates: the rest is told in the panel, not shouted from every cell. */
export const overFloor = (c: MatrixCell): boolean => c.breaches > 0 && (!c.floor || c.breaches > c.floor.rate * c.experience.n);
/** Nobody was asked; operations tell it. */
export const observed = (c: MatrixCell): boolean => c.experience.value !== undefined && c.experience.basis === 'observed';
/** The line at the right of a cell: what was kept where operations tell, else the gap to expectation. */
function side(c: MatrixCell, t: T): string {
  if (face(c).kind === 'kept') return t('cell.kept');
  if (observed(c) && c.promise_kept.value !== undefined) return t('cell.kept_share', { share: share(c.promise_kept.value) });
  return c.expectation_gap.value === undefined ? '' : t('cell.gap', { gap: value(c.expectation_gap.value, 'valence') });
}
export const motOf = (c: MatrixCell): number => c.mot_share.value ?? 0;
export function fewText(c: MatrixCell, t: T): string {
  const i = c.experience.insufficient;
  return i && i.need > 0 ? t('few.need', { have: count(i.have), need: count(i.need) }) : t('few.events', { n: count(c.experience.n) });
}

/** Stage x scene. One tab stop; arrow keys, Home and End move inside, Enter opens. */
export function MatrixGrid({ matrix, cols, selected, onSelect, fresh }: CellProps & { cols: Columns }) {
  const t = useT();
  const lang = useLang();
  const ref = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState<[number, number]>([0, 0]);
  const byKey = new Map(matrix.cells.map((c) => [`${c.stage}/${c.scene}`, c]));
  const most = Math.max(0.0001, ...matrix.cells.map(motOf));
  const template = { gridTemplateColumns: `${cols.label}px repeat(${matrix.stages.length}, ${cols.column}px)`, width: cols.total } as CSSProperties;
  const move = (e: KeyboardEvent) => {
    const step: Record<string, [number, number]> = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], Home: [0, -99], End: [0, 99] };
    const d = step[e.key];
    if (!d) return;
    e.preventDefault();
    const next: [number, number] = [clamp(at[0] + d[0], matrix.scenes.length), clamp(at[1] + d[1], matrix.stages.length)];
    setAt(next);
    ref.current?.querySelector<HTMLElement>(`[data-at="${next[0]},${next[1]}"]`)?.focus();
  };
  return (
    <div role="grid" aria-label={t('matrix.label')} aria-rowcount={matrix.scenes.length + 1} aria-colcount={matrix.stages.length + 1} ref={ref} onKeyDown={move}>
      <div role="row" className="grid-row" style={template}>
        <div role="columnheader"><span className="sr">{t('matrix.scene')}</span></div>
        {matrix.stages.map((s) => (
          <div role="columnheader" className="grid-stage" key={s.key}>
            <b>{pick(s.name, lang)}</b>
            <span>{s.experience.value === undefined ? t('cell.unmeasured') : <Num e={s.experience} />}</span>
          </div>
        ))}
      </div>
      {matrix.scenes.map((scene, r) => (
        <div role="row" className="grid-row" key={scene.key} style={template}>
          <div role="rowheader" className="grid-scene">{pick(scene.name, lang)}</div>
          {matrix.stages.map((stage, c) => {
            const cell = byKey.get(`${stage.key}/${scene.key}`);
            const here = at[0] === r && at[1] === c;
            return (
              <div role="gridcell" key={stage.key}>
                <Cell cell={cell} label={`${pick(stage.name, lang)} × ${pick(scene.name, lang)}`} most={most} pressed={!!cell && cell.touchpoint === selected} fresh={!!cell && fresh.has(cell.touchpoint)}
                  tabIndex={here ? 0 : -1} at={`${r},${c}`} onFocus={() => setAt([r, c])} onSelect={onSelect} />
              </div>
            );
          })}
        </div>
      ))}
    </div>
  );
}
const clamp = (i: number, n: number): number => Math.max(0, Math.min(n - 1, i));

interface OneCell { cell?: MatrixCell; label: string; most: number; pressed: boolean; fresh: boolean; tabIndex: number; at: string; onFocus: () => void; onSelect: (touchpoint: string) => void }
function Cell({ cell, label, most, pressed, fresh, tabIndex, at, onFocus, onSelect }: OneCell) {
  const t = useT();
  const shared = { type: 'button' as const, tabIndex, 'data-at': at, onFocus };
  const f = cell ? face(cell) : { kind: 'na' as const };
  if (!cell || f.kind === 'na') return <button {...shared} className="cell cell-void cell-na" aria-disabled="true"><b className="sr">{label}: </b><span>{t('cell.na')}</span></button>;
  const shown = estimate(f.e);
  const name = `${label}: ${cellWords(cell, t)}`;
  const act = { ...shared, 'data-touchpoint': cell.touchpoint, 'aria-pressed': pressed, onClick: () => onSelect(cell.touchpoint) };
  if (!shown)
    return (
      <button {...act} className={'cell cell-void' + (fresh ? ' cell-flash' : '')}>
        <b className="sr">{name}</b>
        <span aria-hidden="true">{t(f.kind === 'none' ? 'cell.unmeasured' : 'cell.few')}</span>
        {f.kind === 'few' && <em aria-hidden="true">{fewText(cell, t)}</em>}
      </button>
    );
  const k = tone(cell);
  return (
    <button {...act} className={'cell' + k.className + (observed(cell) ? ' cell-seen' : '') + (fresh ? ' cell-flash' : '')} style={k.style}>
      <b className="sr">{name}</b>
      <span className="tags" aria-hidden="true">{cellTags(cell, t).map((x) => <span key={x}>{x}</span>)}</span>
      <span className="val" aria-hidden="true">{shown.value} <small>{shown.interval}</small></span>
      <span className="meta" aria-hidden="true">
        <span>n {count(f.e!.n)}</span>
        <span>{side(cell, t)}</span>
      </span>
      <span className="mem"><i style={{ width: `${((motOf(cell) / most) * 100).toFixed(1)}%` }} /></span>
    </button>
  );
}

/** The whole cell in words, for screen readers and titles. */
export function cellWords(c: MatrixCell, t: T): string {
  const f = face(c);
  const words: string[] = [];
  const e = estimate(f.e);
  if (e) words.push(`${f.kind === 'kept' ? t('metric.promise_kept.name') : t('metric.mean_experience.name')} ${e.value} ${e.interval}, n ${count(f.e!.n)}`);
  else words.push(f.kind === 'none' ? t('cell.unmeasured') : `${t('cell.few')}, ${fewText(c, t)}`);
  if (observed(c)) words.push(t('cell.observed'));
  if (c.expectation_gap.value !== undefined) words.push(t('cell.gap', { gap: value(c.expectation_gap.value, 'valence') }));
  if (c.mot_share.value !== undefined) words.push(`${t('metric.mot_share.name')} ${share(c.mot_share.value)}`);
  if (c.role) words.push(t(`role.${c.role}`));
  if (c.moment !== 'none') words.push(tx(`moment.${c.moment}`, ''));
  if (c.breaches > 0) words.push(t('cell.breach', { n: count(c.breaches) }));
  if (c.polarised) words.push(t('cell.polarised'));
  return words.join(', ');
}

/** The same on a phone: one block a stage, one line a scene. */
export function MatrixList({ matrix, selected, onSelect, fresh }: CellProps) {
  const t = useT();
  const lang = useLang();
  const most = Math.max(0.0001, ...matrix.cells.map(motOf));
  const scenes = new Map(matrix.scenes.map((s) => [s.key, s.name]));
  return (
    <div className="stage-list">
      {matrix.stages.map((s) => {
        const mine = matrix.cells.filter((c) => c.stage === s.key);
        const shown = mine.filter((c) => c.state !== 'not_applicable');
        const na = mine.length - shown.length;
        return (
          <section className="card stage-block" key={s.key}>
            <header>
              <h2>{pick(s.name, lang)}</h2>
              {s.role && <Pill tone={s.role === 'valley' ? 'warm' : s.role === 'peak' ? 'accent' : undefined}>{t(`role.${s.role}`)}{s.mot_share?.value !== undefined && ` · ${share(s.mot_share.value)}`}</Pill>}
              {s.experience.value !== undefined && <Num e={s.experience} />}
            </header>
            {shown.map((c) => {
              const f = face(c);
              const e = estimate(f.e);
              const k = tone(c);
              const scene = pick(scenes.get(c.scene), lang);
              return (
                <button key={c.touchpoint} type="button" data-touchpoint={c.touchpoint} aria-pressed={c.touchpoint === selected} onClick={() => onSelect(c.touchpoint)}
                  className={'line-cell' + k.className + (observed(c) ? ' cell-seen' : '') + (e ? '' : ' line-void') + (fresh.has(c.touchpoint) ? ' cell-flash' : '')} style={k.style}>
                  <b className="sr">{`${pick(s.name, lang)} × ${scene}: ${cellWords(c, t)}`}</b>
                  <span className="name" aria-hidden="true">{scene}</span>
                  {e ? <span className="val" aria-hidden="true">{e.value} <small>{e.interval}</small></span> : <span className="void-text" aria-hidden="true">{f.kind === 'none' ? t('cell.unmeasured') : fewText(c, t)}</span>}
                  {e && <span className="meta" aria-hidden="true">{[`n ${count(f.e!.n)}`, ...cellTags(c, t)].map((x) => <span key={x}>{x}</span>)}</span>}
                  {e && <span className="gap" aria-hidden="true">{side(c, t)}</span>}
                  {e && <span className="mem"><i style={{ width: `${((motOf(c) / most) * 100).toFixed(1)}%` }} /></span>}
                </button>
              );
            })}
            {na > 0 && <p className="xs muted" style={{ margin: '2px 2px 6px' }}>{t('cell.na_n', { count: na })}</p>}
          </section>
        );
      })}
    </div>
  );
}

/** The whole map as rows: a touchpoint each, every number in full precision. */
export function matrixTable(m: Matrix, t: T, lang: Lang): TableView {
  const names = (list: Matrix['scenes'], key: string) => pick(list.find((x) => x.key === key)?.name, lang) || key;
  const head = [t('paths.state'), ...estimateHead(t('metric.mean_experience.name')), t('metric.expectation_gap.name'), t('metric.satisfaction_ratio.name'), t('metric.promise_kept.name'), t('metric.mot_share.name'), t('floor.breaches')];
  return {
    caption: t('matrix.label'),
    head: [t('matrix.scene'), t('matrix.stage'), ...head],
    rows: m.cells.map((c) => [names(m.scenes, c.scene), names(m.stages, c.stage), t(`paths.states.${c.state}`), ...estimateCells(c.experience), estimateCells(c.expectation_gap)[0], estimateCells(c.ratio)[0], estimateCells(c.promise_kept)[0], estimateCells(c.mot_share)[0], c.breaches]),
  };
}
