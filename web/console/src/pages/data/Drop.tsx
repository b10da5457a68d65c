import { Alert, Button, Progress } from 'antd';
import { useRef, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { ApiError } from '@/api/client';
import { useHref } from '@/app/url';
import { Icon } from '@/design/icons';
import { useT } from '@/i18n';
import { sendFile } from './queries';

/** Files are dropped or chosen, sent, and opened in the import form. */
export function Drop() {
  const t = useT();
  const href = useHref();
  const navigate = useNavigate();
  const input = useRef<HTMLInputElement>(null);
  const abort = useRef<AbortController>();
  const [over, setOver] = useState(false);
  const [sending, setSending] = useState<{ name: string; share: number }>();
  const [failed, setFailed] = useState('');
  const take = async (list: FileList | null) => {
    const files = [...(list ?? [])];
    if (!files.length || sending) return;
    setFailed('');
    abort.current = new AbortController();
    const names: string[] = [];
    try {
      for (const file of files) {
        setSending({ name: file.name, share: 0 });
        names.push(await sendFile(file, (share) => setSending({ name: file.name, share }), abort.current.signal));
      }
      const q = new URLSearchParams(names.map((n) => ['file', n]));
      navigate(href('/data/import') + (href('/data/import').includes('?') ? '&' : '?') + q.toString());
    } catch (e) {
      const problem = e instanceof ApiError ? e.problem : {};
      if (problem.code !== 'aborted') setFailed(problem.errors?.[0]?.detail ?? problem.detail ?? t('data.send_failed'));
    } finally {
      setSending(undefined);
    }
  };
  return (
    <section aria-label={t('data.drop')}>
      {failed && <Alert type="error" showIcon closable message={failed} style={{ marginBottom: 12 }} onClose={() => setFailed('')} />}
      <div
        className={'drop' + (over ? ' over' : '')}
        onDragOver={(e) => { e.preventDefault(); setOver(true); }}
        onDragLeave={(e) => { if (!e.currentTarget.contains(e.relatedTarget as Node)) setOver(false); }}
        onDrop={(e) => { e.preventDefault(); setOver(false); void take(e.dataTransfer.files); }}
      >
        {sending ? (
          <div className="drop-sending" role="status">
            <b>{t('data.sending', { name: sending.name })}</b>
            <Progress percent={Math.round(100 * sending.share)} aria-label={t('data.sending', { name: sending.name })} />
            <Button size="small" onClick={() => abort.current?.abort()}>{t('editor.cancel')}</Button>
          </div>
        ) : (
          <>
            <Icon name="upload" size={26} />
            <b>{t('data.drop_title')}</b>
            <p className="muted small">{t('data.drop_text')}</p>
            <input ref={input} type="file" multiple hidden data-drop onChange={(e) => { void take(e.target.files); e.target.value = ''; }} aria-label={t('data.choose')} />
            <Button type="primary" onClick={() => input.current?.click()}>{t('data.choose')}</Button>
          </>
        )}
      </div>
    </section>
  );
}
