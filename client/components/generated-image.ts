/** A picture of a product that has none: the same id and title always give the same SVG. */

const VIEW = 400;

/** Two hues of one mood each, dark enough for white letters. */
const PALETTES = [
  ['#14532d', '#4d9a5b', '#f3d48b'],
  ['#7c2d12', '#d9773f', '#fbe3c0'],
  ['#1e3a5f', '#4f86b8', '#f4d9b0'],
  ['#4a1d4f', '#a35a9e', '#f7d7c4'],
  ['#134e4a', '#3fa39a', '#f6e3a8'],
  ['#5b2333', '#c0566b', '#fbe0d2'],
  ['#3b3064', '#7d6fc0', '#f2e2b6'],
  ['#4a3b12', '#b08d34', '#f8ecc9'],
] as const;

/** The picture as an SVG document. */
export function productSvg(id: string, title: string): string {
  const random = numbersFrom(`${id}:${title}`);
  const [dark, mid, light] = PALETTES[Math.floor(random() * PALETTES.length)] ?? PALETTES[0];
  const at = (low: number, high: number) => Math.round(low + random() * (high - low));
  const shapes = [
    `<circle cx="${at(60, 340)}" cy="${at(60, 180)}" r="${at(60, 130)}" fill="${mid}"/>`,
    `<circle cx="${at(20, 380)}" cy="${at(40, 220)}" r="${at(18, 56)}" fill="${light}"/>`,
    hill(at(230, 300), at(150, 250), at(260, 330), mid, 0.55),
    hill(at(280, 340), at(240, 320), at(270, 350), light, 0.3),
  ];
  const initials = escapeXml(initialsOf(title));
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${VIEW} ${VIEW}">` +
    `<rect width="${VIEW}" height="${VIEW}" fill="${dark}"/>${shapes.join('')}` +
    `<text x="30" y="322" font-family="Georgia,serif" font-size="88" fill="#fff">${initials}</text></svg>`
  );
}

/** The picture as an address for an img element. */
export function productImageUri(id: string, title: string): string {
  return `data:image/svg+xml,${encodeURIComponent(productSvg(id, title))}`;
}

function hill(left: number, middle: number, right: number, fill: string, opacity: number): string {
  return `<path d="M0 ${left}Q200 ${middle} ${VIEW} ${right}V${VIEW}H0z" fill="${fill}" opacity="${opacity}"/>`;
}

function initialsOf(title: string): string {
  const words = title.trim().split(/\s+/).filter(Boolean);
  return words
    .slice(0, 2)
    .map((word) => Array.from(word)[0]?.toUpperCase() ?? '')
    .join('');
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Numbers in [0, 1) that follow from the text alone (FNV-1a feeding mulberry32). */
function numbersFrom(text: string): () => number {
  let state = 0x811c9dc5;
  for (const char of text) state = Math.imul(state ^ (char.codePointAt(0) ?? 0), 0x01000193);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
