import type { Contest as Answer } from '@shared/api';
import { count, fixed } from '@/design/number';
import { MethodLink, Num, Strong } from '@/design/parts';
import { tx, useT } from '@/i18n';
import { lawWords } from '@/story/laws';

/** Does peak-end foretell what customers say of the whole better than the mean does? */
export function Contest({ c, bare }: { c: Answer; /** The heading stands outside. */ bare?: boolean }) {
  const t = useT();
  const metric = tx(`metric.${c.metric}.name`, c.metric.toUpperCase());
  const rules = [
    { key: 'peak_end', label: t('laws.r2_peak_end'), r2: c.peak_end_r2 },
    { key: 'mean', label: t('laws.r2_mean'), r2: c.mean_r2 },
    { key: 'both', label: t('laws.r2_both'), r2: c.both_r2 },
  ];
  const left = c.left_out.one_moment + c.left_out.unmatched + c.left_out.repeated > 0;
  return (
    <section className="contest" {...(bare ? { 'aria-label': t('laws.contest') } : { 'aria-labelledby': 'contest' })}>
      {!bare && <h3 id="contest">{t('laws.contest')}</h3>}
      <p className="small"><Strong text={lawWords.contest(c, t, metric)} /></p>
      {c.insufficient && c.metric && <Progress {...c.insufficient} />}
      {c.winner && (
        <>
          <ul className="bars">
            {rules.map(({ key, label, r2 = 0 }) => (
              <li key={key}>
                <span>{label}</span>
                <span className="track" aria-hidden="true"><span className="fill" style={{ width: `${(Math.max(0, Math.min(1, r2)) * 100).toFixed(1)}%` }} /></span>
                <span className="v">{fixed(r2, 3)}</span>
              </li>
            ))}
          </ul>
          <dl className="duo">
            <div><dt>{t('laws.weights')} · {t(`laws.weights_${c.weights.basis}`)}</dt><dd><Weight value={c.weights.peak} lo={c.weights.peak_lo} hi={c.weights.peak_hi} /> / <Weight value={c.weights.end} lo={c.weights.end_lo} hi={c.weights.end_hi} /></dd></div>
            {c.duration && <div><dt>{t('laws.duration')}</dt><dd><Num e={c.duration} digits={3} signed /></dd></div>}
            <div><dt>n</dt><dd>{count(c.n)}</dd></div>
          </dl>
          {c.duration && <p className="xs muted">{t('laws.duration_note')}</p>}
        </>
      )}
      {left && <p className="xs muted">{t('laws.contest_left', { one: count(c.left_out.one_moment), unmatched: count(c.left_out.unmatched), repeated: count(c.left_out.repeated) })}</p>}
      {c.sampled && <p className="xs muted">{t('laws.contest_sampled', { answers: count(c.answers) })}</p>}
      <MethodLink method="contest" />
    </section>
  );
}

function Weight({ value, lo, hi }: { value: number; lo?: number; hi?: number }) {
  return <span className="num"><span className="num-v">{fixed(value, 2)}</span>{lo !== undefined && hi !== undefined && <span className="num-i"> [{fixed(lo, 2)}, {fixed(hi, 2)}]</span>}</span>;
}

/** How far the data is from enough. */
export function Progress({ have, need }: { have: number; need: number }) {
  const t = useT();
  const part = need > 0 ? Math.min(1, have / need) : 0;
  return (
    <div className="row" style={{ gap: 14 }}>
      <span className="grow" role="progressbar" aria-valuemin={0} aria-valuemax={need} aria-valuenow={Math.min(have, need)} aria-label={t('few.need', { have: count(have), need: count(need) })} style={{ height: 8, borderRadius: 4, background: 'var(--hover)', overflow: 'hidden' }}>
        <span style={{ display: 'block', height: 8, width: `${part * 100}%`, background: 'var(--accent)' }} />
      </span>
      <span className="small muted nowrap">{t('few.need', { have: count(have), need: count(need) })}</span>
    </div>
  );
}
