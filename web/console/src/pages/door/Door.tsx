import { useEffect, type ReactNode } from 'react';
import { LangButton, ThemeButton } from '@/app/Shell';
import { useT } from '@/i18n';
import './door.css';

/** The page around sign-in and first start: what the product is about on one side, the form on the other. */
export function DoorPage({ title, text, children }: { title: string; text: string; children: ReactNode }) {
  const t = useT();
  useEffect(() => { document.title = `${title} · peakend`; }, [title]);
  return (
    <div className="door">
      <header className="door-art">
        <div className="logo">peak<i>end</i></div>
        <svg viewBox="0 0 560 230" aria-hidden="true">
          <path d="M10 92C85 92 85 84 160 84S235 90 310 90s75-12 150-12 60 10 90 10" fill="none" stroke="var(--ink-3)" strokeWidth="1.8" strokeDasharray="6 6" opacity=".75" />
          <path d="M10 98C85 98 85 78 160 78S235 190 310 190s75-150 150-150 60 66 90 66L550 122c-30 0-15-66-90-66s-75 150-150 150S235 94 160 94 85 114 10 114Z" fill="var(--accent)" opacity=".14" />
          <path d="M10 106C85 106 85 86 160 86S235 198 310 198s75-150 150-150 60 66 90 66" fill="none" stroke="var(--accent)" strokeWidth="3.2" strokeLinecap="round" />
          {[[10, 106, 5, 'var(--accent)'], [160, 86, 6, 'var(--accent)'], [310, 198, 11, 'var(--warm)'], [460, 48, 9, 'var(--accent)'], [550, 114, 9, 'var(--end)']].map(([x, y, r, c]) => <circle key={String(x)} cx={x} cy={y} r={r} fill="var(--sunk)" stroke={String(c)} strokeWidth="3" />)}
          <text x="460" y="22" textAnchor="middle" className="ax">{t('role.peak')}</text>
          <text x="310" y="228" textAnchor="middle" className="ax">{t('role.valley')}</text>
          <text x="550" y="148" textAnchor="end" className="ax">{t('role.end')}</text>
        </svg>
        <p>{t('door.claim')}</p>
      </header>
      <main className="door-form" id="main">
        <div className="door-tools"><LangButton /><ThemeButton /></div>
        <div className="door-in"><h1>{title}</h1><p>{text}</p>{children}</div>
      </main>
    </div>
  );
}
