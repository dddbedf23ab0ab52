import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import type { RequestListener } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { generate } from 'selfsigned';

interface Options {
  ca?: string;
  isAllowed?: (address: string) => boolean;
  lookup?: (name: string, options: object, done: (error: null, addresses: object[]) => void) => void;
}
const { fetchPicture } = createRequire(__filename)('../server/fetch-picture') as {
  fetchPicture: (url: string, options?: Options) => Promise<{ type: string; body: Buffer }>;
};

const MAX_BYTES = 2 * 1024 * 1024;

let server: Server;
let answer: RequestListener;
let asked: string[];
let ca: string;

beforeAll(async () => {
  const names = [{ type: 2 as const, value: 'pictures.test' }];
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'pictures.test' }], {
    extensions: [{ name: 'subjectAltName', altNames: names }],
  });
  ca = cert;
  server = createServer({ cert, key }, (req, res) => {
    asked.push(req.url ?? '');
    answer(req, res);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
beforeEach(() => (asked = []));
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** As the pages fetch it, but the name leads to this machine. */
function fetchIt(options: Options = {}) {
  const { port } = server.address() as AddressInfo;
  const lookup: Options['lookup'] = (_name, _options, done) =>
    done(null, [{ address: '127.0.0.1', family: 4 }]);
  return fetchPicture(`https://pictures.test:${port}/a.png`, { ca, lookup, ...options });
}

const send =
  (type: string, bytes: number): RequestListener =>
  (_req, res) =>
    void res.writeHead(200, { 'content-type': type }).end(Buffer.alloc(bytes));

it.each(['image/png', 'image/jpeg', 'image/webp', 'image/gif', 'image/avif', 'IMAGE/PNG; charset=x'])(
  'takes a picture of type %s up to the limit',
  async (type) => {
    answer = send(type, MAX_BYTES);
    const picture = await fetchIt();
    expect(picture.body).toHaveLength(MAX_BYTES);
    expect(type.toLowerCase()).toContain(picture.type);
  },
);

it('refuses a picture of a byte more, whatever length it names', async () => {
  answer = send('image/png', MAX_BYTES + 1);
  await expect(fetchIt()).rejects.toThrow('too large');
});

it('stops reading a picture without end', async () => {
  let sent = 0;
  answer = (_req, res) => {
    res.writeHead(200, { 'content-type': 'image/png' });
    const chunk = Buffer.alloc(65_536);
    const write = (): void => {
      while (!res.destroyed && res.write(chunk)) sent += chunk.length;
      if (!res.destroyed) res.once('drain', write);
    };
    write();
  };
  await expect(fetchIt()).rejects.toThrow('too large');
  expect(sent).toBeLessThan(10 * MAX_BYTES);
});

it.each(['image/svg+xml', 'text/html', 'application/octet-stream', '', 'image/png2'])(
  'refuses an answer of type "%s"',
  async (type) => {
    answer = send(type, 10);
    await expect(fetchIt()).rejects.toThrow('no picture');
  },
);

it.each([301, 302, 303, 307, 308, 304, 404, 500])(
  'follows nothing and refuses the status %d',
  async (status) => {
    answer = (_req, res) =>
      void res.writeHead(status, { location: 'https://127.0.0.1/inside', 'content-type': 'image/png' }).end();
    await expect(fetchIt()).rejects.toThrow('no picture');
    expect(asked).toEqual(['/a.png']);
  },
);

it('gives up after 5 s, although bytes keep coming', async () => {
  answer = (_req, res) => {
    res.writeHead(200, { 'content-type': 'image/png' });
    const drip = setInterval(() => res.write('x'), 100);
    res.once('close', () => clearInterval(drip));
  };
  const begin = performance.now();
  await expect(fetchIt()).rejects.toThrow();
  expect(performance.now() - begin).toBeGreaterThan(4900);
}, 20_000);

it('connects to no name that leads to this machine', async () => {
  const { port } = server.address() as AddressInfo;
  await expect(fetchPicture(`https://localhost:${port}/a.png`, { ca })).rejects.toThrow('not public');
  expect(asked).toEqual([]);
});

it('trusts no certificate of another authority', async () => {
  answer = send('image/png', 10);
  await expect(fetchIt({ ca: undefined })).rejects.toThrow(/self.signed/i);
});

it('sends no cookie and names no page', async () => {
  let headers: object = {};
  answer = (req, res) => {
    headers = req.headers;
    send('image/png', 10)(req, res);
  };
  await fetchIt();
  expect(Object.keys(headers).toSorted()).toEqual(['accept', 'connection', 'host']);
});
