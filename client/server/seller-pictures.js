'use strict';
const { Router } = require('express');
const { fetchPicture } = require('./fetch-picture');
const { FetchQueue } = require('./fetch-queue');
const { log } = require('./log');

const MAX_CACHED_BYTES = 32 * 1024 * 1024;
const CACHED_MS = 60 * 60_000;
/** A failure is remembered for less time. */
const FAILURE_CACHED_MS = 60_000;
const MAX_FAILURES = 1_000;
/** An id of a product: the shop fetches sellers' pictures only, and no address that a visitor names. */
const PRODUCT = /^[\da-f]{24}$/;

/**
 * `/seller-pictures/<product>`: the picture that a seller linked, from this site. So no browser of a shopper asks a
 * foreign host. 404 when the product is unknown, has another picture than the address `?of=` by now, or when its
 * picture cannot be had; the page then draws one.
 */
function sellerPicturesRouter(productsUrl, fetchOne = fetchPicture) {
  const cache = new PictureCache();
  const queue = new FetchQueue();
  const asked = new Map();

  const fetchAndKeep = (url) =>
    fetchOne(url)
      .catch(() => null)
      .then((picture) => cache.set(url, picture));

  /** Concurrent requests for one picture share its fetch. */
  function obtain(url) {
    const known = cache.get(url) ?? asked.get(url);
    if (known) return known;
    const obtaining = queue.run(new URL(url).host, () => fetchAndKeep(url)).finally(() => asked.delete(url));
    asked.set(url, obtaining);
    return obtaining;
  }

  return Router().get('/seller-pictures/:id', async (req, res) => {
    const url = PRODUCT.test(req.params.id) ? await pictureUrlOf(productsUrl, req) : null;
    const { of = url } = req.query;
    const picture = url === null || of !== url ? null : await obtain(url);
    if (!picture?.body) return void res.status(404).set('Cache-Control', 'no-store').end();
    res.set({
      'Content-Type': picture.type,
      'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
      'Cache-Control': 'private, max-age=3600',
      'X-Content-Type-Options': 'nosniff',
    });
    res.end(picture.body);
  });
}

/** The https address that the seller gave; null when there is none, or the visitor may not see the product. */
async function pictureUrlOf(productsUrl, req) {
  try {
    const headers = req.headers.cookie ? { cookie: req.headers.cookie } : {};
    const answer = await fetch(`${productsUrl}/api/products/${req.params.id}`, {
      headers,
      signal: AbortSignal.timeout(5_000),
    });
    const { imageUrl } = answer.ok ? await answer.json() : {};
    const isAddress = typeof imageUrl === 'string' && URL.canParse(imageUrl);
    return isAddress && /^https:\/\//i.test(imageUrl) ? imageUrl : null;
  } catch (error) {
    log('warn', 'no product for a picture', { error: error.message });
    return null;
  }
}

/** The pictures fetched last, by address, up to 32 MiB. */
class PictureCache {
  #pictures = new Map();
  #bytes = 0;

  get(url) {
    const known = this.#pictures.get(url);
    if (known && known.until > Date.now()) return known;
    this.#drop(url);
    return undefined;
  }

  set(url, picture) {
    const entry = { ...picture, until: Date.now() + (picture ? CACHED_MS : FAILURE_CACHED_MS) };
    this.#drop(url);
    this.#pictures.set(url, entry);
    this.#bytes += entry.body?.length ?? 0;
    for (const oldest of this.#pictures.keys()) {
      if (this.#bytes <= MAX_CACHED_BYTES && this.#pictures.size <= MAX_FAILURES) break;
      this.#drop(oldest);
    }
    return entry;
  }

  #drop(url) {
    this.#bytes -= this.#pictures.get(url)?.body?.length ?? 0;
    this.#pictures.delete(url);
  }
}

module.exports = { sellerPicturesRouter };
