// The chart library, only the parts in use, with the one chart theme. Loaded on demand by Chart.tsx.
import { BarChart, CustomChart, LineChart, type BarSeriesOption, type LineSeriesOption } from 'echarts/charts';
import { GridComponent, MarkLineComponent, TooltipComponent, type GridComponentOption, type TooltipComponentOption } from 'echarts/components';
import { init, use, type ComposeOption, type ECharts } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import { useTheme } from '@/app/theme';
import type { Palette } from './Chart';

use([LineChart, BarChart, CustomChart, GridComponent, TooltipComponent, MarkLineComponent, SVGRenderer]);
export type ChartOption = ComposeOption<LineSeriesOption | BarSeriesOption | GridComponentOption | TooltipComponentOption>;

function palette(): Palette {
  const s = getComputedStyle(document.documentElement);
  const v = (name: string) => s.getPropertyValue(`--${name}`).trim();
  return { ink: v('ink'), ink2: v('ink-2'), ink3: v('ink-3'), line: v('line'), line2: v('line-2'), panel: v('panel'), accent: v('accent'), warm: v('warm'), pos: v('pos-strong'), neg: v('neg-strong'), posSoft: v('pos-soft'), negSoft: v('neg-soft'), font: v('font') };
}
/** Defaults every chart shares; a chart's own option is laid over them. */
function base(c: Palette): ChartOption {
  return {
    animationDuration: 250,
    animation: !matchMedia('(prefers-reduced-motion: reduce)').matches,
    textStyle: { fontFamily: c.font, color: c.ink3, fontSize: 12 },
    grid: { left: 6, right: 14, top: 14, bottom: 4, containLabel: true },
    tooltip: { trigger: 'axis', backgroundColor: c.panel, borderColor: c.line2, padding: [8, 12], textStyle: { color: c.ink, fontSize: 13, fontFamily: c.font }, axisPointer: { type: 'line', lineStyle: { color: c.line2 } }, confine: true },
  };
}

export default function Canvas({ option, height }: { option: (c: Palette) => ChartOption; height: number }) {
  const ref = useRef<HTMLDivElement>(null);
  const chart = useRef<ECharts>();
  const theme = useTheme();
  useEffect(() => {
    const el = ref.current!;
    const c = (chart.current = init(el, null, { renderer: 'svg' }));
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
