import { Button, Drawer, Dropdown } from 'antd';
import { useState } from 'react';
import { useSearchParams } from 'react-router-dom';
import type { QuestionKind } from '@shared/survey';
import { useMediaQuery } from '@/app/theme';
import { useSetParams } from '@/app/url';
import { Icon } from '@/design/icons';
import { useLang, useT } from '@/i18n';
import { SortItem, Sortable } from '../editor/Sortable';
import { addQuestion, duplicateQuestion, findQuestion, flatIds, joinPage, KIND_GROUPS, moveBy, moveFlat, movePage, pathOf, removeQuestion, say, setPage, type FirstWords } from './model';
import { WordsField } from './parts';
import { QuestionSheet } from './QuestionSheet';
import type { Builder } from './store';

/** The first words of a new question, in the language being written. */
export function useFirstWords(): (tag: string, kind: QuestionKind) => FirstWords {
  const t = useT();
  return (tag, kind) => {
    const w = (s: string) => ({ [tag]: s });
    return {
      text: w(t(`survey.first.${kind}`)), options: [w(t('survey.first.option', { n: 1 })), w(t('survey.first.option', { n: 2 }))], rows: [w(t('survey.first.row', { n: 1 })), w(t('survey.first.row', { n: 2 }))],
      expected: w(t('survey.first.expected')), got: w(t('survey.first.got')), purpose: 'contact',
    };
  };
}

/** All questions in order, and the one that is chosen. */
export function Questions({ builder, tag }: { builder: Builder; tag: string }) {
  const t = useT();
  const lang = useLang();
  const set = useSetParams();
  const [search] = useSearchParams();
  const roomy = useMediaQuery('(min-width: 860px)');
  const first = useFirstWords();
  const [fresh, setFresh] = useState('');
  const { draft, edit, fault } = builder;
  const asked = search.get('at') ?? '';
  const chosen = findQuestion(draft, asked)?.key ?? (roomy ? draft.pages[0]?.questions[0]?.key : undefined);
  const choose = (key: string | undefined, isNew = false) => { setFresh(isNew && key ? key : ''); set({ at: key }); };
  const add = (kind: QuestionKind, after?: string) => {
    const made = addQuestion(draft, kind, first(tag, kind), after);
    edit(() => made.survey);
    choose(made.key, true);
  };
  const copy = (key: string) => { const made = duplicateQuestion(draft, key); edit(() => made.survey); choose(made.key); };
  const remove = (key: string) => {
    const all = draft.pages.flatMap((p) => p.questions);
    const at = all.findIndex((q) => q.key === key);
    edit((s) => removeQuestion(s, key));
    choose(roomy ? (all[at + 1] ?? all[at - 1])?.key : undefined);
  };
  const words = (key: string) => { const q = findQuestion(draft, key)!; return q.text[tag] || say(q.text, lang, draft.languages) || t('survey.no_text'); };
  const ids = flatIds(draft);
  const names = ids.map((id) => (id.startsWith('q:') ? words(id.slice(2)) : t('survey.page_n', { n: draft.pages.findIndex((p) => p.key === id.slice(2)) + 1 })));
  const menu = (after?: string) => ({
    className: 'sv-kinds',
    items: Object.entries(KIND_GROUPS).map(([group, kinds]) => ({ key: group, type: 'group' as const, label: t(`survey.group.${group as keyof typeof KIND_GROUPS}`), children: kinds.map((k) => ({ key: k, label: <span data-kind={k}>{t(`survey.q.${k}`)}</span>, onClick: () => add(k, after) })) })),
  });
  let number = 0;
  const sheet = chosen && <QuestionSheet key={chosen} builder={builder} tag={tag} of={chosen} fresh={fresh === chosen} copy={() => copy(chosen)} remove={() => remove(chosen)} move={(by) => edit((s) => moveBy(s, chosen, by))} renamed={(k) => choose(k)} />;
  return (
    <div className="sv-questions">
      <div className="card sv-order">
        <Sortable ids={ids} names={names} onMove={(a, b) => edit((s) => moveFlat(s, a, b))}>
          {draft.pages.map((p, i) => [
            <SortItem key={`p:${p.key}`} id={`p:${p.key}`} name={names[ids.indexOf(`p:${p.key}`)]!} className={'sv-page' + (draft.pages.length === 1 ? ' sv-page-only' : '')}>
              {() => draft.pages.length > 1 && <PageHead builder={builder} tag={tag} at={i} />}
            </SortItem>,
            ...p.questions.map((q) => {
              if (q.kind !== 'statement') number++;
              const n = number;
              return (
                <SortItem key={`q:${q.key}`} id={`q:${q.key}`} name={words(q.key)} className={'sv-q' + (q.key === chosen ? ' on' : '') + (fault(pathOf(draft, q.key), false) ? ' bad' : '')}>
                  {(grip) => (
                    <>
                      {grip}
                      <button type="button" className="sv-q-name" aria-pressed={q.key === chosen} data-question={q.key} onClick={() => choose(q.key)}>
                        <small>{q.kind === 'statement' ? '' : `${n} · `}{t(`survey.q.${q.kind}`)}{q.required && <> · {t('survey.required_short')}</>}{(q.visible_if !== undefined || q.skip_to?.length) && <> · {t('survey.has_rule')}</>}</small>
                        <b>{words(q.key)}</b>
                      </button>
                    </>
                  )}
                </SortItem>
              );
            }),
          ])}
        </Sortable>
        <Dropdown trigger={['click']} menu={menu(chosen)} placement="topLeft"><Button block icon={<Icon name="plus" size={15} />} data-add>{t('survey.add')}</Button></Dropdown>
        <p className="muted xs sv-order-hint">{t('survey.order_hint')}</p>
      </div>
      {roomy ? sheet && <section className="card sv-sheet" aria-label={t('survey.sheet')}>{sheet}</section> : <Drawer open={!!sheet} onClose={() => choose(undefined)} placement="right" width={Math.min(440, window.innerWidth)} title={t('survey.sheet')} destroyOnHidden><div className="sv-sheet">{sheet}</div></Drawer>}
    </div>
  );
}

function PageHead({ builder, tag, at }: { builder: Builder; tag: string; at: number }) {
  const t = useT();
  const { draft, edit, fault } = builder;
  const p = draft.pages[at]!;
  const [open, setOpen] = useState(false);
  const title = p.title?.[tag];
  return (
    <div className="sv-page-in">
      <div className="spread sv-page-head">
        <b>{t('survey.page_n', { n: at + 1 })}{title ? `: ${title}` : ''}</b>
        <Dropdown trigger={['click']} menu={{ items: [
          { key: 'edit', label: t(open ? 'survey.page_less' : 'survey.page_words'), onClick: () => setOpen(!open) },
          { key: 'up', label: t('survey.page_up'), disabled: at === 0, onClick: () => edit((s) => movePage(s, at, at - 1)) },
          { key: 'down', label: t('survey.page_down'), disabled: at === draft.pages.length - 1, onClick: () => edit((s) => movePage(s, at, at + 1)) },
          { key: 'random', label: t(p.random ? 'survey.page_fixed' : 'survey.page_random'), onClick: () => edit((s) => setPage(s, p.key, { random: !p.random })) },
          { key: 'join', label: t('survey.page_join'), disabled: at === 0, onClick: () => edit((s) => joinPage(s, at)) },
        ] }}>
          <button type="button" className="icon-btn" aria-label={t('survey.page_more', { n: at + 1 })}><Icon name="more" size={16} /></button>
        </Dropdown>
      </div>
      {p.random && <small className="muted">{t('survey.page_is_random')}</small>}
      {open && (
        <div className="nested">
          <WordsField label={t('survey.page_title')} value={p.title} tag={tag} languages={draft.languages} error={fault(`pages[${at}].title`, false)} onChange={(title) => edit((s) => setPage(s, p.key, { title }), `pt${at}`)} />
          <WordsField area label={t('survey.page_text')} value={p.text} tag={tag} languages={draft.languages} error={fault(`pages[${at}].text`, false)} onChange={(text) => edit((s) => setPage(s, p.key, { text }), `px${at}`)} />
        </div>
      )}
    </div>
  );
}
