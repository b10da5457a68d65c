import { Button, Input } from 'antd';
import { useState, type PointerEvent } from 'react';
import { Link } from 'react-router-dom';
import type { Tile } from '@/api/board';
import { Icon } from '@/design/icons';
import { Pop } from '@/design/Pop';
import { useT } from '@/i18n';
import { Answer } from '../explore/Answer';
import { useQuestionName } from '../explore/names';
import { exploreLink } from '../explore/question';
import { arrowTarget } from './arrange';

export interface TileActions { change: (id: string, change: Partial<Tile>) => void; remove: (id: string) => void; move: (id: string, to: number) => void; drag: (id: string, e: PointerEvent<HTMLElement>) => void }
interface Props { tile: Tile; at: number; count: number; actions?: TileActions; range: string; segment: string; dragged: boolean }

export function useTileName(): (tile: Tile) => string {
  const t = useT();
  const nameOf = useQuestionName();
  return (tile) => tile.name || (tile.question ? nameOf(tile.question) : t('dash.note'));
}

/** One tile: a question's answer or a note. With `actions` it can be moved, renamed, widened and removed. */
export function TileBox({ tile, at, count, actions, range, segment, dragged }: Props) {
  const t = useT();
  const nameOf = useTileName();
  const [renaming, setRenaming] = useState(false);
  const title = nameOf(tile);
  const q = tile.question && { ...tile.question, range: range === 'all' ? '' : range || tile.question.range, where: segment ? [...tile.question.where, segment].slice(0, 10) : tile.question.where };
  const tools = (
    <span className="tile-tools">
      {actions && (
        <button
          type="button" className="icon-btn tile-grip" aria-label={t('dash.grip', { name: title, at: at + 1, n: count })} title={t('dash.grip_hint')}
          onPointerDown={(e) => actions.drag(tile.id, e)}
          onKeyDown={(e) => { const to = arrowTarget(e.key, at, count); if (to === undefined) return; e.preventDefault(); if (to !== at) actions.move(tile.id, to); }}
        ><Icon name="drag" size={16} /></button>
      )}
      <Pop menu button={(p) => <button type="button" className="icon-btn" aria-haspopup="menu" aria-label={t('dash.tile_menu', { name: title })} {...p}><Icon name="settings" size={15} /></button>}>
        {(close) => (
          <div className="menu-list" role="menu" aria-label={t('dash.tile_menu', { name: title })}>
            {q && <Link role="menuitem" to={exploreLink(q) + (tile.view ? '&view=' + tile.view : '')} onClick={close}>{t('dash.open')}<Icon name="explore" size={16} /></Link>}
            {actions && <button type="button" role="menuitem" onClick={() => { close(); setRenaming(true); }}>{t(q ? 'dash.rename' : 'dash.edit_note')}<Icon name="edit" size={16} /></button>}
            {actions && <button type="button" role="menuitem" onClick={() => { close(); actions.change(tile.id, { width: tile.width === 2 ? 1 : 2 }); }}>{t(tile.width === 2 ? 'dash.narrow' : 'dash.wide')}<Icon name="same" size={16} /></button>}
            {actions && <button type="button" role="menuitem" onClick={() => { close(); actions.remove(tile.id); }}>{t('dash.remove_tile')}<Icon name="trash" size={16} /></button>}
          </div>
        )}
      </Pop>
    </span>
  );
  return (
    <div className={`tile tile-w${tile.width}` + (dragged ? ' tile-dragged' : '') + (q ? ` tile-${q.chart || 'auto'}` : ' tile-is-note')} data-tile={tile.id}>
      {renaming && q && <Rename start={tile.name} hint={title} done={(name) => { setRenaming(false); if (name !== undefined && name !== tile.name) actions!.change(tile.id, { name }); }} />}
      {q ? <Answer q={q} id={`tile-${tile.id}`} title={title} height={tile.width === 2 ? 300 : 260} most={10} tools={tools} /> : <Note tile={tile} tools={tools} editing={renaming || (!tile.text && !!actions)} done={(text) => { setRenaming(false); if (text !== undefined) actions!.change(tile.id, { text }); }} />}
    </div>
  );
}

function Rename({ start, hint, done }: { start: string; hint: string; done: (name: string | undefined) => void }) {
  const t = useT();
  const [name, setName] = useState(start);
  return (
    <form className="tile-rename" onSubmit={(e) => { e.preventDefault(); done(name.trim()); }}>
      <Input value={name} onChange={(e) => setName(e.target.value)} placeholder={hint} aria-label={t('dash.rename')} maxLength={120} autoFocus onKeyDown={(e) => e.key === 'Escape' && done(undefined)} />
      <Button type="primary" htmlType="submit">{t('dash.done')}</Button>
    </form>
  );
}

function Note({ tile, tools, editing, done }: { tile: Tile; tools: React.ReactNode; editing: boolean; done: (text: string | undefined) => void }) {
  const t = useT();
  const [text, setText] = useState(tile.text ?? '');
  return (
    <section className="card figure tile-note" aria-label={t('dash.note')}>
      <header><div className="grow">{tile.name && <h2>{tile.name}</h2>}</div><div className="figure-tools">{tools}</div></header>
      {editing ? (
        <div className="stack" style={{ gap: 8 }}>
          <Input.TextArea value={text} onChange={(e) => setText(e.target.value)} autoSize={{ minRows: 3, maxRows: 14 }} placeholder={t('dash.note_hint')} aria-label={t('dash.note')} maxLength={3000} autoFocus />
          <div><Button type="primary" size="small" disabled={!text.trim()} onClick={() => done(text.trim())}>{t('dash.done')}</Button></div>
        </div>
      ) : <p className="tile-text">{tile.text}</p>}
    </section>
  );
}
