import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router-dom';
import { Page } from '@/app/Shell';
import { useHref } from '@/app/url';
import { Icon } from '@/design/icons';
import { Empty, SkelLines } from '@/design/parts';
import { useLang, useT } from '@/i18n';
import { Markdown } from './markdown';
import './methods.css';

// The pages of docs/methods (English) and docs/methods/zh are part of the console: they load one by one.
const PAGES = import.meta.glob<string>('../../../../../docs/methods/**/*.md', { query: '?raw', import: 'default' });
const file = (name: string, lang: string) => Object.keys(PAGES).find((p) => p.endsWith(lang === 'zh' ? `/zh/${name}.md` : `/methods/${name}.md`));

export default function MethodPage() {
  const { method = 'README' } = useParams();
  const t = useT();
  const href = useHref();
  const lang = useLang();
  const path = file(method, lang);
  const page = useQuery({ queryKey: ['method', method, lang], queryFn: () => PAGES[path!]!(), enabled: !!path, staleTime: Infinity });
  const back = method === 'README' ? undefined : <Link className="back" to={href('/methods')}><Icon name="left" size={15} />{t('method_page.all')}</Link>;
  return (
    <Page title={t('method_page.title')} narrow back={back}>
      {!path ? <Empty level={1} title={t('method_page.missing')}>{t('method_page.missing_text')}</Empty> : page.data ? <Markdown text={page.data} /> : <SkelLines n={8} />}
    </Page>
  );
}
