import { useQuery } from '@tanstack/react-query';
import { Button, Input, Segmented } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router-dom';
import { ApiError, get, post } from '@/api/client';
import { queryClient, useJourney, useJourneys, useSession } from '@/api/queries';
import { useLive } from '@/app/live';
import { useRights } from '@/app/rights';
import { useHref } from '@/app/url';
import { copyText } from '@/design/clipboard';
import { Icon } from '@/design/icons';
import { count } from '@/design/number';
import { Empty, Notice, Pill } from '@/design/parts';
import { Waiting } from '@/design/Waiting';
import { ago, useLang, useT } from '@/i18n';
import { eventsQuery } from '../editor/RuleForm';
import { KINDS, LANGUAGES, snippet, type Kind, type Language } from './snippets';

interface Key { id: string; name: string; scope: string; hint: string; created_at: string; seen_at?: string }

/** How a system sends: a key, a program to paste, and whether anything has come. */
export function Sources() {
  const t = useT();
  const { may } = useRights();
  const [secret, setSecret] = useState('');
  return (
    <div className="sources">
      <div className="stack">
        {may('admin') ? <Keys secret={secret} made={setSecret} /> : <section className="card card-pad"><h2>{t('data.keys')}</h2><p className="muted">{t('data.keys_owner')}</p></section>}
        <Arrived />
      </div>
      <Snippets secret={secret} />
    </div>
  );
}

function Keys({ secret, made }: { secret: string; made: (key: string) => void }) {
  const t = useT();
  const lang = useLang();
  const zone = useSession().data?.workspace.zone ?? 'UTC';
  const ask = useQuery({ queryKey: ['keys'], queryFn: () => get<{ keys: Key[] }>('/v1/keys').then((r) => r.keys) });
  const [name, setName] = useState('');
  const [failed, setFailed] = useState('');
  const make = async () => {
    setFailed('');
    try {
      const k = await post<Key & { key: string }>('/v1/keys', { name: name.trim(), scope: 'ingest' });
      made(k.key);
      setName('');
      void queryClient.invalidateQueries({ queryKey: ['keys'] });
    } catch (e) {
      setFailed(e instanceof ApiError ? e.problem.errors?.[0]?.detail ?? e.problem.detail ?? t('error.load_text') : t('error.load_text'));
    }
  };
  const mine = ask.data?.filter((k) => k.scope === 'ingest');
  return (
    <section className="card card-pad" aria-labelledby="keys">
      <h2 id="keys">{t('data.keys')}</h2>
      <p className="muted small">{t('data.keys_text')}</p>
      <form className="row" style={{ margin: '12px 0' }} onSubmit={(e) => { e.preventDefault(); if (name.trim()) void make(); }}>
        <Input value={name} onChange={(e) => setName(e.target.value)} maxLength={100} placeholder={t('data.key_name')} aria-label={t('data.key_name')} />
        <Button htmlType="submit" disabled={!name.trim()}>{t('data.make_key')}</Button>
      </form>
      {failed && <p className="field-error" role="alert">{failed}</p>}
      {secret && <Notice calm icon="info"><b>{t('data.key_once')}</b><div className="secret"><code>{secret}</code><Copy text={secret} label={t('data.copy_key')} /></div></Notice>}
      {!mine ? <Waiting ask={ask} n={2} level={3} /> : (
        <ul className="key-list">{mine.map((k) => <li key={k.id}><b>{k.name}</b><code>{k.hint}</code><span className="muted small">{k.seen_at ? t('data.key_seen', { when: ago(lang, zone, k.seen_at) }) : t('data.key_unused')}</span></li>)}</ul>
      )}
    </section>
  );
}

function Arrived() {
  const t = useT();
  const href = useHref();
  const live = useLive();
  const ask = useQuery({ ...eventsQuery, refetchInterval: 10_000 });
  const list = ask.data;
  return (
    <section className="card card-pad" aria-labelledby="arrived">
      <div className="spread"><h2 id="arrived">{t('data.arrived')}</h2>{live.lastAt && <span className="small muted" role="status">{t('data.last_seen')}</span>}</div>
      {!list ? <Waiting ask={ask} n={4} level={3} /> : !list.length ? <Empty small level={3} title={t('data.arrived_none')}>{t('data.arrived_none_text')}</Empty> : (
        <table className="table">
          <caption className="sr">{t('data.arrived')}</caption>
          <thead><tr><th scope="col">{t('editor.event')}</th><th scope="col" className="r">{t('data.events_count')}</th><th scope="col" className="r">{t('editor.nowhere')}</th></tr></thead>
          <tbody>{list.slice(0, 15).map((e) => <tr key={e.event}><td>{e.event}</td><td className="r">{count(e.n)}</td><td className="r">{e.unmapped ? <Link to={href('/data', { view: 'unmapped' })}><Pill tone="warm">{count(e.unmapped)}</Pill></Link> : '0'}</td></tr>)}</tbody>
        </table>
      )}
    </section>
  );
}

function Snippets({ secret }: { secret: string }) {
  const t = useT();
  const [language, setLanguage] = useState<Language>('curl');
  const [kind, setKind] = useState<Kind>('event');
  const key = useJourneys().data?.[0]?.key;
  const journey = useJourney(key).data;
  const place = journey?.touchpoints.find((x) => x.applicable);
  const text = snippet(language, kind, window.location.origin, secret, journey && place ? { journey: journey.key, touchpoint: place.key } : undefined);
  return (
    <section className="card card-pad" aria-labelledby="snippets">
      <h2 id="snippets">{t('data.snippets')}</h2>
      <p className="muted small">{t('data.snippets_text')}</p>
      <div className="row wrap" style={{ margin: '12px 0' }}>
        <Segmented aria-label={t('data.snippet_kind')} value={kind} onChange={setKind} options={KINDS.map((k) => ({ value: k, label: t(`data.item_${k === 'event' ? 'track' : k}`) }))} />
        <Segmented aria-label={t('data.snippet_language')} value={language} onChange={setLanguage} options={LANGUAGES.map((l) => ({ value: l, label: t(`data.language.${l}`) }))} />
      </div>
      <div className="snippet"><pre tabIndex={0} aria-label={t('data.snippets')}>{text}</pre><Copy text={text} label={t('data.copy')} /></div>
      <p className="muted small" style={{ marginTop: 10 }}>{t('data.snippets_more')} <a className="in-text" href="/v1/openapi.yaml">openapi.yaml</a></p>
    </section>
  );
}

export function Copy({ text, label }: { text: string; label: string }) {
  const t = useT();
  const [done, setDone] = useState(false);
  const copy = async () => {
    if (!(await copyText(text))) return;
    setDone(true);
    setTimeout(() => setDone(false), 2000);
  };
  return <Button size="small" icon={<Icon name={done ? 'check' : 'copy'} size={14} />} onClick={() => void copy()} aria-label={label}>{t(done ? 'data.copied' : 'data.copy')}</Button>;
}
