import { Router } from 'express';
import type { ServiceApi } from './describe-api';

const FRESH_SECONDS = 300;

/** Shows a service's document to everybody; it changes with a release only. */
export function documentRouter({ path, document }: ServiceApi): Router {
  const text = JSON.stringify(document);
  return Router().get(path, (_req, res) => {
    res.set('Cache-Control', `public, max-age=${FRESH_SECONDS}`).type('json').send(text);
  });
}
