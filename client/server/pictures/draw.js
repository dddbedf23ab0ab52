'use strict';
const { OBJECTS } = require('./objects');
const { BACKDROPS, PALETTES, PATTERNS } = require('./scene');
const { colour } = require('./shapes');
const { subjectOf } = require('./subject');

const SQUARE = 'width="400" height="400" viewBox="0 0 400 400"';
const WIDE = 'width="1200" height="630" viewBox="-181 0 762 400"';

/**
 * The picture of a product that has none, as an SVG document of 400 by 400. Title and category choose the
 * object, the id everything else, so the same product always looks the same. No text is written into it.
 * `wide` shows more to both sides, in the shape of link previews (1200 by 630).
 */
function productSvg(id, title, category, wide = false) {
  const random = numbersFrom(id);
  const pick = (choices) => choices[Math.floor(random() * choices.length)];
  const palette = pick(PALETTES);
  const wall = pick(PATTERNS) + pick(BACKDROPS);
  const object = OBJECTS[subjectOf(title, category, random)].join('');
  const flip = random() < 0.5 ? 'translate(400)scale(-1 1)' : '';
  const size = 0.96 + random() * 0.14;
  const place = `${flip}translate(200 310)scale(${size.toFixed(2)})translate(-200 -310)`;
  return colour(
    `<svg xmlns="http://www.w3.org/2000/svg" ${wide ? WIDE : SQUARE}>` +
      `<path fill="$bg" d="M-200 0h800v400h-800z"/>${wall}<path fill="$g" d="M-200 296h800v104h-800z"/>` +
      `<ellipse cx="200" cy="312" rx="120" ry="14" opacity=".16"/><g transform="${place}">${object}</g></svg>`,
    palette,
  );
}

/** The picture as an address that holds it. */
const pictureUri = (id, title, category) =>
  `data:image/svg+xml,${encodeURIComponent(productSvg(id, title, category))}`;

/** Numbers in [0, 1) that follow from the text alone (FNV-1a feeding mulberry32). */
function numbersFrom(text) {
  let state = 0x811c9dc5;
  for (const char of text) state = Math.imul(state ^ char.codePointAt(0), 0x01000193);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

module.exports = { productSvg, pictureUri };
