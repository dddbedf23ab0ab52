import { existsSync, linkSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Stack } from '@ecommerce/events/stack';
import { isDue } from '../../faults/drop-plan';
import { FaultSwitches } from '../../faults/fault-switches';
import { tempFolder } from '../temp-folder';
import { startUpstream } from '../upstream';

const folder = tempFolder();
const file = (): string => path.join(folder.path, 'faults.json');
const crashed: string[] = [];

const switches = (stack?: Stack): FaultSwitches =>
  new FaultSwitches({
    file: file(),
    stack: () => stack,
    crash: (name) => {
      crashed.push(name);
      return name === 'products';
    },
    say: () => undefined,
  });

it('tells services which deliveries to drop, until it is switched off', async () => {
  const faults = switches();
  await faults.switchOn('drop-payment-created', 2);
  expect(JSON.parse(readFileSync(file(), 'utf8'))).toEqual([
    { subject: 'payment:created', every: 3, seed: 2 },
  ]);
  expect((await faults.list()).find(({ isOn }) => isOn)).toMatchObject({
    name: 'drop-payment-created',
    seed: 2,
  });
  await faults.switchOff('drop-payment-created');
  expect(existsSync(file())).toBe(false);
  expect((await faults.list()).some(({ isOn }) => isOn)).toBe(false);
});

it('replaces the file as a whole, as services read it at any time', async () => {
  const faults = switches();
  writeFileSync(file(), '[]');
  linkSync(file(), `${file()}.open`);
  await faults.switchOn('drop-payment-created', 2);
  expect(readFileSync(`${file()}.open`, 'utf8')).toBe('[]');
});

it('forgets the faults of the run before', () => {
  writeFileSync(file(), '[]');
  switches();
  expect(existsSync(file())).toBe(false);
});

it('drops one of three deliveries, the seed says which', () => {
  const dropped = (seed: number): number[] =>
    [1, 2, 3, 4, 5, 6].filter((count) => isDue({ subject: 'payment:created', every: 3, seed }, count));
  expect(dropped(0)).toEqual([3, 6]);
  expect(dropped(1)).toEqual([2, 5]);
  expect(dropped(2)).toEqual([1, 4]);
});

it.each([1.5, -1, NaN, 2 ** 32])('refuses %p as a seed', async (seed) => {
  await expect(switches().switchOn('kill-products', seed)).rejects.toThrow('A seed is a whole number');
});

it('refuses a switch and a process that there is not, and a charge fault without the sandbox', async () => {
  const faults = switches();
  await expect(faults.switchOn('drop-tables', 1)).rejects.toThrow('drop-tables is no fault switch');
  expect(() => faults.crash('stripes')).toThrow('There is no process stripes');
  await expect(faults.switchOn('charge-timeout', 1)).rejects.toThrow('There is no Stripe sandbox');
  expect((await faults.list()).some(({ isOn }) => isOn)).toBe(false);
});

describe('the charge that times out', () => {
  let dealt: number;
  let sandbox: Awaited<ReturnType<typeof startUpstream>>;

  beforeEach(async () => {
    dealt = 0;
    sandbox = await startUpstream((req, res) => {
      if (req.method === 'DELETE') res.writeHead(204).end();
      else res.end(JSON.stringify({ faults: [{ times: 1, dealt }] }));
    });
  });

  afterEach(() => {
    sandbox.server.closeAllConnections();
    sandbox.server.close();
  });

  const areOn = async (faults: FaultSwitches) =>
    (await faults.list()).filter(({ isOn }) => isOn).map(({ name }) => name);
  const switchesOfSandbox = () =>
    switches({ stripe: { control: { url: sandbox.url, secret: 's' } } } as Stack);

  it('stays on while the sandbox does not answer', async () => {
    const faults = switchesOfSandbox();
    await faults.switchOn('charge-timeout', 1);
    sandbox.server.closeAllConnections();
    sandbox.server.close();
    expect(await areOn(faults)).toEqual(['charge-timeout']);
  });

  it('is on until it has struck', async () => {
    const faults = switchesOfSandbox();
    await faults.switchOn('charge-timeout', 1);
    expect(await areOn(faults)).toEqual(['charge-timeout']);
    dealt = 1;
    expect(await areOn(faults)).toEqual([]);
  });
});

describe('killing products', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  const pausesOf = async (seed: number): Promise<number[]> => {
    crashed.length = 0;
    const faults = switches();
    await faults.switchOn('kill-products', seed);
    const begin = Date.now();
    const pauses: number[] = [];
    while ((await faults.list()).some(({ isOn }) => isOn)) {
      jest.advanceTimersToNextTimer();
      pauses.push(Date.now() - begin);
    }
    return pauses;
  };

  it('kills it five times and switches itself off; the same seed does the same again', async () => {
    const first = await pausesOf(7);
    expect(crashed).toEqual(Array(5).fill('products'));
    expect(await pausesOf(7)).toEqual(first);
    expect(await pausesOf(8)).not.toEqual(first);
  });
});
