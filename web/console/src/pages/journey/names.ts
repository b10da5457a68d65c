import type { Journey, Lang, Matrix } from '@shared/api';
import { pick, tx } from '@/i18n';

type Places = Pick<Journey | Matrix, 'stages' | 'scenes'>;
const find = (list: { key: string; name: { zh: string; en: string } }[] | undefined, key: string, lang: Lang): string => {
  const hit = list?.find((x) => x.key === key);
  return hit ? pick(hit.name, lang) : key;
};
export const stageName = (p: Places | undefined, key: string, lang: Lang): string => find(p?.stages, key, lang);
export const sceneName = (p: Places | undefined, key: string, lang: Lang): string => find(p?.scenes, key, lang);

/** "delivery/app" as "App × Delivery"; the key itself when the journey does not know it. */
export function touchpointName(p: Places | undefined, key: string, lang: Lang): string {
  const [stage = '', scene = ''] = key.split('/');
  if (!key) return tx('tp.unassigned', '');
  if (!scene) return key;
  return `${sceneName(p, scene, lang)} × ${stageName(p, stage, lang)}`;
}
