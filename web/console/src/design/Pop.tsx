import { Popover } from 'antd';
import { useRef, useState, type KeyboardEvent, type ReactElement, type ReactNode } from 'react';

export interface Trigger { ref: React.RefObject<HTMLButtonElement>; 'aria-expanded': boolean }

/** A popover that the keyboard can use: focus goes in, arrows move through a menu, Escape and leaving close it, focus comes back. */
export function Pop({ button, children, menu, placement = 'bottomLeft' }: { button: (t: Trigger) => ReactElement; children: (close: () => void) => ReactNode; menu?: boolean; placement?: 'bottomLeft' | 'bottom' | 'top' }) {
  const [open, setOpen] = useState(false);
  const trigger = useRef<HTMLButtonElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const close = () => {
    setOpen(false);
    trigger.current?.focus({ preventScroll: true });
  };
  const keys = (e: KeyboardEvent) => {
    if (e.key === 'Escape') { e.stopPropagation(); close(); return; }
    if (!menu || (e.key !== 'ArrowDown' && e.key !== 'ArrowUp')) return;
    const items = [...box.current!.querySelectorAll<HTMLElement>('[role^=menuitem]')];
    const now = items.indexOf(document.activeElement as HTMLElement);
    if (now < 0 && !items.length) return;
    e.preventDefault();
    items[(now + (e.key === 'ArrowDown' ? 1 : items.length - 1)) % items.length]?.focus();
  };
  const content = (
    <div
      ref={box}
      tabIndex={-1}
      className="pop"
      onKeyDown={keys}
      onBlur={(e) => {
        const to = e.relatedTarget as Node | null;
        // Calendars open in a layer of their own: that is not leaving.
        if (to && !box.current?.contains(to) && to !== trigger.current && !(to as Element).closest?.('.ant-picker-dropdown')) setOpen(false);
      }}
    >
      {open && children(close)}
    </div>
  );
  return (
    <Popover
      open={open}
      trigger="click"
      placement={placement}
      arrow={false}
      content={content}
      destroyOnHidden
      onOpenChange={(o) => setOpen(o)}
      afterOpenChange={(o) => o && (box.current?.querySelector<HTMLElement>('[aria-checked=true], [role^=menuitem]') ?? box.current)?.focus({ preventScroll: true })}
    >
      {button({ ref: trigger, 'aria-expanded': open })}
    </Popover>
  );
}
