import type { Initiative, Proof } from '@shared/api';
import { Figure } from '@/design/Figure';
import { Icon } from '@/design/icons';
import { count, estimate, fixed, share } from '@/design/number';
import { BasisBadge, MethodLink, Notice, Num } from '@/design/parts';
import { estimateCells, estimateHead } from '@/design/table';
import { LoadFailed, Waiting } from '@/design/Waiting';
import { day, useLang, useT } from '@/i18n';
import { Live } from './Live';
import { useProof } from './queries';
import { between, diff, headline, money, naiveSay, sentences, size, toneOf, whole } from './words';

const ICON = { good: 'check', bad: 'warn', even: 'same', wait: 'info' } as const;

export function Answer({ x }: { x: Initiative }) {
  const ask = useProof(x.id, x.version);
  const p = ask.data;
  if (!p) return <div className="card card-pad">{ask.error ? <LoadFailed ask={ask} /> : <Waiting ask={ask} n={6} />}</div>;
  if (x.state === 'draft') return <Reach p={p} />;
  return (
    <>
      <Card p={p} x={x} />
      <div className="proof-two">
        <Live ask={ask} plan={x.plan} />
        <Compared ask={ask} p={p} />
      </div>
      <Checks ask={ask} p={p} x={x} />
    </>
  );
}

/** What a draft will be able to find: said before it is registered. */
function Reach({ p }: { p: Proof }) {
  const t = useT();
  const base = Math.min(...p.groups.map((g) => g.before.customers));
  const enough = p.detectable_end !== undefined && p.detectable_end <= p.smallest;
  return (
    <section className="card card-pad" aria-labelledby="proof-reach">
      <div className="row" style={{ justifyContent: 'space-between' }}><h2 id="proof-reach">{t('proof.reach')}</h2><MethodLink method="proof" /></div>
      {p.detectable_end === undefined ? <p>{t('proof.reach_unknown', { n: count(base) })}</p>
        : <p>{t(enough ? 'proof.reach_good' : 'proof.reach_poor', { find: size(p.detectable_end, p.unit), smallest: size(p.smallest, p.unit), n: count(base) })}</p>}
      <p className="small muted">{t('proof.draft_blind')}</p>
    </section>
  );
}

/** The card a manager can read aloud. */
function Card({ p, x }: { p: Proof; x: Initiative }) {
  const t = useT();
  const lang = useLang();
  const tone = toneOf(p);
  const naive = naiveSay(p, t);
  const when = (d: string) => day(lang, 'UTC', d);
  return (
    <section className={`card proof-card proof-${tone}`} aria-labelledby="proof-verdict" data-verdict={p.verdict}>
      <header>
        <span className="proof-mark" aria-hidden="true"><Icon name={ICON[tone]} size={22} /></span>
        <div className="grow"><h2 id="proof-verdict">{headline(p, t)}</h2><span className="small muted">{t('proof.as_of', { n: count(p.elapsed), days: count(p.days) })} · <BasisBadge basis={p.basis} /></span></div>
        <MethodLink method="proof" />
      </header>
      {sentences(p, x.plan, t).map((s) => <p key={s} className="proof-say">{s}</p>)}
      {naive && <p className="proof-naive">{naive}</p>}
      <dl className="proof-facts">
        <div><dt>{t('proof.reached')}</dt><dd>{count(p.reached)}</dd></div>
        <div><dt>{t('proof.looks')}</dt><dd>{count(p.looks)}</dd></div>
        {p.money && <div><dt>{t('proof.money')}</dt><dd>{money(p.money.value)} <small>[{money(p.money.lo)}, {money(p.money.hi)}]</small></dd></div>}
        {p.money && <div><dt>{t('proof.pays')}</dt><dd>{whole(p.money.p_positive)}</dd></div>}
        <div><dt>{t(p.final ? 'proof.decided' : 'proof.next')}</dt><dd>{p.final ? t('proof.is_over') : p.next_decision ? when(p.next_decision) : '–'}</dd></div>
      </dl>
      {p.money && <p className="xs muted">{t('proof.money_text', { worth: money(p.money.worth), cost: money(p.money.cost) })}</p>}
    </section>
  );
}

function Compared({ ask, p }: { ask: ReturnType<typeof useProof>; p: Proof }) {
  const t = useT();
  const group = (g: Proof['groups'][number]) => t(`proof.group.${g.group}`);
  return (
    <Figure id="proof-compared" title={t('proof.compared')} sub={t(p.design === 'did' ? 'proof.compared_did' : 'proof.compared_its')} height={170} ask={ask} method="proof" noPicture
      table={(d) => ({ caption: t('proof.compared'), head: ['', '', t('proof.customers'), ...estimateHead(t('how.value'))], rows: d.groups.flatMap((g) => (['before', 'after'] as const).map((k) => [group(g), t(`proof.${k}`), g[k].customers, ...estimateCells(g[k].mean)])) })}>
      {(d) => (
        <div className="scroll-x" tabIndex={0} role="group" aria-label={t('proof.compared')}>
          <table className="table proof-table">
            <thead><tr><th scope="col"><span className="sr">{t('proof.groups')}</span></th><th scope="col">{t('proof.before')}</th><th scope="col">{t('proof.after')}</th><th scope="col">{t('proof.rise')}</th></tr></thead>
            <tbody>
              {d.groups.map((g) => {
                const rise = g.before.mean.value !== undefined && g.after.mean.value !== undefined ? g.after.mean.value - g.before.mean.value : undefined;
                return (
                  <tr key={g.group}>
                    <th scope="row">{group(g)}</th>
                    {(['before', 'after'] as const).map((k) => <td key={k}><Num e={g[k].mean} /><small>{t('proof.people', { n: count(g[k].customers) })}</small></td>)}
                    <td className="num">{rise === undefined ? '–' : diff(rise, d.unit)}</td>
                  </tr>
                );
              })}
            </tbody>
          </table>
          {d.looked_at < 1 && <p className="xs muted chart-note">{t('proof.looked_at', { share: share(d.looked_at) })}</p>}
        </div>
      )}
    </Figure>
  );
}

/** Other readings of the same data; none of them gives the verdict. */
function Checks({ ask, p, x }: { ask: ReturnType<typeof useProof>; p: Proof; x: Initiative }) {
  const t = useT();
  const rows: { key: string; e: Proof['naive']; text: string }[] = [
    { key: 'fixed', e: p.fixed, text: t('proof.check.fixed_text') },
    { key: 'naive', e: p.naive, text: t('proof.check.naive_text') },
    { key: 'placebo', e: p.placebo, text: t(p.placebo.value === undefined ? 'proof.check.placebo_few' : p.placebo_ok ? 'proof.check.placebo_ok' : 'proof.check.placebo_bad') },
  ];
  if (p.design === 'did') rows.push({ key: 'cuped', e: p.cuped, text: p.cuped.value === undefined ? t('proof.check.cuped_few') : t('proof.check.cuped_text', { share: share(Math.max(0, 1 - (p.cuped_variance_ratio ?? 1))) }) });
  if (p.series) rows.push({ key: 'slope', e: p.series.slope, text: t('proof.check.slope_text', { unit: t(p.series.block_days === 1 ? 'proof.a_day' : 'proof.a_week'), before: count(p.series.before), after: count(p.series.after) }) });
  return (
    <Figure id="proof-checks" title={t('proof.checks')} sub={t('proof.checks_sub')} height={200} ask={ask} method="proof" noPicture
      table={() => ({ caption: t('proof.checks'), head: ['', ...estimateHead(t('how.value'))], rows: rows.map((r) => [t(`proof.check.${r.key}` as 'proof.check.fixed'), ...estimateCells(r.e)]) })}>
      {() => (
        <>
          <dl className="proof-checks">
            {rows.map((r) => { const e = estimate(r.e, { signed: true, diff: true }); return <div key={r.key} data-check={r.key}><dt>{t(`proof.check.${r.key}` as 'proof.check.fixed')}</dt><dd><b className="num">{e ? e.value : '–'}</b> {r.e.lo !== undefined && r.e.hi !== undefined && <span className="num muted">{between(r.e.lo, r.e.hi, p.unit)}</span>}{r.e.n > 0 && <span className="xs muted"> n {count(r.e.n)}</span>}<p>{r.text}</p></dd></div>; })}
            {p.regression && <div data-check="regression"><dt>{t('proof.check.regression')}</dt><dd>{p.regression.known ? <><b className="num">{diff(p.regression.expected ?? 0, p.unit)}</b><p>{t('proof.check.regression_text', { rho: fixed(p.regression.rho ?? 0, 2), n: count(p.regression.n) })}</p></> : <p>{t('proof.check.regression_few', { have: count(p.regression.n), need: count(p.regression.need) })}</p>}</dd></div>}
          </dl>
          {p.detectable_end !== undefined && <p className="xs muted chart-note">{t('proof.detectable', { find: size(p.detectable_end, p.unit) })}</p>}
          {x.plan.against === 'before' && <Notice calm icon="info">{t('proof.no_control')}</Notice>}
        </>
      )}
    </Figure>
  );
}
