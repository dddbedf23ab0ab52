import type { CartLine } from '../../../../cart/src/models/cart';

/** The services that have a part in the shop's promises. */
export type Service = 'products' | 'orders' | 'payments' | 'cart' | 'auth';
export const SERVICES: readonly Service[] = ['products', 'orders', 'payments', 'cart', 'auth'];

/**
 * What may happen to a step: it is carried out, or is not, or is carried out and its answer is lost. `frozen`: it is
 * carried out, and its process is stopped before it sees the answer, which is then a step of its own.
 */
export type Fate = 'done' | 'lost before' | 'lost after' | 'frozen';

/** What the code of a killed process gets from whatever it still tries. */
export class Killed extends Error {
  override readonly name = 'Killed';
}

/** What a step brought. */
export interface Brought {
  value?: unknown;
  error?: Error;
}

/** What the clocks show: the wall clock, and the one that only ever goes forward. */
export interface Clocks {
  now: number;
  monotonic: number;
}

/** What a step brought and when, and which of its process's pending steps it was. */
export interface Answer extends Brought, Clocks {
  index: number;
  label: string;
  /** The process was stopped before it saw the answer. */
  isFrozen?: boolean;
}

/** A step that a process wants to make, put off until the schedule comes to it. */
export interface Pending {
  label: string;
  /** A step has effects; a timer only lets time pass. */
  kind: 'step' | 'timer';
  process: Process;
  carryOut: (fate: Fate) => Brought;
  /** Tells the process what its step brought, so that it goes on. */
  answer: (brought: Brought) => void;
}

/** The database's answer to `hello`: its time. */
const hello = (): Promise<object> => Promise.resolve({ localTime: new Date() });

/** Ids that one process may make. */
const IDS = 4096;

/** One piece of work of a service: a request, a delivery, a job. It knows nothing but what its steps answered. */
export class Process {
  readonly pending: Pending[] = [];
  /** What its steps brought so far: a process that is answered the same from its start on does the same. */
  readonly history: Answer[] = [];
  /** The ids that it makes follow from which process it is. */
  readonly ids: { made: number };
  /** What a shopper asks of the cart: so many of this product, 0 to take it out. */
  asked?: CartLine;
  isDead = false;
  isSettled = false;
  /** What it shares with nobody: batches, and the relay that publishes what it writes. */
  readonly connection: object = { getClient: () => ({ db: () => ({ command: hello }) }) };

  constructor(
    readonly service: Service,
    readonly name: string,
    number: number,
  ) {
    this.ids = { made: number * IDS };
  }

  /** Nothing of it goes on any more, in the foreground or behind. */
  get isOver(): boolean {
    return this.isSettled && this.pending.length === 0;
  }
}
