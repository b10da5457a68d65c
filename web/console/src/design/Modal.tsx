import { useEffect, useRef, type ReactNode } from 'react';
import './modal.css';

/** A modal layer: focus stays inside, Escape and a click beside it close it. The caller gives focus back. */
export function Modal({ label, close, children, className }: { label: string; close: () => void; children: ReactNode; className?: string }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const el = box.current!;
    (el.querySelector<HTMLElement>('[data-first]') ?? el).focus({ preventScroll: true });
    const keys = (e: KeyboardEvent) => {
      if (e.key === 'Escape') { e.stopPropagation(); close(); return; }
      if (e.key !== 'Tab') return;
      const stops = [...el.querySelectorAll<HTMLElement>('a[href], button:not(:disabled), input:not(:disabled), [tabindex="0"]')];
      if (!stops.length) return;
      const first = stops[0]!;
      const last = stops[stops.length - 1]!;
      if (e.shiftKey && document.activeElement === first) { e.preventDefault(); last.focus(); }
      else if (!e.shiftKey && document.activeElement === last) { e.preventDefault(); first.focus(); }
    };
    el.addEventListener('keydown', keys);
    return () => el.removeEventListener('keydown', keys);
  }, [close]);
  return (
    <div className="veil" onMouseDown={(e) => e.target === e.currentTarget && close()}>
      <div ref={box} className={'modal ' + (className ?? '')} role="dialog" aria-modal="true" aria-label={label} tabIndex={-1}>{children}</div>
    </div>
  );
}
