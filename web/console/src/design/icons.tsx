// Line icons on a 20-unit grid, drawn with the current colour. Decorative: the text beside them says the meaning.
const PATHS = {
  today: 'M3 8.5 10 3l7 5.5V17H3zM10 17v-5',
  explore: 'M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15zM13.2 6.8l-1.8 4.6-4.6 1.8 1.8-4.6z',
  dashboards: 'M3 3.5h6v7H3zM3 13.5h6V17H3zM12 3.5h5V7h-5zM12 10h5v7h-5z',
  data: 'M10 8.5c3.9 0 7-1.1 7-2.5s-3.1-2.5-7-2.5S3 4.6 3 6s3.1 2.5 7 2.5zM3 6v8c0 1.4 3.1 2.5 7 2.5s7-1.1 7-2.5V6M3 10c0 1.4 3.1 2.5 7 2.5s7-1.1 7-2.5',
  settings: 'M10 12.8a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6zM10 2.5v2.2M10 15.3v2.2M2.5 10h2.2M15.3 10h2.2M4.7 4.7l1.6 1.6M13.7 13.7l1.6 1.6M4.7 15.3l1.6-1.6M13.7 6.3l1.6-1.6',
  more: 'M4 10h.2M10 10h.2M16 10h.2',
  download: 'M10 3v9.5M6 9l4 4 4-4M3.5 16.5h13',
  image: 'M3 4h14v12H3zM3 13l4-4 4 4 2.5-2.5L17 14M13 7.5h.2',
  rows: 'M3 5h14M3 10h14M3 15h9',
  up: 'M10 16V4.5M5.5 9 10 4.5 14.5 9',
  down: 'M10 4v11.5M5.5 11l4.5 4.5 4.5-4.5',
  same: 'M4 7.5h12M4 12.5h12',
  keyboard: 'M2.5 5.5h15v9h-15zM5.5 8.5h.2M8.5 8.5h.2M11.5 8.5h.2M14.5 8.5h.2M6.5 11.7h7',
  plus: 'M10 4v12M4 10h12',
  copy: 'M7 7h9.5v9.5H7zM13 7V3.5H3.5V13H7',
  check: 'M4 10.5l4 4 8-9',
  trash: 'M4 6h12M8 6V3.5h4V6M5.5 6l.7 10.5h7.6L14.5 6',
  edit: 'M4 16l.6-3.2L13.5 4l2.5 2.5-8.8 8.9zM12 5.5 14.5 8',
  pin: 'M7 3h6l-.6 5 2.6 3H5l2.6-3zM10 11v6',
  share: 'M14.5 7a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM5.5 12a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM14.5 17a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM7.3 9.1l5.4-3.1M7.3 11l5.4 3',
  upload: 'M10 13V3.5M6 7l4-4 4 4M3.5 16.5h13',
  filter: 'M3 4.5h14l-5.5 6.5v5l-3-1.5V11z',
  redo: 'M15.5 8H8a4.5 4.5 0 0 0 0 9h3M12 4.5 15.5 8 12 11.5',
  drag: 'M7.5 5h.2M12.5 5h.2M7.5 10h.2M12.5 10h.2M7.5 15h.2M12.5 15h.2',
  journey: 'M2.5 13.5c3 0 3-7 6-7s3 9 6 9c1.8 0 2.4-1.6 3-3',
  touchpoints: 'M3 3.5h5.5V9H3zM11.5 3.5H17V9h-5.5zM3 11.5h5.5V17H3zM11.5 11.5H17V17h-5.5z',
  customers: 'M7.5 9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM2 16.5c.4-3 2.6-4.8 5.5-4.8s5.1 1.8 5.5 4.8M13.5 4a2.8 2.8 0 0 1 0 5.3M15 12.2c1.7.7 2.8 2.2 3 4.3',
  feedback: 'M3 4.5h14v9.5H9l-3.5 3v-3H3z',
  tag: 'M3 3.5h6.5l7.5 7.5-6 6-8-7.5zM6.5 6.8h.2',
  hide: 'M2.5 10s2.7-5 7.5-5 7.5 5 7.5 5-2.7 5-7.5 5-7.5-5-7.5-5zM10 12.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4zM4 16.5l12-13',
  move: 'M3 10h11M10.5 6l4 4-4 4M17.5 3.5v13',
  play: 'M6 3.5 16 10 6 16.5z',
  pause: 'M6.5 4v12M13.5 4v12',
  first: 'M15 4.5 8 10l7 5.5zM5 4.5v11',
  last: 'M5 4.5l7 5.5-7 5.5zM15 4.5v11',
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
