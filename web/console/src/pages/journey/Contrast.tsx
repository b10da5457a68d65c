import type { ReactNode } from 'react';
import { useContrast } from '@/api/queries';
import { useRange } from '@/app/url';
import { Ranking } from '@/design/charts';
import { Figure } from '@/design/Figure';
import { count, fixed } from '@/design/number';
import { estimateCells, estimateHead } from '@/design/table';
import { useT } from '@/i18n';

/** Do those who were let down and then pleased recommend more? Told with its warning: never a reason to cause pain. */
export function Contrast({ journeyKey, mark }: { journeyKey: string; mark: ReactNode }) {
  const t = useT();
  const { span } = useRange();
  const ask = useContrast(journeyKey, span);
  const rows = (d: NonNullable<typeof ask.data>) => [{ key: 'risen', name: t('contrast.risen'), e: d.risen }, { key: 'steady', name: t('contrast.steady'), e: d.steady }];
  return (
    <Figure id="law-4-contrast" className="law" mark={mark} title={t('contrast.title')} sub={t('contrast.sub')} level={2} height={120} ask={ask} method="joy_pain_contrast"
      empty={(d) => (d.difference ? undefined : { title: t('few.title'), text: t('contrast.few', { risen: count(d.risen.n), steady: count(d.steady.n), need: 30 }) })}
      reading={(d) => (d.difference && d.verdict ? t(`contrast.say.${d.verdict}`, { diff: fixed(Math.abs(d.difference.value), 1), lo: fixed(d.difference.lo, 1, true), hi: fixed(d.difference.hi, 1, true), n: count(d.difference.n) }) : '')}
      table={(d) => ({ caption: t('contrast.title'), head: [t('contrast.group'), ...estimateHead('NPS')], rows: rows(d).map((r) => [r.name, ...estimateCells(r.e)]) })}>
      {(d) => (
        <>
          <Ranking rows={rows(d)} unit="points" caption={t('contrast.title')} />
          <p className="xs muted" style={{ marginTop: 8 }}>{t('contrast.never')}</p>
        </>
      )}
    </Figure>
  );
}
