// The chart library, only the parts in use, with the one chart theme. Loaded on demand by Chart.tsx.
import { BarChart, LineChart, SankeyChart, type BarSeriesOption, type LineSeriesOption, type SankeySeriesOption } from 'echarts/charts';
import { GridComponent, MarkAreaComponent, MarkLineComponent, TooltipComponent, type GridComponentOption, type TooltipComponentOption } from 'echarts/components';
import { init, use, type ComposeOption, type ECharts } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import { useTheme } from '@/app/theme';
import type { Palette } from './Chart';

use([LineChart, BarChart, SankeyChart, GridComponent, TooltipComponent, MarkLineComponent, MarkAreaComponent, SVGRenderer]);
export type ChartOption = ComposeOption<LineSeriesOption | BarSeriesOption | SankeySeriesOption | GridComponentOption | TooltipComponentOption>;

function palette(): Palette {
  const s = getComputedStyle(document.documentElement);
  const v = (name: string) => s.getPropertyValue(`--${name}`).trim();
  return { ink: v('ink'), ink2: v('ink-2'), ink3: v('ink-3'), line: v('line'), line2: v('line-2'), panel: v('panel'), accent: v('accent'), warm: v('warm'), pos: v('pos-strong'), neg: v('neg-strong'), posSoft: v('pos-soft'), negSoft: v('neg-soft'), font: v('font'), series: [1, 2, 3, 4, 5, 6, 7].map((i) => v(`c${i}`)) };
}
/** Defaults every chart shares; a chart's own option is laid over them. */
function base(c: Palette): ChartOption {
  return {
    animationDuration: 250,
    animation: !matchMedia('(prefers-reduced-motion: reduce)').matches,
    color: c.series,
    textStyle: { fontFamily: c.font, color: c.ink3, fontSize: 12 },
    grid: { left: 6, right: 14, top: 14, bottom: 4, containLabel: true },
    tooltip: { trigger: 'axis', backgroundColor: c.panel, borderColor: c.line2, padding: [8, 12], textStyle: { color: c.ink, fontSize: 13, fontFamily: c.font }, axisPointer: { type: 'line', lineStyle: { color: c.line2 } }, confine: true },
  };
}

export default function Canvas({ option, height, onPick }: { option: (c: Palette) => ChartOption; height: number; onPick?: (data: unknown) => void }) {
  const ref = useRef<HTMLDivElement>(null);
  const chart = useRef<ECharts>();
  const theme = useTheme();
  const pick = useRef(onPick);
  pick.current = onPick;
  useEffect(() => {
    const el = ref.current!;
    const c = (chart.current = init(el, null, { renderer: 'svg' }));
    c.on('click', (p) => pick.current?.(p.data));
    const watch = new ResizeObserver(() => c.resize());
    watch.observe(el);
    return () => { watch.disconnect(); c.dispose(); };
  }, []);
  useEffect(() => {
    const c = palette();
    chart.current?.setOption({ ...base(c), ...option(c) }, { notMerge: true });
  }, [option, theme]);
  return <div ref={ref} style={{ height }} aria-hidden="true" />;
}
