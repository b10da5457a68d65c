import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Alert, Button, Input, Select } from 'antd';
import { useEffect, useMemo, useState } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router-dom';
import { ApiError, get, post, put, query } from '@/api/client';
import { queryClient, useJourneys } from '@/api/queries';
import { Page } from '@/app/Shell';
import { useHref } from '@/app/url';
import { count } from '@/design/number';
import { Empty, Notice, SkelLines } from '@/design/parts';
import { errorText, LoadFailed } from '@/design/Waiting';
import { pick, useLang, useT } from '@/i18n';
import { useLate } from '../editor/store';
import { Columns } from './Columns';
import { Items } from './Items';
import { fits, hasConstantTime, journeyKey, mapKey, setJourney, type MapJourney, type MapJson } from './mapmodel';
import { Outcome } from './Outcome';
import { useMapJourney, useTemplates, type Guess, type ImportPreview } from './queries';
import '../editor/editor.css';
import './data.css';

const ENCODINGS = ['auto', 'utf-8', 'gb18030', 'windows-1252', 'utf-16'];

/** A file that was sent: what it looks like, what its columns mean, what would be stored. Then it is imported. */
export default function ImportPage() {
  const t = useT();
  const href = useHref();
  const [search] = useSearchParams();
  const files = search.getAll('file');
  const [encoding, setEncoding] = useState('auto');
  const [separator, setSeparator] = useState('');
  const guess = useQuery({
    queryKey: ['guess', files, encoding, separator],
    queryFn: () => post<Guess>('/v1/imports/guess' + query({ file: files, encoding, separator }), {}),
    enabled: files.length > 0, retry: false, staleTime: Infinity, gcTime: 0,
  });
  const problem = guess.error instanceof ApiError ? guess.error.problem : undefined;
  return (
    <Page title={t('data.import_title')} back={<p style={{ marginBottom: 8 }}><Link to={href('/data')}>← {t('nav.data')}</Link></p>}>
      <div className="page-title"><h1>{t('data.import_title')}</h1><p className="file-names">{files.join(', ')}</p></div>
      {guess.error instanceof ApiError && guess.error.offline ? <LoadFailed ask={guess} small={false} /> : !files.length || guess.error
        ? <Empty level={2} title={t(problem?.code === 'no_stored_file' || !files.length ? 'data.file_gone' : 'data.guess_failed')} actions={<><Link className="btn-link" to={href('/data')}>{t('data.choose_other')}</Link>{encoding !== 'auto' && <Button onClick={() => setEncoding('auto')}>{t('data.encoding')}: auto</Button>}</>}>{problem?.detail ?? t('data.file_gone_text')}</Empty>
        : !guess.data ? <SkelLines n={9} />
        : <Form key={files.join() + encoding + separator} guess={guess.data} files={files} encoding={encoding} setEncoding={setEncoding} setSeparator={setSeparator} />}
    </Page>
  );
}

function Form({ guess, files, encoding, setEncoding, setSeparator }: { guess: Guess; files: string[]; encoding: string; setEncoding: (e: string) => void; setSeparator: (s: string) => void }) {
  const t = useT();
  const href = useHref();
  const lang = useLang();
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const [map, setMap] = useState<MapJson>(guess.map);
  const [chosen, setChosen] = useState(0);
  const [text, setText] = useState<string>();
  const [failed, setFailed] = useState('');
  const [busy, setBusy] = useState<'import' | 'dry'>();
  const saved = useQuery({ queryKey: ['maps'], queryFn: () => get<{ maps: { key: string; updated: string }[] }>('/v1/maps').then((r) => r.maps) }).data;
  const load = async (key: string) => setMap(await get<MapJson>(`/v1/maps/${encodeURIComponent(key)}`));
  const asked = search.get('map');
  useEffect(() => { if (asked) void load(asked).catch(() => undefined); }, [asked]);
  const now = useMemo(() => ({ value: new Date().toISOString().slice(0, 19) + 'Z' }), []);

  const used = files.filter((f) => map.files.length === 1 && !map.files[0]!.match?.length ? true : map.files.some((x) => fits(x.match, f)));
  const late = useLate(map, 600);
  const preview = useQuery({
    queryKey: ['import-preview', used, late],
    queryFn: () => post<ImportPreview>('/v1/imports/preview', { map: late, files: used }),
    enabled: used.length > 0, retry: false, gcTime: 30_000, placeholderData: keepPreviousData,
  });
  const problem = preview.error instanceof ApiError ? preview.error.problem : undefined;
  const errors = problem?.errors ?? [];
  const error = (path: string) => errors.find((e) => e.field === 'map.' + path || e.field.startsWith(`map.${path}.`))?.detail;

  const key = journeyKey(map.journey);
  const templates = useTemplates().data ?? [];
  const journeys = useJourneys().data ?? [];
  const fromTemplate = typeof map.journey === 'object' && 'template' in map.journey && !journeys.some((j) => j.key === key);
  const inline = typeof map.journey === 'object' && !('template' in map.journey);
  const journey = useMapJourney(inline ? undefined : fromTemplate ? (map.journey as { template: string }).template : key, fromTemplate).data;

  const seen = guess.files[chosen] ?? guess.files[0]!;
  const at = map.files.findIndex((f) => fits(f.match, seen.name) || (map.files.length === 1 && !f.match?.length));
  const file = map.files[at];
  const setFile = (change: (f: NonNullable<typeof file>) => NonNullable<typeof file>) => setMap((m) => ({ ...m, files: m.files.map((f, i) => (i === at ? change(f) : f)) }));
  const begin = async (dry: boolean) => {
    setBusy(dry ? 'dry' : 'import');
    setFailed('');
    try {
      // A map keeps its own key; a guessed one is called after its file.
      const mine = asked ?? (map.key && map.key !== 'my-map' ? map.key : mapKey(files[0]!));
      await put(`/v1/maps/${encodeURIComponent(mine)}`, { ...map, key: mine });
      const job = await post<{ id: string }>('/v1/imports' + query({ map: mine, file: used, dry_run: dry ? 1 : undefined }), undefined);
      await queryClient.invalidateQueries({ queryKey: ['imports'] });
      navigate(href('/data', { job: job.id }));
    } catch (e) {
      const field = e instanceof ApiError ? e.problem.errors?.[0]?.field : undefined;
      setFailed(field ? `${field}: ${errorText(e, t)}` : errorText(e, t));
    } finally {
      setBusy(undefined);
    }
  };
  const journeyValue = inline ? 'inline' : fromTemplate ? `t:${(map.journey as { template: string }).template}` : key ? `j:${key}` : '';
  const pickJourney = (v: string) => setMap((m) => setJourney(m, (v === '' ? undefined : v === 'inline' ? guess.map.journey : v.startsWith('t:') ? { template: v.slice(2) } : v.slice(2)) as MapJourney));
  return (
    <div className="import-form">
      <div className="stack">
        {guess.files.length > 1 && <Select aria-label={t('data.which_file')} value={chosen} onChange={setChosen} options={guess.files.map((f, i) => ({ value: i, label: f.name }))} />}
        <section className="card card-pad" aria-labelledby="looks">
          <h2 id="looks">{t('data.looks')}</h2>
          <div className="looks">
            <span><small>{t('data.format')}</small><b>{seen.format.toUpperCase()}</b></span>
            <label><small>{t('data.encoding')}</small><Select value={encoding} onChange={setEncoding} options={ENCODINGS.map((e) => ({ value: e, label: e === 'auto' ? `${seen.encoding} (${t('data.found')})` : e }))} popupMatchSelectWidth={false} /></label>
            {seen.format === 'csv' && <label><small>{t('data.separator')}</small><Select value={seen.separator} onChange={setSeparator} options={[[',', ', '], [';', '; '], ['\t', t('data.tab')], ['|', '| ']].map(([value, label]) => ({ value, label }))} popupMatchSelectWidth={false} /></label>}
            <span><small>{t('data.sampled')}</small><b>{count(seen.sampled)}{seen.unreadable > 0 && <span className="warm"> · {t('data.unreadable', { n: count(seen.unreadable) })}</span>}</b></span>
            {saved && saved.length > 0 && <label><small>{t('data.saved_map')}</small><Select value={null} placeholder={t('data.use_saved')} onChange={(v: string | null) => v && void load(v)} options={saved.map((m) => ({ value: m.key, label: m.key }))} popupMatchSelectWidth={false} /></label>}
          </div>
          {file ? <Columns seen={seen} file={file} now={now} change={(f) => setFile(() => f)} /> : <Notice calm icon="info">{t('data.file_unused')}</Notice>}
        </section>
        <section className="card card-pad" aria-labelledby="where">
          <h2 id="where">{t('data.where')}</h2>
          <p className="muted small">{t('data.where_text')}</p>
          <Select style={{ width: '100%', marginTop: 10 }} aria-label={t('data.where')} value={journeyValue} onChange={pickJourney} options={[
            ...(inline || (typeof guess.map.journey === 'object' && !('template' in guess.map.journey)) ? [{ value: 'inline', label: t('data.journey_inline') }] : []),
            ...(journeys.length ? [{ label: t('picker.yours'), options: journeys.map((j) => ({ value: `j:${j.key}`, label: pick(j.name, lang) })) }] : []),
            { label: t('data.new_from_template'), options: templates.filter((x) => !journeys.some((j) => j.key === x.key)).map((x) => ({ value: `t:${x.key}`, label: pick(x.name, lang) })) },
            { value: '', label: t('data.journey_none') },
          ]} />
          {file && hasConstantTime(file) && <Notice>{t('data.no_time')}</Notice>}
        </section>
        {file && <Items file={file} change={(f) => setFile(() => f)} columns={seen.columns} journey={journey} error={(path) => error(`files[${at}].${path}`)} />}
        <details className="card card-pad">
          <summary>{t('data.as_json')}</summary>
          <Input.TextArea className="json" aria-label={t('data.as_json')} value={text ?? JSON.stringify(map, null, 2)} autoSize={{ minRows: 8, maxRows: 24 }} spellCheck={false} onFocus={() => setText(JSON.stringify(map, null, 2))} onChange={(e) => { setText(e.target.value); try { setMap(JSON.parse(e.target.value) as MapJson); } catch { /* not yet */ } }} onBlur={() => setText(undefined)} />
        </details>
      </div>
      <aside className="import-side" aria-label={t('data.outcome')}>
        {failed && <Alert type="error" showIcon message={failed} />}
        <div className="import-acts">
          <Button type="primary" loading={busy === 'import'} disabled={!!problem || !used.length || !!busy} onClick={() => void begin(false)}>{t('data.import_now')}</Button>
          <Button loading={busy === 'dry'} disabled={!!problem || !used.length || !!busy} onClick={() => void begin(true)}>{t('data.dry_now')}</Button>
        </div>
        <p className="muted xs">{t('data.import_safe')}</p>
        <Outcome preview={preview.data} problem={problem} stale={preview.isFetching || late !== map} journey={journey} />
      </aside>
    </div>
  );
}
