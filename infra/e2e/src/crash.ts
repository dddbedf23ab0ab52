import { eventually } from './eventually';
import { readStack } from './stack';

/** Every process of the shop that can die under a purchase. */
export const TARGETS = [
  'auth',
  'products',
  'cart',
  'orders',
  'payments',
  'notifications',
  'nats',
  'auth-mongo',
  'products-mongo',
  'cart-mongo',
  'orders-mongo',
  'payments-mongo',
  'notifications-mongo',
] as const;

/** Kills a process of the running shop with signal 9; its supervisor restarts it. */
export function killNow(name: string): void {
  process.kill(pidOf(name), 'SIGKILL');
}

/** Waits until the supervisor has started another process in its place. */
export async function restarted(name: string, oldPid: number): Promise<void> {
  await eventually(async () => {
    if (pidOf(name) === oldPid) throw new Error(`${name} has not been restarted`);
  });
}

export function pidOf(name: string): number {
  const pid = readStack().processes[name];
  if (!pid)
    throw new Error(`there is no process ${name} among ${Object.keys(readStack().processes).join(', ')}`);
  return pid;
}
