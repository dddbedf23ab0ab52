import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from '@datnxecommerce/common/testing';
import type { BrokerAddress } from '../broker-log';
import { BROKER_USERS_FILE } from '../broker-users';

/** What starts the broker in a cluster. */
const START = path.join(path.dirname(BROKER_USERS_FILE), 'start.sh');

/** A real nats-streaming-server with its monitor, and its stack.json. */
export interface TestBroker {
  nats: BrokerAddress;
  stackFile: string;
  folder: string;
  stop(): Promise<void>;
}

/**
 * Starts one on free ports; resolves when it is ready.
 * @param passwords starts it in the way of a cluster's container, with users and these variables
 */
export async function startBroker(passwords?: NodeJS.ProcessEnv): Promise<TestBroker> {
  const binary = process.env.TEST_NATS_SERVER;
  if (!binary)
    throw new Error('TEST_NATS_SERVER is not set: it names the nats-streaming-server to test with');
  const folder = await mkdtemp(path.join(os.tmpdir(), 'events-test-'));
  const [port, monitor] = [await freePort(), await freePort()];
  const flags = `-a 127.0.0.1 -p ${port} -m ${monitor} -cid ticketing -st MEMORY`;
  const stdio: StdioOptions = ['ignore', 'ignore', 'pipe'];
  const broker = passwords
    ? spawn('sh', [START, '-c', BROKER_USERS_FILE, ...flags.split(' ')], {
        env: { PATH: `${path.dirname(binary)}:${process.env.PATH}`, ...passwords },
        stdio,
      })
    : spawn(binary, flags.split(' '), { stdio });
  await ready(broker);
  const nats = {
    url: `nats://127.0.0.1:${port}`,
    clusterId: 'ticketing',
    monitor: `http://127.0.0.1:${monitor}`,
  };
  const stackFile = path.join(folder, 'stack.json');
  await writeFile(stackFile, JSON.stringify({ nats }));
  return {
    nats,
    stackFile,
    folder,
    stop: async () => {
      if (broker.exitCode === null && broker.signalCode === null) {
        broker.kill('SIGKILL');
        await once(broker, 'exit');
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function ready(broker: ChildProcess): Promise<void> {
  if (!broker.stderr) throw new Error('the broker has no output');
  const said: string[] = [];
  for await (const line of createInterface({ input: broker.stderr })) {
    said.push(line);
    if (line.includes('Streaming Server is ready')) return void broker.stderr.resume();
  }
  throw new Error(`the broker did not start:\n${said.join('\n')}`);
}
