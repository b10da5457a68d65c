import { Segmented } from 'antd';
import { useSearchParams } from 'react-router-dom';
import { Page } from '@/app/Shell';
import { useSetParams } from '@/app/url';
import { count } from '@/design/number';
import { useT } from '@/i18n';
import { Drop } from './Drop';
import { History } from './History';
import { useUnmapped } from './queries';
import { Sources } from './Sources';
import { Unmapped } from './Unmapped';
import '../editor/editor.css';
import './data.css';

const VIEWS = ['files', 'sources', 'unmapped'] as const;

/** How data comes in: files, systems, and what has arrived without a place. */
export default function DataPage() {
  const t = useT();
  const set = useSetParams();
  const [search] = useSearchParams();
  const loose = useUnmapped().data;
  const view = VIEWS.find((v) => v === search.get('view')) ?? 'files';
  return (
    <Page title={t('nav.data')} narrow>
      <div className="page-title"><h1>{t('data.title')}</h1><p>{t('data.text')}</p></div>
      <div className="scroll-x" style={{ marginBottom: 16 }}>
        <Segmented aria-label={t('data.views')} value={view} onChange={(v) => set({ view: v === 'files' ? undefined : v }, true)} options={VIEWS.map((v) => ({ value: v, label: t(`data.view.${v}`) + (v === 'unmapped' && loose?.names ? ` ${count(loose.names)}` : '') }))} />
      </div>
      {view === 'files' && <div className="stack" style={{ gap: 18 }}><Drop /><History /></div>}
      {view === 'sources' && <Sources />}
      {view === 'unmapped' && <Unmapped />}
    </Page>
  );
}
