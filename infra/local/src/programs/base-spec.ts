import path from 'node:path';
import type { ProcessSpec } from '../supervisor/managed-process';
import type { Plan } from '../plan';
import { REPOSITORY } from '../settings';

/** The stop in its order: each tier's limit is counted from the beginning of the stop, the whole takes under 10 s. */
export const TIERS = {
  client: { tier: 1, stopWithinMs: 2_500 },
  service: { tier: 2, stopWithinMs: 6_500 },
  broker: { tier: 3, stopWithinMs: 8_000 },
  database: { tier: 4, stopWithinMs: 9_500 },
};

/** What all processes have in common. */
export function baseSpec(
  plan: Plan,
  name: string,
  limits: { tier: number; stopWithinMs: number },
  env: NodeJS.ProcessEnv = {},
): Omit<ProcessSpec, 'command' | 'args' | 'ready'> {
  return {
    name,
    cwd: REPOSITORY,
    // One heap for the threads of a process: they allocate little, and each heap of its own stays in memory.
    env: { MALLOC_ARENA_MAX: '1', ...inheritedEnvironment(process.env), ...env },
    logFile: path.join(plan.settings.dataDir, 'logs', `${name}.log`),
    ...limits,
  };
}

/** What a process gets of the user's environment: all but what is meant for one of them, or for npm. */
export function inheritedEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(
    ([name]) =>
      !/^(SHOP_|STRIPE_|NEXT_PUBLIC_|NATS_|MONGO_URI$|JWT_KEY|PORT$|HOST$|npm_|INIT_CWD$)/.test(name),
  );
  return Object.fromEntries(kept);
}
