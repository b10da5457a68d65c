import type { ReactNode } from 'react';
import { Button } from 'antd';
import { ApiError } from '@/api/client';
import { useT } from '@/i18n';
import { Empty, SkelLines } from './parts';

/** The reader cancelled it. */
export const stopped = (e: unknown): boolean => e instanceof ApiError && e.problem.code === 'answer_cancelled';
/** What went wrong, in the server's words; that it does not answer when it does not. */
export const errorText = (e: unknown, t: ReturnType<typeof useT>): string =>
  stopped(e) ? t('costly.stopped_text') : e instanceof ApiError ? (e.offline ? t('error.gone_text') : e.problem.errors?.[0]?.detail ?? e.problem.detail ?? t('error.load_text')) : t('error.load_text');

interface Ask { error: unknown; refetch: () => unknown }
/** A question that failed, and a way to ask again; once the server is back it is asked again by itself. */
export function LoadFailed({ ask, level = 2, small = true }: { ask: Ask; level?: 1 | 2 | 3; small?: boolean }) {
  const t = useT();
  const gone = ask.error instanceof ApiError && ask.error.offline;
  return <div role="alert"><Empty small={small} level={level} title={t(gone ? 'error.gone' : stopped(ask.error) ? 'costly.stopped' : 'error.load')} actions={<Button onClick={() => void ask.refetch()}>{t('error.retry')}</Button>}>{errorText(ask.error, t)}</Empty></div>;
}

/** Skeleton, or what went wrong with a way to try again. */
export function Waiting({ ask, n = 5, level = 2 }: { ask: Ask; n?: number; level?: 1 | 2 | 3 }) {
  return ask.error ? <LoadFailed ask={ask} level={level} /> : <SkelLines n={n} />;
}

/** A whole page whose subject is not there (404), or could not be loaded. */
export function NotThere({ ask, title, text, action }: { ask: Ask; title: string; text: string; action?: ReactNode }) {
  if (!(ask.error instanceof ApiError && ask.error.status === 404)) return <LoadFailed ask={ask} level={1} small={false} />;
  return <Empty level={1} title={title} actions={action}>{text}</Empty>;
}
