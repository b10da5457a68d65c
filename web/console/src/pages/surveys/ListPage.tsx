import { Button, Dropdown, Input, Modal, message } from 'antd';
import { Suspense, useState } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router-dom';
import type { SurveyHead } from '@shared/survey';
import { useJourney, useSession } from '@/api/queries';
import { useRights } from '@/app/rights';
import { part } from '@/app/preload';
import { Page } from '@/app/Shell';
import { useHref, useSetParams } from '@/app/url';
import { Icon } from '@/design/icons';
import { count } from '@/design/number';
import { Empty } from '@/design/parts';
import { errorText, Waiting } from '@/design/Waiting';
import { ago, useLang, useT } from '@/i18n';
import { freeKey } from '../editor/model';
import { touchpointName } from '../journey/names';
import { say } from './model';
import { StatePill } from './parts';
import { again, makeSurvey, removeSurvey, surveyPath, useSurveys } from './queries';

const NewBox = part(() => import('./NewBox'));

/** Everything that is asked: found, begun from a template, brought along from another program. */
export default function SurveyList() {
  const t = useT();
  const lang = useLang();
  const href = useHref();
  const set = useSetParams();
  const [search] = useSearchParams();
  const ask = useSurveys();
  const write = useRights().may('write');
  const [toast, holder] = message.useMessage();
  const [q, setQ] = useState('');
  const making = write && search.get('new') !== null;
  const open = (way = 'template') => set({ new: way }, true);
  const close = () => set({ new: undefined });
  const all = ask.data ?? [];
  const fits = (s: SurveyHead) => [s.key, ...Object.values(s.title), t(`survey.kind.${s.kind}`), t(`survey.state.${s.state}`), s.touchpoint ?? ''].join(' ').toLowerCase().includes(q.trim().toLowerCase());
  const shown = all.filter(fits);
  return (
    <Page title={t('nav.surveys')}>
      {holder}
      <div className="page-title sv-list-title">
        <div><h1>{t('nav.surveys')}</h1><p>{t('survey.text')}</p></div>
        {write && all.length > 0 && <div className="row wrap"><Button onClick={() => open('file')} icon={<Icon name="upload" size={15} />}>{t('survey.import')}</Button><Button type="primary" onClick={() => open()} icon={<Icon name="plus" size={15} />}>{t('survey.new')}</Button></div>}
      </div>
      {!ask.data ? <div className="card card-pad"><Waiting ask={ask} n={7} /></div> : !all.length ? (
        <div className="card"><Empty title={t('survey.none')} actions={write && <><Button type="primary" onClick={() => open()}>{t('survey.new')}</Button><Button onClick={() => open('file')}>{t('survey.import')}</Button></>}>{t(write ? 'survey.none_text' : 'survey.none_read')}</Empty></div>
      ) : (
        <>
          {all.length > 3 && <Input allowClear value={q} onChange={(e) => setQ(e.target.value)} prefix={<Icon name="search" size={16} />} placeholder={t('survey.search')} aria-label={t('survey.search')} className="sv-search" />}
          <div className="card sv-list" role="region" aria-label={t('nav.surveys')}>
            {!shown.length ? <Empty small title={t('survey.none_found')} actions={<Button onClick={() => setQ('')}>{t('survey.clear')}</Button>} /> : (
              <ul>{shown.map((s) => <Row key={s.key} s={s} taken={all.map((x) => x.key)} write={write} fail={(e) => void toast.error(errorText(e, t), 6)} />)}</ul>
            )}
          </div>
        </>
      )}
      {making && <Suspense fallback={null}><NewBox way={search.get('new') === 'file' ? 'file' : 'template'} taken={all.map((x) => x.key)} close={close} href={(key) => href(surveyPath(key))} lang={lang} /></Suspense>}
    </Page>
  );
}

function Row({ s, taken, write, fail }: { s: SurveyHead; taken: string[]; write: boolean; fail: (e: unknown) => void }) {
  const t = useT();
  const lang = useLang();
  const href = useHref();
  const navigate = useNavigate();
  const zone = useSession().data?.workspace.zone ?? 'UTC';
  const journey = useJourney(s.journey).data;
  const [modal, box] = Modal.useModal();
  const n = s.responses.done;
  const title = say(s.title, lang, s.languages) || s.key;
  const place = s.touchpoint ? touchpointName(journey, s.touchpoint, lang) : t(`survey.kind.${s.kind}`);
  const copy = () => makeSurvey({ copy_of: s.key, key: freeKey(s.key, taken, 'survey') }).then((made) => { void again(); navigate(href(surveyPath(made.key))); }, fail);
  const remove = () => modal.confirm({ title: t('survey.remove_ask', { name: title }), content: t('survey.remove_text'), okText: t('survey.remove'), cancelText: t('survey.cancel'), okButtonProps: { danger: true }, onOk: () => removeSurvey(s.key).then(again, fail) });
  return (
    <li className="sv-row" data-survey={s.key}>
      {box}
      <div className="sv-row-name">
        <Link to={href(surveyPath(s.key, write ? '' : '/results'))}>{title}</Link>
        <small>{place}{journey && s.touchpoint ? '' : s.journey ? ` · ${s.journey}` : ''} · {t('survey.questions_n', { count: s.questions })}</small>
      </div>
      <div className="sv-row-state"><StatePill state={s.state} changed={s.draft_changed} />{s.version > 0 && <small className="muted">v{s.version}</small>}</div>
      <div className="sv-row-n"><Link to={href(surveyPath(s.key, '/results'))}><b>{count(n)}</b> <span>{t('survey.answers', { count: n })}</span></Link><small>{s.answered_at ? t('survey.last', { when: ago(lang, zone, s.answered_at) }) : n ? '' : t('survey.never')}</small></div>
      {write && (
        <Dropdown trigger={['click']} placement="bottomRight" menu={{ items: [
          { key: 'build', label: t('survey.part.build'), onClick: () => navigate(href(surveyPath(s.key))) }, { key: 'share', label: t('survey.part.share'), onClick: () => navigate(href(surveyPath(s.key, '/share'))) },
          { key: 'results', label: t('survey.part.results'), onClick: () => navigate(href(surveyPath(s.key, '/results'))) }, { type: 'divider' },
          { key: 'copy', label: t('survey.copy'), onClick: () => void copy() }, { key: 'remove', label: t('survey.remove'), danger: true, disabled: s.responses.done + s.responses.partial > 0, onClick: remove },
        ] }}>
          <button type="button" className="icon-btn" aria-label={t('survey.more', { name: title })}><Icon name="more" size={17} /></button>
        </Dropdown>
      )}
    </li>
  );
}
