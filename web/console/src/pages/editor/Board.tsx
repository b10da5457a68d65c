import type { Lint } from '@shared/api';
import { Icon } from '@/design/icons';
import { useLang, useT } from '@/i18n';
import { leadsTo, label, move, type Axis, type Draft } from './model';
import { SortItem, Sortable } from './Sortable';
import type { Editor } from './store';

export type Selected = { kind: 'stage' | 'scene' | 'cell'; key: string } | undefined;
export const sameSelected = (a: Selected, b: Selected): boolean => a?.kind === b?.kind && a?.key === b?.key;

/** Stages across, scenes down, touchpoints where they meet. Heads can be dragged; everything opens in the sheet. */
export function Board({ editor, selected, select, addTo }: { editor: Editor; selected: Selected; select: (s: Selected) => void; addTo: (axis: Axis) => void }) {
  const t = useT();
  const lang = useLang();
  const { draft, edit, error, check } = editor;
  const faulty = (axis: Axis, key: string) => error(`${axis}[${draft[axis].findIndex((x) => x.key === key)}]`, false);
  const head = (axis: Axis) => draft[axis].map((x) => {
    const kind = axis === 'stages' ? ('stage' as const) : ('scene' as const);
    const name = label(x.name, lang, x.key);
    const on = sameSelected(selected, { kind, key: x.key });
    return (
      <SortItem key={x.key} id={x.key} name={name} className={`board-head board-${kind}` + (on ? ' on' : '') + (faulty(axis, x.key) ? ' bad' : '')}>
        {(grip) => (
          <>
            {grip}
            <button type="button" className="board-name" aria-pressed={on} data-head={x.key} onClick={() => select({ kind, key: x.key })}>
              <b>{name || t('editor.unnamed')}</b>
              {axis === 'stages' && <small>{t(`editor.phase.${draft.stages.find((s) => s.key === x.key)!.phase}`)}</small>}
            </button>
          </>
        )}
      </SortItem>
    );
  });
  const names = (axis: Axis) => draft[axis].map((x) => label(x.name, lang, x.key));
  return (
    <div className="board-wrap scroll-x" tabIndex={0} role="region" aria-label={t('editor.board')}>
      <div className="board" style={{ gridTemplateColumns: `minmax(132px, 168px) repeat(${draft.stages.length}, minmax(132px, 1fr)) 44px` }}>
        <div className="board-corner"><span>{t('editor.stages')} →</span><span>{t('editor.scenes')} ↓</span></div>
        <Sortable horizontal ids={draft.stages.map((s) => s.key)} names={names('stages')} onMove={(a, b) => edit((d) => move(d, 'stages', a, b))}>{head('stages')}</Sortable>
        <button type="button" className="board-add" onClick={() => addTo('stages')} aria-label={t('editor.add_stage')} title={t('editor.add_stage')}><Icon name="plus" size={17} /></button>
        <div className="board-side" style={{ gridRow: `2 / span ${draft.scenes.length}` }}>
          <Sortable ids={draft.scenes.map((s) => s.key)} names={names('scenes')} onMove={(a, b) => edit((d) => move(d, 'scenes', a, b))}>{head('scenes')}</Sortable>
        </div>
        {draft.scenes.map((scene, row) => draft.stages.map((stage, col) => (
          <Cell key={`${stage.key}/${scene.key}`} draft={draft} cell={`${stage.key}/${scene.key}`} lints={check?.lint} bad={!!error(`touchpoints[${col * draft.scenes.length + row}]`, false)}
            on={sameSelected(selected, { kind: 'cell', key: `${stage.key}/${scene.key}` })} select={select} style={{ gridRow: row + 2, gridColumn: col + 2 }} />
        )))}
        <button type="button" className="board-add board-add-scene" onClick={() => addTo('scenes')}><Icon name="plus" size={16} />{t('editor.add_scene')}</button>
      </div>
    </div>
  );
}

function Cell({ draft, cell, lints, bad, on, select, style }: { draft: Draft; cell: string; lints?: Lint[]; bad: boolean; on: boolean; select: (s: Selected) => void; style: React.CSSProperties }) {
  const t = useT();
  const lang = useLang();
  const tp = draft.touchpoints.find((x) => x.key === cell)!;
  const [stage, scene] = [draft.stages.find((s) => s.key === tp.stage)!, draft.scenes.find((s) => s.key === tp.scene)!];
  const name = `${label(scene.name, lang, scene.key)} × ${label(stage.name, lang, stage.key)}`;
  const rules = draft.rules.filter((r) => leadsTo(r, cell)).length;
  const owner = label(tp.owner, lang);
  const lint = lints?.some((l) => l.touchpoint === cell);
  return (
    <button type="button" style={style} className={'board-cell' + (tp.applicable ? '' : ' off') + (on ? ' on' : '') + (bad ? ' bad' : '')} aria-pressed={on} data-cell={cell} onClick={() => select({ kind: 'cell', key: cell })}>
      <span className="sr">{name}: </span>
      {!tp.applicable ? <em>{t('cell.na')}</em> : (
        <>
          <span className="board-tags">
            {tp.moment !== 'none' && <span className="tag-mot" title={t(`moment.${tp.moment}`)}>◆ {t('cell.mot')}</span>}
            {tp.floor && <span className="tag-floor" title={t('tp.floor', { value: tp.floor.value })}>⌊ {tp.floor.value}</span>}
            {lint && <span className="tag-lint" title={t('editor.lint_here')}><Icon name="info" size={13} /></span>}
          </span>
          <span className={owner ? '' : 'muted'}>{owner || t('tp.no_owner')}</span>
          <small className="muted">{rules ? t('editor.rules_n', { count: rules }) : t('editor.no_rule')}</small>
        </>
      )}
    </button>
  );
}
