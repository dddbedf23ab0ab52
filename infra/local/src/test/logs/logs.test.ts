import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { readLogEntry } from '../../logs/log-entry';
import { queryLogs, servicesIn } from '../../logs/log-query';
import { logLine, ORDER, publishLine } from './event-lines';
import { tempFolder } from '../temp-folder';

const folder = tempFolder();
const write = (name: string, text: string): void =>
  appendFileSync(path.join(folder.path, `${name}.log`), text);
const messages = async (query: object): Promise<string[]> =>
  (await queryLogs(folder.path, { limit: 100, ...query })).map(({ service, msg }) => `${service}: ${msg}`);

it('reads the lines of services, databases and the broker, and of programs that write text', () => {
  const service = readLogEntry(
    'orders-2',
    logLine('orders', 1, { level: 'warn', orderId: ORDER, msg: 'late' }),
  );
  expect(service).toEqual({
    time: '2026-01-01T00:00:01.000Z',
    service: 'orders-2',
    level: 'warn',
    msg: 'late',
    fields: { orderId: ORDER },
  });
  const mongod = '{"t":{"$date":"2026-01-01T01:00:02.5+01:00"},"s":"E","c":"NETWORK","msg":"no room"}';
  expect(readLogEntry('orders-mongo', mongod)).toEqual({
    time: '2026-01-01T00:00:02.500Z',
    service: 'orders-mongo',
    level: 'error',
    msg: 'no room',
    fields: { c: 'NETWORK' },
  });
  expect(readLogEntry('orders', '{"t":{},"msg":"odd"}')).toMatchObject({ time: '', msg: 'odd' });
  expect(readLogEntry('nats', '[7] 2026/01/01 12:00:03.123456 [WRN] STREAM: slow')).toMatchObject({
    time: new Date('2026-01-01T12:00:03.123').toISOString(),
    level: 'warn',
    msg: 'STREAM: slow',
  });
  expect(readLogEntry('client', 'Ready')).toEqual({
    time: '',
    service: 'client',
    level: 'info',
    msg: 'Ready',
    fields: {},
  });
  expect(readLogEntry('orders', '{"level":"info", cut').msg).toBe('{"level":"info", cut');
});

it('merges the logs of all processes by time; a line without one follows the line before', async () => {
  write(
    'orders',
    `${logLine('orders', 1, { msg: 'first' })}    at a line of a stack\n${logLine('orders', 4, { msg: 'last' })}`,
  );
  write('cart', logLine('cart', 2, { msg: 'second' }));
  expect(await messages({})).toEqual([
    'orders: first',
    'orders:     at a line of a stack',
    'cart: second',
    'orders: last',
  ]);
  expect(servicesIn(folder.path)).toEqual(['cart', 'orders']);
});

it('filters by process, by least level and by order, and gives the newest', async () => {
  write(
    'orders',
    publishLine('orders', 1, 'order:created') + logLine('orders', 2, { level: 'error', msg: 'broken' }),
  );
  write('cart', logLine('cart', 3, { level: 'warn', msg: 'slow' }));
  expect(await messages({ service: 'cart' })).toEqual(['cart: slow']);
  expect(await messages({ level: 'warn' })).toEqual(['orders: broken', 'cart: slow']);
  expect(await messages({ level: 'error' })).toEqual(['orders: broken']);
  expect(await messages({ order: ORDER.toUpperCase() })).toEqual(['orders: event published']);
  expect(await messages({ limit: 1 })).toEqual(['cart: slow']);
});
