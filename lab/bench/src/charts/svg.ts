/** One bar of a chart. */
export interface Bar {
  label: string;
  value: number;
  /** Where the bar should reach, as a line across it; there may be none. */
  goal?: number;
}

/** Bars side by side, longest scale common to all. */
export interface BarChart {
  title: string;
  /** Behind each value. */
  unit: string;
  bars: readonly Bar[];
}

/** A chart of values by a number, such as latencies by quantile. */
export interface CurveChart {
  title: string;
  unit: string;
  /** What the points are labelled with, from left to right. */
  labels: readonly string[];
  curves: readonly { name: string; values: readonly number[] }[];
}

const WIDTH = 720;
const [MARGIN, TITLE_HEIGHT, LABEL_WIDTH, VALUE_WIDTH, ROW] = [16, 40, 250, 120, 30];
const [PLOT_HEIGHT, AXIS_HEIGHT, LEGEND_ROW] = [220, 30, 20];

/** Read on a light and on a dark page. */
const STYLE = `<style>
  svg { background: #fff; color: #1f2328 }
  text { fill: currentColor; font: 13px system-ui, sans-serif }
  .title { font-weight: 600; font-size: 15px }
  .grid { stroke: currentColor; opacity: 0.2 }
  .goal { stroke: #d1242f; stroke-width: 2 }
  .s0 { fill: #2f81f7 } .l0 { stroke: #2f81f7 }
  .s1 { fill: #bf8700 } .l1 { stroke: #bf8700 }
  .line { fill: none; stroke-width: 2 }
  @media (prefers-color-scheme: dark) {
    svg { background: #0d1117; color: #e6edf3 }
    .goal { stroke: #ff7b72 }
  }
</style>`;

/** Draws horizontal bars, one row each, with their values. @throws RangeError for a value that is not a number */
export function drawBars({ title, unit, bars }: BarChart): string {
  const longest = largestOf(
    title,
    bars.flatMap(({ value, goal }) => [value, goal ?? 0]),
  );
  const scale = (WIDTH - 2 * MARGIN - LABEL_WIDTH - VALUE_WIDTH) / longest;
  const left = MARGIN + LABEL_WIDTH;
  const rows = bars.flatMap(({ label, value, goal }, index) => {
    const y = TITLE_HEIGHT + index * ROW;
    const goalText = goal === undefined ? '' : ` (goal ${round(goal)})`;
    const end = left + scale * Math.max(value, goal ?? 0);
    return [
      text(MARGIN, y + 19, label),
      `<rect class="s0" x="${left}" y="${y + 5}" width="${fixed(scale * value)}" height="${ROW - 10}"/>`,
      ...(goal === undefined
        ? []
        : [line('goal', left + scale * goal, y + 2, left + scale * goal, y + ROW - 2)]),
      text(end + 8, y + 19, `${round(value)}${unit}${goalText}`),
    ];
  });
  return document(title, TITLE_HEIGHT + bars.length * ROW + MARGIN, rows);
}

/** Draws one line for each curve over equally spaced points. @throws RangeError for a value that is not a number */
export function drawCurves({ title, unit, labels, curves }: CurveChart): string {
  const highest = largestOf(
    title,
    curves.flatMap(({ values }) => values),
  );
  const [left, bottom] = [MARGIN + 70, TITLE_HEIGHT + PLOT_HEIGHT];
  const step = (WIDTH - left - 3 * MARGIN) / Math.max(labels.length - 1, 1);
  const x = (index: number): number => left + index * step;
  const y = (value: number): number => bottom - ((PLOT_HEIGHT - MARGIN) * value) / highest;
  const grid = [0, 0.25, 0.5, 0.75, 1].flatMap((share) => [
    line('grid', left, y(share * highest), WIDTH - 2 * MARGIN, y(share * highest)),
    text(MARGIN, y(share * highest) + 4, `${round(share * highest)}${unit}`),
  ]);
  const axis = labels.map((label, index) => text(x(index), bottom + 20, label, 'middle'));
  const lines = curves.flatMap(({ name, values }, number) => {
    const points = values.map((value, index) => `${fixed(x(index))},${fixed(y(value))}`);
    const legend = bottom + AXIS_HEIGHT + number * LEGEND_ROW;
    return [
      `<polyline class="line l${number}" points="${points.join(' ')}"/>`,
      ...values.map(
        (value, index) =>
          `<circle class="s${number}" cx="${fixed(x(index))}" cy="${fixed(y(value))}" r="4">` +
          `<title>${escaped(`${name}, ${labels[index]}: ${round(value)}${unit}`)}</title></circle>`,
      ),
      `<rect class="s${number}" x="${left}" y="${legend + 2}" width="12" height="12"/>`,
      text(left + 18, legend + 13, name),
    ];
  });
  const height = bottom + AXIS_HEIGHT + curves.length * LEGEND_ROW + MARGIN;
  return document(title, height, [...grid, ...axis, ...lines]);
}

function largestOf(title: string, values: readonly number[]): number {
  const largest = Math.max(...values);
  if (!values.every((value) => value >= 0) || !(largest > 0) || largest === Infinity)
    throw new RangeError(`${title}: cannot draw ${values.join(', ') || 'no values'}`);
  return largest;
}

const document = (title: string, height: number, elements: readonly string[]): string =>
  [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escaped(title)}">`,
    STYLE,
    `<text class="title" x="${MARGIN}" y="25">${escaped(title)}</text>`,
    ...elements,
    '</svg>\n',
  ].join('\n');

const text = (x: number, y: number, words: string, anchor = 'start'): string =>
  `<text x="${fixed(x)}" y="${fixed(y)}" text-anchor="${anchor}">${escaped(words)}</text>`;

const line = (name: string, x1: number, y1: number, x2: number, y2: number): string =>
  `<line class="${name}" x1="${fixed(x1)}" y1="${fixed(y1)}" x2="${fixed(x2)}" y2="${fixed(y2)}"/>`;

const fixed = (pixels: number): string => pixels.toFixed(1);

const round = (value: number): string => (value >= 10 ? value.toFixed(0) : value.toFixed(2));

const escaped = (words: string): string =>
  words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
