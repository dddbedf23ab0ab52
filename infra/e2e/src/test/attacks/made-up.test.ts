import { type Fuzzed, fuzzSeed, fuzzService } from '../../attacks/fuzz';
import { useWorld } from '../../attacks/world';
import { services } from '../../../../../services.cjs';

useWorld();
/** `full-run/made-up.test.ts` sends 10,000. */
const REQUESTS = 100;
const seed = fuzzSeed();
const prefixes = services.map(({ routes }) => routes);
const fuzzed = new Map<string, Fuzzed>();

/** All services at the same time: most of a service's time passes in waits for orders and products that are unknown. */
beforeAll(async () => {
  await Promise.all(
    prefixes.map(async (prefix) => fuzzed.set(prefix, await fuzzService(prefix, REQUESTS, seed))),
  );
}, 120_000);

it.each(prefixes)('made-up requests to %s get no 5xx, and some succeed', (prefix) => {
  const { statuses = {}, failures } = fuzzed.get(prefix) ?? {};
  expect(failures).toEqual([]);
  expect(Object.keys(statuses).some((status) => status.startsWith('2'))).toBe(true);
});
