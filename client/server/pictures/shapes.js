'use strict';

/**
 * Shapes of a picture as SVG text. Colours are names of the palette: a main, b dark, c light, d contrast;
 * `colour` replaces them at the end, so one object can be drawn in every palette.
 */
const fill = (colour) => `fill="$${colour}"`;
const path = (colour, d, opacity = 1) =>
  `<path ${fill(colour)} d="${d}"${opacity < 1 ? ` opacity="${opacity}"` : ''}/>`;
const line = (colour, width, d) =>
  `<path fill="none" stroke="$${colour}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round" d="${d}"/>`;
const disc = (colour, x, y, r) => `<circle ${fill(colour)} cx="${x}" cy="${y}" r="${r}"/>`;
const oval = (colour, x, y, rx, ry) => `<ellipse ${fill(colour)} cx="${x}" cy="${y}" rx="${rx}" ry="${ry}"/>`;
const box = (colour, x, y, width, height, round = 0) =>
  `<rect ${fill(colour)} x="${x}" y="${y}" width="${width}" height="${height}"${round ? ` rx="${round}"` : ''}/>`;

/** The SVG text with the palette's colours in place of their names. */
const colour = (svg, palette) => svg.replace(/\$(\w+)/g, (_, name) => palette[name]);

module.exports = { path, line, disc, oval, box, colour };
