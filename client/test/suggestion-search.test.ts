import type { ApiClient } from '../api/build-client';
import { SuggestionSearch } from '../hooks/catalogue/suggestion-search';

const product = (title: string) => ({ id: title, title, price: 1, quantity: 1, userId: 'u', version: 0 });

/** A products service that answers when the test says so. */
function service() {
  const asked: { words: string; answer: (titles: string[] | Error) => Promise<void> }[] = [];
  const client: ApiClient = (_service, path) =>
    new Promise((resolve, reject) => {
      const answer = async (titles: string[] | Error) => {
        if (titles instanceof Error) reject(titles);
        else resolve({ status: 200, body: titles.map(product), headers: new Headers() });
        await jest.advanceTimersByTimeAsync(0);
      };
      asked.push({ words: new URLSearchParams(path).get('q') ?? '', answer });
    });
  const search = new SuggestionSearch(client);
  return { asked, search, titles: () => search.snapshot().products.map(({ title }) => title) };
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

it('asks once for what is typed quickly, and not for a single letter', async () => {
  const { asked, search } = service();
  for (const text of ['l', 'la', 'lam', 'lamp ']) search.type(text);
  await jest.advanceTimersByTimeAsync(1_000);
  search.type('x');
  await jest.advanceTimersByTimeAsync(1_000);
  expect(asked.map(({ words }) => words)).toEqual(['lamp']);
});

it('never shows the answer to older words over that to newer ones', async () => {
  const { asked, search, titles } = service();
  search.type('lamp');
  await jest.advanceTimersByTimeAsync(200);
  search.type('lamps');
  await jest.advanceTimersByTimeAsync(200);
  await asked[1]?.answer(['Newer']);
  await asked[0]?.answer(['Older']);
  expect(titles()).toEqual(['Newer']);
});

it('shows nothing that arrives after the list was closed', async () => {
  const { asked, search, titles } = service();
  search.type('lamp');
  await jest.advanceTimersByTimeAsync(200);
  search.clear();
  await asked[0]?.answer(['Late']);
  expect(titles()).toEqual([]);
});

it('stays empty while the products service is unavailable', async () => {
  const { asked, search, titles } = service();
  search.type('lamp');
  await jest.advanceTimersByTimeAsync(200);
  await asked[0]?.answer(new Error('unavailable'));
  expect(titles()).toEqual([]);
});

it('shows six at most, first those whose titles have every word', async () => {
  const { asked, search, titles } = service();
  search.type('desk la');
  await jest.advanceTimersByTimeAsync(200);
  const others = Array.from({ length: 7 }, (_, index) => `Chair ${index}`);
  await asked[0]?.answer([...others, 'Desk calendar', 'Large desk', 'Desk lamp']);
  expect(titles()).toEqual(['Large desk', 'Desk lamp', 'Chair 0', 'Chair 1', 'Chair 2', 'Chair 3']);
});
