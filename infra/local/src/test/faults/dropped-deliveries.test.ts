import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { tempFolder } from '../temp-folder';

const PRELOAD = path.resolve(__dirname, '../../../build/faults/dropped-deliveries.js');
const folder = tempFolder();

/** A service with a library of the broker that hands out events itself. */
beforeEach(() => {
  for (const name of ['@datnxecommerce/common', 'node-nats-streaming'])
    mkdirSync(path.join(folder.path, 'node_modules', name), { recursive: true });
  writeFileSync(path.join(folder.path, 'node_modules/@datnxecommerce/common/index.js'), '');
  writeFileSync(
    path.join(folder.path, 'node_modules/node-nats-streaming/index.js'),
    `const { EventEmitter } = require('node:events');
    exports.connect = () => ({ subscribe: () => new EventEmitter() });`,
  );
  writeFileSync(
    path.join(folder.path, 'faults.json'),
    JSON.stringify([{ subject: 'payment:created', every: 1, seed: 0 }]),
  );
});

/** @returns the log lines of a delivery that is dropped */
function deliver(data: string): unknown[] {
  const script = `
    const subscription = require('node-nats-streaming').connect().subscribe('payment:created');
    subscription.on('message', () => console.log('"delivered"'));
    const data = ${JSON.stringify(data)};
    subscription.emit('message', { getData: () => data, getSequence: () => 7, getRedeliveryCount: () => 0 });`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--require', PRELOAD, '-e', script], {
    cwd: folder.path,
    env: { ...process.env, FAULTS_FILE: path.join(folder.path, 'faults.json') },
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as unknown);
}

it('a dropped delivery is logged as an attempt', () => {
  expect(deliver('{"id":"p","orderId":"o"}')).toEqual([
    expect.objectContaining({ eventId: 'p', orderId: 'o', sequence: 7, outcome: 'dropped' }),
  ]);
});

it.each(['{', 'null'])('a malformed event (%s) is dropped as others are, and ends no service', (data) => {
  expect(deliver(data)).toEqual([expect.objectContaining({ sequence: 7, outcome: 'dropped' })]);
});
