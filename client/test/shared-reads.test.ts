import { ApiError } from '../api/api-error';
import type { ApiClient, ApiResponse } from '../api/build-client';
import { sharingCatalogue } from '../api/server-props/shared-reads';
import { MUG, serveClient } from './served';

/** Reads that have begun, in order: a test answers each. */
let begun: { path: string; answer: (text: string) => void; fail: (error: Error) => void }[];
const reading: ApiClient = (_service, path) =>
  new Promise((resolve, reject) => {
    const answer = (text: string): void => resolve({ status: 200, body: text } as ApiResponse);
    begun.push({ path, answer, fail: reject });
  });
const client = sharingCatalogue(reading);
const read = async (path: string): Promise<unknown> => (await client('products', path)).body;
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

beforeEach(() => {
  begun = [];
});

it('shares a read that begins after all have asked', async () => {
  const first = read('/a');
  const others = [read('/a'), read('/a')];
  expect(begun).toHaveLength(1);
  begun[0]?.answer('old');
  expect(await first).toBe('old');
  await settled();
  expect(begun).toHaveLength(2);
  const late = read('/a');
  begun[1]?.answer('new');
  expect(await Promise.all(others)).toEqual(['new', 'new']);
  await settled();
  begun[2]?.answer('newest');
  expect(await late).toBe('newest');
});

it('reads again after each answer', async () => {
  for (const text of ['one', 'two']) {
    const asked = read('/kept');
    begun.at(-1)?.answer(text);
    expect(await asked).toBe(text);
  }
});

it('reads other addresses at the same time', async () => {
  const both = [read('/b'), read('/c')];
  expect(begun.map(({ path }) => path)).toEqual(['/b', '/c']);
  begun.forEach(({ answer, path }) => answer(path));
  expect(await Promise.all(both)).toEqual(['/b', '/c']);
});

it('asks again after a refusal', async () => {
  const [refused, other] = [read('/d'), read('/d')];
  begun[0]?.fail(new ApiError(404, [{ message: 'Not Found' }]));
  await expect(refused).rejects.toMatchObject({ status: 404 });
  await settled();
  begun[1]?.answer('there now');
  expect(await other).toBe('there now');
});

it('does not wait once more for a service that does not answer, but asks again for who comes later', async () => {
  const both = [read('/e'), read('/e')];
  begun[0]?.fail(ApiError.unreachable('server'));
  for (const asked of both) await expect(asked).rejects.toMatchObject({ isUnanswered: true });
  expect(begun).toHaveLength(1);
  const later = read('/e');
  begun[1]?.answer('back');
  expect(await later).toBe('back');
});

it.each([
  ['another service', 'users', undefined],
  ['what changes something', 'products', { method: 'POST' }],
] as const)('shares nothing of %s', (_what, service, options) => {
  void client(service, '/f', options);
  void client(service, '/f', options);
  expect(begun).toHaveLength(2);
});

describe('pages', () => {
  const served = serveClient();

  /** Four visitors at once, while the service takes its time. @returns how often it was asked for the mug */
  async function readsOf(headers: Record<string, string>): Promise<number> {
    served.answers['GET /api/users/currentuser'] = { body: { currentUser: null } };
    await served.get(`/products/${MUG.id}`, headers); // loads the page's code
    served.requests = [];
    served.answers[`GET /api/products/${MUG.id}`] = new Promise((resolve) =>
      setTimeout(resolve, 1000, { body: MUG }),
    );
    const pages = [1, 2, 3, 4].map(() => served.get(`/products/${MUG.id}`, headers));
    for (const { status } of await Promise.all(pages)) expect(status).toBe(200);
    return served.requests.filter(({ path }) => path === `/api/products/${MUG.id}`).length;
  }

  it('of guests share reads', async () => {
    expect(await readsOf({})).toBeLessThan(4);
  });

  it('of visitors with a session do not', async () => {
    expect(await readsOf({ cookie: 'session=some' })).toBe(4);
  });
});
