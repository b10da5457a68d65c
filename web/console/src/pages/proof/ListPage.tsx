import { Link } from 'react-router-dom';
import type { Initiative } from '@shared/api';
import { useRights } from '@/app/rights';
import { Page } from '@/app/Shell';
import { useHref } from '@/app/url';
import { Icon } from '@/design/icons';
import { Empty, Pill } from '@/design/parts';
import { Waiting } from '@/design/Waiting';
import { day, tx, useLang, useT } from '@/i18n';
import { useInitiatives } from './queries';
import { groupWords } from './words';
import '../reach/reach.css';
import './proof.css';

export const stateTone = { draft: undefined, running: 'accent', stopped: undefined, ended: 'ok' } as const;

/** Tests of improvements: what is tested, on whom, until when. No number stands here: seeing one is a look. */
export default function ListPage() {
  const t = useT();
  const href = useHref();
  const write = useRights().may('write');
  const ask = useInitiatives();
  const make = write && <Link className="btn-link btn-primary" to={href('/proof/new')}><Icon name="plus" size={15} />{t('proof.new')}</Link>;
  return (
    <Page title={t('nav.proof')}>
      <div className="page-title reach-title"><div><h1>{t('proof.title')}</h1><p>{t('proof.text')}</p></div>{!!ask.data?.length && make}</div>
      {!ask.data ? <div className="card card-pad"><Waiting ask={ask} n={6} /></div>
        : !ask.data.length ? <div className="card"><Empty title={t('proof.empty')} actions={make}><span className="proof-teach">{t('proof.empty_text')}</span><ol className="proof-steps">{(['write', 'register', 'watch', 'read'] as const).map((s) => <li key={s}>{t(`proof.step.${s}`)}</li>)}</ol></Empty></div>
        : <ul className="card proof-list">{ask.data.map((x) => <Row key={x.id} x={x} />)}</ul>}
    </Page>
  );
}

function Row({ x }: { x: Initiative }) {
  const t = useT();
  const lang = useLang();
  const href = useHref();
  const p = x.plan;
  return (
    <li data-initiative={x.id}>
      <div className="proof-name"><Link to={href(`/proof/${x.id}`)}>{p.name}</Link><small>{p.hypothesis}</small></div>
      <div className="proof-cell"><span>{tx(`metric.${p.metric}.name`, p.metric)}</span><small>{p.treated.length ? groupWords(p.treated) : t('proof.everybody')}</small></div>
      <div className="proof-cell"><span>{day(lang, 'UTC', p.start)} – {day(lang, 'UTC', p.end)}</span><small>{p.owner || x.by}</small></div>
      <Pill tone={stateTone[x.state]}>{t(`proof.state.${x.state}`)}</Pill>
    </li>
  );
}
