import type { ChainLink, Loyalty } from '@shared/api';
import { Figure, type Ask } from '@/design/Figure';
import { count, fixed, share } from '@/design/number';
import { type Cell, estimateCells, estimateHead } from '@/design/table';
import { useT } from '@/i18n';
import { amount } from './LoyaltyPage';

/** A difference that chance does not explain. */
export const shows = ({ measured, effect: e }: ChainLink): boolean => measured && (e!.lo! > 0 || e!.hi! < 0);

/** From the promise to money, link by link; what is not measured is dashed. */
export function Chain({ ask }: { ask: Ask<Loyalty> }) {
  const t = useT();
  const node = (k: ChainLink['from'] | ChainLink['to']) => t(`loyalty.node.${k}`);
  const points = (x: number) => fixed(100 * x, 0, true);
  const effect = ({ to, effect: e, measured }: ChainLink) => {
    if (!measured || e?.value === undefined) return e?.insufficient ? t('loyalty.thin', { have: count(e.insufficient.have), need: count(e.insufficient.need) }) : to === 'referral' ? t('loyalty.nobody') : t('loyalty.unmeasured');
    return to === 'spend' ? t('loyalty.each', { value: amount(e.value), lo: amount(e.lo!), hi: amount(e.hi!) }) : t('loyalty.points', { value: points(e.value), lo: points(e.lo!), hi: points(e.hi!) });
  };
  const sides = (x: ChainLink) => (x.measured && x.good?.value !== undefined && x.bad?.value !== undefined ? t('loyalty.against', { good: share(x.good.value), bad: share(x.bad.value) }) : '');
  const say = (l: Loyalty) => {
    const told = l.chain.filter((x) => x.measured);
    if (!told.length) return t('loyalty.chain_none');
    const best = told.filter((x) => x.to !== 'spend' && shows(x)).sort((a, b) => Math.abs(b.effect!.value!) - Math.abs(a.effect!.value!))[0];
    const n = { n: told.length, all: l.chain.length };
    return best ? t('loyalty.chain_say', { ...n, from: node(best.from), to: node(best.to), effect: effect(best) }) : t('loyalty.chain_flat', n);
  };
  return (
    <Figure id="loyalty-chain" title={t('loyalty.chain')} sub={t('loyalty.chain_sub')} height={150} ask={ask} method="loyalty" noPicture reading={say}
      table={(l) => ({ caption: t('loyalty.chain'), head: [t('loyalty.from'), t('loyalty.to'), ...estimateHead(t('loyalty.effect'))], rows: l.chain.map((x) => { const told: Cell[] = x.effect ? estimateCells(x.effect) : [t('loyalty.unmeasured')]; return [node(x.from), node(x.to), ...told]; }) })}>
      {(l) => (
        <>
          <ul className="chain">
            {l.chain.map((x) => (
              <li key={x.from + x.to} data-measured={x.measured} data-shows={shows(x)}>
                <b>{node(x.from)}</b><i aria-hidden="true" /><b>{node(x.to)}</b>
                <span>{effect(x)}<small>{[x.measured && !shows(x) ? t('loyalty.no_difference') : '', sides(x), x.measured ? t('num.n', { n: count(x.effect!.n) }) : ''].filter(Boolean).join(' · ')}</small></span>
              </li>
            ))}
          </ul>
          <p className="xs muted chart-note">{t('loyalty.chain_note')}</p>
        </>
      )}
    </Figure>
  );
}
