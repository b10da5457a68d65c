import { Button, Input, Select, Switch } from 'antd';
import { useEffect, useMemo, useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router-dom';
import { query } from '@/api/client';
import { useJourney, useJourneys } from '@/api/queries';
import { useLabels, useOneSaid, useSaid, type Filters } from '@/api/words';
import { DataLink } from '@/app/DataLink';
import { useRights } from '@/app/rights';
import { Page } from '@/app/Shell';
import { customerPath, useHref, useJourneyKey, useRange, useSetParams } from '@/app/url';
import { Icon } from '@/design/icons';
import { count } from '@/design/number';
import { Empty, Pill } from '@/design/parts';
import { Waiting } from '@/design/Waiting';
import { tx, useLang, useT } from '@/i18n';
import { touchpointName } from '../journey/names';
import { labelName, Said } from './Said';
import { useWordKeys } from './useWordKeys';
import { classOf, ToneChoice, TONES, useDelayed, type Tone } from './Words';

const NOWHERE = '-';
/** What the choice of marks asks of the server; any other value is a label. */
const MARKS: Record<string, Filters> = { unread: { without: 'read' }, assigned: { assigned: '1' } };

/** Everything customers said in their own words: searched, marked, put where it belongs, taken along. */
export default function FeedbackPage() {
  const t = useT();
  const lang = useLang();
  const set = useSetParams();
  const href = useHref();
  const navigate = useNavigate();
  const { span } = useRange();
  const [search] = useSearchParams();
  const known = useJourneys().data;
  const asked = useJourneyKey();
  const key = known?.some((j) => j.key === asked) ? asked : known?.[0]?.key;
  const journey = useJourney(key).data;
  const labels = useLabels().data;
  const { whole } = useRights();
  const arg = (name: string) => search.get(name) ?? undefined;
  const [q, setQ] = useState(arg('q') ?? '');
  const late = useDelayed(q.trim());
  useEffect(() => { if (late !== (search.get('q') ?? '')) set({ q: late || undefined, item: undefined }); }, [late]); // eslint-disable-line
  // Back and forward change the address, and the box follows.
  useEffect(() => { const now = search.get('q') ?? ''; if (now !== q.trim() && now !== late) setQ(now); }, [search.get('q')]); // eslint-disable-line
  const tone: Tone = TONES.find((x) => x === search.get('tone')) ?? 'all';
  const [touchpoint, kind, wordsLang, channel, mark, item] = ['touchpoint', 'kind', 'words', 'channel', 'mark', 'item'].map(arg);
  const [hide, setHide] = useState(localStorage.getItem('pk.hide') === '1');
  const filters: Filters = useMemo(() => ({
    q: arg('q'), class: classOf(tone), lang: wordsLang, channel,
    // Without a choice of touchpoint, also what belongs to no journey yet: somebody has to find it.
    ...(touchpoint === NOWHERE ? { journey: key, unassigned: '1' } : touchpoint ? { journey: key, touchpoint } : {}),
    where: [...(!touchpoint && key ? [`journey:${key.replace(/[\\,]/g, '\\$&')},`] : []), ...(kind ? [`kind:${kind}`] : [])], ...(mark ? MARKS[mark] ?? { label: mark } : {}), hide: hide ? '1' : undefined,
  }), [key, search, hide]); // eslint-disable-line
  const said = useSaid(filters, span, undefined, known !== undefined);
  const items = useMemo(() => said.data?.pages.flatMap((p) => p.items) ?? [], [said.data]);
  // Only an address that was opened with a comment in it shows that comment besides the list.
  const [opened] = useState(item);
  const linked = useOneSaid(item && item === opened && said.data && !said.isPlaceholderData && !items.some((i) => i.id === item) ? item : undefined, hide).data;
  const shown = linked && !items.some((i) => i.id === linked.id) ? [linked, ...items] : items;
  const total = said.data?.pages[0]?.total;
  const at = shown.findIndex((i) => i.id === item);
  const change = (c: Record<string, string | undefined>) => set({ ...c, item: undefined }, true);
  const go = (to: number) => {
    const w = shown[to];
    if (!w) return;
    set({ item: w.id });
    requestAnimationFrame(() => document.querySelector(`[data-said="${CSS.escape(w.id)}"]`)?.scrollIntoView({ block: 'nearest' }));
    if (to >= shown.length - 3 && said.hasNextPage && !said.isFetchingNextPage) void said.fetchNextPage();
  };
  const keys = useMemo(() => ({
    next: () => go(Math.min(shown.length - 1, at + 1)),
    before: () => go(Math.max(0, at - 1)),
    leave: () => set({ item: undefined }),
    open: () => { const w = shown[at]; if (w && whole && (w.customer || w.user_id)) navigate(href(customerPath(w.customer || w.user_id!), { episode: w.episode })); },
    press: (act: string) => document.querySelector<HTMLElement>(`.said-now [data-act="${act}"]`)?.click(),
  }), [shown, at]); // eslint-disable-line
  useWordKeys(keys);
  const filtered = [q, touchpoint, kind, wordsLang, channel, mark].some(Boolean) || tone !== 'all' || !!span.from || !!span.to;
  const places = (journey?.touchpoints ?? []).filter((x) => x.applicable).map((x) => ({ value: x.key, label: touchpointName(journey, x.key, lang) }));
  const marks = ['important', 'unread', 'assigned', ...(labels?.labels.map((l) => l.label) ?? []).filter((l) => l !== 'important')];
  const pick = (name: string, value: string | undefined, label: string, options: { value: string; label: string }[], width: number) => (
    <Select aria-label={label} placeholder={label} allowClear showSearch={options.length > 8} optionFilterProp="label" value={value} onChange={(v?: string) => change({ [name]: v })} options={options} style={{ minWidth: width }} popupMatchSelectWidth={false} />
  );
  return (
    <Page title={t('nav.feedback')} journey range>
      <div className="page-title spread wrap">
        <div><h1>{t('nav.feedback')}</h1><p>{t('words.page_text')}</p></div>
        <div className="row">
          <a className="btn-link" href={'/v1/feedback/export' + query({ ...filters, ...span })} download="feedback.csv"><Icon name="download" size={16} /> {t('words.export')}</a>
        </div>
      </div>
      <div className="words-tools">
        <Input allowClear value={q} onChange={(e) => setQ(e.target.value)} prefix={<Icon name="search" size={16} />} placeholder={t('words.search')} title={t('words.search_help')} aria-label={t('words.search')} style={{ flex: '1 1 260px', maxWidth: 460 }} />
        <ToneChoice value={tone} onChange={(v) => change({ tone: v === 'all' ? undefined : v })} />
        {pick('touchpoint', touchpoint, t('words.by_touchpoint'), [{ value: NOWHERE, label: t('words.nowhere') }, ...places], 180)}
        {pick('mark', mark, t('words.by_mark'), marks.map((m) => ({ value: m, label: labelName(m) })), 130)}
        {pick('channel', channel, t('words.by_channel'), (labels?.channels ?? []).map((c) => ({ value: c.channel, label: tx(`channel.${c.channel}`, c.channel) })), 130)}
        {pick('kind', kind, t('words.by_kind'), [{ value: 'rating', label: t('words.kind_rating') }, { value: 'feedback', label: t('words.kind_feedback') }], 120)}
        {pick('words', wordsLang, t('words.by_lang'), [{ value: 'zh', label: '中文' }, { value: 'en', label: 'English' }], 110)}
      </div>
      <section className="card" aria-label={t('words.title')} aria-busy={said.isPlaceholderData || !said.data}>
        <div className="said-bar">
          <span role="status">{total === undefined ? '\u00a0' : t('words.total', { count: total, n: count(total) })}</span>
          <label className="row"><Switch size="small" checked={hide} onChange={(on) => { setHide(on); localStorage.setItem('pk.hide', on ? '1' : '0'); }} />{t('words.hide')}</label>
        </div>
        {!said.data ? <div className="card-pad"><Waiting ask={said} n={12} /></div>
          : !shown.length ? <Empty title={t(filtered ? 'words.none_found' : 'words.none')} actions={!filtered && <DataLink />}>{t(filtered ? 'words.none_found_text' : 'words.none_text')}</Empty> : (
          <div style={{ opacity: said.isPlaceholderData ? 0.6 : 1, transition: 'opacity .15s' }}>
            {linked && shown[0] === linked && <div style={{ padding: '10px 20px 0' }}><Pill tone="accent">{t('words.linked')}</Pill></div>}
            {shown.map((w) => <Said key={w.id} w={w} mark={arg('q')} selected={w.id === item} onSelect={() => set({ item: w.id })} />)}
            {said.hasNextPage && <div className="said-more"><Button onClick={() => void said.fetchNextPage()} loading={said.isFetchingNextPage}>{t('words.more')}</Button></div>}
          </div>
        )}
      </section>
      {shown.length > 0 && <p className="keyhints"><b>{t('words.keys')}</b>{(['j', 'k', 'm', 'r', 'l', 'a', 'Enter'] as const).map((k) => <span key={k}><kbd>{k === 'Enter' ? '↵' : k}</kbd>{t(`words.key_${k}`)}</span>)}</p>}
    </Page>
  );
}
