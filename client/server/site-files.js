'use strict';
const { Router } = require('express');

/** Pages that belong to one visitor, and what is no page. */
const PRIVATE = ['/account', '/api/', '/auth/', '/cart', '/checkout', '/orders', '/sandbox/', '/sell'];
const PAGE_SIZE = 100;
/** As many addresses as one sitemap may hold. */
const MOST_PRODUCTS = 50_000;
const READ_WITHIN_MS = 60_000;

/** robots.txt and sitemap.xml, with the addresses of the site that the request came to. */
function siteFilesRouter() {
  const router = Router();
  router.get('/robots.txt', ({ shop }, res) => {
    // A rule is a prefix, and the longest that fits counts.
    const rules = [
      'User-agent: *',
      'Allow: /seller-pictures/',
      ...PRIVATE.map((path) => `Disallow: ${path}`),
    ];
    res.type('text/plain').send([...rules, '', `Sitemap: ${shop.origin}/sitemap.xml`, ''].join('\n'));
  });
  let reading;
  router.get('/sitemap.xml', async ({ shop }, res) => {
    try {
      // Everybody who asks meanwhile shares one reading: each is up to 500 requests.
      reading ??= listedProducts(shop.services.products).finally(() => (reading = undefined));
      const products = await reading;
      res.type('application/xml').send(sitemapOf(shop.origin, products));
    } catch {
      res.set('Retry-After', '60').status(503).type('text/plain').send('The catalogue is unavailable.\n');
    }
  });
  return router;
}

/** Every product that is for sale. The products service leaves the others out of its lists. */
async function listedProducts(service) {
  const products = [];
  const signal = AbortSignal.timeout(READ_WITHIN_MS);
  let path = `/api/products?limit=${PAGE_SIZE}`;
  while (path && products.length < MOST_PRODUCTS) {
    const response = await fetch(`${service}${path}`, { signal });
    if (!response.ok) throw new Error(`products answered ${response.status}`);
    for (const { id, updatedAt } of await response.json()) products.push({ id, updatedAt });
    path = /<([^>]+)>;\s*rel="next"/.exec(response.headers.get('link') ?? '')?.[1];
  }
  return products.slice(0, MOST_PRODUCTS - 1);
}

function sitemapOf(origin, products) {
  const entries = products.map(({ id, updatedAt }) => entryOf(`${origin}/products/${id}`, updatedAt));
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n' +
    `${[entryOf(`${origin}/`), ...entries].join('\n')}\n</urlset>\n`
  );
}

const entryOf = (address, changedAt) =>
  `<url><loc>${address}</loc>${changedAt ? `<lastmod>${changedAt}</lastmod>` : ''}</url>`;

/** Where visitors see this site, as the ingress says; undefined parts come from the request itself. */
function originOf(req) {
  const scheme = req.get('x-forwarded-proto') === 'https' ? 'https' : 'http';
  const host = req.get('x-forwarded-host') ?? req.get('host') ?? '';
  return `${scheme}://${/^[\w.:[\]-]+$/.test(host) ? host : 'localhost'}`;
}

module.exports = { siteFilesRouter, originOf };
