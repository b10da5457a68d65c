import { Alert, Button, Input } from 'antd';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import type { Journey, Template } from '@shared/api';
import { ApiError, get, post } from '@/api/client';
import { journeysQuery, queryClient, useJourneys } from '@/api/queries';
import { Page } from '@/app/Shell';
import { useHref } from '@/app/url';
import { Icon } from '@/design/icons';
import { Waiting } from '@/design/Waiting';
import { pick, useLang, useT } from '@/i18n';
import '../journey/journey.css';
import { emptyJourney, freeKey } from './model';
import './editor.css';

/** A journey begins from a template, from nothing, or from a file; one click each, then the editor opens. */
export default function NewPage() {
  const t = useT();
  const lang = useLang();
  const href = useHref();
  const navigate = useNavigate();
  const templates = useQuery({ queryKey: ['templates'], queryFn: () => get<{ templates: Template[] }>('/v1/templates').then((r) => r.templates), staleTime: Infinity });
  const mine = useJourneys().data;
  const [name, setName] = useState('');
  const file = useRef<HTMLInputElement>(null);
  const taken = mine?.map((j) => j.key) ?? [];
  const make = useMutation({
    mutationFn: (body: unknown) => post<Journey>('/v1/journeys', body),
    onSuccess: async (made) => {
      await queryClient.invalidateQueries({ queryKey: journeysQuery.queryKey });
      navigate(href(`/journeys/${encodeURIComponent(made.key)}/edit`));
    },
  });
  const both = (k: string) => ({ zh: lang === 'zh' ? t(`editor.first.${k}` as 'editor.first.stage1') : '', en: lang === 'en' ? t(`editor.first.${k}` as 'editor.first.stage1') : '' });
  const empty = () => make.mutate(emptyJourney(freeKey(name, taken, 'journey'), { zh: lang === 'zh' ? name.trim() : '', en: lang === 'en' ? name.trim() : '' }, { stages: [both('stage1'), both('stage2'), both('stage3')], scenes: [both('scene1'), both('scene2')] }));
  const [bad, setBad] = useState('');
  const read = async (f: File | undefined) => {
    if (!f) return;
    setBad('');
    try {
      const { lint: _, ...j } = JSON.parse(await f.text()) as Journey;
      make.mutate({ ...j, key: taken.includes(j.key) ? freeKey(j.key, taken, 'journey') : j.key });
    } catch {
      setBad(t('editor.file_bad', { name: f.name }));
    }
  };
  const problem = make.error instanceof ApiError ? make.error.problem : undefined;
  return (
    <Page title={t('editor.new_title')} narrow>
      <div className="page-title"><h1>{t('editor.new_title')}</h1><p>{t('editor.new_text')}</p></div>
      {(problem || bad) && <Alert type="error" showIcon style={{ marginBottom: 16 }} message={bad || problem?.errors?.[0] ? bad || `${problem!.errors![0]!.field}: ${problem!.errors![0]!.detail}` : problem?.detail ?? t('error.load_text')} />}
      <div className="stack" style={{ gap: 30 }}>
        <section className="stack">
          <h2>{t('picker.templates')}</h2>
          {!templates.data ? <Waiting ask={templates} n={6} level={3} /> : (
            <div className="picker">
              {templates.data.map((x) => (
                <button className="pick" key={x.key} type="button" data-template={x.key} disabled={make.isPending} onClick={() => make.mutate({ template: x.key, ...(taken.includes(x.key) ? { key: freeKey(x.key, taken, 'journey') } : {}) })}>
                  <b>{pick(x.name, lang)}</b>
                  <span className="small muted">{pick(x.description, lang)}</span>
                  <span className="small stages">{x.stages.map((s) => pick(s, lang)).join(' → ')}</span>
                  <span className="pick-foot" style={{ color: 'var(--accent)' }}>{t('picker.add')}<Icon name="arrow" size={15} /></span>
                </button>
              ))}
            </div>
          )}
        </section>
        <div className="new-two">
          <section className="card card-pad">
            <h2>{t('editor.new_empty')}</h2>
            <p className="muted small">{t('editor.new_empty_text')}</p>
            <form className="row" style={{ marginTop: 12 }} onSubmit={(e) => { e.preventDefault(); if (name.trim()) empty(); }}>
              <Input value={name} onChange={(e) => setName(e.target.value)} maxLength={100} placeholder={t('editor.new_name')} aria-label={t('editor.new_name')} />
              <Button htmlType="submit" disabled={!name.trim()} loading={make.isPending}>{t('editor.new_make')}</Button>
            </form>
          </section>
          <section className="card card-pad">
            <h2>{t('editor.new_file')}</h2>
            <p className="muted small">{t('editor.new_file_text')}</p>
            <input ref={file} type="file" accept=".json,application/json" hidden aria-label={t('editor.new_file')} onChange={(e) => { void read(e.target.files?.[0]); e.target.value = ''; }} />
            <Button style={{ marginTop: 12 }} icon={<Icon name="upload" size={15} />} onClick={() => file.current?.click()}>{t('editor.new_choose')}</Button>
          </section>
        </div>
      </div>
    </Page>
  );
}
