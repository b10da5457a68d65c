import { useMemo, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useNavigate } from 'react-router-dom';
import { useCustomers, useJourney, useJourneys } from '@/api/queries';
import { Icon, type IconName } from '@/design/icons';
import { Modal } from '@/design/Modal';
import { pick, useLang, useT } from '@/i18n';
import { touchpointName } from '@/pages/journey/names';
import { say } from '@/pages/surveys/model';
import { surveyPath, useSurveys } from '@/pages/surveys/queries';
import { triggerPath, useTriggers } from '@/pages/reach/queries';
import { useDelayed } from '@/pages/feedback/Words';
import { GO, keyName, SHORTCUTS } from './keys';
import { useNav } from './nav';
import { PRESETS } from './range';
import { rank } from './rank';
import { useRights } from './rights';
import { customerPath, rememberChoice, touchpointPath, useHref, useJourneyKey, useSetParams } from './url';
import './palette.css';

interface Entry { id: string; group: 'page' | 'journey' | 'touchpoint' | 'survey' | 'trigger' | 'customer' | 'action'; text: string; more?: string; icon: IconName; keys?: string[]; run: () => void }
const MOST = 5;

/** Everything one can go to or do, found by typing. */
export default function Palette({ close, act }: { close: () => void; act: (what: string) => void }) {
  const t = useT();
  const lang = useLang();
  const navigate = useNavigate();
  const href = useHref();
  const set = useSetParams();
  const nav = useNav();
  const { may, whole } = useRights();
  const key = useJourneyKey();
  const journeys = useJourneys().data;
  const journey = useJourney(journeys?.some((j) => j.key === key) ? key : journeys?.[0]?.key).data;
  const surveys = useSurveys(nav.some((n) => n.entry.area === 'surveys')).data;
  const reach = nav.some((n) => n.entry.area === 'reach');
  const triggers = useTriggers(reach).data;
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const late = useDelayed(text.trim());
  const people = useCustomers(late, 'last_seen', MOST, 0, late.length > 1 && whole && may('personal')).data?.customers;
  const entries = useMemo(() => {
    const go = (to: string) => () => { close(); navigate(to); };
    const all: Entry[] = nav.map((n) => ({ id: `p-${n.entry.area}`, group: 'page', text: t(`nav.${n.entry.area}`), icon: n.entry.icon, keys: GO[n.entry.area] ? ['g', GO[n.entry.area]!] : undefined, run: go(n.to) }));
    all.push({ id: 'p-methods', group: 'page', text: t('method_page.title'), icon: 'info', run: go(href('/methods')) });
    for (const j of journeys ?? []) all.push({ id: `j-${j.key}`, group: 'journey', text: pick(j.name, lang), more: j.key, icon: 'journey', run: go(href(`/journey/${encodeURIComponent(j.key)}`)) }, ...(whole ? [{ id: `l-${j.key}`, group: 'journey', text: `${pick(j.name, lang)}: ${t('journey.laws')}`, more: j.key, icon: 'journey', run: go(href(`/journey/${encodeURIComponent(j.key)}/laws`)) } as Entry] : []));
    for (const p of journey?.touchpoints ?? []) if (p.applicable) all.push({ id: `t-${p.key}`, group: 'touchpoint', text: touchpointName(journey, p.key, lang), more: p.key, icon: 'touchpoints', run: go(href(touchpointPath(journey!.key, p.key))) });
    for (const s of surveys ?? []) all.push({ id: `s-${s.key}`, group: 'survey', text: say(s.title, lang, s.languages) || s.key, more: s.key, icon: 'survey', run: go(href(surveyPath(s.key, may('write') ? '' : '/results'))) });
    if (nav.some((n) => n.entry.area === 'surveys') && may('write')) all.push({ id: 'a-survey', group: 'action', text: t('palette.new_survey'), icon: 'plus', run: go(href('/surveys', { new: 'template' })) });
    for (const s of surveys ?? []) if (may('write')) all.push({ id: `sr-${s.key}`, group: 'survey', text: `${say(s.title, lang, s.languages) || s.key}: ${t('palette.results')}`, more: s.key, icon: 'survey', run: go(href(surveyPath(s.key, '/results'))) });
    for (const x of triggers ?? []) all.push({ id: `tr-${x.key}`, group: 'trigger', text: pick(x.name, lang) || x.key, more: x.event, icon: 'reach', run: go(href(triggerPath(x.key))) });
    if (reach) for (const [view, right] of [['invitations', 'personal'], ['refusals', 'personal'], ['funnel', 'read'], ['budget', 'read'], ['channels', 'admin']] as const) if (may(right)) all.push({ id: `rv-${view}`, group: 'page', text: `${t('nav.reach')}: ${t(`palette.${view}`)}`, icon: 'reach', run: go(href('/reach', { view })) });
    if (reach && may('write')) all.push({ id: 'a-trigger', group: 'action', text: t('palette.new_trigger'), icon: 'plus', run: go(href('/reach/triggers/new')) });
    for (const s of SHORTCUTS) if (s.id !== 'palette' && s.id !== 'search') all.push({ id: `a-${s.id}`, group: 'action', text: t(`keys.${s.id}`), icon: s.id === 'theme' ? 'moon' : s.id === 'sheet' ? 'keyboard' : 'settings', keys: s.keys.split('+'), run: () => act(s.id) });
    for (const r of PRESETS) all.push({ id: `r-${r}`, group: 'action', text: `${t('range.pick')}: ${t(`range.${r}`)}`, icon: 'event', run: () => { close(); const next = r === 'all' ? undefined : r; rememberChoice('range', next); set({ range: next }, true); } });
    all.push({ id: 'a-print', group: 'action', text: t('keys.print'), icon: 'download', run: () => { close(); setTimeout(() => window.print(), 50); } });
    return all;
  }, [nav, journeys, journey, surveys, triggers, reach, lang, t, href, navigate, close, act, set, whole, may]);
  const shown = useMemo(() => {
    const found = rank(entries, text, (e) => `${e.text} ${e.more ?? ''}`);
    const some = text.trim() ? found.slice(0, 12) : found.filter((e) => (e.group === 'page' && !e.id.startsWith('rv-')) || (e.group === 'action' && !e.id.startsWith('r-')));
    const who: Entry[] = text.trim() ? (people ?? []).map((c) => ({ id: `c-${c.id}`, group: 'customer' as const, text: c.user_id || c.id, icon: 'customers' as const, run: () => { close(); navigate(href(customerPath(c.id))); } })) : [];
    return [...some, ...who];
  }, [entries, text, people, close, navigate, href]);
  const now = Math.min(at, shown.length - 1);
  const keys = (e: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
    if (step && shown.length) { e.preventDefault(); const next = (now + step + shown.length) % shown.length; setAt(next); document.getElementById(`pal-${next}`)?.scrollIntoView({ block: 'nearest' }); }
    if (e.key === 'Enter' && !e.nativeEvent.isComposing) { e.preventDefault(); shown[now]?.run(); }
  };
  let group = '';
  return (
    <Modal label={t('palette.title')} close={close} className="palette">
      <div className="palette-in">
        <Icon name="search" size={17} />
        <input data-first type="text" role="combobox" aria-expanded="true" aria-controls="pal-list" aria-activedescendant={shown.length ? `pal-${now}` : undefined} aria-autocomplete="list" aria-label={t('palette.title')} placeholder={t('palette.hint')} value={text} onChange={(e) => { setText(e.target.value); setAt(0); }} onKeyDown={keys} spellCheck={false} autoComplete="off" />
      </div>
      <ul id="pal-list" role="listbox" aria-label={t('palette.title')}>
        {shown.map((e, i) => {
          const head: ReactNode = e.group !== group ? <li key={`g${i}`} role="presentation" className="palette-group">{t(`palette.${e.group}`)}</li> : null;
          group = e.group;
          return [
            head,
            <li key={e.id} id={`pal-${i}`} role="option" aria-selected={i === now} onMouseMove={() => setAt(i)} onClick={e.run}>
              <Icon name={e.icon} size={16} /><span className="grow ellipsis">{e.text}</span>{e.more && <span className="xs muted ellipsis">{e.more}</span>}
              {e.keys && <span className="palette-keys" aria-hidden="true">{e.keys.map((k) => <kbd key={k}>{keyName(k)}</kbd>)}</span>}
            </li>,
          ];
        })}
      </ul>
      {!shown.length && <p className="muted palette-none" role="status">{t('palette.none')}</p>}
    </Modal>
  );
}
