import { audit } from '@ecommerce/audit/audit';
import { fuzzSeed, fuzzService } from '../../attacks/fuzz';
import { eventually } from '../../eventually';
import { readStack } from '../../stack';
import { services } from '../../../../../services.cjs';

const REQUESTS = 10_000;
const WITHIN_MS = 20 * 60_000;
const seed = fuzzSeed();

describe('10,000 made-up requests', () => {
  it.each(services.map(({ routes }) => routes))(
    'to %s get no 5xx, and some succeed',
    async (prefix) => {
      const { statuses, failures } = await fuzzService(prefix, REQUESTS, seed);
      console.info(prefix, JSON.stringify(statuses));
      expect(failures).toEqual([]);
      expect(Object.keys(statuses).some((status) => status.startsWith('2'))).toBe(true);
    },
    WITHIN_MS,
  );

  it('leave the books balanced', async () => {
    await eventually(async () => expect(await audit(readStack())).toEqual([]));
  });
});
