/** The services that have a part in the shop's promises. */
export type Service = 'products' | 'orders' | 'payments' | 'cart';
export const SERVICES: readonly Service[] = ['products', 'orders', 'payments', 'cart'];

/** What may happen to a step: it is carried out, or is not, or is but nobody hears of it. */
export type Fate = 'done' | 'lost before' | 'lost after';

/** What the code of a killed process gets from whatever it still tries. */
export class Killed extends Error {
  override readonly name = 'Killed';
}

/** A step that a process wants to make, put off until the schedule comes to it. */
export interface Pending {
  label: string;
  /** A step has effects; a timer only lets time pass. */
  kind: 'step' | 'timer';
  process: Process;
  go(fate: Fate): void;
  kill(): void;
}

/** One piece of work of a service: a request, a delivery, a job. It knows nothing but what its steps answered. */
export class Process {
  readonly pending: Pending[] = [];
  /** What each step brought so far: two processes of one kind with equal histories do the same from here on. */
  readonly history: string[] = [];
  isDead = false;
  isSettled = false;

  constructor(
    readonly service: Service,
    readonly name: string,
  ) {}

  /** Nothing of it goes on any more, in the foreground or behind. */
  get isOver(): boolean {
    return this.isSettled && this.pending.length === 0;
  }
}
