import type { Laws } from '@shared/api';
import { count, fixed } from '@/design/number';
import { ClassBar, TriangleHistogram } from '@/design/marks';
import { Empty } from '@/design/parts';
import type { TableView } from '@/design/table';
import { useT, type T } from '@/i18n';

/** Distribution of experience against expectation, and the four classes. */
export function Triangle({ triangle, height, level = 3 }: { triangle: Laws['triangle']; height?: number; level?: 2 | 3 }) {
  const t = useT();
  if (!triangle.classes.n) return <Empty small level={level} title={t('triangle.none')}>{t('triangle.none_text')}</Empty>;
  return (
    <div>
      <TriangleHistogram bins={triangle.histogram} height={height} />
      <div style={{ height: 10 }} />
      <ClassBar classes={triangle.classes} />
      <p className="xs muted" style={{ marginTop: 6 }}>n {count(triangle.classes.n)}{triangle.class_of_group && ` · ${triangle.class_of_group === 'borderline' ? t('triangle.borderline') : t('triangle.group', { name: t(`class.${triangle.class_of_group}`) })}`}</p>
    </div>
  );
}

export const triangleTable = (triangle: Laws['triangle'], t: T): TableView => ({
  caption: t('triangle.title'),
  head: [t('metric.satisfaction_ratio.name'), 'n'],
  rows: triangle.histogram.map((b) => [`${fixed(b.lo, 2)} – ${fixed(b.hi, 2)}`, b.n]),
});
