import { audit } from '@ecommerce/audit/audit';
import { eventually } from '../../eventually';
import { ensureSchemathesis, fuzz } from '../../schemathesis';
import { Shopper } from '../../shopper';
import { readStack } from '../../stack';
import { services } from '../../../../../services.cjs';

const PREFIXES = services.map(({ routes }) => routes);
const SECONDS = 25;

describe('made-up requests', () => {
  const found = new Map<string, Promise<string>>();

  beforeAll(async () => {
    const program = await ensureSchemathesis();
    const { cookie } = await Shopper.signUp();
    const gateway = readStack().gateway.http;
    for (const prefix of PREFIXES)
      found.set(prefix, fuzz(program, { gateway, prefix, cookie, seconds: SECONDS }));
  }, 5 * 60_000);

  it.each(PREFIXES)(
    'to %s get documented answers, and never a 5xx',
    async (prefix) => {
      expect(await found.get(prefix)).toBe('');
    },
    8 * 60_000,
  );

  it('leave the books balanced', async () => {
    await eventually(async () => expect(await audit(readStack())).toEqual([]));
  });
});
