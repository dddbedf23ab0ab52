// By this name it is Node's own; by its name with the prefix it is this file (jest.config.cjs).
import { setTimeout as realSleep } from 'timers/promises';
import { currentEnvironment } from './step';

/**
 * In place of `node:timers/promises`: inside of a world time passes when the schedule says so. The module itself is
 * left alone, since all test files of one worker share it.
 */
export async function setTimeout<T>(
  ms = 0,
  value?: T,
  options?: { signal?: AbortSignal },
): Promise<T | undefined> {
  const world = currentEnvironment();
  if (!world) return realSleep(ms, value, options);
  await world.sleep(ms, options?.signal);
  return value;
}
