import type { BrandSays } from '@shared/api';
import { Figure } from '@/design/Figure';
import { count, fixed, share } from '@/design/number';
import { Pill } from '@/design/parts';
import { estimateCells, estimateHead } from '@/design/table';
import { pick, useT } from '@/i18n';
import { known, type Part } from './BrandPage';

/** How far what is spoken of differs from rivals, and in which values. */
export function Rivals({ ask, lang }: Part) {
  const t = useT();
  const bits = (r: BrandSays['rivals'][number]) => ({ value: fixed(r.difference.value!, 3), lo: fixed(r.difference.lo!, 3), hi: fixed(r.difference.hi!, 3) });
  const told = (s: BrandSays) => s.rivals.filter((r) => known(r.difference)).sort((a, b) => b.difference.value! - a.difference.value!);
  const few = (r: BrandSays['rivals'][number]) => t('brand.rivals_few', { have: count(r.difference.insufficient?.have ?? 0), need: count(r.difference.insufficient?.need ?? 0) });
  const value = (s: BrandSays, key: string) => pick(s.values.find((v) => v.key === key)!.name, lang);
  return (
    <Figure id="brand-rivals" title={t('brand.rivals')} sub={t('brand.rivals_sub')} height={ask.data ? 60 : 200} ask={ask} method="brand" noPicture
      empty={(s) => (s.rivals.length ? undefined : { title: t('brand.no_rivals'), text: t('brand.no_rivals_text') })}
      reading={(s) => { const r = told(s)[0]; return r ? t('brand.rivals_say', { name: r.name, ...bits(r), own: count(r.own), theirs: count(r.theirs) }) : s.rivals[0] ? few(s.rivals[0]) : ''; }}
      table={(s) => ({ caption: t('brand.rivals'), head: [t('brand.rival'), ...estimateHead(t('brand.difference'))], rows: s.rivals.map((r) => [r.name, ...estimateCells(r.difference)]) })}>
      {(s) => (
        <>
          {s.rivals.map((r) => (
            <div key={r.name} className="brand-rival">
              <h3>{r.name} <small className="muted">{known(r.difference) ? t('brand.bits', bits(r)) : few(r)}</small></h3>
              {known(r.difference) && (
                <div className="scroll-x" tabIndex={0} role="group" aria-label={r.name}>
                  <table className="table">
                    <caption className="sr">{r.name}</caption>
                    <thead><tr><th scope="col">{t('brand.value')}</th><th scope="col" className="r">{t('brand.ahead')}</th><th scope="col">{t('brand.field')}</th></tr></thead>
                    <tbody>{r.values.map((v) => <tr key={v.value}><th scope="row">{value(s, v.value)}</th><td className="r">{fixed(100 * v.ahead, 0, true)}</td><td><Pill tone={v.quadrant === 'own' ? 'accent' : undefined}>{t(`brand.quadrant.${v.quadrant}`)}</Pill></td></tr>)}</tbody>
                  </table>
                </div>
              )}
            </div>
          ))}
          <p className="xs muted chart-note">{t('brand.thresholds', { much: share(1 / Math.max(1, s.values.length)) })}</p>
        </>
      )}
    </Figure>
  );
}
