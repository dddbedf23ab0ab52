import { fuzzSeed, fuzzService } from '../../attacks/fuzz';
import { useWorld } from '../../attacks/world';
import { services } from '../../../../../services.cjs';

useWorld();
/** `full-run/made-up.test.ts` sends 10,000. */
const REQUESTS = 100;
const seed = fuzzSeed();

it.each(services.map(({ routes }) => routes))(
  'made-up requests to %s get no 5xx, and some succeed',
  async (prefix) => {
    const { statuses, failures } = await fuzzService(prefix, REQUESTS, seed);
    expect(failures).toEqual([]);
    expect(Object.keys(statuses).some((status) => status.startsWith('2'))).toBe(true);
  },
  60_000,
);
