import { useQueries } from '@tanstack/react-query';
import { Form, Select } from 'antd';
import type { Journey, Reach } from '@shared/api';
import { get } from '@/api/client';
import { useJourneys } from '@/api/queries';
import { pick, useLang, useT } from '@/i18n';

/** Departments and single touchpoints of a manager, chosen from the journeys as they are. A field of a form. */
export function ReachFields({ value, onChange }: { value?: Reach; onChange?: (v: Reach) => void }) {
  const t = useT();
  const lang = useLang();
  const keys = useJourneys().data ?? [];
  const journeys = useQueries({ queries: keys.map((j) => ({ queryKey: ['journey', j.key], queryFn: () => get<Journey>(`/v1/journeys/${encodeURIComponent(j.key)}`), staleTime: 60_000 })) }).flatMap((q) => (q.data ? [q.data] : []));
  const now = value ?? { touchpoints: [], departments: [] };
  const departments = [...new Set(journeys.flatMap((j) => j.touchpoints.map((x) => pick(x.owner, lang)).filter(Boolean)))].sort();
  const label = (j: Journey, key: string) => {
    const [stage, scene] = key.split('/');
    return `${pick(j.stages.find((s) => s.key === stage)?.name, lang) || stage} · ${pick(j.scenes.find((s) => s.key === scene)?.name, lang) || scene}`;
  };
  const groups = journeys.map((j) => ({ label: pick(j.name, lang), options: j.touchpoints.filter((x) => x.applicable).map((x) => ({ value: `${j.key}:${x.key}`, label: label(j, x.key) })) }));
  return (
    <>
      <Form.Item label={t('settings.members.departments')} extra={t('settings.members.departments_text')}>
        <Select mode="tags" value={now.departments} onChange={(v: string[]) => onChange?.({ ...now, departments: v })} options={departments.map((d) => ({ value: d, label: d }))} aria-label={t('settings.members.departments')} />
      </Form.Item>
      <Form.Item label={t('settings.members.single')}>
        <Select mode="multiple" optionFilterProp="label" value={now.touchpoints} onChange={(v: string[]) => onChange?.({ ...now, touchpoints: v })} options={groups} aria-label={t('settings.members.single')} />
      </Form.Item>
    </>
  );
}
