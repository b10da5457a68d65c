import { Alert, Button, Input, Modal } from 'antd';
import { useEffect, useState } from 'react';
import type { Checked, Fault } from '@shared/survey';
import { ApiError, post } from '@/api/client';
import { Icon } from '@/design/icons';
import { SkelLines } from '@/design/parts';
import { errorText } from '@/design/Waiting';
import { useT } from '@/i18n';
import { Field } from '../editor/fields';
import { publish } from './queries';
import type { Builder } from './store';

/** What keeps the draft from being published, with the way to each place; else a note, and it is the next version. */
export function Publish({ builder, close, go, done }: { builder: Builder; close: () => void; go: (f: Fault) => void; done: (version: number) => void }) {
  const t = useT();
  const [check, setCheck] = useState<Checked>();
  const [note, setNote] = useState('');
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState('');
  const { draft, full } = builder;
  useEffect(() => {
    let open = true;
    void builder.settle().then((ok) => (ok ? post<Checked>('/v1/surveys/check', { survey: draft }) : undefined)).then(
      (c) => { if (open) c ? setCheck(c) : setFailed(t('survey.not_stored')); },
      (e) => open && setFailed(errorText(e, t)),
    );
    return () => { open = false; };
  }, []); // eslint-disable-line
  const send = async () => {
    setBusy(true);
    setFailed('');
    try {
      const { version } = await publish(draft.key, note.trim());
      await builder.refresh();
      done(version);
    } catch (e) {
      if (e instanceof ApiError && e.problem.errors?.length) setCheck({ warnings: [], faults: e.problem.errors.map((x) => ({ field: x.field, code: x.code, message: x.detail ?? x.code })) });
      else setFailed(errorText(e, t));
    } finally { setBusy(false); }
  };
  const bad = !!check?.faults.length;
  const list = (faults: Fault[]) => <ul className="sv-fault-list">{faults.slice(0, 40).map((f, i) => <li key={i}><button type="button" onClick={() => go(f)}><span>{f.message}</span><code>{f.field}</code></button></li>)}</ul>;
  return (
    <Modal open onCancel={close} title={t('survey.publish_title', { n: full.version + 1 })} footer={[<Button key="no" onClick={close}>{t('survey.cancel')}</Button>, <Button key="ok" type="primary" loading={busy} disabled={!check || bad} onClick={() => void send()}>{t('survey.publish')}</Button>]}>
      {failed && <Alert type="error" showIcon message={failed} style={{ marginBottom: 12 }} />}
      {!check ? !failed && <SkelLines n={3} /> : bad ? (
        <section data-faults={check.faults.length}><p className="warm"><Icon name="warn" size={15} /> {t('survey.mend_first', { count: check.faults.length })}</p>{list(check.faults)}</section>
      ) : (
        <>
          <p className="muted">{t(full.version ? 'survey.publish_next' : 'survey.publish_first')}</p>
          {check.warnings.length > 0 && <details className="more"><summary>{t('survey.warnings_n', { count: check.warnings.length })}</summary>{list(check.warnings)}</details>}
          <Field label={t('survey.note')} hint={t('survey.note_hint')}><Input.TextArea value={note} onChange={(e) => setNote(e.target.value)} maxLength={160} autoSize={{ minRows: 2, maxRows: 4 }} /></Field>
        </>
      )}
    </Modal>
  );
}
