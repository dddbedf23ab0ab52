import { createConnection } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Answers whether something is ready. Throws a UserError only, for what no waiting helps. */
export type Probe = () => Promise<boolean>;

/** Ready when this URL answers 200. */
export function httpProbe(url: string): Probe {
  return async () => {
    try {
      const answer = await ask(url);
      await answer.body?.cancel();
      return answer.status === 200;
    } catch {
      return false;
    }
  };
}

/** Ready when this URL answers 200 and every entry of `checks` in its body is true: the broker's too, if it has one. */
export function checksProbe(url: string): Probe {
  return async () => {
    try {
      const answer = await ask(url);
      const { checks = {} } = (await answer.json()) as { checks?: Record<string, boolean> };
      return answer.status === 200 && Object.values(checks).every(Boolean);
    } catch {
      return false;
    }
  };
}

/** Keeps no connection: a service that stops waits for idle ones, because a request may be on its way. */
const ask = (url: string): Promise<Response> =>
  fetch(url, { headers: { connection: 'close' }, signal: AbortSignal.timeout(2_000) });

/** Ready when this loopback port takes connections. */
export function tcpProbe(port: number): Probe {
  return () =>
    new Promise((resolve) => {
      const socket = createConnection({ port, host: '127.0.0.1', timeout: 2_000 });
      const end = (isReady: boolean) => () => {
        socket.destroy();
        resolve(isReady);
      };
      socket.once('connect', end(true)).once('error', end(false)).once('timeout', end(false));
    });
}

/**
 * Asks a probe every 100 ms until it says yes.
 * @param giveUp called before each further question; throws to end the wait
 */
export async function untilReady(probe: Probe, giveUp: () => void): Promise<void> {
  while (!(await probe())) {
    giveUp();
    await sleep(100);
  }
}
