import { App as Antd, Button } from 'antd';
import { useState } from 'react';
import { copyText } from '@/design/clipboard';
import { Icon } from '@/design/icons';
import { errorText } from '@/design/Waiting';
import { useT } from '@/i18n';

export { Waiting } from '@/design/Waiting';

/** Runs a change, says how it went. True when it worked. */
export function useChange(): { busy: boolean; run: (change: () => Promise<unknown>, done?: string) => Promise<boolean> } {
  const t = useT();
  const { message } = Antd.useApp();
  const [busy, setBusy] = useState(false);
  const run = async (change: () => Promise<unknown>, done?: string) => {
    setBusy(true);
    try {
      await change();
      if (done) void message.success(done);
      return true;
    } catch (e) {
      void message.error(errorText(e, t), 6);
      return false;
    } finally { setBusy(false); }
  };
  return { busy, run };
}

/** Text that is meant to be taken along. */
export function Copy({ text, label }: { text: string; label: string }) {
  const t = useT();
  const [done, setDone] = useState(false);
  const copy = async () => {
    if (!(await copyText(text))) return;
    setDone(true);
    setTimeout(() => setDone(false), 2000);
  };
  return (
    <div className="copy">
      <code data-copy={label}>{text}</code>
      <Button onClick={() => void copy()} icon={<Icon name={done ? 'check' : 'copy'} size={15} />} aria-label={t('settings.copy', { what: label })}>{t(done ? 'settings.copied' : 'settings.copy_short')}</Button>
    </div>
  );
}

/** "Chrome on Windows" from a user agent; the raw text when nothing is recognised. */
export function device(agent: string): string {
  const browser = /Edg\//.test(agent) ? 'Edge' : /OPR\//.test(agent) ? 'Opera' : /Firefox\//.test(agent) ? 'Firefox' : /Chrome\//.test(agent) ? 'Chrome' : /Safari\//.test(agent) ? 'Safari' : '';
  const system = /iPhone|iPad/.test(agent) ? 'iOS' : /Android/.test(agent) ? 'Android' : /Windows/.test(agent) ? 'Windows' : /Mac OS X/.test(agent) ? 'macOS' : /Linux/.test(agent) ? 'Linux' : '';
  return [browser, system].filter(Boolean).join(' · ') || agent.slice(0, 60) || '–';
}
