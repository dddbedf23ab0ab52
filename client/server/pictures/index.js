'use strict';
const { Router } = require('express');
const { productSvg } = require('./draw');

const WEEK_SECONDS = 7 * 24 * 3600;

/** `GET /pictures/<id>.svg?title=&category=`: the drawn picture of a product, for browsers to keep. */
function picturesRouter() {
  const router = Router();
  router.get('/pictures/:id.svg', ({ params, query }, res) => {
    const text = (name) => (typeof query[name] === 'string' ? query[name] : '');
    res.set('Cache-Control', `public, max-age=${WEEK_SECONDS}`);
    res.type('image/svg+xml').send(productSvg(params.id, text('title'), text('category')));
  });
  return router;
}

module.exports = { picturesRouter };
