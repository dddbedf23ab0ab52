import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import express, { type Router } from 'express';

interface Picture {
  type: string;
  body: Buffer;
}
const required = createRequire(__filename);
const { isPublicAddress, lookupPublic } = required('../server/public-address') as {
  isPublicAddress: (address: string) => boolean;
  lookupPublic: (
    name: string,
    options: object,
    done: (error: Error | null, addresses?: unknown) => void,
  ) => void;
};
const { fetchPicture } = required('../server/fetch-picture') as {
  fetchPicture: (url: string) => Promise<Picture>;
};
const { FetchQueue } = required('../server/fetch-queue') as {
  FetchQueue: new () => { run: <T>(host: string, fetchOne: () => Promise<T>) => Promise<T | null> };
};
const { sellerPicturesRouter } = required('../server/seller-pictures') as {
  sellerPicturesRouter: (productsUrl: string, fetchOne: (url: string) => Promise<Picture>) => Router;
};

describe('isPublicAddress', () => {
  it.each(['1.1.1.1', '93.184.215.14', '2606:4700::1111', '2a00:1450:4001::1'])('accepts %s', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each([
    ...['0.0.0.0', '10.1.2.3', '100.64.0.1', '127.0.0.1', '169.254.169.254', '172.31.0.1', '192.168.1.1'],
    ...['198.18.0.1', '224.0.0.1', '255.255.255.255', '::', '::1', '::ffff:10.0.0.1', '::ffff:7f00:1'],
    ...['64:ff9b::a00:1', '2002:a00:1::', 'fc00::1', 'fd12::1', 'fe80::1', 'ff02::1', 'no address', ''],
  ])('rejects %j', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it('is what a name must have to be connected to', async () => {
    const error = await new Promise((resolve) => lookupPublic('localhost', { all: true }, resolve));
    expect(String(error)).toContain('not public');
  });
});

it.each([
  ...[
    'http://pictures.test/a.png',
    'https://127.0.0.1/a.png',
    'https://[::1]/a.png',
    'https://localhost/a.png',
  ],
  ...[
    'https://2130706433/a.png',
    'https://0x7f.1/a.png',
    'https://user:key@pictures.test/a.png',
    'file:///etc/passwd',
  ],
])('fetches nothing from %s', async (url) => {
  await expect(fetchPicture(url)).rejects.toThrow(/not (allowed|public)/);
});

describe('FetchQueue', () => {
  afterEach(() => jest.useRealTimers());

  it('gives up on a fetch whose turn does not come', async () => {
    jest.useFakeTimers();
    const queue = new FetchQueue();
    const never = new Promise<void>(() => {});
    for (let fetch = 0; fetch < 4; fetch += 1) void queue.run('silent.test', () => never);
    const waiting = queue.run('silent.test', () => never);
    await jest.advanceTimersByTimeAsync(5_000);
    expect(await waiting).toBeNull();
  });
});

describe('/seller-pictures/', () => {
  const ID = '65f000000000000000000001';
  const fetched: string[] = [];
  let answer: (url: string) => Promise<Picture>;
  let products: Server;
  let shop: Server;
  let imageUrl: unknown;
  /** Further products by their ids. */
  let others: Record<string, string>;

  const listen = async (server: Server): Promise<string> => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  const get = (path: string) => fetch(`http://127.0.0.1:${(shop.address() as AddressInfo).port}${path}`);
  /** Offers as many products as a busy page shows, with pictures on one host, and asks for all of them at once. */
  const getMany = (host: string, count: number) => {
    const ids = Array.from({ length: count }, (_, index) => `${host.length}${index}`.padStart(24, 'a'));
    for (const id of ids) others[id] = `https://${host}/${id}.png`;
    return ids.map((id) => get(`/seller-pictures/${id}`).then(({ status }) => status));
  };

  beforeEach(async () => {
    fetched.splice(0);
    imageUrl = 'https://pictures.test/a.png';
    others = {};
    answer = () => Promise.resolve({ type: 'image/png', body: Buffer.from('a picture') });
    products = createServer((req, res) => {
      const id = req.url?.split('/').at(-1) ?? '';
      const known: Record<string, unknown> = { ...others, [ID]: imageUrl };
      res.statusCode = id in known ? 200 : 404;
      res.end(JSON.stringify({ imageUrl: known[id] }));
    });
    const app = express();
    const fetchOne = (url: string): Promise<Picture> => {
      fetched.push(url);
      return answer(url);
    };
    app.use(sellerPicturesRouter(await listen(products), fetchOne));
    shop = createServer(app);
    await listen(shop);
  });
  afterEach(() => {
    for (const server of [products, shop]) {
      server.closeAllConnections();
      server.close();
    }
  });

  it('shows the picture of a product, once fetched for all, as a file that can run nothing', async () => {
    const [first] = await Promise.all([get(`/seller-pictures/${ID}`), get(`/seller-pictures/${ID}`)]);
    await get(`/seller-pictures/${ID}`);
    expect(first?.status).toBe(200);
    expect(await first?.text()).toBe('a picture');
    expect(first?.headers.get('content-type')).toBe('image/png');
    expect(first?.headers.get('x-content-type-options')).toBe('nosniff');
    expect(first?.headers.get('content-security-policy')).toContain('sandbox');
    expect(fetched).toEqual(['https://pictures.test/a.png']);
  });

  it.each(['/seller-pictures/none', `/seller-pictures/${'0'.repeat(24)}`, `/seller-pictures/${ID}%2f..`])(
    'answers 404 for %s and fetches nothing',
    async (path) => {
      expect((await get(`${path}?of=https://pictures.test/other.png`)).status).toBe(404);
      expect(fetched).toEqual([]);
    },
  );

  it('answers 404, which nobody keeps, when the product has another picture than the one asked for', async () => {
    const pictureOf = (url: string) => get(`/seller-pictures/${ID}?of=${encodeURIComponent(url)}`);
    const other = await pictureOf('https://pictures.test/b.png');
    expect(other.status).toBe(404);
    expect(other.headers.get('cache-control')).toBe('no-store');
    expect(fetched).toEqual([]);
    expect((await pictureOf('https://pictures.test/a.png')).status).toBe(200);
  });

  it.each([
    ...[null, undefined, '', '/local.png', 'http://pictures.test/a.png', 'https://', 5],
    ...[{ $ne: null }, ['https://pictures.test/a.png']],
  ])('fetches nothing for the image address %j', async (url) => {
    imageUrl = url;
    expect((await get(`/seller-pictures/${ID}`)).status).toBe(404);
    expect(fetched).toEqual([]);
  });

  it('answers 404 when the picture cannot be had, and does not ask for it again at once', async () => {
    answer = () => Promise.reject(new Error('not there'));
    expect((await get(`/seller-pictures/${ID}`)).status).toBe(404);
    expect((await get(`/seller-pictures/${ID}`)).status).toBe(404);
    expect(fetched).toHaveLength(1);
  });

  const hold = () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    return { held, release };
  };

  it('shows every picture of a page whose pictures are all on one host', async () => {
    answer = async () => {
      await sleep(50);
      return { type: 'image/png', body: Buffer.from('a picture') };
    };
    expect(await Promise.all(getMany('pictures.test', 30))).toEqual(Array(30).fill(200));
  });

  it('shows a picture while hosts of many others do not answer', async () => {
    const { held, release } = hold();
    answer = async (url) => {
      if (url.includes('silent')) await held;
      return { type: 'image/png', body: Buffer.from('a picture') };
    };
    const silent = [...getMany('silent.test', 30), ...getMany('silent-too.test', 30)];
    while (fetched.length < 8) await sleep(10);
    expect((await get(`/seller-pictures/${ID}`)).status).toBe(200);
    release();
    expect(await Promise.all(silent)).toEqual(Array(60).fill(200));
  });

  it('asks for no more pictures than it can wait for', async () => {
    const { held, release } = hold();
    answer = async () => {
      await held;
      return { type: 'image/png', body: Buffer.from('a picture') };
    };
    const statuses = getMany('silent.test', 300);
    expect(await Promise.race(statuses)).toBe(404);
    expect(fetched.length).toBeLessThanOrEqual(16);
    release();
    await Promise.all(statuses);
  });
});
