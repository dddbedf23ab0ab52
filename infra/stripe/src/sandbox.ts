import { setTimeout as sleep } from 'node:timers/promises';
import type { Settings } from './config';
import { FaultPlan } from './faults/fault-plan';
import { InFlight } from './http/in-flight';
import { RequestLog } from './http/request-log';
import { Ledger } from './storage/ledger';

/** The parts of a running sandbox. */
export interface Sandbox {
  settings: Pick<Settings, 'secretKey' | 'publishableKey' | 'controlSecret'>;
  ledger: Ledger;
  faults: FaultPlan;
  inFlight: InFlight;
  log: RequestLog;
  /** Milliseconds since 1970. */
  now: () => number;
  /** Waits as long as Stripe would be unavailable. */
  latency: () => Promise<void>;
}

/** What a caller may replace. */
export interface SandboxOptions {
  now?: () => number;
  /** See `Ledger.open`. */
  onBroken?: (error: Error) => void;
}

/**
 * Opens the sandbox of a data folder; two at a time in one folder would spoil it.
 * @throws Error with one clear line when the folder cannot be used
 */
export async function openSandbox(
  { dataDir, secretKey, publishableKey, controlSecret, latencyMs }: Omit<Settings, 'host' | 'port'>,
  { now = Date.now, onBroken = () => undefined }: SandboxOptions = {},
): Promise<Sandbox> {
  return {
    settings: { secretKey, publishableKey, controlSecret },
    ledger: await Ledger.open(dataDir, onBroken),
    faults: new FaultPlan(),
    inFlight: new InFlight(),
    log: new RequestLog(),
    now,
    latency: async () => {
      if (latencyMs > 0) await sleep(latencyMs);
    },
  };
}
