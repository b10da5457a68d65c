import { Button, Input } from 'antd';
import { useState } from 'react';
import { Icon } from '@/design/icons';
import { Empty } from '@/design/parts';
import { useLang, useT } from '@/i18n';
import { touchpointName } from '../journey/names';
import { moveRule } from './model';
import { RuleForm } from './RuleForm';
import { SortItem, Sortable } from './Sortable';
import type { Editor } from './store';

/** The rules in the order in which they are tried, and the chosen one with its preview. */
export function Rules({ editor, chosen, choose, add }: { editor: Editor; chosen: string | undefined; choose: (id: string | undefined) => void; add: () => void }) {
  const t = useT();
  const lang = useLang();
  const { draft, edit, error } = editor;
  const [find, setFind] = useState('');
  const place = (key: string) => (key.includes('{') ? key : touchpointName(draft, key, lang));
  const want = find.trim().toLowerCase();
  const shown = want ? draft.rules.filter((r) => `${r.event} ${place(r.touchpoint)}`.toLowerCase().includes(want)) : draft.rules;
  const i = draft.rules.findIndex((r) => r.id === chosen);
  if (!draft.rules.length) {
    return <div className="card"><Empty title={t('editor.rules_none')} actions={<Button type="primary" icon={<Icon name="plus" size={15} />} onClick={add}>{t('editor.add_rule')}</Button>}>{t('editor.rules_none_text')}</Empty></div>;
  }
  return (
    <div className="rules">
      <div className="card rules-list">
        <div className="rules-tools">
          <Input allowClear value={find} onChange={(e) => setFind(e.target.value)} placeholder={t('editor.find_rule')} aria-label={t('editor.find_rule')} prefix={<Icon name="search" size={15} />} />
          <Button icon={<Icon name="plus" size={15} />} onClick={add}>{t('editor.add_rule')}</Button>
        </div>
        <p className="field-hint" style={{ padding: '0 14px 8px' }}>{t('editor.rules_order_text')}</p>
        <div className="rules-rows">
          <Sortable ids={shown.map((r) => r.id)} names={shown.map((r) => r.event || r.id)} onMove={(a, b) => edit((d) => moveRule(d, d.rules.findIndex((r) => r.id === shown[a]!.id), d.rules.findIndex((r) => r.id === shown[b]!.id)))}>
            {shown.map((r) => {
              const n = draft.rules.indexOf(r);
              return (
                <SortItem key={r.id} id={r.id} name={r.event || r.id} className={'rule-row' + (r.id === chosen ? ' on' : '') + (error(`rules[${n}]`, false) ? ' bad' : '')}>
                  {(grip) => (
                    <>
                      {grip}
                      <button type="button" className="rule-name" aria-pressed={r.id === chosen} data-rule={r.id} onClick={() => choose(r.id)}>
                        <b className="ellipsis">{r.event || t('editor.rule_new')}</b>
                        <small className="ellipsis">→ {place(r.touchpoint) || '–'}{r.when?.length ? ` · ${t('editor.conditions_n', { count: r.when.length })}` : ''}</small>
                      </button>
                      {r.promise && <span className="pill" title={t('editor.has_promise')}>{t('editor.promise_short')}</span>}
                    </>
                  )}
                </SortItem>
              );
            })}
          </Sortable>
        </div>
      </div>
      {i >= 0 ? <RuleForm key={chosen} editor={editor} index={i} choose={choose} /> : <div className="card"><Empty small title={t('editor.rule_choose')} level={3} /></div>}
    </div>
  );
}
