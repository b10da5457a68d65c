import { useCallback, useRef } from 'react';
import { Link } from 'react-router-dom';
import { useSession } from '@/api/queries';
import { customerPath, useHref } from '@/app/url';
import { fixed, share } from '@/design/number';
import { Modal } from '@/design/Modal';
import { Pill } from '@/design/parts';
import { Waiting } from '@/design/Waiting';
import { dateTime, tx, useLang, useT } from '@/i18n';
import { lifeOf } from './model';
import { triggerPath, useInvitation } from './queries';

/** One invitation from the event to the answer, with each message and what became of it. */
export default function Life({ id, close: leave }: { id: string; close: () => void }) {
  const latest = useRef(leave);
  latest.current = leave;
  const close = useCallback(() => latest.current(), []); // one for good: a new one would take the focus back
  const t = useT();
  const lang = useLang();
  const href = useHref();
  const zone = useSession().data?.workspace.zone ?? 'UTC';
  const ask = useInvitation(id);
  const i = ask.data;
  return (
    <Modal label={t('reach.life.title')} close={close} className="reach-life">
      <header className="spread"><h2>{i ? i.user_id || i.customer : t('reach.life.title')}</h2><button type="button" data-first className="reach-link" onClick={close}>{t('reach.life.close')}</button></header>
      {!i ? <Waiting ask={ask} n={6} /> : (
        <>
          <p className="row wrap"><Pill tone={i.state === 'done' ? 'ok' : undefined}>{t(`reach.states.${i.state}`)}</Pill>{i.words && <span className="muted small">{i.words}</span>}</p>
          <ol className="reach-line" data-life={i.state}>
            {lifeOf(i).map((s, n) => (
              <li key={n} data-step={s.what} className={s.future ? 'future' : undefined}>
                <time dateTime={s.at}>{dateTime(lang, zone, s.at)}</time>
                <span>
                  {s.what === 'message' ? t(s.message!.step ? 'reach.life.reminder' : 'reach.life.message', { n: s.message!.step, channel: t(`reach.channel.${s.message!.channel}`) })
                    : s.what === 'ended' ? t('reach.life.ended', { why: tx(`reach.reason.${i.reason}`, t(`reach.states.${i.state}`)) })
                    : s.what === 'event' ? t('reach.life.event', { event: i.event }) : t(`reach.life.${s.what}`)}
                  {s.message && <small className={s.message.result === 'sent' || s.message.result === 'delivered' ? 'muted' : 'warm'}>{tx(`reach.result.${s.message.result}`, s.message.result)}{s.message.code && ` · ${s.message.code}`}</small>}
                </span>
              </li>
            ))}
          </ol>
          <dl className="reach-kpis">
            <div><dt>{t('reach.trigger')}</dt><dd><Link to={href(triggerPath(i.trigger))}>{i.trigger}</Link> <span className="muted xs">v{i.trigger_version}</span></dd></div>
            <div><dt>{t('reach.survey')}</dt><dd>{i.survey}</dd></div>
            <div><dt>{t('reach.life.rate')}</dt><dd>{share(i.rate)} <span className="muted xs">{t('reach.life.weight', { w: fixed(i.weight, 2) })}</span></dd></div>
            <div><dt>{t('reach.life.lang')}</dt><dd>{i.lang}</dd></div>
          </dl>
          <p className="small"><Link to={href(customerPath(i.customer))}>{t('reach.why.to_customer')}</Link></p>
        </>
      )}
    </Modal>
  );
}
