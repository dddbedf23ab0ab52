import { createHash, timingSafeEqual } from 'node:crypto';
import { json, type NextFunction, type Request, type Response, Router } from 'express';
import { z, ZodError } from 'zod';
import type { Sandbox } from '../sandbox';

const LOOPBACK_HOST = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/;

/** True for the address of a caller on this machine, whatever the process listens on. */
const isLoopback = (address: string | undefined) =>
  address !== undefined && /^(::ffff:)?127\.\d+\.\d+\.\d+$|^::1$/.test(address);

/** What tests steer and look at. Nothing of it is part of Stripe. */
export function controlRouter(sandbox: Sandbox): Router {
  const { ledger, faults, settings } = sandbox;
  const router = Router();
  router.use(onlyLocalTools, onlyWithSecret(settings.controlSecret), json({ limit: '64kb' }));

  router.get('/faults', (_request, response) => void response.json({ faults: faults.describe() }));
  router.post('/faults', (request, response) => {
    faults.arm(request.body);
    response.status(201).json({ faults: faults.describe() });
  });
  router.delete('/faults', (_request, response) => {
    faults.clear();
    response.status(204).end();
  });
  router.get('/ledger', async (_request, response) => {
    const body = JSON.stringify({ charges: ledger.charges.all(), refunds: ledger.refunds.all() });
    await ledger.durable();
    response.type('json').send(body);
  });
  router.post('/reset', async (_request, response) => {
    faults.clear();
    await ledger.commit([{ type: 'reset' }]);
    response.status(204).end();
  });
  router.use((_request, response) => void response.status(404).json({ error: 'Not Found' }));
  router.use(answerError);
  return router;
}

/** Neither pages in a browser nor requests through a gateway may steer the sandbox. */
function onlyLocalTools(request: Request, response: Response, next: NextFunction): void {
  const foreign = ['origin', 'x-forwarded-for', 'forwarded'].some((name) => request.get(name) !== undefined);
  const local = isLoopback(request.socket.remoteAddress) && LOOPBACK_HOST.test(request.get('host') ?? '');
  if (local && !foreign) return next();
  response.status(403).json({ error: 'Forbidden' });
}

/** A request that was smuggled past a gateway looks local; it does not know the secret. */
function onlyWithSecret(secret: string | undefined) {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  const expected = secret === undefined ? undefined : digest(`Bearer ${secret}`);
  return (request: Request, response: Response, next: NextFunction): void => {
    const given = digest(request.get('authorization') ?? '');
    if (expected !== undefined && timingSafeEqual(given, expected)) return next();
    response
      .status(401)
      .json({ error: 'The control plane needs its secret: Authorization: Bearer <CONTROL_SECRET>' });
  };
}

function answerError(error: unknown, _request: Request, response: Response, next: NextFunction): void {
  if (response.headersSent) return next(error);
  if (error instanceof ZodError) {
    response.status(400).json({ error: z.prettifyError(error) });
    return;
  }
  const status =
    typeof error === 'object' && error !== null && 'status' in error ? Number(error.status) : 500;
  const message = error instanceof Error ? error.message : String(error);
  response.status(status >= 400 && status < 600 ? status : 500).json({ error: message });
}
