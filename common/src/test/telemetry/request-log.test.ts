import { Router } from 'express';
import request from 'supertest';
import { RequestValidationError } from '../../errors/request-validation-error';
import { createApp } from '../../service/create-app';
import { newId, signedIn, testKeys } from '../../testing';
import { ANY_MS, ANY_TIME, ANY_TRACE, readableLog } from './log-lines';

const { logger, lines } = readableLog();
const router = Router()
  .post('/api/orders/:id/notes', async (req, res) => {
    await Promise.resolve();
    req.log?.info('note taken');
    res.status(201).send({});
  })
  .post('/api/orders', () => {
    throw new RequestValidationError([
      { field: 'items', message: 'items must be a list' },
      { field: 'orderId', message: 'orderId must be an id' },
    ]);
  })
  .put('/api/orders', (_req, res) => {
    res.locals.orderId = orderId;
    res.status(201).send({});
  })
  .get('/api/crash', () => {
    throw new Error('crashed');
  });
const app = createApp({ logger, keys: testKeys, routers: [router] });
const orderId = newId();
const note = () =>
  request(app)
    .post(`/api/orders/${orderId}/notes`)
    .send({ text: 'x'.repeat(2000) });

beforeEach(() => lines.splice(0));

describe('a request', () => {
  it('is logged in one line with its ids, route, status and time', async () => {
    const userId = newId();
    await note()
      .set('Cookie', signedIn({ id: userId }))
      .set('X-Request-Id', 'a.B-c_1')
      .expect(201);
    const completed = lines.filter(({ msg }) => msg === 'request completed');
    expect(completed).toEqual([
      {
        level: 'info',
        time: ANY_TIME,
        service: 'shop',
        msg: 'request completed',
        requestId: 'a.B-c_1',
        traceId: ANY_TRACE,
        userId,
        orderId,
        method: 'POST',
        url: `/api/orders/${orderId}/notes`,
        route: '/api/orders/:id/notes',
        status: 201,
        ms: ANY_MS,
      },
    ]);
  });

  it('is logged without its query string', async () => {
    await request(app).get('/nothing?email=a@b.co');
    expect(lines.at(-1)).toMatchObject({ url: '/nothing' });
    expect(JSON.stringify(lines)).not.toContain('a@b.co');
  });

  it.each([
    [201, 'info'],
    [404, 'warn'],
    [500, 'error'],
  ])('with status %d is logged at level %s', async (status, level) => {
    const answers = { 201: note(), 404: request(app).get('/nothing'), 500: request(app).get('/api/crash') };
    await answers[status as keyof typeof answers].expect(status);
    expect(lines.at(-1)).toMatchObject({ status, level });
  });

  it('that fails has its error logged', async () => {
    await request(app).get('/api/crash').expect(500);
    expect(lines.find(({ msg }) => msg === 'request failed')).toMatchObject({
      level: 'error',
      err: { message: 'crashed' },
    });
  });

  it('that is refused has no error logged, and says why', async () => {
    await request(app).get('/nothing').expect(404);
    expect(lines).toEqual([expect.objectContaining({ msg: 'request completed', code: 'not_found' })]);
  });

  it('that is refused for its fields names them, and nothing of what they hold', async () => {
    await request(app).post('/api/orders').send({ items: 'a@b.co' }).expect(400);
    expect(lines).toEqual([expect.objectContaining({ code: 'invalid_field', fields: ['items', 'orderId'] })]);
    expect(JSON.stringify(lines)).not.toContain('a@b.co');
  });

  it('that places an order has its id', async () => {
    await request(app).put('/api/orders').expect(201);
    expect(lines.at(-1)).toMatchObject({ orderId });
  });

  it.each(['a', 'A-Za_z.0-9', 'x'.repeat(128)])('keeps the well-formed id %s', async (id) => {
    const { headers } = await note().set('X-Request-Id', id);
    expect(headers['x-request-id']).toBe(id);
  });

  it.each(['', 'x'.repeat(129), 'a b', 'a"b', 'ä'])('gets an id instead of the malformed %j', async (id) => {
    const { headers } = await note().set('X-Request-Id', Buffer.from(id).toString('latin1'));
    expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(lines.at(-1)).toMatchObject({ requestId: headers['x-request-id'] });
  });

  it('has its ids in every line that it causes, also after its body was read', async () => {
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    await note().set('X-Request-Id', 'r1').set('traceparent', traceparent);
    expect(lines.map(({ msg }) => msg)).toEqual(['note taken', 'request completed']);
    for (const line of lines) expect(line).toMatchObject({ requestId: 'r1', traceId: 'a'.repeat(32) });
  });

  it.each([`00-${'0'.repeat(32)}-${'b'.repeat(16)}-01`, 'x', `01-${'a'.repeat(32)}-${'b'.repeat(16)}-01-x`])(
    'starts a trace instead of continuing the malformed %s',
    async (traceparent) => {
      await note().set('traceparent', traceparent);
      expect(lines.at(-1)?.traceId).toMatch(/^(?!0{32})(?!a{32})[0-9a-f]{32}$/);
    },
  );

  it('shares no ids with another one at the same time', async () => {
    await Promise.all(['r1', 'r2', 'r3'].map((id) => note().set('X-Request-Id', id)));
    for (const id of ['r1', 'r2', 'r3'])
      expect(lines.filter(({ requestId }) => requestId === id).map(({ msg }) => msg)).toEqual([
        'note taken',
        'request completed',
      ]);
  });
});
