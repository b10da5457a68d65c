// Whether the effect of one touchpoint depends on another: what makes up for what, and what needs what.
import type { DriverPair, Drivers } from '@shared/api';
import type { useDrivers } from '@/api/queries';
import { Ranking, type Rank, rankTable } from '@/design/charts';
import { Figure } from '@/design/Figure';
import { count, fixed } from '@/design/number';
import { useT } from '@/i18n';

interface Part { ask: ReturnType<typeof useDrivers>; nothing: (d: Drivers) => { title: string; text: string } | undefined; name: (key: string) => string }

export function Pairs({ ask, nothing, name }: Part) {
  const t = useT();
  const named = (p: DriverPair) => ({ a: name(p.touchpoints![0]), b: name(p.touchpoints![1]) });
  const q = (p: DriverPair) => (p.q! < 0.001 ? 'p < 0.001' : `p = ${fixed(p.q!, 3)}`);
  const rows = (d: Drivers): Rank[] => d.pairs.map((p) => ({
    key: p.touchpoints!.join('|'), name: t('drivers.pair', named(p)),
    e: { value: p.value, lo: p.lo, hi: p.hi, n: p.n, unit: 'number', basis: 'measured', method: 'cluster_robust', flags: [], ...(p.value === undefined ? { insufficient: p.insufficient ?? { have: p.n, need: p.n } } : {}) },
    note: t(`drivers.pair_${p.verdict}`) + (p.q === undefined ? '' : ` · ${q(p)}`),
  }));
  const empty = (d: Drivers) => nothing(d) ?? (d.pairs.some((p) => p.value !== undefined) ? undefined : { title: t('drivers.few'), text: t('drivers.pairs_few', { have: count(Math.max(0, ...d.pairs.map((p) => p.n))) }) });
  const reading = (d: Drivers) => {
    const best = d.pairs.find((p) => p.verdict === 'makes_up' || p.verdict === 'need');
    if (!best) return t('drivers.pairs_none', { n: d.pairs.filter((p) => p.value !== undefined).length });
    return t(best.verdict === 'need' ? 'drivers.pairs_need' : 'drivers.pairs_makes_up', { ...named(best), value: fixed(best.value!, 2), lo: fixed(best.lo!, 2), hi: fixed(best.hi!, 2), n: count(best.n), p: q(best) });
  };
  return (
    <Figure id="drivers-pairs" title={t('drivers.pairs')} sub={t('drivers.pairs_sub')} height={ask.data ? 60 : 260} ask={ask} method="drivers" empty={empty} reading={reading} table={(d) => { const plain = rankTable(rows(d), t('drivers.pairs_value'), t('drivers.pairs')); return { ...plain, head: [...plain.head, t('drivers.pairs_q')], rows: plain.rows.map((r, i) => [...r, d.pairs[i]!.q === undefined ? '' : { show: fixed(d.pairs[i]!.q!, 3), raw: d.pairs[i]!.q! }]) }; }}>
      {(d) => (
        <>
          <Ranking rows={rows(d)} unit="number" caption={t('drivers.pairs')} />
          <p className="xs muted chart-note">{t('drivers.pairs_note')} {d.first === 'within' && t('drivers.pairs_within')}</p>
        </>
      )}
    </Figure>
  );
}
