import { useState } from 'react';
import { Icon } from '@/design/icons';
import { Modal } from '@/design/Modal';
import { useT } from '@/i18n';
import { GO, keyName, setSingleKeys, SHORTCUTS, singleKeys } from './keys';
import { useNav } from './nav';
import './palette.css';

/** All shortcuts on one sheet; single keys can be switched off here. */
export default function KeySheet({ close }: { close: () => void }) {
  const t = useT();
  const nav = useNav();
  const [on, setOn] = useState(singleKeys);
  const row = (keys: string[], what: string, then?: boolean) => <div key={what}><dt>{what}</dt><dd>{keys.map((k, i) => <span key={k}>{i > 0 && (then ? <span className="xs muted"> {t('keys.then')} </span> : ' ')}<kbd>{keyName(k)}</kbd></span>)}</dd></div>;
  return (
    <Modal label={t('keys.title')} close={close} className="keysheet">
      <header className="spread"><h2>{t('keys.title')}</h2><button type="button" className="icon-btn" data-first onClick={close} aria-label={t('panel.close')}><Icon name="close" size={17} /></button></header>
      <div className="keysheet-cols">
        <section><h3>{t('keys.go')}</h3><dl>{nav.filter((n) => GO[n.entry.area]).map((n) => row(['g', GO[n.entry.area]!], t(`nav.${n.entry.area}`), true))}</dl></section>
        <section><h3>{t('keys.do')}</h3><dl>{SHORTCUTS.map((s) => row(s.keys.split('+'), t(`keys.${s.id}`)))}</dl>
          <h3>{t('keys.matrix')}</h3><dl>{row(['←', '↑', '→', '↓'], t('keys.move'))}{row(['Enter'], t('keys.open'))}{row(['Esc'], t('keys.close'))}</dl></section>
      </div>
      <label className="row small"><input type="checkbox" checked={on} onChange={(e) => { setOn(e.target.checked); setSingleKeys(e.target.checked); }} />{t('keys.single')}</label>
    </Modal>
  );
}
