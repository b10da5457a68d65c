// One comment: the words with the hits of the search, where they were said, and what may be done with them.
import { AutoComplete, Button, Input, message, Select, type RefSelectProps } from 'antd';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { Link } from 'react-router-dom';
import type { FeedbackItem } from '@shared/api';
import { ApiError } from '@/api/client';
import { useJourney, useJourneys, useSession } from '@/api/queries';
import { useAssign, useChange, useLabel, useLabels } from '@/api/words';
import { useRights } from '@/app/rights';
import { customerPath, touchpointPath, useHref } from '@/app/url';
import { Icon, type IconName } from '@/design/icons';
import { fixed } from '@/design/number';
import { Pill, Quote } from '@/design/parts';
import { Pop } from '@/design/Pop';
import { ago, dateTime, pick, tx, useLang, useT } from '@/i18n';
import { touchpointName } from '../journey/names';
import './feedback.css';

/** Focus goes to the field once the popover stands (it takes the focus itself first). */
function useFocus<E extends { focus: () => void }>() {
  const field = useRef<E>(null);
  useEffect(() => {
    const id = setTimeout(() => field.current?.focus(), 180);
    return () => clearTimeout(id);
  }, []);
  return field;
}

export const labelName = (label: string): string => tx(`words.label_${label}`, label);

export function Said({ w, mark, withTouchpoint = true, selected, onSelect }: { w: FeedbackItem; mark?: string; withTouchpoint?: boolean; selected?: boolean; onSelect?: () => void }) {
  const t = useT();
  const lang = useLang();
  const href = useHref();
  const zone = useSession().data?.workspace.zone ?? 'UTC';
  const journey = useJourney(w.journey || undefined).data;
  const { may, whole } = useRights();
  const place = w.touchpoint ? touchpointName(journey, w.touchpoint, lang) : '';
  return (
    <article className={'said' + (selected ? ' said-now' : '') + (w.labels.includes('read') ? ' said-read' : '')} data-said={w.id} aria-current={selected || undefined} onClick={onSelect}>
      <div className="said-words">
        <Quote
          item={w}
          mark={mark}
          footer={
            <>
              <time dateTime={w.at} title={dateTime(lang, zone, w.at)}>{ago(lang, zone, w.at)}</time>
              {w.score !== undefined && <span>{t('words.score_of', { metric: tx(`metric.${w.metric}.name`, w.metric.toUpperCase()), score: fixed(w.score, Number.isInteger(w.score) ? 0 : 1) })}</span>}
              {withTouchpoint && (place ? <Link to={href(touchpointPath(w.journey, w.touchpoint))}>{place}</Link> : <span className="warm">{t('words.nowhere')}</span>)}
              {w.channel && w.channel !== w.scene && <span>{tx(`channel.${w.channel}`, w.channel)}</span>}
              {whole && (w.customer || w.user_id) && <Link to={href(customerPath(w.customer || w.user_id!), { episode: w.episode })}>{t('words.customer', { id: w.user_id || w.customer!.slice(0, 12) })}</Link>}
              {w.assigned && <span title={dateTime(lang, zone, w.assigned.at)}>{t('words.assigned_by', { who: w.assigned.by })}</span>}
            </>
          }
        />
        {w.change && <p className="small muted" data-change>{t('words.changed', { text: w.change.text })}</p>}
        {w.labels.some((l) => l !== 'read') && <div className="said-labels">{w.labels.filter((l) => l !== 'read').map((l) => <Pill key={l} tone={l === 'important' ? 'warm' : undefined}>{labelName(l)}</Pill>)}</div>}
      </div>
      {may('act') && <Actions w={w} />}
    </article>
  );
}

function useTold() {
  const t = useT();
  const [api, holder] = message.useMessage();
  const failed = (e: unknown) => void api.error(e instanceof ApiError && e.problem.detail ? e.problem.detail : t('error.load_text'));
  return { api, holder, failed };
}

function Actions({ w }: { w: FeedbackItem }) {
  const t = useT();
  const label = useLabel();
  const told = useTold();
  const toggle = (l: string) => label.mutate(w.labels.includes(l) ? { ids: [w.id], remove: [l] } : { ids: [w.id], add: [l] }, { onError: told.failed });
  return (
    <div className="said-acts" onClick={(e) => e.stopPropagation()}>
      {told.holder}
      <Toggle act="important" icon="rating" on={w.labels.includes('important')} text={t('words.do_important')} onClick={() => toggle('important')} />
      <Toggle act="read" icon="check" on={w.labels.includes('read')} text={t('words.do_read')} onClick={() => toggle('read')} />
      <Pop placement="bottom" button={(p) => <button type="button" className="icon-btn" data-act="label" aria-haspopup="dialog" aria-label={t('words.do_label')} title={t('words.do_label') + ' (l)'} {...p}><Icon name="tag" size={17} /></button>}>
        {() => <LabelForm w={w} toggle={toggle} />}
      </Pop>
      {w.kind !== 'event' && (
        <Pop placement="bottom" button={(p) => <button type="button" className={'icon-btn' + (w.assigned ? ' icon-on' : '')} data-act="assign" aria-haspopup="dialog" aria-label={t('words.do_assign')} title={t('words.do_assign') + ' (a)'} {...p}><Icon name="move" size={17} /></button>}>
          {(close) => <AssignForm w={w} close={close} />}
        </Pop>
      )}
    </div>
  );
}

function Toggle({ act, icon, on, text, onClick }: { act: string; icon: IconName; on: boolean; text: string; onClick: () => void }) {
  return <button type="button" className={'icon-btn' + (on ? ' icon-on' : '')} data-act={act} aria-pressed={on} aria-label={text} title={`${text} (${act === 'important' ? 'm' : 'r'})`} onClick={onClick}><Icon name={icon} size={17} /></button>;
}

/** Labels that the customer sees as how far it is. */
const STANDING = ['taken', 'closed'];

function LabelForm({ w, toggle }: { w: FeedbackItem; toggle: (l: string) => void }) {
  const t = useT();
  const known = useLabels().data?.labels ?? [];
  const [text, setText] = useState('');
  const field = useFocus<RefSelectProps>();
  const all = [...new Set([...STANDING, ...known.map((l) => l.label), ...w.labels])].filter((l) => l !== 'read' && l !== 'important');
  const add = (l: string) => {
    const clean = l.trim();
    if (clean && !w.labels.includes(clean)) toggle(clean);
    setText('');
  };
  return (
    <div className="said-form" role="dialog" aria-label={t('words.do_label')}>
      {all.length > 0 && <div className="row wrap" style={{ gap: 6 }}>{all.slice(0, 12).map((l) => <button key={l} type="button" className="toggle" aria-pressed={w.labels.includes(l)} onClick={() => toggle(l)}>{labelName(l)}</button>)}</div>}
      <div className="row">
        <AutoComplete ref={field} className="grow" value={text} onChange={setText} maxLength={40} options={all.filter((l) => text && l.includes(text)).map((l) => ({ value: l }))} placeholder={t('words.new_label')} aria-label={t('words.new_label')} onKeyDown={(e) => { if (e.key === 'Enter') add(text); }} />
        <Button type="primary" disabled={!text.trim()} onClick={() => add(text)}>{t('words.add')}</Button>
      </div>
      <ChangeForm w={w} />
    </div>
  );
}

/** What changed because of it: the customer reads it by the link in each message. */
function ChangeForm({ w }: { w: FeedbackItem }) {
  const t = useT();
  const change = useChange();
  const told = useTold();
  const [text, setText] = useState(w.change?.text ?? '');
  return (
    <div data-act="change">
      {told.holder}
      <Input.TextArea value={text} onChange={(e) => setText(e.target.value)} maxLength={500} autoSize={{ minRows: 2, maxRows: 5 }} placeholder={t('words.change')} aria-label={t('words.change')} />
      <div className="row" style={{ marginTop: 6 }}>
        <Button size="small" loading={change.isPending} disabled={text.trim() === (w.change?.text ?? '')} onClick={() => change.mutate({ id: w.id, text: text.trim() }, { onError: told.failed })}>{t('words.change_save')}</Button>
        <span className="muted xs">{t('words.change_text')}</span>
      </div>
    </div>
  );
}

function AssignForm({ w, close }: { w: FeedbackItem; close: () => void }) {
  const t = useT();
  const lang = useLang();
  const journeys = useJourneys().data;
  const [key, setKey] = useState(w.journey || journeys?.[0]?.key);
  const journey = useJourney(key).data;
  const [to, setTo] = useState<string | undefined>(w.touchpoint || undefined);
  const assign = useAssign();
  const field = useFocus<RefSelectProps>();
  const told = useTold();
  const move = (touchpoint: string) => assign.mutate({ ids: [w.id], journey: key ?? '', touchpoint }, { onSuccess: close, onError: told.failed });
  const options = (journey?.touchpoints ?? []).filter((x) => x.applicable).map((x) => ({ value: x.key, label: touchpointName(journey, x.key, lang) }));
  let note: ReactNode = t('words.assign_text');
  if (w.assigned) note = t('words.assign_was', { place: w.assigned.from_touchpoint ? touchpointName(journey, w.assigned.from_touchpoint, lang) : t('words.nowhere') });
  return (
    <div className="said-form" role="dialog" aria-label={t('words.do_assign')}>
      {told.holder}
      <p className="small muted">{note}</p>
      {(journeys?.length ?? 0) > 1 && <Select aria-label={t('nav.journey')} value={key} onChange={(v) => { setKey(v); setTo(undefined); }} options={journeys!.map((j) => ({ value: j.key, label: pick(j.name, lang) }))} />}
      <Select ref={field} showSearch optionFilterProp="label" aria-label={t('words.belongs')} placeholder={t('words.belongs')} value={to} onChange={setTo} options={options} listHeight={220} getPopupContainer={(n) => n.parentElement!} />
      <div className="row">
        <Button type="primary" loading={assign.isPending} disabled={!to || to === w.touchpoint} onClick={() => move(to!)}>{t('words.move')}</Button>
        {w.assigned && <Button disabled={assign.isPending} onClick={() => move('')}>{t('words.take_back')}</Button>}
      </div>
    </div>
  );
}
