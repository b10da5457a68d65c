import { Button, Input, Radio, Select, Slider } from 'antd';
import type { Theme } from '@shared/survey';
import { Icon } from '@/design/icons';
import { fixed } from '@/design/number';
import { useT } from '@/i18n';
import { Field, Group } from '../editor/fields';
import type { TabProps } from './BuilderPage';
import { contrast, setSurvey, THEME } from './model';

type Colour = keyof typeof THEME;
const COLOURS: Colour[] = ['accent', 'on_accent', 'background', 'surface', 'text', 'muted'];
/** Pairs that people must be able to read, and how far apart they must be. */
const PAIRS: [Colour, Colour, number][] = [['text', 'background', 4.5], ['text', 'surface', 4.5], ['muted', 'background', 4.5], ['muted', 'surface', 4.5], ['on_accent', 'accent', 4.5], ['accent', 'surface', 3]];
const LOOKS: Theme[] = [
  {}, { accent: '#1f5f93', background: '#faf9f6', text: '#22201c', muted: '#69645b' }, { accent: '#8f3a1d', background: '#fbf7f2', text: '#2a211b', muted: '#6d5f55' },
  { accent: '#5b3fa0', background: '#f8f7fb', text: '#1f1b2b', muted: '#625c72' }, { accent: '#111111', background: '#ffffff', text: '#111111', muted: '#5c5c5c', radius: 4 },
  { accent: '#7cc4ff', on_accent: '#0b1b28', background: '#12161a', surface: '#1b2127', text: '#eef2f5', muted: '#a6b1ba' },
];

/** How the page looks to who answers; colours that cannot be read are said at once. */
export default function Design({ builder }: TabProps) {
  const t = useT();
  const { draft, edit, fault } = builder;
  const theme = draft.theme ?? {};
  const now = (c: Colour) => theme[c] ?? THEME[c];
  const put = (change: Partial<Theme>, field = '') => edit((s) => {
    const next = Object.fromEntries(Object.entries({ ...s.theme, ...change }).filter(([k, v]) => v !== undefined && v !== '' && v !== THEME[k as Colour])) as Theme;
    return setSurvey(s, { theme: Object.keys(next).length ? next : undefined });
  }, field);
  const valid = (hex: string) => /^#[0-9a-fA-F]{6}$/.test(hex);
  return (
    <div className="sv-two">
      <section className="card card-pad">
        <h2>{t('survey.flow')}</h2>
        <Radio.Group className="sv-radio" value={draft.display ?? 'one'} onChange={(e) => edit((s) => setSurvey(s, { display: e.target.value as 'one' }))} options={(['one', 'pages'] as const).map((v) => ({ value: v, label: <span><b>{t(`survey.display.${v}`)}</b><small>{t(`survey.display_text.${v}`)}</small></span> }))} />
        <h2 style={{ marginTop: 22 }}>{t('survey.form')}</h2>
        <div className="two">
          <Field label={t('survey.font')}><Select value={theme.font ?? 'system'} onChange={(font) => put({ font: font === 'system' ? undefined : font })} options={(['system', 'serif', 'rounded'] as const).map((v) => ({ value: v, label: t(`survey.fonts.${v}`) }))} /></Field>
          <Group label={t('survey.radius')}><Slider min={0} max={32} value={theme.radius ?? 14} onChange={(radius) => put({ radius }, 'radius')} ariaLabelForHandle={t('survey.radius')} /></Group>
        </div>
        <Field label={t('survey.logo')} hint={t('survey.logo_hint')} error={fault('theme.logo')}><Input value={theme.logo ?? ''} placeholder="https://…" onChange={(e) => put({ logo: e.target.value }, 'logo')} /></Field>
      </section>
      <section className="card card-pad">
        <h2>{t('survey.colours')}</h2>
        <div className="sv-looks" role="group" aria-label={t('survey.looks_ready')}>
          {LOOKS.map((l, i) => { const c = { ...THEME, ...l }; return <button key={i} type="button" aria-label={t('survey.look_n', { n: i + 1 })} style={{ background: c.background, borderRadius: 10 }} onClick={() => edit((s) => setSurvey(s, { theme: Object.keys(l).length || theme.logo || theme.font ? { ...l, ...(theme.logo ? { logo: theme.logo } : {}), ...(theme.font ? { font: theme.font } : {}) } : undefined }))}><i style={{ background: c.accent }} /><i style={{ background: c.text, height: 3 }} /><i style={{ background: c.muted, height: 3, width: '60%' }} /></button>; })}
        </div>
        <div className="sv-colours">
          {COLOURS.map((c) => (
            <Field key={c} label={t(`survey.colour.${c}`)} error={valid(now(c)) ? undefined : t('survey.no_colour')}>
              <Input value={now(c)} maxLength={7} onChange={(e) => put({ [c]: e.target.value }, c)} prefix={<input type="color" aria-label={t('survey.pick_colour', { name: t(`survey.colour.${c}`) })} value={valid(now(c)) ? now(c) : '#000000'} onChange={(e) => put({ [c]: e.target.value }, c)} />} />
            </Field>
          ))}
        </div>
        <ul className="sv-contrast">
          {PAIRS.map(([a, b, need]) => {
            const r = valid(now(a)) && valid(now(b)) ? contrast(now(a), now(b)) : 0;
            return <li key={a + b} data-contrast={r < need ? 'low' : 'ok'}><span className="sv-swatch" style={{ color: now(a), background: now(b) }} aria-hidden="true">Aa</span><span className="grow">{t('survey.on', { what: t(`survey.colour.${a}`), on: t(`survey.colour.${b}`) })}</span><span className={r < need ? 'warm' : 'muted'}>{r < need && <Icon name="warn" size={14} />} {fixed(r, 1)} : 1{r < need ? ` · ${t('survey.needs', { n: need })}` : ''}</span></li>;
          })}
        </ul>
        {Object.keys(theme).length > 0 && <Button size="small" onClick={() => edit((s) => setSurvey(s, { theme: undefined }))}>{t('survey.theme_reset')}</Button>}
      </section>
    </div>
  );
}
