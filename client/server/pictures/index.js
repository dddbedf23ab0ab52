'use strict';
const { Router } = require('express');
const { productSvg } = require('./draw');
const { PngDrawer } = require('./png');

const WEEK_SECONDS = 7 * 24 * 3600;

/**
 * `GET /pictures/<id>.svg?title=&category=`: the drawn picture of a product, for browsers to keep;
 * `.png` is the same in the shape of link previews, which take no SVG.
 */
function picturesRouter() {
  const router = Router();
  const drawer = new PngDrawer();
  const textOf = (query) => (name) => (typeof query[name] === 'string' ? query[name] : '');
  const keep = (res) => res.set('Cache-Control', `public, max-age=${WEEK_SECONDS}`);

  router.get('/pictures/:id.svg', ({ params, query }, res) => {
    const text = textOf(query);
    keep(res)
      .type('image/svg+xml')
      .send(productSvg(params.id, text('title'), text('category')));
  });
  router.get('/pictures/:id.png', async ({ params, query }, res) => {
    const text = textOf(query);
    const png = await drawer.draw(productSvg(params.id, text('title'), text('category'), true));
    if (png) keep(res).type('image/png').send(Buffer.from(png));
    else res.set('Retry-After', '5').status(503).end();
  });
  return router;
}

module.exports = { picturesRouter };
