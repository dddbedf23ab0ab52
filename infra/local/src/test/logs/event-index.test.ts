import { appendFileSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { EventIndex } from '../../logs/event-index';
import { tempFolder } from '../temp-folder';
import { attemptLine, logLine, ORDER, publishLine } from './event-lines';

const folder = tempFolder();

const log = (name: string): string => path.join(folder.path, `${name}.log`);
const subjectsOf = async (index: EventIndex, orderId = ORDER): Promise<string[]> =>
  (await index.linesOf(orderId)).map(({ service, subject }) => `${service} ${subject}`);

it('finds the lines about an order in the logs of all processes, in the order of time', async () => {
  const index = new EventIndex(folder.path);
  writeFileSync(log('payments'), attemptLine('payments', 2, 'order:created'));
  writeFileSync(
    log('orders'),
    logLine('orders', 0, { msg: 'listening' }) + publishLine('orders', 1, 'order:created'),
  );
  await index.update();
  expect(await subjectsOf(index)).toEqual(['orders order:created', 'payments order:created']);
  expect(await subjectsOf(index, ORDER.toUpperCase())).toHaveLength(2);
  expect(await subjectsOf(index, '507f1f77bcf86cd799439099')).toEqual([]);
});

it('reads on where it stopped, and a line only once it is whole', async () => {
  const index = new EventIndex(folder.path);
  const line = publishLine('orders', 1, 'order:created');
  writeFileSync(log('orders'), line + line.slice(0, 200));
  await index.update();
  expect(await subjectsOf(index)).toHaveLength(1);
  appendFileSync(log('orders'), line.slice(200));
  await index.update();
  await index.update();
  expect(await subjectsOf(index)).toHaveLength(2);
});

it('passes over a line that a crash has cut off', async () => {
  const index = new EventIndex(folder.path);
  const line = publishLine('orders', 1, 'order:created');
  writeFileSync(log('orders'), `${line.slice(0, -20)}\n${line}`);
  await index.update();
  expect(await subjectsOf(index)).toEqual(['orders order:created']);
});

it('halves a large log without losing what the process writes, and finds the lines of both halves', async () => {
  const index = new EventIndex(folder.path, { maxLogBytes: 500 });
  const size = (): number => statSync(log('orders')).size;
  for (let round = 0; round < 4; round += 1)
    appendFileSync(log('orders'), publishLine('orders', round, 'order:created'));
  await index.update();
  expect(size()).toBe(0);
  expect(readFileSync(`${log('orders')}.1`, 'utf8').split('\n')).toHaveLength(5);
  appendFileSync(log('orders'), attemptLine('orders', 9, 'payment:created'));
  await index.update();
  expect(await subjectsOf(index)).toEqual([
    ...Array<string>(4).fill('orders order:created'),
    'orders payment:created',
  ]);
});

it('forgets what was in an older half that a new one has replaced', async () => {
  const index = new EventIndex(folder.path, { maxLogBytes: 200 });
  for (const seconds of [1, 2, 3]) {
    appendFileSync(log('orders'), publishLine('orders', seconds, 'order:created'));
    await index.update();
  }
  const lines = await index.linesOf(ORDER);
  expect(lines.map(({ at }) => at.slice(17, 19))).toEqual(['03']);
});

it('knows a bounded number of orders, the newest', async () => {
  const index = new EventIndex(folder.path, { keptOrders: 2 });
  const ids = ['1', '2', '3'].map((digit) => digit.repeat(24));
  for (const orderId of ids)
    appendFileSync(log('orders'), publishLine('orders', 1, 'order:created', { eventId: orderId, orderId }));
  await index.update();
  const found = await Promise.all(ids.map((id) => index.linesOf(id)));
  expect(found.map((lines) => lines.length)).toEqual([0, 1, 1]);
});
