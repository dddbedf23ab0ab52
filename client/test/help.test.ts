import { readFileSync } from 'node:fs';
import path from 'node:path';
import { serveClient } from './served';

const served = serveClient();

/** A number that the payments service is built with. */
function limitOf(file: string, pattern: RegExp): string {
  const source = readFileSync(path.join(__dirname, '../../payments/src', file), 'utf8');
  return pattern.exec(source)?.[1] ?? 'missing';
}

it('states the limits of the payments service', async () => {
  const html = await (await served.get('/help')).text();
  const perOrder = limitOf('domain/decline-limits.ts', /MAX_DECLINES_PER_ORDER = (\d+)/);
  const perUser = limitOf('domain/decline-limits.ts', /MAX_DECLINES_PER_USER = (\d+)/);
  expect(html).toContain(
    `After ${perOrder} declined cards for one order within an hour, or ${perUser} for all`,
  );
  const hours = limitOf('config.ts', /UNPAID_ORDER_HOURS: .*default\((\d+)\)/);
  expect(html).toContain(`Your order waits for ${hours} hours.`);
});
