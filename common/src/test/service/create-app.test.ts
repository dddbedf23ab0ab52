import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { Router, type Router as ExpressRouter } from 'express';
import jwt from 'jsonwebtoken';
import request from 'supertest';
import { z } from 'zod';
import { ConflictError } from '../../errors/conflict-error';
import { ForbiddenError } from '../../errors/forbidden-error';
import { requireAuth, userOf } from '../../middlewares/current-user';
import { idField, listField, priceField, textField, wholeNumberField } from '../../requests/fields';
import { validated, validateRequest } from '../../middlewares/validate-request';
import { createApp } from '../../service/create-app';
import { withProbes } from '../../service/health';
import { createLogger } from '../../telemetry/logger';
import { closeSession, openSession, sessionKeys, signSession } from '../../session/session';
import { newId, signedIn, TEST_JWT_KEY, testKeys } from '../../testing';

const schema = {
  body: z.object({
    title: textField('Title', { max: 10 }),
    price: priceField,
    quantity: wholeNumberField('Quantity', 0, 100),
    productId: idField('Product'),
    tags: listField('Tags', z.string(), 1, 3),
  }),
};

const router: ExpressRouter = Router()
  .post('/things', validateRequest(schema), (req, res) => {
    res.status(201).send(validated(req, schema));
  })
  .get('/me', requireAuth, (req, res) => {
    res.send(userOf(req));
  })
  .post('/in', (req, res) => {
    openSession(req, { id: newId(), email: 'a@b.co' }, testKeys);
    res.send({});
  })
  .post('/out', (req, res) => {
    closeSession(req);
    res.send({});
  })
  .get('/crash', () => {
    throw new Error('secret detail of the inside');
  })
  .get('/async-crash', async () => {
    await Promise.reject(new Error('secret detail of the inside'));
  })
  .get('/tagged', (_req, res) => {
    res.set('ETag', '"7"').send({ name: 'Lampe ü' });
  })
  .get('/busy', () => {
    throw new ConflictError('Busy', 3);
  })
  .get('/no-database', () => {
    throw Object.assign(new Error('secret host is gone'), { name: 'MongoNetworkError' });
  });

const app = createApp({ logger: createLogger('test', 'silent'), keys: testKeys, routers: [router] });
const bus = { isConnected: () => true };
const good = { title: 'Lamp', price: 9.99, quantity: 1, productId: newId(), tags: ['a'] };

describe('bodies', () => {
  it('are taken as JSON, with declared fields only', async () => {
    const answer = await request(app)
      .post('/things')
      .send({ ...good, userId: 'me', __proto__: { admin: true } });
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual(good);
  });

  it.each(['{"title":', 'null', '"x"', 'tru', '{"a":1}}'])('answer 400 when they are %p', async (body) => {
    const answer = await request(app).post('/things').set('Content-Type', 'application/json').send(body);
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({ errors: [{ message: 'Body is not valid JSON', code: 'invalid_json' }] });
  });

  it('answer 400 for each missing field when they are empty or a list', async () => {
    for (const body of ['', '[]', '{}']) {
      const answer = await request(app).post('/things').set('Content-Type', 'application/json').send(body);
      expect(answer.status).toBe(400);
      expect(fieldsOf(answer.body)).toEqual(['title', 'price', 'quantity', 'productId', 'tags']);
    }
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
    'answer 415 as %s',
    async (type) => {
      const answer = await request(app).post('/things').set('Content-Type', type).send('{"title":"Lamp"}');
      expect(answer.status).toBe(415);
      expect(answer.body).toEqual({
        errors: [{ message: 'Content-Type must be application/json', code: 'unsupported_media_type' }],
      });
    },
  );

  it('answer 415 when they are compressed', async () => {
    const answer = await request(app)
      .post('/things')
      .set('Content-Type', 'application/json')
      .set('Content-Encoding', 'gzip')
      .send('x');
    expect(answer.status).toBe(415);
  });

  it('answer 413 above 16 KiB', async () => {
    const answer = await request(app)
      .post('/things')
      .send({ title: 'x'.repeat(16 * 1024) });
    expect(answer.status).toBe(413);
    expect(answer.body).toEqual({
      errors: [{ message: 'Request body is too large', code: 'payload_too_large' }],
    });
  });

  it('answer 400, and fast, when they are nested 5,000 deep', async () => {
    const body = `${'['.repeat(5000)}${']'.repeat(5000)}`;
    await request(app).post('/things').set('Content-Type', 'application/json').send(body).expect(400);
  });
});

describe('field rules', () => {
  const wrong: [string, unknown[]][] = [
    ['title', ['', '   ', 'x'.repeat(11), 5, null, true, ['Lamp'], { $ne: null }]],
    ['price', [0, -5, 0.001, 1e-7, '5', ['5'], 1e21, null, 1_000_000, Number.MAX_VALUE]],
    ['quantity', [-1, 1.5, '1', 2 ** 53, 101, null, true, [1]]],
    ['productId', ['', 'abc', 5, null, { $gt: '' }, [newId()], `${newId()}0`]],
    ['tags', [[], ['a', 'b', 'c', 'd'], 'a', { 0: 'a', length: 1 }, null]],
  ];
  const cases = wrong.flatMap(([field, values]) => values.map((value) => [field, value] as const));

  it.each(cases)('%s is refused as %j, naming the field', async (field, value) => {
    const answer = await request(app)
      .post('/things')
      .send({ ...good, [field]: value });
    expect(answer.status).toBe(400);
    expect(fieldsOf(answer.body)).toEqual([field]);
  });

  it('take cents exactly', async () => {
    for (const price of [0.01, 0.1, 0.29, 1.1, 19.99, 999_999.99]) {
      await request(app)
        .post('/things')
        .send({ ...good, price })
        .expect(201);
    }
  });
});

describe('errors', () => {
  it.each(['/crash', '/async-crash'])('reveal nothing of the inside (%s)', async (path) => {
    const answer = await request(app).get(path);
    expect(answer.status).toBe(500);
    expect(answer.body).toEqual({ errors: [{ message: 'Something went wrong', code: 'internal_error' }] });
    expect(answer.text).not.toContain('secret');
  });

  it('carry their headers', async () => {
    const answer = await request(app).get('/busy');
    expect(answer.status).toBe(409);
    expect(answer.headers['retry-after']).toBe('3');
  });

  it('answer 503 while the database is unavailable', async () => {
    const answer = await request(app).get('/no-database');
    expect(answer.status).toBe(503);
    expect(answer.headers['retry-after']).toBe('1');
    expect(answer.body).toEqual({
      errors: [{ message: 'Service temporarily unavailable', code: 'service_unavailable' }],
    });
  });

  it.each(['/nothing', '/things/%00', '/../etc/passwd'])(
    'answer 404 for the unknown route %s',
    async (path) => {
      const answer = await request(app).get(path);
      expect(answer.status).toBe(404);
      expect(answer.body).toEqual({ errors: [{ message: 'Not Found', code: 'not_found' }] });
    },
  );
});

describe('sessions', () => {
  const me = (cookie: string) => request(app).get('/me').set('Cookie', cookie);
  const cookieOf = (token: string) =>
    `session=${Buffer.from(JSON.stringify({ jwt: token })).toString('base64')}`;
  const user = { id: newId(), email: 'a@b.co' };

  it('are opened in a cookie that scripts and other sites cannot use', async () => {
    const answer = await request(app).post('/in');
    const cookie = answer.headers['set-cookie']?.[0] ?? '';
    expect(cookie).toMatch(/^session=/);
    for (const flag of [/; path=\//i, /; httponly/i, /; secure/i, /; samesite=lax/i])
      expect(cookie).toMatch(flag);
    expect(cookie).not.toMatch(/domain=/i);
    const expiresInMs = Date.parse(/; expires=([^;]+)/i.exec(cookie)?.[1] ?? '') - Date.now();
    expect(Math.abs(expiresInMs - 12 * 60 * 60_000)).toBeLessThan(60_000);
    const known = await me(cookie.split(';')[0] ?? '');
    expect(known.body).toMatchObject({ email: 'a@b.co' });
  });

  it('are closed by clearing that cookie', async () => {
    const answer = await request(app).post('/out').set('Cookie', signedIn());
    expect(answer.headers['set-cookie']?.[0]).toMatch(/^session=;.*expires=Thu, 01 Jan 1970/i);
  });

  it('are refused without a cookie, with the usual words', async () => {
    const answer = await request(app).get('/me');
    expect(answer.status).toBe(401);
    expect(answer.body).toEqual({ errors: [{ message: 'Not authorized', code: 'not_authorized' }] });
  });

  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const now = Math.floor(Date.now() / 1000);
  const valid = signSession(user, testKeys);
  const [header = '', payload = '', signature = ''] = valid.split('.');
  it.each([
    ['no algorithm', `${part({ alg: 'none', typ: 'JWT' })}.${payload}.`],
    ['no algorithm, oddly spelt', `${part({ alg: 'nOnE', typ: 'JWT' })}.${payload}.`],
    ['no signature', `${header}.${payload}.`],
    ['another key', jwt.sign(user, 'secret')],
    ['another HMAC', jwt.sign(user, TEST_JWT_KEY, { algorithm: 'HS512' })],
    ['a changed payload', `${header}.${part({ ...user, id: newId(), iat: now })}.${signature}`],
    ['a lapsed age', jwt.sign({ ...user, iat: now - 12 * 3600 - 5 }, TEST_JWT_KEY)],
    ['a birth in the future', jwt.sign({ ...user, iat: now + 3600 }, TEST_JWT_KEY)],
    ['an id that is no document id', jwt.sign({ id: 'admin', email: 'a@b.co' }, TEST_JWT_KEY)],
    ['an id that is an object', jwt.sign({ id: { $ne: null }, email: 'a@b.co' }, TEST_JWT_KEY)],
    ['rubbish', 'a.b.c'],
  ])('are refused with %s', async (_what, token) => {
    await me(cookieOf(token)).expect(401);
  });

  it('compare the id of a user without regard to case, as all ids', async () => {
    const id = 'abcdefabcdefabcdefabcdef';
    const answer = await me(cookieOf(signSession({ ...user, id: id.toUpperCase() }, testKeys))).expect(200);
    expect(answer.body).toMatchObject({ id });
  });

  it.each(['session=', 'session=%%%', 'session=bnVsbA==', 'session=eyJqd3QiOjV9'])(
    'are refused with the cookie %s',
    async (cookie) => {
      await me(cookie).expect(401);
    },
  );

  it('outlive one rotation of the key and not two', async () => {
    const rotated = createApp({
      logger: createLogger('test', 'silent'),
      keys: sessionKeys('b'.repeat(32), TEST_JWT_KEY),
      routers: [router],
    });
    const twice = createApp({
      logger: createLogger('test', 'silent'),
      keys: sessionKeys('c'.repeat(32), 'b'.repeat(32)),
      routers: [router],
    });
    await request(rotated).get('/me').set('Cookie', cookieOf(valid)).expect(200);
    await request(twice).get('/me').set('Cookie', cookieOf(valid)).expect(401);
  });
});

describe('a body', () => {
  const post = (type: string, body: Buffer) =>
    request(app)
      .post('/things')
      .set('Content-Type', type)
      .serialize((sent: unknown) => sent as string)
      .send(body as never);
  const latin1 = Buffer.from(JSON.stringify({ ...good, title: 'caf\u00e9' }), 'latin1');

  it.each(['utf-16', 'utf-16le', 'utf-32', 'iso-8859-1', 'utf-7'])(
    'in the charset %s is answered 415',
    async (charset) => {
      await post(`application/json; charset=${charset}`, Buffer.from(JSON.stringify(good))).expect(415);
    },
  );

  it.each(['utf-8', 'UTF-8', '"utf-8"'])('in the charset %s is taken', async (charset) => {
    await post(`application/json; charset=${charset}`, Buffer.from(JSON.stringify(good))).expect(201);
  });

  it('whose bytes are not UTF-8 is answered 400, and not read with replacements', async () => {
    const answer = await post('application/json', latin1);
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({ errors: [{ message: 'Body is not valid UTF-8', code: 'invalid_json' }] });
  });
});

describe('requests from other sites', () => {
  it.each(['post', 'put', 'patch', 'delete'] as const)('change nothing by %s', async (method) => {
    await request(app)[method]('/things').set('Sec-Fetch-Site', 'cross-site').send(good).expect(403);
  });

  it.each([
    ['Sec-Fetch-Site', 'cross-site'],
    ['Sec-Fetch-Site', 'same-site'],
    ['Origin', 'https://evil.test'],
    ['Origin', 'null'],
  ])('change nothing (%s: %s)', async (name, value) => {
    const answer = await request(app).post('/things').set(name, value).send(good);
    expect(answer.status).toBe(403);
  });

  it('may read', async () => {
    await request(app).get('/me').set('Cookie', signedIn()).set('Sec-Fetch-Site', 'cross-site').expect(200);
  });

  it('are distinguished from our own pages and from tools', async () => {
    await request(app).post('/things').set('Sec-Fetch-Site', 'same-origin').send(good).expect(201);
    await request(app)
      .post('/things')
      .set('Host', 'shop.test')
      .set('X-Forwarded-Proto', 'https')
      .set('Origin', 'https://shop.test')
      .send(good)
      .expect(201);
  });

  it.each(['http://shop.test', 'https://shop.test:8443', 'ftp://shop.test'])(
    'include %s, as scheme and port are part of an origin',
    async (origin) => {
      const answer = request(app).post('/things').set('Host', 'shop.test').set('X-Forwarded-Proto', 'https');
      await answer.set('Origin', origin).send(good).expect(403);
    },
  );
});

it('a router keeps the checks of its parameters', async () => {
  const guarded = Router().get('/api/notes/:id', (_req, res) => res.send({ text: 'secret' }));
  guarded.param('id', () => {
    throw new ForbiddenError();
  });
  const shop = createApp({ logger: createLogger('test', 'silent'), keys: testKeys, routers: [guarded] });
  await request(shop).get('/api/notes/1').expect(403);
  await request(shop).get('/api/nothing').expect(404);
});

describe('a request for a whole URL', () => {
  /** The status line and body of the answer to a request target, which no HTTP client would send. */
  async function answerTo(target: string): Promise<[string, unknown]> {
    const server = createServer(withProbes(app, { phase: () => 'serving', bus })).listen(0);
    const socket = connect((server.address() as AddressInfo).port);
    socket.write(`GET ${target} HTTP/1.1\r\nHost: shop.test\r\nConnection: close\r\n\r\n`);
    const answer = await text(socket);
    server.close();
    return [answer.slice(9, 12), JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))];
  }

  it('is answered as for its path', async () => {
    expect(await answerTo('http://shop.test/tagged')).toEqual(['200', { name: 'Lampe ü' }]);
  });

  it.each(['http://a:b@shop.test:99999/tagged', 'http://[/tagged', '*'])(
    'is answered as an unknown route when it is malformed, as %s',
    async (target) => {
      const errors = [{ message: 'Not Found', code: 'not_found' }];
      expect(await answerTo(target)).toEqual(['404', { errors }]);
    },
  );

  it.each(['//[', '//tagged:99999', '/%5B'])('is no path like %s, which nothing answers', async (target) => {
    expect((await answerTo(target))[0]).toBe('404');
  });
});

describe('a service that is still booting', () => {
  it('is alive, not ready, and answers 503', async () => {
    const ready = createApp({ logger: createLogger('test', 'silent'), keys: testKeys, routers: [router] });
    const booting = withProbes(ready, { phase: () => 'booting', bus });
    await request(booting).get('/healthz').expect(200);
    await request(booting).get('/readyz').expect(503);
    const answer = await request(booting).post('/things').send(good);
    expect(answer.status).toBe(503);
    expect(answer.body).toEqual({
      errors: [{ message: 'Service temporarily unavailable', code: 'service_unavailable' }],
    });
    expect(answer.headers).toMatchObject({ 'retry-after': '1', 'cache-control': 'no-store' });
    expect(answer.headers).not.toHaveProperty('x-powered-by');
  });

  it('passes requests on once it serves', async () => {
    const serving = withProbes(app, { phase: () => 'serving', bus });
    await request(serving).post('/things').send(good).expect(201);
    await request(serving).get('/nothing').expect(404);
  });

  it.each(['/healthz', '/readyz', '/metrics'])('answers 404 to POST %s once it serves', async (probe) => {
    const serving = withProbes(app, { phase: () => 'serving', bus });
    await request(serving).post(probe).expect(404);
  });
});

describe('answers', () => {
  it('are JSON in UTF-8 of a stated length', async () => {
    const answer = await request(app).get('/tagged').expect(200, { name: 'Lampe ü' });
    expect(answer.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'content-length': '19',
      etag: '"7"',
    });
  });

  it('are 304 without a body when the caller has the current state', async () => {
    const answer = await request(app).get('/tagged').set('If-None-Match', '"7"').expect(304);
    expect(answer.text).toBe('');
    await request(app).get('/tagged').set('If-None-Match', '"6"').expect(200, { name: 'Lampe ü' });
  });

  it('to HEAD have the headers and no body', async () => {
    const answer = await request(app).head('/tagged').expect(200);
    expect(answer.headers['content-length']).toBe('19');
    expect(answer.text).toBeUndefined();
  });

  it('carry the security headers and nothing that names the server', async () => {
    const { headers } = await request(app).get('/nothing');
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none';frame-ancestors 'none'",
      'cache-control': 'no-store',
    });
    expect(headers).not.toHaveProperty('x-powered-by');
  });
});

describe('logs', () => {
  it('log each request and keep secrets', async () => {
    let written = '';
    const sink = new Writable({
      write(chunk, _encoding, done) {
        written += String(chunk);
        done();
      },
    });
    const watched = createApp({
      logger: createLogger('test', 'info', sink),
      keys: testKeys,
      routers: [router],
    });
    const cookie = signedIn();
    await request(watched)
      .post('/things?x=1')
      .set('Cookie', cookie)
      .set('Authorization', 'Bearer abc')
      .send({ ...good, password: 'hunter2' });
    expect(written).toContain('"url":"/things"');
    for (const secret of [cookie, 'Bearer abc', 'hunter2']) expect(written).not.toContain(secret);
  });

  it('redact secrets in whatever is logged', () => {
    let written = '';
    const sink = new Writable({
      write(chunk, _encoding, done) {
        written += String(chunk);
        done();
      },
    });
    const logger = createLogger('test', 'info', sink);
    logger.info(
      { password: 's1', user: { token: 's2' }, req: { headers: { cookie: 's3', authorization: 's4' } } },
      'told',
    );
    expect(written).toContain('[redacted]');
    for (const secret of ['s1', 's2', 's3', 's4']) expect(written).not.toContain(`"${secret}"`);
  });
});

function fieldsOf(body: unknown): (string | undefined)[] {
  return (body as { errors: { field?: string }[] }).errors.map(({ field }) => field);
}
