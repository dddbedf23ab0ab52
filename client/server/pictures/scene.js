'use strict';
const { path, line, disc, box } = require('./shapes');

/** bg background, p pattern, g floor; a main, b dark, c light and d contrast colour of the object. */
const PALETTES = [
  'f3e3c3 ebd5a6 dfc48f 0c5c6b 083f4a b5dbe0 e4573d',
  'f8d9d0 f2c6ba e7ad9e b4413c 7e2a2b fdf1ea 2f5d50',
  'd9e5d0 c8dabc b2c8a2 3f6b4a 2a4a33 f7f4e3 e09f3e',
  'd3e5f0 c0d8e7 a6c5d9 2a5a8c 1b3e63 f5f9fc f2b134',
  'e3dcf0 d5cbe7 bfb1d9 5c4a8f 3f3268 f8f4fc e98a5b',
  'faeeb8 f4e297 e6cd6b c2662d 8a431a fffae8 2e6f78',
  'cfeee4 badfd3 9ccfbf d0563f 96382a fff5ea 1f5d57',
  'e6e5e1 d9d7d1 c5c2b9 37474f 222d32 faf9f6 d98c3f',
  '21324a 2b405c 172437 f2a65a c27330 fdeeda 7fc8c2',
  '1f3d36 294d44 152e28 e8c468 b18d33 fbf4df e07a5f',
  '3d2742 4c3352 2b1a2f f19cbb bf6789 fdeef3 8ecae6',
  'fbe4ea f5cfda e9b3c3 7a2e4d 551e35 fff5f8 3c8d86',
].map((row) => {
  const [bg, p, g, a, b, c, d] = row.split(' ').map((hex) => `#${hex}`);
  return { bg, p, g, a, b, c, d };
});

const tiles = (size, shape) =>
  `<pattern id="t" width="${size}" height="${size}" patternUnits="userSpaceOnUse">${shape}</pattern>` +
  '<rect x="-200" width="800" height="400" fill="url(#t)"/>';

/** What covers the wall behind the object. */
const PATTERNS = [
  tiles(40, disc('p', 20, 20, 7)),
  tiles(48, box('p', 0, 0, 24, 48)),
  tiles(56, box('p', 0, 0, 28, 28) + box('p', 28, 28, 28, 28)),
  tiles(40, line('p', 5, 'M-10 50L50-10M-10 10L10-10M30 50L50 30')),
  tiles(60, line('p', 6, 'M0 30q15-22 30 0t30 0')),
  tiles(64, line('p', 5, 'M0 64a32 32 0 0 1 64 0M16 64a16 16 0 0 1 32 0')),
  tiles(52, line('p', 4, 'M0 26h52M26 0v52')),
  tiles(70, path('p', 'M10 14l18 6-8 14zM46 40l16 10-18 8zM40 8l10 2-6 10z')),
  tiles(44, path('p', 'M22 8l14 14-14 14L8 22z')),
  '',
];

/** What the object stands in front of. */
const BACKDROPS = [
  disc('p', 200, 200, 132),
  path('p', 'M92 310V200a108 108 0 0 1 216 0v110z'),
  box('p', 84, 96, 232, 214, 20),
  path('p', 'M200 66c86 0 150 60 138 142s-74 124-150 118S58 266 66 188 114 66 200 66z'),
  disc('p', 286, 118, 62),
  '',
];

module.exports = { PALETTES, PATTERNS, BACKDROPS };
