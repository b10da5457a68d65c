import { Input, Segmented } from 'antd';
import { useSearchParams } from 'react-router-dom';
import type { MovedPage as Answer } from '@shared/api';
import { useJourney, useJourneys, useMoved } from '@/api/queries';
import { DataLink } from '@/app/DataLink';
import { useRights } from '@/app/rights';
import { Page } from '@/app/Shell';
import { useJourneyKey, useRange, useSetParams } from '@/app/url';
import { Empty, Skel, Strong } from '@/design/parts';
import { dayLong, useLang, useT } from '@/i18n';
import { movedWords } from '@/story/moved';
import { Alarms } from './Alarms';
import { Rows } from './Rows';
import { Split } from './Split';
import './moved.css';

const DAY = /^\d{4}-\d\d-\d\d$/;

/** What moved beyond chance, since which day, and which groups moved it; and, aloud, that the rest is noise. */
export default function MovedPage() {
  const t = useT();
  const journeys = useJourneys().data;
  const asked = useJourneyKey();
  const { scope } = useRights();
  const key = journeys?.some((j) => j.key === asked) ? asked : (journeys?.find((j) => scope?.[j.key]) ?? journeys?.[0])?.key;
  const [search] = useSearchParams();
  const { span } = useRange();
  const against = search.get('against');
  const baseline = against === 'year' || DAY.test(against ?? '') ? against! : undefined;
  const ask = useMoved(key, span, baseline, search.get('number') ?? undefined);
  const journey = useJourney(key).data;
  const d = ask.data;
  const nobody = journeys && (!journeys.length || (scope && !Object.keys(scope).length));
  const quiet = d && !d.compared && !d.few && !d.watched && !d.unwatched;
  return (
    <Page title={t('moved.title')} journey range="own">
      {nobody ? <div className="card"><Empty level={1} title={t('moved.teach')} actions={<DataLink />}>{t('moved.teach_text')}</Empty></div> : (
        <>
          <Lead key={d ? 'lead' : 'wait'} d={d} failed={!!ask.error && !d} />
          <Against value={baseline ?? 'previous'} d={d} />
          {quiet ? <div className="card"><Empty title={t('moved.teach')} actions={<DataLink />}>{t('moved.teach_text')}</Empty></div> : (
            <div className="moved-grid">
              <Rows ask={ask} journey={journey} />
              <Alarms ask={ask} journey={journey} />
              <Split ask={ask} journey={journey} />
            </div>
          )}
        </>
      )}
    </Page>
  );
}

function Lead({ d, failed }: { d?: Answer; failed: boolean }) {
  const t = useT();
  const lang = useLang();
  const lead = d && movedWords(d, t);
  const day = (x: string) => dayLong(lang, 'UTC', x);
  return (
    <div className="head">
      <div className="grow">
        <h1>{lead ? lead.title : failed ? t('moved.title') : <Skel w={300} h={30} />}</h1>
        <p className="say" data-honest>{lead ? <Strong text={lead.sentence} /> : failed ? null : <Skel w="60%" h={16} />}</p>
        <p className="small muted moved-span">{d ? t('today.span', { from: day(d.period.now.from), to: day(d.period.now.to), before_from: day(d.period.before.from), before_to: day(d.period.before.to) }) : '\u00a0'}</p>
      </div>
    </div>
  );
}

/** The days compared with: those just before, a year ago on the same weekdays, or others. */
function Against({ value, d }: { value: string; d?: Answer }) {
  const t = useT();
  const set = useSetParams();
  const own = DAY.test(value);
  const latest = d && new Date(Date.parse(d.period.now.from) - d.period.days * 86_400_000).toISOString().slice(0, 10);
  return (
    <div className="row wrap moved-against">
      <span className="small muted" id="moved-against">{t('moved.against')}</span>
      <Segmented size="small" aria-labelledby="moved-against" value={own ? 'day' : value} onChange={(v) => set({ against: v === 'previous' ? undefined : v === 'day' ? (latest ?? '') : v })} options={(['previous', 'year', 'day'] as const).map((v) => ({ value: v, label: t(`moved.${v}`) }))} />
      {own && <Input key={value} size="small" type="date" aria-label={t('moved.first')} defaultValue={value} max={latest} onChange={(e) => DAY.test(e.target.value) && (!latest || e.target.value <= latest) && set({ against: e.target.value })} style={{ width: 150 }} />}
    </div>
  );
}
