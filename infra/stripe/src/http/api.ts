import { urlencoded, type NextFunction, type Request, type Response, Router } from 'express';
import { ApiError, invalidRequest, unknownRoute } from '../api-error';
import { newId } from '../ids';
import { CHARGES, listCharges, prepareCharge, retrieveCharge } from '../resources/charges';
import { listRefunds, prepareRefund, REFUNDS } from '../resources/refunds';
import { prepareToken, TOKENS } from '../resources/tokens';
import type { Params } from '../params';
import type { Sandbox } from '../sandbox';
import { authenticate } from './authenticate';
import { type Answer, type Call, CUT } from './call';
import { read, type Read } from './read';
import { write, type WriteEndpoint } from './write';

const CREATE_CHARGE: WriteEndpoint = { path: CHARGES, prepare: prepareCharge, createsCharge: true };
const CREATE_REFUND: WriteEndpoint = { path: REFUNDS, prepare: prepareRefund, createsCharge: false };
const CREATE_TOKEN: WriteEndpoint = { path: TOKENS, prepare: prepareToken, createsCharge: false };

const READS: readonly (readonly [string, Read])[] = [
  [CHARGES, (_id, params, context) => listCharges(params, context)],
  [`${CHARGES}/:id`, retrieveCharge],
  [REFUNDS, (_id, params, context) => listRefunds(params, context)],
];

const form = urlencoded({ extended: true, limit: '64kb' });

/** Stripe's API, for servers. */
export function apiRouter(sandbox: Sandbox): Router {
  const router = Router();
  router.use('/v1', requireForm, form);
  for (const endpoint of [CREATE_CHARGE, CREATE_REFUND, CREATE_TOKEN]) {
    router.post(
      endpoint.path,
      handle(sandbox, endpoint === CREATE_TOKEN, (call) => write(sandbox, endpoint, call)),
    );
  }
  for (const [path, look] of READS) {
    router.get(
      path,
      handle(sandbox, false, (call) => read(sandbox, look, call)),
    );
  }
  router.use('/v1', (request) => {
    throw unknownRoute(request.method, request.originalUrl.split('?')[0] ?? '');
  });
  router.use('/v1', answerError);
  return router;
}

/** The one thing that browsers do: make a token of card data. */
export function browserTokenRouter(sandbox: Sandbox): Router {
  const router = Router();
  router.post(
    TOKENS,
    requireForm,
    form,
    handle(sandbox, true, (call) => write(sandbox, CREATE_TOKEN, call)),
  );
  router.use(answerError);
  return router;
}

function requireForm(request: Request, _response: Response, next: NextFunction): void {
  if (request.is('application/x-www-form-urlencoded') !== false || request.get('content-length') === '0')
    return next();
  throw invalidRequest(
    'Invalid request (check that your POST content type is application/x-www-form-urlencoded).',
  );
}

type Handle = (call: Call) => Promise<Answer | typeof CUT>;

function handle(sandbox: Sandbox, forBrowsers: boolean, run: Handle) {
  return async (request: Request<{ id?: string }>, response: Response) => {
    const call = callOf(request);
    response.set('Request-Id', call.requestId);
    if (call.idempotencyKey !== undefined) response.set('Idempotency-Key', call.idempotencyKey);
    const version = request.get('stripe-version');
    if (version !== undefined && /^[\w.-]{1,64}$/.test(version)) response.set('Stripe-Version', version);

    let answer: Answer | typeof CUT;
    try {
      authenticate(request as Request, sandbox.settings, forBrowsers);
      answer = await run(call);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      answer = { status: error.status, body: { error: error.body }, headers: error.headers };
    }
    if (answer === CUT) request.socket.destroy();
    else response.status(answer.status).set(answer.headers).json(answer.body);
  };
}

function callOf(request: Request<{ id?: string }>): Call {
  const params = (request.method === 'GET' ? request.query : request.body) as Params | undefined;
  return {
    method: request.method === 'GET' ? 'GET' : 'POST',
    path: request.path,
    params: params ?? {},
    id: request.params.id ?? '',
    idempotencyKey: request.method === 'POST' ? request.get('idempotency-key') || undefined : undefined,
    requestId: newId('req', 14),
    clientIp: request.ip ?? null,
  };
}

/** Whatever went wrong outside of a handler, in Stripe's form. Express knows it by its four parameters. */
function answerError(error: unknown, _request: Request, response: Response, next: NextFunction): void {
  if (response.headersSent) return next(error);
  const { status, body } = error instanceof ApiError ? error : unexpected(error);
  if (!response.get('Request-Id')) response.set('Request-Id', newId('req', 14));
  response.status(status).json({ error: body });
}

function unexpected(error: unknown): ApiError {
  const status =
    typeof error === 'object' && error !== null && 'status' in error ? Number(error.status) : 500;
  if (status >= 400 && status < 500) return invalidRequest('The request body could not be read as a form.');
  console.error(`stripe sandbox: ${error instanceof Error ? error.message : String(error)}`);
  return new ApiError(500, { type: 'api_error', message: 'An unknown error occurred.' });
}
