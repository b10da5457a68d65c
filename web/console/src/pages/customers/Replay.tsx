// One journey played step by step: the curve of experience as it grew, promises as they stood, and every fact in order.
import { Button } from 'antd';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useSearchParams } from 'react-router-dom';
import type { Journey, TimelineItem } from '@shared/api';
import { useJourney, useSession } from '@/api/queries';
import { useEpisode } from '@/api/words';
import { useSetParams } from '@/app/url';
import { Icon, type IconName } from '@/design/icons';
import { smooth } from '@/design/curve';
import { Sized } from '@/design/marks';
import { count, value } from '@/design/number';
import { Pill } from '@/design/parts';
import { Waiting } from '@/design/Waiting';
import { day, quantity, tx, useLang, useT } from '@/i18n';
import { touchpointName } from '../journey/names';
import { Item, titleOf } from './Item';
import { daysBetween, pairs, promisesAt, runningAt, type PromiseAt } from './replay';

const PACE = 1100;

export function Replay({ customer, episode, close }: { customer: string; episode: string; close: () => void }) {
  const t = useT();
  const lang = useLang();
  const zone = useSession().data?.workspace.zone ?? 'UTC';
  const [search] = useSearchParams();
  const set = useSetParams();
  const ask = useEpisode(customer, episode);
  const items = useMemo(() => ask.data?.items ?? [], [ask.data]);
  const e = ask.data?.episodes[0];
  const journey = useJourney(e?.journey || undefined).data;
  const n = items.length;
  const step = Math.min(n, Math.max(1, Number(search.get('step')) || n));
  const [playing, setPlaying] = useState(false);
  const box = useRef<HTMLElement>(null);
  const go = useCallback((to: number) => set({ step: to >= n ? undefined : String(Math.max(1, to)) }), [set, n]);
  const play = useCallback(() => {
    if (!playing && step >= n) go(1);
    setPlaying(!playing);
  }, [playing, step, n, go]);
  useEffect(() => {
    if (!playing) return;
    if (step >= n) return setPlaying(false);
    const id = setTimeout(() => go(step + 1), PACE);
    return () => clearTimeout(id);
  }, [playing, step, n, go]);
  useEffect(() => {
    const on = (ev: KeyboardEvent) => {
      const at = ev.target as HTMLElement;
      const here = at === document.body || box.current?.contains(at);
      if (!here || ev.ctrlKey || ev.metaKey || ev.altKey || at.closest('input:not([type=range]), textarea, [role=dialog]')) return;
      const keys: Record<string, () => void> = { ArrowRight: () => go(step + 1), ArrowLeft: () => go(step - 1), Home: () => go(1), End: () => go(n) };
      if (ev.key === ' ' && at !== document.body && !at.closest('button, a, summary')) play();
      else if (keys[ev.key]) { setPlaying(false); keys[ev.key]!(); }
      else return;
      ev.preventDefault();
    };
    document.addEventListener('keydown', on);
    return () => document.removeEventListener('keydown', on);
  }, [step, n, go, play]);
  useEffect(() => { if (playing) box.current?.querySelector('[aria-current=step]')?.scrollIntoView({ block: 'nearest', behavior: 'smooth' }); }, [step, playing]);
  if (!n) return <section className="card replay" aria-busy={!ask.error}><div className="card-pad"><Waiting ask={ask} n={12} />{ask.error ? <Button onClick={close}>{t('replay.close')}</Button> : null}</div></section>;
  const now = items[step - 1]!;
  const running = runningAt(items, step);
  const promises = promisesAt(items, step, step === n && e && !e.closed ? Date.now() : undefined);
  const pick = (to: number) => { setPlaying(false); go(to); };
  return (
    <section className="card replay" ref={box} aria-label={t('replay.title')} tabIndex={-1}>
      <header>
        <div className="grow">
          <h2>{e?.key ? t('timeline.episode_key', { key: e.key }) : t('timeline.episode')}</h2>
          <span className="muted small">{day(lang, zone, items[0]!.at)} – {day(lang, zone, items[n - 1]!.at)} · {t(e?.closed ? 'timeline.closed' : 'timeline.open')}</span>
        </div>
        <button type="button" className="icon-btn" aria-label={t('replay.close')} onClick={close}><Icon name="close" size={17} /></button>
      </header>
      <Curve items={items} step={step} onPick={pick} label={t('replay.curve_alt', { n: running.n, of: items.filter((i) => i.valence !== undefined).length })} />
      <div className="replay-bar" role="group" aria-label={t('replay.controls')}>
        <Control icon="first" text={t('replay.first')} off={step <= 1} onClick={() => pick(1)} />
        <Control icon="left" text={t('replay.before')} off={step <= 1} onClick={() => pick(step - 1)} />
        <Button type="primary" shape="circle" icon={<Icon name={playing ? 'pause' : 'play'} size={16} />} aria-label={t(playing ? 'replay.pause' : 'replay.play')} onClick={play} />
        <Control icon="right" text={t('replay.next')} off={step >= n} onClick={() => pick(step + 1)} />
        <Control icon="last" text={t('replay.last')} off={step >= n} onClick={() => pick(n)} />
        <input type="range" min={1} max={n} value={step} onChange={(ev) => pick(Number(ev.target.value))} aria-label={t('replay.step')} aria-valuetext={t('replay.step_of', { step, n, what: titleOf(now, t) })} />
        <span className="small nowrap" aria-live={playing ? 'off' : 'polite'}>{count(step)} / {count(n)}</span>
      </div>
      <div className="replay-body">
        <aside className="replay-now" aria-label={t('replay.so_far')}>
          <h3>{t('replay.day', { n: daysBetween(items[0]!.at, now.at) + 1, date: day(lang, zone, now.at) })}</h3>
          <dl>
            <div><dt>{t('replay.remembered')}</dt><dd>{running.remembered === undefined ? '–' : value(running.remembered, 'valence')}</dd></div>
            <div><dt>{t('replay.mean')}</dt><dd>{running.mean === undefined ? '–' : value(running.mean, 'valence')}</dd></div>
            <div><dt>{t('replay.said')}</dt><dd>{t('replay.times', { count: items.slice(0, step).filter((i) => i.kind === 'rating' || i.kind === 'feedback').length })}</dd></div>
          </dl>
          <h4>{t('promise.title')}</h4>
          {promises.length ? <ul className="replay-promises">{promises.map((p, i) => <Promised key={i} p={p} journey={journey} />)}</ul> : <p className="small muted">{t('replay.no_promise')}</p>}
        </aside>
        <ol className="tl">{items.map((i, k) => <Item key={k} i={i} place={i.touchpoint ? touchpointName(journey, i.touchpoint, lang) : ''} state={k === step - 1 ? 'now' : k >= step ? 'later' : undefined} onPick={() => pick(k + 1)} />)}</ol>
      </div>
      <p className="keyhints"><span><kbd>←</kbd><kbd>→</kbd>{t('replay.key_step')}</span><span><kbd>{t('replay.space')}</kbd>{t('replay.key_play')}</span></p>
    </section>
  );
}

function Control({ icon, text, off, onClick }: { icon: IconName; text: string; off: boolean; onClick: () => void }) {
  return <button type="button" className="icon-btn" disabled={off} aria-label={text} title={text} onClick={onClick}><Icon name={icon} size={17} /></button>;
}

/** "Order Placed: broken, 2.3 days late". */
function Promised({ p, journey }: { p: PromiseAt; journey?: Journey }) {
  const t = useT();
  const lang = useLang();
  const q = p.days === undefined ? '' : quantity(Math.round(Math.abs(p.days) * 10) / 10, 'day');
  const how = p.days === undefined ? '' : p.state === 'open' ? t('replay.left', { q }) : p.state === 'overdue' ? t('replay.past', { q }) : Math.abs(p.days) < 0.05 ? t('replay.on_time') : t(p.days > 0 ? 'replay.late' : 'replay.early', { q });
  return (
    <li>
      <Pill tone={p.state === 'kept' ? 'ok' : p.state === 'open' ? 'accent' : 'warm'}>{t(`promise.${p.state}`)}</Pill>
      <span>{p.place ? touchpointName(journey, p.place, lang) : tx(`kind.event`, p.name)}<small>{[p.name, how].filter(Boolean).join(' · ')}</small></span>
    </li>
  );
}

const H = 132, MID = 58, REACH = 44, LANE = 116;
/** Ratings so far as a curve, what was expected as ticks, promises as a lane below; what is still to come is faint. */
function Curve({ items, step, onPick, label }: { items: TimelineItem[]; step: number; onPick: (step: number) => void; label: string }) {
  return (
    <div className="replay-curve">
      <Sized height={H}>
        {(w) => {
          const n = items.length;
          const x = (k: number) => (n === 1 ? w / 2 : 14 + (k / (n - 1)) * (w - 28));
          const y = (v: number) => MID - v * REACH;
          const points = items.flatMap((i, k) => (i.valence === undefined ? [] : [{ x: x(k), y: y(i.valence), k, i }]));
          const lived = points.filter((p) => p.k < step);
          return (
            <svg width={w} height={H} role="img" aria-label={label} style={{ display: 'block' }}>
              <line x1={0} x2={w} y1={MID} y2={MID} stroke="var(--line-2)" />
              <text x={2} y={MID - REACH + 4} className="ax">+1</text>
              <text x={2} y={MID + REACH + 4} className="ax">−1</text>
              {points.length > 1 && <path d={smooth(points)} fill="none" stroke="var(--line-2)" strokeWidth={1.6} strokeDasharray="3 4" />}
              {lived.length > 1 && <path d={smooth(lived)} fill="none" stroke="var(--accent)" strokeWidth={2.4} />}
              {pairs(items).map((p, k) => {
                const from = p.made ?? p.outcome!;
                if (from >= step) return null;
                const done = p.outcome !== undefined && p.outcome < step;
                const to = done ? p.outcome! : step - 1;
                const colour = !done ? 'var(--accent)' : items[p.outcome!]!.promise === 'kept' ? 'var(--pos-strong)' : 'var(--neg-strong)';
                return <g key={k}><line x1={x(from)} x2={Math.max(x(from) + 1, x(to))} y1={LANE + (k % 3) * 5} y2={LANE + (k % 3) * 5} stroke={colour} strokeWidth={3} strokeLinecap="round" strokeDasharray={done ? undefined : '2 5'} />{done && <circle cx={x(to)} cy={LANE + (k % 3) * 5} r={3.2} fill={colour} />}</g>;
              })}
              <line x1={x(step - 1)} x2={x(step - 1)} y1={4} y2={H - 2} stroke="var(--accent)" strokeWidth={1} opacity={0.5} />
              {items.map((i, k) => (i.valence === undefined ? <circle key={k} cx={x(k)} cy={MID} r={2.6} fill={k < step ? 'var(--ink-3)' : 'var(--line-2)'} /> : null))}
              {points.map((p) => <circle key={p.k} cx={p.x} cy={p.y} r={p.i.role ? 5.5 : 4} fill={p.k >= step ? 'var(--panel)' : p.i.role === 'valley' ? 'var(--warm)' : p.i.role === 'end' ? 'var(--end)' : 'var(--accent)'} stroke={p.k >= step ? 'var(--line-2)' : 'var(--panel)'} strokeWidth={1.6} />)}
              {items.map((_, k) => <rect key={k} x={k === 0 ? 0 : (x(k - 1) + x(k)) / 2} width={Math.max(1, (k === n - 1 ? w : (x(k) + x(k + 1)) / 2) - (k === 0 ? 0 : (x(k - 1) + x(k)) / 2))} y={0} height={H} fill="transparent" style={{ cursor: 'pointer' }} onClick={() => onPick(k + 1)} />)}
            </svg>
          );
        }}
      </Sized>
    </div>
  );
}
