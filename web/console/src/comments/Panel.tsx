import { Button, Drawer, Mentions } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useLocation } from 'react-router-dom';
import { editComment, openThread, removeComment, reply, resolve, seeMentions, useColleagues, useMentions, useThreads, type Comment, type Thread } from '@/api/board';
import { useSession } from '@/api/queries';
import { useRights } from '@/app/rights';
import { useSetParams } from '@/app/url';
import { Icon } from '@/design/icons';
import { errorText, Waiting } from '@/design/Waiting';
import { ago, dateTime, useLang, useT } from '@/i18n';
import { pieces, typed, withMentions } from './text';
import { WHOLE } from './Talk';

/** What is said about one figure, or about a page. */
export default function Panel({ figure, thread }: { figure: string; thread?: string }) {
  const t = useT();
  const set = useSetParams();
  const { pathname, search } = useLocation();
  const may = useRights().may('act');
  const ask = useThreads(pathname);
  const [all, setAll] = useState(false);
  const mine = (ask.data ?? []).filter((x) => x.figure === figure);
  const settled = mine.filter((x) => x.resolved && x.id !== thread);
  const shown = mine.filter((x) => !x.resolved || all || x.id === thread);
  const title = (figure && document.getElementById(figure)?.textContent) || document.title.replace(/ · peakend$/, '');
  const mentions = useMentions().data;
  // What is read here needs no bell any more.
  useEffect(() => {
    for (const x of shown) if (mentions?.mentions.some((m) => m.unread && m.thread === x.id)) void seeMentions(x.id);
  }, [shown.map((x) => x.id).join(), mentions]); // eslint-disable-line
  const link = () => {
    const p = new URLSearchParams(search);
    for (const k of ['lang', 'thread', 'print']) p.delete(k);
    p.set('talk', figure || WHOLE);
    // Written out, so that the reader's own choices do not take their place.
    for (const [k, none] of [['range', 'all'], ['segment', '']] as const) if (!p.has(k) && !pathname.startsWith('/dashboards')) p.set(k, none);
    return pathname + '?' + p.toString();
  };
  return (
    <Drawer open onClose={() => set({ talk: undefined, thread: undefined })} title={<><span className="xs muted" style={{ display: 'block', fontWeight: 400 }}>{t('talk.title')}</span>{title}</>} width={Math.min(420, window.innerWidth)} mask={false} rootClassName="talk-drawer" closeIcon={<Icon name="close" size={16} />}>
      <div className="talk">
        {!ask.data ? <Waiting ask={ask} n={4} level={3} /> : !shown.length && <p className="muted">{t(!may ? 'talk.none_read' : figure ? 'talk.none' : 'talk.none_page')}</p>}
        {shown.map((x) => <Talk key={x.id} thread={x} marked={x.id === thread} may={may} />)}
        {settled.length > 0 && <button type="button" className="info-btn" onClick={() => setAll(!all)} aria-expanded={all}>{t(all ? 'talk.hide_resolved' : 'talk.show_resolved', { count: settled.length })}</button>}
        {may && <div className="talk-new"><h3>{t('talk.new')}</h3><Composer label={t('talk.new')} send={(text) => openThread({ page: pathname, figure, link: link(), title: title.slice(0, 280), text })} /></div>}
      </div>
    </Drawer>
  );
}

function Talk({ thread, marked, may }: { thread: Thread; marked: boolean; may: boolean }) {
  const t = useT();
  const ref = useRef<HTMLElement>(null);
  const [answering, setAnswering] = useState(false);
  useEffect(() => { if (marked) ref.current?.scrollIntoView({ block: 'center' }); }, [marked]);
  return (
    <article ref={ref} className={'card talk-thread' + (marked ? ' talk-marked' : '')} aria-label={t('talk.thread_of', { name: thread.comments[0]?.author.name ?? '' })}>
      {thread.comments.map((c) => <Said key={c.id} c={c} />)}
      {may && (
        <footer>
          {answering ? <Composer label={t('talk.reply')} send={(text) => reply(thread.id, text).then(() => setAnswering(false))} cancel={() => setAnswering(false)} focus /> : <Button size="small" onClick={() => setAnswering(true)}>{t('talk.reply')}</Button>}
          {!answering && <Button size="small" type="text" icon={<Icon name={thread.resolved ? 'up' : 'check'} size={14} />} onClick={() => void resolve(thread.id, !thread.resolved)}>{t(thread.resolved ? 'talk.reopen' : 'talk.resolve')}</Button>}
        </footer>
      )}
      {thread.resolved && <p className="xs muted">{t('talk.resolved')}</p>}
    </article>
  );
}

function Said({ c }: { c: Comment }) {
  const t = useT();
  const lang = useLang();
  const zone = useSession().data?.workspace.zone ?? 'UTC';
  const [editing, setEditing] = useState(false);
  return (
    <div className="talk-said">
      <p className="xs muted"><b className="talk-name">{c.author.name || t('talk.former')}</b> · <time dateTime={c.at} title={dateTime(lang, zone, c.at)}>{ago(lang, zone, c.at)}</time>{c.edited_at && ` · ${t('talk.edited')}`}</p>
      {c.removed ? <p className="muted">{t('talk.removed')}</p> : editing ? <Composer label={t('talk.edit')} start={typed(c.text)} send={(text) => editComment(c.id, text).then(() => setEditing(false))} cancel={() => setEditing(false)} focus /> : (
        <p className="talk-text">{pieces(c.text).map((p, i) => (typeof p === 'string' ? p : <b key={i} className="mention">@{p.name}</b>))}</p>
      )}
      {!editing && (c.may_edit || c.may_remove) && (
        <span className="talk-own">
          {c.may_edit && <button type="button" className="icon-btn" aria-label={t('talk.edit')} title={t('talk.edit')} onClick={() => setEditing(true)}><Icon name="edit" size={14} /></button>}
          {c.may_remove && <button type="button" className="icon-btn" aria-label={t('talk.remove')} title={t('talk.remove')} onClick={() => void removeComment(c.id)}><Icon name="trash" size={14} /></button>}
        </span>
      )}
    </div>
  );
}

/** A text with "@" for colleagues; Ctrl or Cmd + Enter sends. */
function Composer({ label, start = '', send, cancel, focus }: { label: string; start?: string; send: (text: string) => Promise<unknown>; cancel?: () => void; focus?: boolean }) {
  const t = useT();
  const [text, setText] = useState(start);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState('');
  const people = useColleagues().data ?? [];
  const go = async () => {
    if (!text.trim() || busy) return;
    setBusy(true);
    setFailed('');
    try { await send(withMentions(text.trim(), people)); setText(''); } catch (e) { setFailed(errorText(e, t)); }
    setBusy(false);
  };
  return (
    <div className="talk-write" onKeyDown={(e) => { if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) { e.preventDefault(); void go(); } }}>
      <Mentions value={text} onChange={setText} autoSize={{ minRows: 2, maxRows: 8 }} placeholder={t('talk.write')} aria-label={label} autoFocus={focus} options={people.map((p) => ({ key: p.id, value: p.name, label: p.name }))} notFoundContent={t('talk.nobody')} maxLength={3000} />
      <div className="row"><Button type="primary" size="small" loading={busy} disabled={!text.trim()} onClick={() => void go()}>{t('talk.send')}</Button>{cancel && <Button size="small" type="text" onClick={cancel}>{t('explore.cancel')}</Button>}<span className="xs muted grow" style={{ textAlign: 'end' }}>{t('talk.hint')}</span></div>
      {failed && <p className="warm small" role="alert">{failed}</p>}
    </div>
  );
}
