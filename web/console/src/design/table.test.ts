import { describe, expect, it } from 'vitest';
import { csv, estimateCells, shownOf } from './table';

describe('table', () => {
  it('keeps full precision and n for the spreadsheet', () => {
    const cells = estimateCells({ value: -0.45678, lo: -0.5, hi: -0.4, n: 1460, unit: 'valence', basis: 'measured', method: 't', flags: [] });
    expect(cells.map(shownOf)).toEqual(['−0.46', '−0.50', '−0.40', '1460']);
    expect(csv({ caption: '', head: ['a', 'b', 'c', 'n'], rows: [cells] })).toBe('\ufeffa,b,c,n\r\n-0.45678,-0.5,-0.4,1460\r\n');
  });
  it('leaves holes where there is too little data', () => {
    expect(csv({ caption: '', head: ['x', 'v'], rows: [['w1', undefined]] })).toBe('\ufeffx,v\r\nw1,\r\n');
  });
  it('quotes commas, quotes and lines, and disarms formulas', () => {
    expect(csv({ caption: '', head: ['t'], rows: [['a,"b"\nc'], ['=1+1'], ['@x'], ['＝A1'], [-3]] })).toBe('\ufefft\r\n"a,""b""\nc"\r\n\'=1+1\r\n\'@x\r\n\'＝A1\r\n-3\r\n');
  });
});
