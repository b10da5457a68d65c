import { useMutation } from '@tanstack/react-query';
import { Button, Segmented } from 'antd';
import { useEffect, useState } from 'react';
import { Icon } from '@/design/icons';
import { useWidth } from '@/design/marks';
import { Empty, Skel } from '@/design/parts';
import { errorText } from '@/design/Waiting';
import { useT } from '@/i18n';
import { useLanguageName } from './parts';
import { addLink } from './queries';
import type { Builder } from './store';
import { TestRun } from './TestRun';

const DESKTOP = 1080, PHONE = 375, HEIGHT = 640;

/** The respondent's own page of the draft, as it is stored: a link that counts for nothing. */
export function Preview({ builder, tag }: { builder: Builder; tag: string }) {
  const t = useT();
  const name = useLanguageName();
  const { draft, full } = builder;
  const [look, setLook] = useState<'phone' | 'desktop'>('phone');
  const [run, setRun] = useState(0);
  const [testing, setTesting] = useState(false);
  const link = useMutation({ mutationFn: () => addLink(draft.key, { kind: 'signed', test: true, single_use: false, channel: 'preview' }) });
  // Another link forgets the answers of the one before.
  useEffect(() => { link.mutate(); }, [draft.key, run]); // eslint-disable-line
  const [box, width] = useWidth<HTMLDivElement>();
  const wide = look === 'desktop' ? DESKTOP : PHONE;
  const scale = Math.min(1, width / wide);
  const src = link.data && `${link.data.path}?lang=${encodeURIComponent(tag)}#${full.revision}`;
  return (
    <div className="sv-preview">
      <div className="spread wrap sv-preview-bar">
        <Segmented size="small" aria-label={t('survey.look')} value={look} onChange={setLook} options={[{ value: 'phone', label: t('survey.phone') }, { value: 'desktop', label: t('survey.desktop') }]} />
        <span className="muted xs grow">{name(tag)}</span>
        <Button size="small" onClick={() => setTesting(true)}>{t('survey.test')}</Button>
        <button type="button" className="icon-btn" onClick={() => setRun(run + 1)} aria-label={t('survey.again')} title={t('survey.again')}><Icon name="redo" size={16} /></button>
        {link.data && <a className="icon-btn" href={`${link.data.path}?lang=${encodeURIComponent(tag)}`} target="_blank" rel="noreferrer" aria-label={t('survey.own_tab')} title={t('survey.own_tab')}><Icon name="out" size={16} /></a>}
      </div>
      <div ref={box} className={`sv-frame sv-frame-${look}`} style={{ height: look === 'phone' ? HEIGHT : Math.max(240, Math.round(760 * scale)) }}>
        {link.error ? <Empty small level={3} title={t('survey.no_preview')} actions={<Button onClick={() => link.mutate()}>{t('error.retry')}</Button>}>{errorText(link.error, t)}</Empty>
          : !src || !width ? <Skel h="100%" r={12} /> : <Frames src={src} title={t('survey.preview')} width={wide} height={look === 'phone' ? HEIGHT / scale : 760} scale={scale} />}
      </div>
      <p className="muted xs">{t('survey.preview_text')}</p>
      {testing && <TestRun builder={builder} tag={tag} close={() => setTesting(false)} />}
    </div>
  );
}

/** The next state loads behind the one that is seen, so that nothing flickers while one types. */
function Frames({ src, title, width, height, scale }: { src: string; title: string; width: number; height: number; scale: number }) {
  const [shown, setShown] = useState(src);
  const size = { width, height, transform: scale < 1 ? `scale(${scale})` : undefined, transformOrigin: '0 0' };
  return (
    <>
      {[...new Set([shown, src])].map((x) => <iframe key={x} src={x} title={title} style={{ ...size, visibility: x === shown ? 'visible' : 'hidden' }} aria-hidden={x === shown ? undefined : true} tabIndex={x === shown ? undefined : -1} onLoad={() => x === src && setTimeout(() => setShown(x), 120)} />)}
    </>
  );
}
