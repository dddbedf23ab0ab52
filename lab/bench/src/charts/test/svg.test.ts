import { drawBars, drawCurves } from '../svg';

const BARS = {
  title: 'Shares',
  unit: ' ms',
  bars: [
    { label: 'a <b> & "c"', value: 0.5, goal: 1 },
    { label: 'order', value: 0.25 },
  ],
};
const CURVES = {
  title: 'Sales',
  unit: ' ms',
  labels: ['1', '8'],
  curves: [
    { name: 'ours', values: [10, 5] },
    { name: 'bare', values: [5, 0] },
  ],
};

describe('drawBars', () => {
  it('draws each bar as long as its value, on a scale that holds the goals', () => {
    const widths = [...drawBars(BARS).matchAll(/<rect class="s0"[^>]* width="([\d.]+)"/g)].map(([, width]) =>
      Number(width),
    );
    expect(widths).toEqual([159, 79.5]);
  });

  it('labels each bar with its value and its goal', () => {
    const svg = drawBars(BARS);
    expect(svg).toContain('>0.50 ms (goal 1.00)</text>');
    expect(svg).toContain('>0.25 ms</text>');
    expect(svg.match(/class="goal"/g)).toHaveLength(1);
  });

  it('escapes labels', () => {
    expect(drawBars(BARS)).toContain('>a &lt;b&gt; &amp; &quot;c&quot;</text>');
  });

  it('draws the same chart for the same values', () => {
    expect(drawBars(BARS)).toBe(drawBars(structuredClone(BARS)));
  });

  it.each([[[]], [[0]], [[-1, 2]], [[Number.NaN]], [[Infinity]]])('refuses %j', (values) => {
    const bars = values.map((value) => ({ label: 'x', value }));
    expect(() => drawBars({ ...BARS, bars })).toThrow(/^Shares: cannot draw /);
  });
});

describe('drawCurves', () => {
  it('draws the largest value at the top and zero at the bottom', () => {
    const points = [...drawCurves(CURVES).matchAll(/points="([^"]+)"/g)].map(([, text]) => text);
    expect(points).toEqual(['86.0,56.0 672.0,158.0', '86.0,158.0 672.0,260.0']);
  });

  it('names the axis, the curves and each value', () => {
    const svg = drawCurves(CURVES);
    for (const words of ['>8</text>', '>ours</text>', '>bare</text>', '>10 ms</text>', 'ours, 8: 5.00 ms'])
      expect(svg).toContain(words);
  });

  it('has colours for a dark page', () => {
    expect(drawCurves(CURVES)).toContain('@media (prefers-color-scheme: dark)');
  });

  it('refuses a value that is not a number', () => {
    const curves = [{ name: 'ours', values: [1, Number.NaN] }];
    expect(() => drawCurves({ ...CURVES, curves })).toThrow('Sales: cannot draw 1, NaN');
  });
});
