import { Alert, Button, Checkbox, Input, Modal, Progress } from 'antd';
import { useMemo, useState } from 'react';
import { ApiError } from '@/api/client';
import { queryClient } from '@/api/queries';
import { useT } from '@/i18n';
import { Changes } from './Changes';
import { changes } from './diff';
import { Field } from './fields';
import { useJob, type Editor } from './store';

/** What will be stored, in words; a note for those who come after; and whether what is stored already follows. */
export function SaveBox({ editor, open, close, saved }: { editor: Editor; open: boolean; close: () => void; saved: (version: number, job?: string) => void }) {
  const t = useT();
  const list = useMemo(() => (open ? changes(editor.base, editor.draft) : []), [open, editor.base, editor.draft]);
  const facts = list.some((c) => c.facts);
  const [note, setNote] = useState('');
  const [apply, setApply] = useState(true);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<ApiError>();
  const save = async (overwrite = false) => {
    setBusy(true);
    setFailed(undefined);
    try {
      const j = await editor.save(note, facts && apply, overwrite);
      setNote('');
      saved(j.version, j.job);
    } catch (e) {
      setFailed(e instanceof ApiError ? e : new ApiError(0, {}));
    } finally {
      setBusy(false);
    }
  };
  const conflict = failed?.status === 409;
  return (
    <Modal open={open} onCancel={close} title={t('editor.save_title')} destroyOnHidden footer={[
      <Button key="no" onClick={close}>{t('editor.cancel')}</Button>,
      <Button key="ok" type="primary" loading={busy} disabled={!list.length || conflict} onClick={() => void save()}>{t('editor.save')}</Button>,
    ]}>
      <Changes list={list} places={editor.draft} most={12} />
      <Field label={t('editor.note')} hint={t('editor.note_hint')}><Input.TextArea value={note} onChange={(e) => setNote(e.target.value)} maxLength={160} autoSize={{ minRows: 2, maxRows: 4 }} placeholder={t('editor.note_placeholder')} /></Field>
      {facts && <Checkbox checked={apply} onChange={(e) => setApply(e.target.checked)} style={{ marginTop: 12 }}>{t('editor.apply')}<br /><span className="muted small">{t('editor.apply_text')}</span></Checkbox>}
      {failed && (
        <Alert type={conflict ? 'warning' : 'error'} showIcon style={{ marginTop: 14 }} message={t(conflict ? 'editor.conflict' : failed.offline ? 'error.gone' : 'editor.save_failed')}
          description={conflict ? <><p>{t('editor.conflict_text')}</p><div className="row wrap" style={{ marginTop: 8 }}><Button size="small" onClick={() => void save(true)}>{t('editor.overwrite')}</Button><Button size="small" onClick={() => void editor.reload().then(close)}>{t('editor.take_theirs')}</Button></div></>
            : failed.problem.errors?.length ? <ul>{failed.problem.errors.slice(0, 5).map((e) => <li key={e.field}>{e.field}: {e.detail}</li>)}</ul> : failed.problem.detail} />
      )}
    </Modal>
  );
}

/** The rebuild after a changed rule: how far it is, and when its numbers can be read. */
export function Applying({ job, done }: { job: string; done: () => void }) {
  const t = useT();
  const { data, error } = useJob(job);
  const over = data && !['queued', 'running'].includes(data.state);
  const ok = data?.state === 'done';
  const part = data?.total ? Math.min(1, data.progress / data.total) : 0;
  return (
    <div className={'applying' + (over && !ok ? ' applying-bad' : '')} role="status">
      <span className="grow">{error ? t('error.load') : !over ? t('editor.applying') : ok ? t('editor.applied') : t('editor.apply_failed')}</span>
      {!over && <Progress percent={Math.round(100 * part)} size="small" status="active" style={{ width: 180, margin: 0 }} aria-label={t('editor.applying')} />}
      {(over || error) && <Button size="small" onClick={() => { void queryClient.invalidateQueries({ queryKey: ['live'] }); done(); }}>{t('editor.close')}</Button>}
    </div>
  );
}
