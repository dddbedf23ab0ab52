import { fork } from 'node:child_process';
import path from 'node:path';
import { nextMessage } from '../next-message';
import type { Task } from './bus-server';
import type { Side } from './sides';

/** A process that publishes and receives events by one side. */
export interface BusProcess {
  pid: number;
  /** Publishes so many events, and waits until the broker has confirmed each. */
  publish: (count: number) => Promise<void>;
  /** Receives and acknowledges so many events, which `publish` sends meanwhile from another process. */
  receive: (count: number, publish: (subject: string) => Promise<void>) => Promise<void>;
  stop: () => void;
}

/**
 * Starts a process on the broker of the running shop.
 * @param clientId unique among the live clients of the broker
 * @param execArgv Node's flags: those of the services
 */
export async function startBusProcess(side: Side, clientId: string, execArgv: string[]): Promise<BusProcess> {
  const subject = `bench:received.${clientId}`;
  const program = path.join(__dirname, 'bus-server.js');
  const server = fork(program, [side, clientId, subject], {
    env: { ...process.env, NODE_ENV: 'production' },
    execArgv,
  });
  await nextMessage(server);
  const run = async (task: Task): Promise<void> => {
    const done = nextMessage(server);
    server.send(task);
    await done;
  };
  return {
    pid: server.pid as number,
    publish: (count) => run({ name: 'publish', subject: `bench:published.${clientId}`, count }),
    receive: async (count, publish) => {
      await Promise.all([run({ name: 'receive', count }), publish(subject)]);
    },
    stop: () => void server.kill(),
  };
}
