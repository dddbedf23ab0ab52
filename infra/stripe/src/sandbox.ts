import type { Settings } from './config';
import { FaultPlan } from './faults/fault-plan';
import { InFlight } from './http/in-flight';
import { Ledger } from './storage/ledger';

/** The parts of a running sandbox. */
export interface Sandbox {
  settings: Pick<Settings, 'secretKey' | 'publishableKey' | 'controlSecret'>;
  ledger: Ledger;
  faults: FaultPlan;
  inFlight: InFlight;
  /** Milliseconds since 1970. */
  now: () => number;
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
  { dataDir, secretKey, publishableKey, controlSecret }: Omit<Settings, 'host' | 'port'>,
  { now = Date.now, onBroken = () => undefined }: SandboxOptions = {},
): Promise<Sandbox> {
  return {
    settings: { secretKey, publishableKey, controlSecret },
    ledger: await Ledger.open(dataDir, onBroken),
    faults: new FaultPlan(),
    inFlight: new InFlight(),
    now,
  };
}
