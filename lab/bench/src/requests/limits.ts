import { fork } from 'node:child_process';
import path from 'node:path';
import { nextMessage } from '../next-message';

/** A process with the bare limits. */
export interface LimitServer {
  pid: number;
  /** Express and the driver. */
  express: string;
  /** Node's http alone. */
  bare: string;
  stop: () => void;
}

/**
 * Starts the limits on a database that they may write to.
 * @param execArgv Node's flags: those of the services
 * @throws Error when the process ends instead
 */
export async function startLimits(uri: string, execArgv: string[]): Promise<LimitServer> {
  const server = fork(path.join(__dirname, 'limit-server.js'), [uri], {
    env: { ...process.env, NODE_ENV: 'production' },
    execArgv,
  });
  const [express, bare] = await nextMessage<[number, number]>(server);
  return {
    pid: server.pid as number,
    express: `http://127.0.0.1:${express}`,
    bare: `http://127.0.0.1:${bare}`,
    stop: () => void server.kill(),
  };
}
