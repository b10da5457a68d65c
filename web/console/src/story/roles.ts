// Peak, valley and end are remembered moments: they need a voice. What operations alone tell cannot take a role, and
// with a single rated stage there is nothing to compare. Pure.
import type { Matrix } from '@shared/api';

export function remembered(m: Matrix): Matrix {
  const rated = (e: Matrix['headline']['mean']) => e.value !== undefined && e.basis !== 'observed';
  const stages = m.stages.filter((s) => rated(s.experience));
  const last = stages[stages.length - 1];
  const peak = m.stages.find((s) => s.role === 'peak');
  return {
    ...m,
    stages: m.stages.map((s) => {
      const role = s === last && (!s.role || stages.length < 2) ? 'end' : stages.length < 2 || !rated(s.experience) ? undefined : s.role;
      return role === s.role ? s : { ...s, role };
    }),
    cells: m.cells.map((c) => (c.role && !rated(c.experience) ? { ...c, role: undefined } : c)),
    story: peak && (!rated(peak.experience) || stages.length < 2) ? { ...m.story, peak: undefined } : m.story,
  };
}
