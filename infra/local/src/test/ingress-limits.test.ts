import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Server } from 'node:http';
import { request } from 'node:http';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { parse } from 'yaml';
import { obtainCertificate } from '../certificates';
import { Gateway } from '../gateway';
import { readIngress } from '../ingress';
import { readLimits, RequestRate } from '../ingress-limits';
import { Replicas } from '../replicas';
import { REPOSITORY } from '../settings';
import { tempFolder } from './temp-folder';
import { ask, startUpstream, type Answer } from './upstream';

const folder = tempFolder();
const PREFIX = 'nginx.ingress.kubernetes.io/';

describe('the limits of an ingress', () => {
  const annotationsOf = (file: string): Record<string, string> =>
    (
      parse(readFileSync(path.join(REPOSITORY, file), 'utf8')) as {
        metadata: { annotations: Record<string, string> };
      }
    ).metadata.annotations;

  it('are those of the manifest', async () => {
    const file = 'infra/k8s/ingress/ingress.yaml';
    const size = annotationsOf(file)[`${PREFIX}proxy-body-size`];
    expect(size).toMatch(/^\d+m$/);
    const { limits } = await readIngress(path.join(REPOSITORY, file));
    expect(limits).toEqual({ maxBodyBytes: parseInt(String(size), 10) * 1024 * 1024 });
  });

  it('include the rates of the production overlay', () => {
    const annotations = annotationsOf('infra/k8s/overlays/production/rate-limit.yaml');
    const perMinute = Number(annotations[`${PREFIX}limit-rpm`]);
    const burst = perMinute * Number(annotations[`${PREFIX}limit-burst-multiplier`]);
    expect(perMinute).toBeGreaterThan(0);
    expect(readLimits(annotations)).toEqual({ rate: { perMinute, burst } });
  });

  it.each([
    ['8k', 8192],
    ['2M', 2_097_152],
    ['100', 100],
    ['0', undefined],
  ])('read a size of %s as %p bytes', (size, maxBodyBytes) => {
    expect(readLimits({ [`${PREFIX}proxy-body-size`]: size }).maxBodyBytes).toBe(maxBodyBytes);
  });

  it.each([
    ['proxy-body-size', 'much'],
    ['limit-rpm', '0'],
    ['limit-rpm', 'many'],
  ])('name %s when it is %s', (name, value) => {
    expect(() => readLimits({ [PREFIX + name]: value })).toThrow(PREFIX + name);
  });
});

describe('the rate of an address', () => {
  it('lets the burst and one more through at once, then as many as the rate', () => {
    let now = 0;
    const rate = new RequestRate({ perMinute: 60, burst: 5 }, () => now);
    const admitted = (address: string) =>
      Array.from({ length: 20 }, () => rate.admits(address)).filter(Boolean).length;
    expect(admitted('a')).toBe(6);
    now += 3000;
    expect(admitted('a')).toBe(3);
    expect(admitted('b')).toBe(6);
  });
});

describe('the gateway', () => {
  let gateway: Gateway;
  let upstream: Server;
  let port: number;
  let received: number[];

  beforeEach(async () => {
    received = [];
    const started = await startUpstream(
      (req, res) => void text(req).then((body) => (received.push(body.length), res.end('taken'))),
    );
    upstream = started.server;
    gateway = new Gateway({
      routes: {
        hosts: [],
        paths: [{ path: '/', exact: false, backend: 'client-svc' }],
        limits: { maxBodyBytes: 1000, rate: { perMinute: 1, burst: 9 } },
      },
      upstreams: new Map([
        ['client-svc', new Replicas([{ url: started.url, ready: () => Promise.resolve(true) }])],
      ]),
      certificate: await obtainCertificate(folder.path, ['ecommerce.local']),
      httpPort: 0,
      httpsPort: 0,
    });
    ({ httpPort: port } = await gateway.open());
  });

  afterEach(async () => {
    await gateway.close();
    upstream.closeAllConnections();
    upstream.close();
  });

  const post = (bytes: number) => ask(port, '/', { method: 'POST', body: 'x'.repeat(bytes) });

  /** Sends a body of chunks, without its length. */
  async function postChunks(...chunks: string[]): Promise<Answer> {
    const req = request({ host: '127.0.0.1', port, path: '/', method: 'POST', agent: false });
    const response = once(req, 'response');
    req.on('error', () => undefined); // the gateway hangs up once it has refused
    for (const chunk of chunks) {
      req.write(chunk);
      await new Promise(setImmediate);
    }
    req.end();
    const [res] = (await response) as [Parameters<typeof text>[0] & { statusCode: number; headers: object }];
    return { status: res.statusCode, headers: {}, body: await text(res) };
  }

  const TOO_LARGE = '{"errors":[{"message":"Payload too large","code":"payload_too_large"}]}';

  it('passes a body of just the limit, with its length or without', async () => {
    expect(await post(1000)).toMatchObject({ status: 200, body: 'taken' });
    expect(await postChunks('x'.repeat(400), 'x'.repeat(600))).toMatchObject({ status: 200, body: 'taken' });
    expect(received).toEqual([1000, 1000]);
  });

  it('answers 413 to a longer one, with its length or without, which no service gets', async () => {
    expect(await post(1001)).toMatchObject({ status: 413, body: TOO_LARGE });
    expect(await postChunks('x'.repeat(400), 'x'.repeat(601))).toMatchObject({
      status: 413,
      body: TOO_LARGE,
    });
    expect(received).toEqual([]);
  });

  it('answers 429 with Retry-After to an address over the rate', async () => {
    const answers = [];
    for (let i = 0; i < 12; i += 1) answers.push(await ask(port, '/'));
    expect(answers.map(({ status }) => status)).toEqual([...Array<number>(10).fill(200), 429, 429]);
    expect(answers.at(-1)?.headers['retry-after']).toBe('1');
    expect(answers.at(-1)?.body).toBe(
      '{"errors":[{"message":"Too many requests","code":"too_many_requests"}]}',
    );
  });
});
