import type { Server } from 'node:http';
import { request } from 'node:http';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { readBodyLimit } from '../../gateway/body-limit';
import { obtainCertificate } from '../../gateway/certificates';
import { Gateway } from '../../gateway/gateway';
import { Replicas } from '../../gateway/replicas';
import { tempFolder } from '../temp-folder';
import { ask, startUpstream, type Answer } from '../upstream';

const folder = tempFolder();
const ANNOTATION = 'nginx.ingress.kubernetes.io/proxy-body-size';

describe('the limit of an ingress', () => {
  it.each([
    ['8k', 8192],
    ['2M', 2_097_152],
    ['100', 100],
    ['0', Infinity],
  ])('reads a size of %s as %p bytes', (size, maxBodyBytes) => {
    expect(readBodyLimit({ [ANNOTATION]: size })).toBe(maxBodyBytes);
  });

  it('is named when it is no size', () => {
    expect(() => readBodyLimit({ [ANNOTATION]: 'much' })).toThrow(ANNOTATION);
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
        maxBodyBytes: 1000,
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
});
