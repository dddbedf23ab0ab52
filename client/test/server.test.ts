import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { MUG, serveClient } from './served';

const served = serveClient();
const behindTls = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'shop.test' };
const { get, post } = served;

it('answers its probes and metrics to who calls it directly', async () => {
  expect((await get('/healthz')).status).toBe(200);
  const ready = await get('/readyz');
  expect(ready.status).toBe(200);
  expect(await ready.json()).toEqual({ status: 'ok', checks: { serving: true } });
  expect(await (await get('/metrics')).text()).toContain('process_resident_memory_bytes');
});

it('keeps idle connections longer than the proxies before it do', async () => {
  const kept = /timeout=(\d+)/.exec((await get('/healthz')).headers.get('keep-alive') ?? '');
  expect(Number(kept?.[1])).toBeGreaterThan(60);
});

it.each(['/healthz', '/readyz', '/metrics'])(
  'shows %s to nobody who came through the ingress',
  async (path) => {
    expect((await get(path, { 'x-forwarded-for': '203.0.113.9' })).status).toBe(404);
  },
);

it.each(['GET', 'POST'])(
  'answers %s of an API that no service has as the services answer: in JSON',
  async (method) => {
    const answer = await fetch(`${served.url}/api/nothing`, { method });
    expect(answer.status).toBe(404);
    expect(await answer.json()).toEqual({ errors: [{ message: 'Not Found', code: 'not_found' }] });
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  },
);

it('renders the catalogue without script: title as text, price, stock, next page', async () => {
  const html = await (await get('/')).text();
  expect(html).toContain('&lt;b&gt;Mug&lt;/b&gt;');
  expect(html).not.toContain('<b>Mug</b>');
  expect(html).toContain('$12.50');
  expect(html).toContain('Only 3 left');
  expect(html).toContain('href="/?cursor=c2"');
});

it('lets run only scripts that carry the nonce of this very answer', async () => {
  const nonces = await Promise.all(
    ['/', '/', '/nope', `/products/${MUG.id}`].map(async (path) => {
      const response = await get(path);
      const policy = response.headers.get('content-security-policy') ?? '';
      const nonce = /script-src [^;]*'nonce-([^']+)'/.exec(policy)?.[1];
      expect(policy).not.toMatch(/script-src[^;]*unsafe/);
      const scripts = (await response.text()).match(/<script\b[^>]*>/g) ?? [];
      expect(scripts.length).toBeGreaterThan(3);
      for (const script of scripts) {
        // __NEXT_DATA__ is data; a nonce on it does no harm and is not needed.
        if (!script.includes('application/json')) expect(script).toContain(`nonce="${nonce}"`);
      }
      return nonce;
    }),
  );
  expect(new Set(nonces).size).toBe(4);
});

it('sends the usual protections and does not say what it runs on', async () => {
  const { headers } = await get('/');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('referrer-policy')).toBe('strict-origin-when-cross-origin');
  expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  expect(headers.get('x-powered-by')).toBeNull();
});

it('sends pages without an ETag, as no two have the same nonce', async () => {
  const { headers } = await get('/');
  expect([headers.get('etag'), headers.get('cache-control')]).toEqual([
    null,
    expect.stringContaining('no-store'),
  ]);
});

it('asks the services for the visitor: same cookie, address and trace, and no session where there is no cookie', async () => {
  await get('/');
  expect(served.requests.map(({ path }) => path.split('?')[0])).not.toContain('/api/users/currentuser');
  served.answers['GET /api/users/currentuser'] = {
    body: { currentUser: { id: 'u1', email: 'ann@example.com', iat: 1 } },
  };
  served.answers['GET /api/cart'] = { body: { items: [{ productId: MUG.id, quantity: 2 }] } };
  const visitor = {
    cookie: 'session=abc',
    'x-forwarded-for': '203.0.113.9',
    traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
  };
  const html = await (await get('/', visitor)).text();
  const asked = served.requests.find(({ path }) => path === '/api/users/currentuser');
  expect(asked?.headers).toMatchObject(visitor);
  expect(html).toContain('ann@example.com');
  expect(html).toContain(', 2 items');
});

it('sends no trace of its own where no endpoint of traces is set', async () => {
  const html = await (await get('/')).text();
  expect(html).not.toContain('traceparent');
  expect(served.requests.map(({ headers }) => headers.traceparent)).toEqual(
    served.requests.map(() => undefined),
  );
});

it('shows the catalogue while accounts and cart are unavailable', async () => {
  served.answers['GET /api/users/currentuser'] = { status: 503 };
  served.answers['GET /api/cart'] = { status: 503 };
  const response = await get('/', { cookie: 'session=abc' });
  expect(response.status).toBe(200);
  expect(await response.text()).toContain('Account unavailable');
});

it('filters by the categories of all products', async () => {
  served.answers['GET /api/products/categories'] = { body: [{ name: 'Garden', count: 1 }] };
  const html = await (await get('/')).text();
  expect(html).toContain('<option value="Garden">Garden (1)</option>');
});

it('shows the catalogue while the categories are not to be had', async () => {
  served.answers['GET /api/products/categories'] = { status: 503 };
  const response = await get('/');
  expect(response.status).toBe(200);
  expect(await response.text()).toContain('Mug');
});

it('draws the picture of a product and lets browsers keep it', async () => {
  const response = await get('/pictures/1.svg?title=%3Cscript%3E&category=Kitchen&title=twice');
  expect(response.headers.get('content-type')).toContain('image/svg+xml');
  expect(response.headers.get('cache-control')).toBe('public, max-age=604800');
  expect(response.headers.get('content-security-policy')).toContain("default-src 'self'");
  const svg = await response.text();
  expect(svg).toMatch(/^<svg /);
  expect(svg).not.toContain('script');
});

it.each(['/pictures/%E0.svg', '/_next/static/%E0.js'])(
  'answers the malformed address %s with 400 alone, and logs no error of ours',
  async (path) => {
    let output = '';
    served.child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const response = await get(path);
    expect([response.status, await response.text()]).toEqual([400, '']);
    await get('/robots.txt');
    expect(output).toContain('"status":400');
    expect(output).not.toContain('"level":"error"');
  },
);

it('says that a service is unavailable, with its status and a reference', async () => {
  served.answers['GET /api/products'] = {
    status: 503,
    body: { errors: [{ message: 'mongodb://secret is down' }] },
  };
  const response = await get('/', { 'x-request-id': 'R.1_a-b' });
  const html = await response.text();
  expect(response.status).toBe(503);
  expect(response.headers.get('x-request-id')).toBe('R.1_a-b');
  expect(html).toContain('taking a break');
  expect(html).toContain('<code>R.1_a-b</code>');
  expect(served.requests.map(({ headers }) => headers['x-request-id'])).toContain('R.1_a-b');
  expect(html).not.toContain('mongodb');
});

it.each(['', 'x'.repeat(129), 'a b', 'a"b', '../a'])(
  'gives a request an id instead of the malformed %j',
  async (id) => {
    const { headers } = await get('/api/nothing', { 'x-request-id': id });
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  },
);

it.each([`/products/${'0'.repeat(24)}`, '/nope', '/products/%00'])(
  'answers 404 with a way back for %s',
  async (path) => {
    const response = await get(path);
    expect(response.status).toBe(404);
    expect(await response.text()).toContain('Go to the catalogue');
  },
);

it.each(['/orders', '/sell', '/checkout', `/products/${MUG.id}/edit`])(
  'asks a guest to sign in before %s',
  async (path) => {
    served.answers['GET /api/orders'] = {
      status: 401,
      body: { errors: [{ message: 'Not authorized', code: 'not_authorized' }] },
    };
    const response = await get(path);
    expect(response.status).toBe(307);
    expect(response.headers.get('location')).toBe(`/auth/signin?next=${encodeURIComponent(path)}`);
  },
);

it('refuses to edit another seller’s product', async () => {
  served.answers['GET /api/users/currentuser'] = {
    body: { currentUser: { id: 'u1', email: 'ann@example.com', iat: 1 } },
  };
  served.answers['GET /api/cart'] = { body: { items: [] } };
  const response = await get(`/products/${MUG.id}/edit`, { cookie: 'session=abc' });
  expect(response.status).toBe(403);
  expect(await response.text()).toContain('belongs to someone else');
});

describe('a form sent before the page’s script ran', () => {
  const ann = { email: 'ann@example.com', password: 'correct horse' };

  it('signs in, hands the cookie on and goes back to where the visitor came from', async () => {
    served.answers['POST /api/users/signin'] = {
      body: { id: 'u1' },
      headers: { 'set-cookie': 'session=new; path=/; httponly' },
    };
    const response = await post('/auth/signin?next=%2Fcart', ann);
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe('/cart');
    expect(response.headers.getSetCookie()).toEqual(['session=new; path=/; httponly']);
    expect(JSON.parse(served.requests.find(({ method }) => method === 'POST')?.body ?? '')).toEqual(ann);
  });

  it.each<Record<string, string>>([{ 'sec-fetch-site': 'same-origin' }, {}])(
    'is passed on as from the client that sent it: %j',
    async (headers) => {
      await post('/auth/signin', ann, headers);
      const signIn = served.requests.find(({ method }) => method === 'POST');
      // A service gives the cookie of a device to browsers alone, which this header tells.
      expect(signIn?.headers['sec-fetch-site']).toBe(headers['sec-fetch-site']);
    },
  );

  it('shows the service’s words at the field and keeps the mail, not the password', async () => {
    served.answers['POST /api/users/signup'] = {
      status: 400,
      body: { errors: [{ message: 'Email in use', field: 'email', code: 'email_in_use' }] },
    };
    const response = await post('/auth/signup', ann);
    const html = await response.text();
    expect(response.status).toBe(400);
    expect(html).toMatch(/id="field-email-error">Email in use/);
    expect(html).toContain('value="ann@example.com"');
    expect(html).not.toContain('correct horse');
  });

  it.each(['signin', 'signup'])('keeps the mail of a %s while the service is unavailable', async (page) => {
    served.answers[`POST /api/users/${page}`] = { status: 503 };
    const response = await post(`/auth/${page}`, ann);
    const html = await response.text();
    expect(response.status).toBe(503);
    expect(html).toContain('value="ann@example.com"');
    expect(html).not.toContain('correct horse');
  });

  it('signs out', async () => {
    served.answers['POST /api/users/signout'] = {
      body: {},
      headers: { 'set-cookie': 'session=; path=/; expires=Thu, 01 Jan 1970 00:00:00 GMT' },
    };
    const response = await post('/auth/signout', {});
    expect(response.headers.get('location')).toBe('/');
    expect(response.headers.getSetCookie()[0]).toMatch(/^session=;/);
  });

  it.each<[string, Record<string, string>]>([
    ['another site', { origin: 'https://evil.test' }],
    ['a sandboxed frame', { origin: 'null' }],
    ['our name by another scheme', { origin: 'http://shop.test', ...behindTls }],
    ['another port of our name', { origin: 'https://shop.test:8443', ...behindTls }],
    ['another site, as the browser says', { 'sec-fetch-site': 'cross-site' }],
  ])('is refused when it comes from %s', async (_name, headers) => {
    const response = await post('/auth/signout', {}, headers);
    expect(response.status).toBe(403);
    expect(served.requests.some(({ path }) => path === '/api/users/signout')).toBe(false);
  });

  it('is refused when it is too large', async () => {
    expect((await post('/auth/signin', { email: 'a'.repeat(20_000) })).status).toBe(413);
  });
});

it.each(['TRACE', 'PROPFIND', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])(
  'answers 405 to %s of a page',
  async (method) => {
    const req = request(`${served.url}/cart`, { method }).end();
    const [res] = (await once(req, 'response')) as [IncomingMessage];
    res.resume();
    expect([res.statusCode, res.headers.allow]).toEqual([405, 'GET, HEAD, POST']);
    expect(res.headers['content-security-policy']).toContain("frame-ancestors 'none'");
  },
);

it('finishes what is under way at SIGTERM, takes nothing new, and exits with 0', async () => {
  let release = () => {};
  served.answers['GET /api/products'] = new Promise((resolve) => {
    release = () => resolve({ body: [MUG] });
  });
  const slow = get('/');
  while (!served.requests.some(({ path }) => path.startsWith('/api/products?')))
    await new Promise((go) => setTimeout(go, 10));
  served.child.kill('SIGTERM');
  const exited = once(served.child, 'exit');
  await new Promise((go) => setTimeout(go, 200));
  await expect(get('/healthz', { connection: 'close' })).rejects.toThrow();
  release();
  expect((await slow).status).toBe(200);
  expect(await exited).toEqual([0, null]);
});
