// What answers in words are about, and whom a question that asks for a name was answered with.
import type { QuestionResult, TopicResult } from '@shared/survey';
import { Ranking, type Rank } from '@/design/charts';
import { count } from '@/design/number';
import { BasisBadge, MethodLink, Num } from '@/design/parts';
import { estimateCells, estimateHead, type TableView } from '@/design/table';
import { tx, useT, type T } from '@/i18n';

const topicName = (t: TopicResult): string => tx(`survey.topic.${t.topic}`, t.topic);
const shown = (all: TopicResult[] | undefined) => (all ?? []).filter((t) => t.share.value !== undefined);

export function topicTable(q: QuestionResult, title: string, t: T): TableView | undefined {
  if (q.names?.length) return { caption: title, head: [t('survey.named'), ...estimateHead(t('survey.named_share')), t('survey.reasons')], rows: q.names.map((x) => [x.name, ...estimateCells(x.share), x.reasons.slice(0, 3).map(topicName).join(', ')]) };
  if (!shown(q.topics).length) return undefined;
  return { caption: title, head: [t('survey.topic_name'), ...estimateHead(t('survey.topic_share')), ...estimateHead(t('survey.topic_bad'))], rows: shown(q.topics).map((x) => [topicName(x), ...estimateCells(x.share), ...estimateCells(x.bad)]) };
}

/** Shares of the texts about each topic; a text may be about several. */
export function Topics({ q, title }: { q: QuestionResult; title: string }) {
  const t = useT();
  const rows: Rank[] = shown(q.topics).slice(0, 8).map((x) => ({ key: x.topic, name: topicName(x), e: x.share, note: x.bad.value !== undefined ? <>{t('survey.topic_bad')} <Num e={x.bad} /></> : undefined }));
  if (!rows.length) return q.texts ? <p className="muted small">{t('survey.topics_few')}</p> : null;
  return (
    <div data-topics>
      <p className="small muted">{t('survey.topics_about', { n: count(q.texts ?? 0) })} <BasisBadge basis="predicted" /> <MethodLink method="text_topics" /></p>
      <Ranking rows={rows} unit="share" caption={title} />
    </div>
  );
}

/** Most named first; why, by topic. Names of fewer than five answers are only counted. */
export function Named({ q, title }: { q: QuestionResult; title: string }) {
  const t = useT();
  const names = q.names ?? [];
  const rows: Rank[] = names.map((x) => ({ key: x.name, name: x.name, e: x.share, note: x.reasons.length ? `${t('survey.reasons')}: ${x.reasons.slice(0, 3).map((r) => `${topicName(r)} (n ${count(r.n)})`).join(', ')}` : undefined }));
  return (
    <div data-names>
      {rows.length > 0 ? <Ranking rows={rows} unit="share" caption={title} /> : <p className="muted small">{t('survey.names_few')}</p>}
      {q.rare_names ? <p className="muted xs">{t('survey.names_rare', { count: q.rare_names, n: count(q.rare_names) })}</p> : null}
    </div>
  );
}
