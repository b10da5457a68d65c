import { Input, Select } from 'antd';
import { useEffect, useState } from 'react';
import { useSearchParams } from 'react-router-dom';
import { useJourney, useJourneys } from '@/api/queries';
import { Page } from '@/app/Shell';
import { useJourneyKey, useSetParams } from '@/app/url';
import { Icon } from '@/design/icons';
import { useLang, useT } from '@/i18n';
import { touchpointName } from '../journey/names';
import { ToneChoice, TONES, useDelayed, WordList, type Tone } from './Words';

/** Everything customers said in their own words: searchable in Chinese and English. */
export default function FeedbackPage() {
  const t = useT();
  const lang = useLang();
  const set = useSetParams();
  const [search] = useSearchParams();
  const known = useJourneys().data;
  const asked = useJourneyKey();
  const key = known?.some((j) => j.key === asked) ? asked : known?.[0]?.key;
  const journey = useJourney(key).data;
  const [q, setQ] = useState(search.get('q') ?? '');
  const late = useDelayed(q.trim());
  useEffect(() => { if (late !== (search.get('q') ?? '')) set({ q: late || undefined }); }, [late]); // eslint-disable-line
  const tone: Tone = TONES.find((x) => x === search.get('tone')) ?? 'all';
  const touchpoint = search.get('touchpoint') ?? undefined;
  const kind = search.get('kind') ?? undefined;
  const wordsLang = search.get('words') ?? undefined;
  const touchpoints = (journey?.touchpoints ?? []).filter((x) => x.applicable).map((x) => ({ value: x.key, label: touchpointName(journey, x.key, lang) }));
  return (
    <Page title={t('nav.feedback')} journey range>
      <div className="page-title"><h1>{t('nav.feedback')}</h1><p>{t('words.page_text')}</p></div>
      <div className="words-tools">
        <Input allowClear value={q} onChange={(e) => setQ(e.target.value)} prefix={<Icon name="search" size={16} />} placeholder={t('words.search')} aria-label={t('words.search')} style={{ flex: '1 1 240px', maxWidth: 420 }} />
        <ToneChoice value={tone} onChange={(v) => set({ tone: v === 'all' ? undefined : v })} />
        <Select aria-label={t('words.by_touchpoint')} placeholder={t('words.by_touchpoint')} allowClear showSearch optionFilterProp="label" value={touchpoint} onChange={(v?: string) => set({ touchpoint: v })} options={touchpoints} style={{ minWidth: 190 }} popupMatchSelectWidth={false} />
        <Select aria-label={t('words.by_kind')} placeholder={t('words.by_kind')} allowClear value={kind} onChange={(v?: string) => set({ kind: v })} options={[{ value: 'rating', label: t('words.kind_rating') }, { value: 'feedback', label: t('words.kind_feedback') }]} style={{ minWidth: 140 }} />
        <Select aria-label={t('words.by_lang')} placeholder={t('words.by_lang')} allowClear value={wordsLang} onChange={(v?: string) => set({ words: v })} options={[{ value: 'zh', label: '中文' }, { value: 'en', label: 'English' }]} style={{ minWidth: 110 }} />
      </div>
      <section className="card card-pad" aria-label={t('words.title')}>
        <WordList journey={key} touchpoint={touchpoint} q={late} tone={tone} kind={kind} lang={wordsLang} columns />
      </section>
    </Page>
  );
}
