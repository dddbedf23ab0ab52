import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';
import { Explorer } from '../../explorer/explorer';
import { LogRuns } from '../../logs/log-runs';
import { attemptLine, logLine, publishLine } from '../logs/event-lines';
import { tempFolder } from '../temp-folder';

const LINES = 1_000_000;
const EVENTS_PER_ORDER = 20;

const folder = tempFolder();

const orderOf = (number: number): string => number.toString(16).padStart(24, '0');

/** Every second line is about an event, as under load. */
function writeLog(file: string, lines: number): void {
  const log = openSync(file, 'w');
  const other = logLine('orders', 1, {
    method: 'GET',
    url: '/api/orders',
    status: 200,
    msg: 'request completed',
  });
  for (let line = 0; line < lines; line += 2 * EVENTS_PER_ORDER) {
    const orderId = orderOf(line);
    const ids = { eventId: orderId, orderId };
    const events = [publishLine('orders', 1, 'order:created', ids)];
    while (events.length < EVENTS_PER_ORDER) events.push(attemptLine('orders', 2, 'order:created', ids));
    writeSync(log, events.map((event) => event + other).join(''));
  }
  closeSync(log);
}

it('answers an order within 200 ms with a million lines in the logs', async () => {
  mkdirSync(path.join(folder.path, 'logs'));
  // The logs of five processes.
  for (const name of ['auth', 'products', 'orders', 'payments', 'cart'])
    writeLog(path.join(folder.path, 'logs', `${name}.log`), LINES / 5);
  const explorer = new Explorer(new LogRuns(folder.path), () => undefined);
  await explorer.update();

  for (const line of [0, 80_000, 160_000]) {
    const begin = performance.now();
    const story = await explorer.story(orderOf(line));
    expect(performance.now() - begin).toBeLessThan(200);
    expect(story?.hops[0]?.deliveries).toHaveLength(5 * (EVENTS_PER_ORDER - 1));
  }
}, 120_000);
