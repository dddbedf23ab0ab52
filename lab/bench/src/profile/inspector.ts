import { setTimeout as sleep } from 'node:timers/promises';
import { request, WebSocket } from 'undici';
import { UserError } from '@ecommerce/events/user-error';
import type { CpuProfile } from './flame-graph';

/** Where Node.js opens a process's inspector on SIGUSR1. */
const INSPECTOR = 'http://127.0.0.1:9229/json';
const [TRIES, TRY_EVERY_MS] = [50, 100];
/** Microseconds between two samples. */
const SAMPLE_EVERY_US = 200;

interface Answer {
  id: number;
  result?: object;
  error?: { message: string };
}

/**
 * Profiles a Node.js process while `work` runs, and closes its inspector again: one at a time can have the port.
 * @throws UserError when the port is in use by something else, or the process opens no inspector
 */
export async function profileProcess(pid: number, work: () => Promise<void>): Promise<CpuProfile> {
  if (await debuggerAddress()) throw new UserError('Port 9229 is in use: close the debugger that uses it');
  process.kill(pid, 'SIGUSR1');
  const socket = new WebSocket(await waitForAddress(pid));
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve);
    socket.addEventListener('error', () => reject(new Error(`process ${pid} refused its debugger`)));
  });
  let lastId = 0;
  const send = (method: string, params: object = {}): Promise<object> =>
    new Promise((resolve, reject) => {
      const id = (lastId += 1);
      const onMessage = ({ data }: { data: unknown }): void => {
        const answer = JSON.parse(data as string) as Answer;
        if (answer.id !== id) return;
        socket.removeEventListener('message', onMessage);
        if (answer.error) reject(new Error(`${method}: ${answer.error.message}`));
        else resolve(answer.result ?? {});
      };
      socket.addEventListener('message', onMessage);
      socket.send(JSON.stringify({ id, method, params }));
    });
  try {
    await send('Profiler.enable');
    await send('Profiler.setSamplingInterval', { interval: SAMPLE_EVERY_US });
    await send('Profiler.start');
    await work();
    const { profile } = (await send('Profiler.stop')) as { profile: CpuProfile };
    return profile;
  } finally {
    // Closing ends the connection before an answer comes.
    void send('Runtime.evaluate', { expression: "process.getBuiltinModule('inspector').close()" });
    await new Promise((resolve) => socket.addEventListener('close', resolve));
  }
}

async function waitForAddress(pid: number): Promise<string> {
  for (let left = TRIES; left > 0; left -= 1) {
    const address = await debuggerAddress();
    if (address) return address;
    await sleep(TRY_EVERY_MS);
  }
  throw new UserError(`process ${pid} opened no inspector`);
}

/** @returns the address of the inspector that listens now, if any */
async function debuggerAddress(): Promise<string | undefined> {
  try {
    const { body } = await request(INSPECTOR);
    const [target] = (await body.json()) as { webSocketDebuggerUrl: string }[];
    return target?.webSocketDebuggerUrl;
  } catch {
    return undefined;
  }
}
