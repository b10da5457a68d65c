import { useCallback, useEffect, useMemo } from 'react';
import { useNavigate, useSearchParams } from 'react-router-dom';
import { useViews, type Question } from '@/api/board';
import { useRights } from '@/app/rights';
import { Page } from '@/app/Shell';
import { useT } from '@/i18n';
import { Answer } from './Answer';
import { Controls } from './Controls';
import { useQuestionName } from './names';
import { narrowed, paramsOf, questionOf, sameQuestion } from './question';
import { PinButton, SaveButton, ShareButton, Views } from './Save';
import './explore.css';

/** Any metric by any two dimensions. The whole question is in the address: a link opens the same. */
export default function ExplorePage() {
  const t = useT();
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const may = useRights().may;
  const text = search.toString();
  const own = useMemo(() => questionOf(new URLSearchParams(text)), [text]);
  // The segment chosen for all pages is one filter more; a link, a view and a tile carry it as such.
  const segment = search.get('segment') ?? '';
  const q = useMemo(() => (segment ? { ...own, where: [...own.where, segment].slice(0, 10) } : own), [own, segment]);
  const id = search.get('view');
  const view = useViews().data?.find((v) => v.id === id);
  const nameOf = useQuestionName();
  const go = useCallback(
    (next: Question, viewId: string | null, withSegment = '', replace = false) => {
      const p = paramsOf(next);
      const now = new URLSearchParams(text);
      p.set('segment', withSegment);
      if (viewId) p.set('view', viewId);
      for (const k of ['lang', 'talk', 'thread']) { const v = now.get(k); if (v && (replace || k === 'lang')) p.set(k, v); }
      navigate('/explore?' + p.toString(), { preventScrollReset: true, replace });
    },
    [navigate, text],
  );
  const complete = search.has('metric') && search.has('range') && search.has('segment');
  useEffect(() => { if (!complete) go(own, id, segment, true); }, [complete, go, own, id, segment]);
  const set = useCallback((change: Partial<Question>) => go({ ...own, ...change }, id, segment), [go, own, id, segment]);
  const named = view && sameQuestion(view.question, q) ? view.name : nameOf(q);
  return (
    <Page title={`${named} · ${t('nav.explore')}`} range>
      <div className="page-title spread wrap">
        <div><h1>{t('nav.explore')}</h1><p>{t('explore.text')}</p></div>
        <div className="row wrap explore-acts">
          <Views view={view} q={q} open={go} />
          {may('act') && <SaveButton q={q} view={view} onSaved={(v) => go(v.question, v.id)} />}
          {may('act') && <PinButton q={q} view={view} />}
          <ShareButton view={view} />
        </div>
      </div>
      <Controls q={own} set={set} />
      <Answer q={q} id="explore-answer" title={named} height={400} onNarrow={(dimension, value) => go(narrowed(own, dimension, value), id, segment)} className="explore-answer" />
    </Page>
  );
}
