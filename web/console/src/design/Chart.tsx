import { Suspense } from 'react';
import { part } from '@/app/preload';
import type { ChartOption } from './echarts';

const Canvas = part(() => import('./echarts'));

/** A chart of the large library: its code loads with the first one shown; the space is kept from the start. */
export function Chart({ option, height, label, onPick }: { option: (c: Palette) => ChartOption; height: number; label: string; onPick?: (data: unknown) => void }) {
  return (
    <div style={{ height }} role="img" aria-label={label}>
      <Suspense fallback={<span className="skel" style={{ height: height - 8, display: 'block' }} />}>
        <Canvas option={option} height={height} onPick={onPick} />
      </Suspense>
    </div>
  );
}
export interface Palette { ink: string; ink2: string; ink3: string; line: string; line2: string; panel: string; accent: string; warm: string; pos: string; neg: string; posSoft: string; negSoft: string; font: string; series: string[] }
