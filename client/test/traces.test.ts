import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { routeOf } from '../api/page-trace';
import { MUG, serveClient } from './served';

interface Span {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: { key: string; value: { stringValue?: string; intValue?: number } }[];
  status?: { code: number };
}
interface Export {
  resourceSpans: { resource: { attributes: Span['attributes'] }; scopeSpans: { spans: Span[] }[] }[];
}

const exports: { path?: string; headers: NodeJS.Dict<string | string[]>; body: Export }[] = [];
const collector = createServer((req, res) => {
  let text = '';
  req.on('data', (chunk: Buffer) => (text += chunk.toString()));
  req.on('end', () => {
    exports.push({ path: req.url, headers: req.headers, body: JSON.parse(text) as Export });
    res.end('{}');
  });
});
afterAll(() => collector.close());

const served = serveClient(async () => {
  collector.listen(0, '127.0.0.1');
  await once(collector, 'listening');
  return {
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(collector.address() as AddressInfo).port}/`,
    OTEL_EXPORTER_OTLP_HEADERS: 'x-tenant=a%20shop',
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
    OTEL_BSP_SCHEDULE_DELAY: '50',
  };
});

const spansOf = (traceId: string): Span[] =>
  exports
    .flatMap(({ body }) =>
      body.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)),
    )
    .filter((span) => span.traceId === traceId);

const valuesOf = ({ attributes }: Pick<Span, 'attributes'>) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue]));

/** The spans of a trace once its page has ended, which is after its calls. */
async function endedSpansOf(traceId: string): Promise<Span[]> {
  const deadline = Date.now() + 10_000;
  while (!spansOf(traceId).some(({ kind }) => kind === 2) && Date.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, 20));
  return spansOf(traceId);
}

const traceIdIn = (html: string): string => /"traceparent":"00-(\w{32})-\w{16}-01"/.exec(html)?.[1] ?? '';

it('a page has a span, and each of its calls one below it that the service continues', async () => {
  const html = await (await served.get(`/products/${MUG.id}`, { cookie: 'session=abc' })).text();
  const traceId = traceIdIn(html);
  const spans = await endedSpansOf(traceId);
  const [page, ...others] = spans.filter(({ kind }) => kind === 2);
  expect(others).toEqual([]);
  expect(page).toMatchObject({ name: 'GET /products/[id]' });
  expect(page?.parentSpanId).toBeUndefined();
  expect(page && valuesOf(page)).toMatchObject({
    'http.route': '/products/[id]',
    'http.response.status_code': 200,
    'url.path': `/products/${MUG.id}`,
  });
  expect(html).toContain(`"traceparent":"00-${traceId}-${page?.spanId}-01"`);
  const calls = spans.filter(({ kind }) => kind === 3);
  expect(served.requests.length).toBeGreaterThan(2);
  const continued = served.requests.map(({ headers }) => headers.traceparent).toSorted();
  expect(calls.map(({ spanId }) => `00-${traceId}-${spanId}-01`).toSorted()).toEqual(continued);
  for (const call of calls) {
    expect(call.parentSpanId).toBe(page?.spanId);
    expect(BigInt(call.startTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(page?.startTimeUnixNano ?? 0));
    expect(BigInt(call.endTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(call.startTimeUnixNano));
  }
  const product = calls.find((call) =>
    String(valuesOf(call)['url.full']).endsWith(`/api/products/${MUG.id}`),
  );
  expect(product).toMatchObject({ name: 'GET /api/products', kind: 3 });
  expect(product && valuesOf(product)).toMatchObject({
    'http.response.status_code': 200,
    'server.address': '127.0.0.1',
  });
});

it("continues a visitor's trace, and records nothing of one that is not sampled", async () => {
  const [sampled, unsampled] = ['a'.repeat(32), 'b'.repeat(32)];
  await (await served.get('/', { traceparent: `00-${unsampled}-${'c'.repeat(16)}-00` })).text();
  await (await served.get('/', { traceparent: `00-${sampled}-${'c'.repeat(16)}-01` })).text();
  const page = (await endedSpansOf(sampled)).find(({ kind }) => kind === 2);
  expect(page?.parentSpanId).toBe('c'.repeat(16));
  expect(spansOf(unsampled)).toEqual([]);
  expect(String(served.requests[0]?.headers.traceparent)).toMatch(new RegExp(`^00-${unsampled}-\\w{16}-00$`));
});

it('names the scheme that the visitor used, and nothing of what they searched for', async () => {
  const page = await served.get('/?q=blue+mug', { 'x-forwarded-proto': 'https' });
  const spans = await endedSpansOf(traceIdIn(await page.text()));
  expect(spans.length).toBeGreaterThan(1);
  expect(JSON.stringify(spans)).not.toContain('blue');
  expect(spans.map(valuesOf)).toContainEqual(expect.objectContaining({ 'url.scheme': 'https' }));
});

it('marks a page whose service fails, and the call', async () => {
  served.answers[`GET /api/products/${MUG.id}`] = { status: 503, body: { errors: [{ message: 'away' }] } };
  const traceId = traceIdIn(await (await served.get(`/products/${MUG.id}`)).text());
  const failed = (await endedSpansOf(traceId)).filter(({ status }) => status?.code === 2);
  expect(failed.map(({ name }) => name).toSorted()).toEqual(['GET /api/products', 'GET /products/[id]']);
  const call = failed.find(({ kind }) => kind === 3);
  expect(call && valuesOf(call)).toMatchObject({ 'error.type': '503' });
});

it('sends to the path of traces, with the headers and the resource of the settings', async () => {
  await endedSpansOf(traceIdIn(await (await served.get('/')).text()));
  const [first] = exports;
  expect(first?.path).toBe('/v1/traces');
  expect(first?.headers).toMatchObject({ 'content-type': 'application/json', 'x-tenant': 'a shop' });
  const resource = first?.body.resourceSpans[0]?.resource;
  expect(resource && valuesOf(resource)).toEqual({
    'service.name': 'client',
    'deployment.environment.name': 'test',
  });
});

it.each([
  ['/orders/a1?from=x', { id: 'a1' }, '/orders/[id]'],
  ['/products/a%20b/edit', { id: 'a b' }, '/products/[id]/edit'],
  ['/', undefined, '/'],
])('the route of %s is named by its parameters', (address, params, route) => {
  expect(routeOf(address, params)).toBe(route);
});
