import { Button, Checkbox, Input, message as toast, Modal, Select } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { addDashboard, addView, changeView, pinTile, removeView, useDashboards, useViews, type Question, type View } from '@/api/board';
import { ApiError } from '@/api/client';
import { useJourneys } from '@/api/queries';
import { useRights } from '@/app/rights';
import { copyText } from '@/design/clipboard';
import { Icon } from '@/design/icons';
import { Pop } from '@/design/Pop';
import { useT } from '@/i18n';
import { useDimensions, useQuestionName } from './names';
import { exploreLink, sameQuestion, suggestions } from './question';

/** What went wrong, in the server's words. */
export const reason = (e: unknown): string => (e instanceof ApiError ? e.problem.errors?.[0]?.detail ?? e.problem.detail ?? e.message : String(e));

/** Saved views, and questions worth starting from. */
export function Views({ view, q, open }: { view?: View; q: Question; open: (q: Question, view: string | null) => void }) {
  const t = useT();
  const nameOf = useQuestionName();
  const journeys = useJourneys().data ?? [];
  const { all } = useDimensions();
  const start = suggestions(q.journey || (journeys.length === 1 ? journeys[0]!.key : ''), all.filter((d) => d.group === 'attribute').map((d) => d.key));
  const views = useViews().data ?? [];
  const changed = view && !sameQuestion(view.question, q);
  return (
    <Pop menu button={(p) => <button type="button" className="chip-btn explore-views" aria-haspopup="menu" {...p}><Icon name="rows" size={15} /><span className="ellipsis" style={{ maxWidth: 240 }}>{view ? view.name + (changed ? ' *' : '') : t('explore.views')}</span><Icon name="chevron" size={16} /></button>}>
      {(close) => (
        <div className="menu-list views-menu" role="menu" aria-label={t('explore.views')}>
          {!views.length && <p className="small muted" style={{ padding: '8px 10px', maxWidth: 260 }}>{t('explore.no_views')}</p>}
          {views.map((v) => (
            <button key={v.id} type="button" role="menuitemradio" aria-checked={v.id === view?.id} onClick={() => { close(); open(v.question, v.id); }}>
              <span className="ellipsis">{v.name}</span><span className="xs muted">{t(v.shared ? 'explore.shared' : 'explore.private')}</span>
            </button>
          ))}
          <h3 className="xs muted menu-head">{t('explore.start_from')}</h3>
          {start.map((x) => <button key={exploreLink(x)} type="button" role="menuitem" onClick={() => { close(); open(x, null); }}><span className="ellipsis">{nameOf(x, true)}</span></button>)}
        </div>
      )}
    </Pop>
  );
}

export function SaveButton({ q, view, onSaved }: { q: Question; view?: View; onSaved: (v: View) => void }) {
  const t = useT();
  const [open, setOpen] = useState(false);
  const changed = view && !sameQuestion(view.question, q);
  const [said, holder] = toast.useMessage();
  const update = async () => {
    try { onSaved(await changeView(view!.id, { question: q, version: view!.version })); void said.success(t('explore.saved')); } catch (e) { void said.error(reason(e)); }
  };
  return (
    <>
      {holder}
      {view?.may_change && changed && <Button onClick={() => void update()}>{t('explore.update', { name: view.name })}</Button>}
      <Button type="primary" onClick={() => setOpen(true)}>{t('explore.save')}</Button>
      {open && <SaveDialog q={q} close={() => setOpen(false)} saved={(v) => { setOpen(false); onSaved(v); void said.success(t('explore.saved')); }} />}
    </>
  );
}

function SaveDialog({ q, close, saved }: { q: Question; close: () => void; saved: (v: View) => void }) {
  const t = useT();
  const suggested = useQuestionName()(q);
  const share = useRights().may('write');
  const [name, setName] = useState(suggested.slice(0, 120));
  const [shared, setShared] = useState(false);
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState('');
  const save = async () => {
    setBusy(true);
    try { saved(await addView({ name: name.trim(), shared, question: q })); } catch (e) { setWrong(reason(e)); setBusy(false); }
  };
  return (
    <Modal open title={t('explore.save_title')} onCancel={close} onOk={() => void save()} okText={t('explore.save')} cancelText={t('explore.cancel')} okButtonProps={{ disabled: !name.trim(), loading: busy }} destroyOnHidden>
      <div className="stack" style={{ gap: 12 }}>
        <Input value={name} onChange={(e) => setName(e.target.value)} onPressEnter={() => name.trim() && void save()} maxLength={120} aria-label={t('explore.name')} autoFocus />
        <Checkbox checked={shared} disabled={!share} onChange={(e) => setShared(e.target.checked)}>{t('explore.share_all')}</Checkbox>
        {wrong && <p role="alert" className="warm">{wrong}</p>}
      </div>
    </Modal>
  );
}

/** Puts the question on a dashboard: one that is there, or a new one. */
export function PinButton({ q, view }: { q: Question; view?: View }) {
  const t = useT();
  const navigate = useNavigate();
  const mine = (useDashboards().data ?? []).filter((d) => d.may_change);
  const [open, setOpen] = useState(false);
  const [to, setTo] = useState('');
  const [name, setName] = useState('');
  const [wrong, setWrong] = useState('');
  const tile = view && sameQuestion(view.question, q) ? { kind: 'chart' as const, view: view.id } : { kind: 'chart' as const, question: q };
  const target = to || mine[0]?.id || 'new';
  const pin = async () => {
    try {
      const id = target === 'new' ? (await addDashboard({ name: name.trim(), shared: false, tiles: [tile] })).id : (await pinTile(target, tile)).id;
      setOpen(false);
      navigate('/dashboards/' + id);
    } catch (e) { setWrong(reason(e)); }
  };
  return (
    <>
      <Button icon={<Icon name="pin" size={16} />} onClick={() => { setWrong(''); setOpen(true); }}>{t('explore.pin')}</Button>
      {open && (
        <Modal open title={t('explore.pin_title')} onCancel={() => setOpen(false)} onOk={() => void pin()} okText={t('explore.pin')} cancelText={t('explore.cancel')} okButtonProps={{ disabled: target === 'new' && !name.trim() }} destroyOnHidden>
          <div className="stack" style={{ gap: 12 }}>
            <Select aria-label={t('explore.pin_to')} value={target} onChange={setTo} options={[...mine.map((d) => ({ value: d.id, label: d.name })), { value: 'new', label: t('explore.pin_new') }]} />
            {target === 'new' && <Input value={name} onChange={(e) => setName(e.target.value)} placeholder={t('dash.name')} aria-label={t('dash.name')} maxLength={120} autoFocus />}
            {wrong && <p role="alert" className="warm">{wrong}</p>}
          </div>
        </Modal>
      )}
    </>
  );
}

export function ShareButton({ view }: { view?: View }) {
  const t = useT();
  const [said, holder] = toast.useMessage();
  const copy = async () => {
    if (await copyText(location.href)) void said.success(t('explore.copied'));
    else void said.info(location.href, 8);
  };
  const [confirm, modal] = Modal.useModal();
  const change = useRights().may('write');
  const act = async (work: Promise<unknown>) => { try { await work; } catch (e) { void said.error(reason(e)); } };
  return (
    <>
      {holder}{modal}
      <Pop menu button={(p) => <button type="button" className="icon-btn icon-btn-line" aria-haspopup="menu" aria-label={t('explore.more')} {...p}><Icon name="more" size={17} /></button>}>
        {(close) => (
          <div className="menu-list" role="menu" aria-label={t('explore.more')}>
            <button type="button" role="menuitem" onClick={() => { close(); void copy(); }}>{t('explore.copy_link')}<Icon name="copy" size={16} /></button>
            {view?.may_change && change && (!view.shared || view.mine) && <button type="button" role="menuitem" onClick={() => { close(); void act(changeView(view.id, { shared: !view.shared })); }}>{t(view.shared ? 'explore.unshare' : 'explore.share_all')}<Icon name="share" size={16} /></button>}
            {view?.may_change && <button type="button" role="menuitem" onClick={() => { close(); confirm.confirm({ title: t('explore.remove_view', { name: view.name }), content: t('explore.remove_text'), okText: t('explore.remove'), cancelText: t('explore.cancel'), onOk: () => act(removeView(view.id)) }); }}>{t('explore.remove')}<Icon name="trash" size={16} /></button>}
          </div>
        )}
      </Pop>
    </>
  );
}
