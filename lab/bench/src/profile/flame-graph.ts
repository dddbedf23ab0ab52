/** A CPU profile as V8 writes it, as far as it is read here. */
export interface CpuProfile {
  nodes: { id: number; callFrame: { functionName: string; url: string }; children?: number[] }[];
  /** The node that each sample found running. */
  samples: number[];
  /** Microseconds before each sample. */
  timeDeltas: number[];
}

/** A function with all that it called: its callers stand above it. */
export interface Frame {
  name: string;
  /** Microseconds, with what it called. */
  us: number;
  children: Map<string, Frame>;
}

/** Time in which the process did nothing. */
const IDLE = new Set(['(idle)', '(program)']);
const [WIDTH, ROW, LETTER] = [1200, 17, 6.3];
/** Frames below this share of the whole are left out: nobody could read them. */
const SMALLEST = 0.004;
const COLOURS: [RegExp, string][] = [
  [/\(common\)$/, '#5bb5a2'],
  [/\((mongodb|bson|mongoose)\)$/, '#8fb9e8'],
  [/\((node-nats-streaming|nats|google-protobuf)\)$/, '#c9a4e4'],
  [/\(garbage collector\)$/, '#e58f8f'],
  [/\(node\)$/, '#d6d6d6'],
];
const OTHER = '#f0c36d';

/** Adds up the samples by call path. */
export function frameOf({ nodes, samples, timeDeltas }: CpuProfile, rootName: string): Frame {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])));
  const root: Frame = { name: rootName, us: 0, children: new Map() };
  const pathOf = (id: number): string[] => {
    const parent = parents.get(id);
    if (parent === undefined) return []; // V8's own root
    return [...pathOf(parent), nameOf(byId.get(id)!.callFrame)];
  };
  const paths = new Map(nodes.map(({ id }) => [id, pathOf(id)]));
  for (const [index, sample] of samples.entries()) {
    const path = paths.get(sample) ?? [];
    if (IDLE.has(path[0] ?? '')) continue;
    let frame = root;
    frame.us += timeDeltas[index] ?? 0;
    for (const name of path) {
      let child = frame.children.get(name);
      if (!child) frame.children.set(name, (child = { name, us: 0, children: new Map() }));
      child.us += timeDeltas[index] ?? 0;
      frame = child;
    }
  }
  return root;
}

/** The function, and the package or part of Node.js that it is of. */
function nameOf({ functionName, url }: { functionName: string; url: string }): string {
  if (/^\(.*\)$/.test(functionName)) return functionName;
  const name = functionName || 'anonymous';
  if (url === '' || url.startsWith('node:')) return `${name} (node)`;
  const [, library] = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url) ?? [];
  const [, part] = /\/([^/]+)\/build\//.exec(url) ?? [];
  return `${name} (${library ?? part ?? 'script'})`;
}

/** A flame graph as SVG: each frame as wide as its time, under its caller; the exact share shows on hover. */
export function asSvg(root: Frame): string {
  const boxes: string[] = [];
  let rows = 0;
  const draw = (frame: Frame, left: number, depth: number): void => {
    const width = (frame.us / root.us) * WIDTH;
    if (width < SMALLEST * WIDTH) return;
    rows = Math.max(rows, depth + 1);
    const share = `${((100 * frame.us) / root.us).toFixed(1)} %`;
    const colour = COLOURS.find(([pattern]) => pattern.test(frame.name))?.[1] ?? OTHER;
    const letters = Math.floor((width - 4) / LETTER);
    const text =
      frame.name.length > letters ? `${frame.name.slice(0, Math.max(letters - 1, 0))}…` : frame.name;
    const [x, y] = [left.toFixed(1), depth * ROW];
    boxes.push(
      `<g><title>${escaped(frame.name)}: ${share}</title>` +
        `<rect x="${x}" y="${y}" width="${width.toFixed(1)}" height="${ROW - 1}" fill="${colour}"/>` +
        (letters > 3 ? `<text x="${(left + 3).toFixed(1)}" y="${y + 12}">${escaped(text)}</text>` : '') +
        '</g>',
    );
    let childLeft = left;
    const widestFirst = [...frame.children.values()].toSorted((a, b) => b.us - a.us);
    for (const child of widestFirst) {
      draw(child, childLeft, depth + 1);
      childLeft += (child.us / root.us) * WIDTH;
    }
  };
  draw(root, 0, 0);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${rows * ROW}" font-family="monospace" font-size="10.5">`,
    '<rect width="100%" height="100%" fill="#fff"/>',
    ...boxes,
    '</svg>\n',
  ].join('\n');
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
