import { rmSync } from 'node:fs';
import { seededRandom } from '@ecommerce/stripe/faults/seeded-random';
import { UserError } from '@ecommerce/events/user-error';
import type { Stack } from '@ecommerce/events/stack';
import { writeAtomically } from '../data/files';
import { armStripe, clearStripe, isStripeArmed } from './stripe-faults';

/** A fault that a developer can switch on. */
export interface FaultSwitch {
  name: string;
  title: string;
  /** What it does, in one sentence. */
  text: string;
  isOn: boolean;
  /** The seed that it was switched on with. */
  seed?: number;
}

const SWITCHES = [
  {
    name: 'charge-timeout',
    title: 'Next charge times out',
    text: 'Stripe does not answer the next charge. The seed decides whether it charges all the same.',
  },
  {
    name: 'drop-payment-created',
    title: 'Drop every third payment:created',
    text: 'Each service drops every third delivery; the broker redelivers it. The seed decides which comes first.',
  },
  {
    name: 'kill-products',
    title: 'Kill products',
    text: 'Kills products five times, each time after a pause of 1 to 6 s that the seed decides.',
  },
] as const;

type SwitchName = (typeof SWITCHES)[number]['name'];

const KILLS = 5;
const MAX_SEED = 0xffff_ffff;

/** What the switches work on. */
export interface FaultOptions {
  /** The file that services read to know which deliveries they drop. */
  file: string;
  stack: () => Stack | undefined;
  /** Kills a process. @returns false when there is none of this name */
  crash: (name: string) => boolean;
  say: (line: string) => void;
}

/** The fault switches of the local stack. No other deployment has them. */
export class FaultSwitches {
  private readonly seeds = new Map<SwitchName, number>();
  private kills?: NodeJS.Timeout;

  constructor(private readonly options: FaultOptions) {
    rmSync(options.file, { force: true });
  }

  /** Every switch. A charge that timed out has switched its fault off. */
  async list(): Promise<FaultSwitch[]> {
    if (this.seeds.has('charge-timeout') && !(await this.#isStillArmed()))
      this.seeds.delete('charge-timeout');
    return SWITCHES.map((each) => ({
      ...each,
      isOn: this.seeds.has(each.name),
      seed: this.seeds.get(each.name),
    }));
  }

  /**
   * Switches a fault on; the same seed does the same again.
   * @throws UserError for an unknown switch or a malformed seed, or when Stripe is the real one
   */
  async switchOn(name: string, seed: number): Promise<void> {
    const known = knownSwitch(name);
    if (!Number.isInteger(seed) || seed < 0 || seed > MAX_SEED)
      throw new UserError(`A seed is a whole number from 0 to ${MAX_SEED}, not ${seed}`, 2);
    await this.switchOff(known);
    if (known === 'charge-timeout') await armStripe(this.options.stack(), seed);
    if (known === 'drop-payment-created')
      writeAtomically(this.options.file, JSON.stringify([{ subject: 'payment:created', every: 3, seed }]));
    if (known === 'kill-products') this.#killProducts(seededRandom(seed), KILLS);
    this.seeds.set(known, seed);
    this.options.say(`fault switch ${known} is on, seed ${seed}`);
  }

  /** @throws UserError for an unknown switch */
  async switchOff(name: string): Promise<void> {
    const known = knownSwitch(name);
    if (!this.seeds.delete(known)) return;
    if (known === 'charge-timeout') await clearStripe(this.options.stack());
    if (known === 'drop-payment-created') rmSync(this.options.file, { force: true });
    if (known === 'kill-products') clearTimeout(this.kills);
    this.options.say(`fault switch ${known} is off`);
  }

  /** @throws UserError when there is no such process */
  crash(name: string): void {
    if (!this.options.crash(name)) throw new UserError(`There is no process ${name}`, 2);
    this.options.say(`${name} was crashed by hand`);
  }

  close(): void {
    clearTimeout(this.kills);
    rmSync(this.options.file, { force: true });
  }

  /** A sandbox that does not answer, crashed by hand for instance, tells nothing new. */
  #isStillArmed(): Promise<boolean> {
    return isStripeArmed(this.options.stack()).catch(() => true);
  }

  #killProducts(random: () => number, left: number): void {
    const pauseMs = 1_000 + random() * 5_000;
    this.kills = setTimeout(() => {
      this.options.crash('products');
      if (left > 1) this.#killProducts(random, left - 1);
      else this.seeds.delete('kill-products');
    }, pauseMs);
  }
}

function knownSwitch(name: string): SwitchName {
  const known = SWITCHES.find((each) => each.name === name);
  if (known) return known.name;
  throw new UserError(
    `${name} is no fault switch; there are ${SWITCHES.map((each) => each.name).join(', ')}`,
    2,
  );
}
