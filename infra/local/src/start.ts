/** Run by start.mjs once everything is built: from the command line's options to a running shop and its end. */
import { UserError } from '@ecommerce/events/user-error';
import { Shop, type StartOptions } from './shop';

/** Signals within this time are one: npm hands on what the terminal has sent already. */
const SAME_SIGNAL_MS = 1_000;

/** What the command line asks for. */
export interface RunOptions extends StartOptions {
  /** The signals that stop the shop. */
  stopSignals: NodeJS.Signals[];
  /** Follows the line that says why a start failed. */
  hint: string;
}

/**
 * Runs the shop until one of the signals, then ends the process: 0 after a stop that was asked for,
 * else 1 after one line that says what is wrong.
 */
export async function run({ stopSignals, hint, ...options }: RunOptions): Promise<void> {
  // A closed terminal or pipe must not end the shop in the middle of its stop.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  const say = (line: string) => console.log(line);
  const shop = new Shop(options, say);
  let signalledAt = 0;
  const onSignal = async () => {
    if (signalledAt > 0) {
      if (performance.now() - signalledAt > SAME_SIGNAL_MS) shop.kill();
      return;
    }
    signalledAt = performance.now();
    say('Stopping…');
    await shop.stop();
    say(`Stopped after ${((performance.now() - signalledAt) / 1000).toFixed(1)} s.`);
    process.exit(0);
  };
  for (const signal of stopSignals) process.on(signal, () => void onSignal());

  try {
    await shop.start();
  } catch (error) {
    if (signalledAt > 0) return;
    await shop.stop();
    console.error(error instanceof UserError ? `${error.message} ${hint}` : error);
    process.exit(1);
  }
}
