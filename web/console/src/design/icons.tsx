// Line icons on a 20-unit grid, drawn with the current colour. Decorative: the text beside them says the meaning.
const PATHS = {
  journey: 'M2.5 13.5c3 0 3-7 6-7s3 9 6 9c1.8 0 2.4-1.6 3-3',
  touchpoints: 'M3 3.5h5.5V9H3zM11.5 3.5H17V9h-5.5zM3 11.5h5.5V17H3zM11.5 11.5H17V17h-5.5z',
  customers: 'M7.5 9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM2 16.5c.4-3 2.6-4.8 5.5-4.8s5.1 1.8 5.5 4.8M13.5 4a2.8 2.8 0 0 1 0 5.3M15 12.2c1.7.7 2.8 2.2 3 4.3',
  feedback: 'M3 4.5h14v9.5H9l-3.5 3v-3H3z',
  search: 'M9 15A6 6 0 1 0 9 3a6 6 0 0 0 0 12zM13.5 13.5 17.5 17.5',
  chevron: 'M6 8l4 4 4-4',
  left: 'M12 5l-5 5 5 5',
  right: 'M8 5l5 5-5 5',
  close: 'M5 5l10 10M15 5 5 15',
  sun: 'M10 13.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM10 2v2M10 16v2M2 10h2M16 10h2M4.3 4.3l1.4 1.4M14.3 14.3l1.4 1.4M4.3 15.7l1.4-1.4M14.3 5.7l1.4-1.4',
  moon: 'M16.5 12A7 7 0 0 1 8 3.5a7 7 0 1 0 8.5 8.5z',
  event: 'M10 3v7l4 2.5M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15z',
  rating: 'M10 3l2.1 4.5 4.9.6-3.6 3.4.9 4.9L10 14l-4.3 2.4.9-4.9L3 8.1l4.9-.6z',
  identify: 'M10 10a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM3.5 17c.6-3.4 3.2-5 6.5-5s5.9 1.6 6.5 5',
  out: 'M8 3.5H4v13h4M12 6.5l3.5 3.5-3.5 3.5M15 10H7.5',
  warn: 'M10 3 2 16.5h16zM10 8v4M10 14.2v.3',
  info: 'M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15zM10 9v5M10 6.2v.3',
  table: 'M3 4.5h14v11H3zM3 8.2h14M3 12h14M8 4.5v11',
  chart: 'M3 16.5h14M5 13.5V9M9 13.5V5M13 13.5V7.5',
  plug: 'M7 3v4M13 3v4M5 7h10v2.5a5 5 0 0 1-10 0zM10 14.5V18',
  arrow: 'M4 10h11M11 6l4 4-4 4',
} as const;

export type IconName = keyof typeof PATHS;
export function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 20 20" fill="none" stroke="currentColor" strokeWidth={1.6} strokeLinecap="round" strokeLinejoin="round" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
