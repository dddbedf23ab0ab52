import type { OpenStepStream, Step } from '../../api/notifications';
import type { Order } from '../../api/types';
import { orderState } from '../../domain/order-steps';
import { stepsShownBy } from './order-progress';
import { isSettled } from './poll-order';
import { Store } from '../store';

/** Something that happened, to be spoken once. */
export interface Announcement {
  key: string;
  text: string;
}

interface StreamedOrder {
  /** Steps arrive as they happen. */
  isLive: boolean;
  /** What happened since the page was opened, oldest first. */
  announcements: readonly Announcement[];
}

/** After a refusal (too many streams, the service is unavailable) the page polls for so long. */
const RETRY_MS = 15_000;

/**
 * An order's stream: open while the tab is visible and something may still happen to the order. Whatever the stream
 * brings or the order shows is announced once, whichever comes first.
 */
export class OrderStream extends Store<StreamedOrder> {
  readonly #announced: Set<Step['step']>;
  #order: Order;
  #close: (() => void) | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #isRunning = false;
  #isHidden = false;
  /** A proxy that holds events back lets none through, so only an event proves that the stream works. */
  #hasWorked = false;

  /** @param onStep is called for each step that the page has not known */
  constructor(
    private readonly open: OpenStepStream,
    order: Order,
    private readonly onStep: (step: Step['step']) => void,
  ) {
    super({ isLive: false, announcements: [] });
    this.#order = order;
    this.#announced = new Set(stepsShownBy(order));
  }

  start(): void {
    this.#isRunning = true;
    this.#update();
  }

  stop(): void {
    this.#isRunning = false;
    this.#update();
  }

  /** A hidden tab keeps no connection: browsers allow a site six of them over HTTP/1.1, in all tabs together. */
  setVisible(isVisible: boolean): void {
    this.#isHidden = !isVisible;
    this.#update();
  }

  /** The order as the page knows it now. */
  setOrder(order: Order): void {
    this.#order = order;
    this.#update();
    if (!this.snapshot().isLive) this.#announceOrder();
  }

  #update(): void {
    const isWanted = this.#isRunning && !this.#isHidden && !isSettled(this.#order);
    if (!isWanted) return this.#end();
    if (this.#close || this.#retry !== undefined) return;
    this.#close = this.open(this.#order.id, {
      opened: () => {
        if (this.#hasWorked) this.#setLive(true);
      },
      received: (step) => this.#received(step),
      lost: (reconnects) => this.#lost(reconnects),
    });
  }

  #end(): void {
    clearTimeout(this.#retry);
    this.#retry = undefined;
    this.#close?.();
    this.#close = undefined;
    this.#hasWorked = false;
    this.#setLive(false);
  }

  #received({ step, text }: Step): void {
    this.#hasWorked = true;
    this.#setLive(true);
    if (this.#announced.has(step)) return;
    this.#announced.add(step);
    this.#announce(step, text);
    this.onStep(step);
  }

  #lost(reconnects: boolean): void {
    this.#setLive(false);
    this.#announceOrder();
    if (reconnects) return;
    this.#end();
    this.#retry = setTimeout(() => {
      this.#retry = undefined;
      this.#update();
    }, RETRY_MS);
  }

  /** Without a stream the page announces what it reads of the order. */
  #announceOrder(): void {
    const fresh = stepsShownBy(this.#order).filter((step) => !this.#announced.has(step));
    if (fresh.length === 0) return;
    for (const step of fresh) this.#announced.add(step);
    this.#announce(fresh.join(), `Order status: ${orderState(this.#order)}`);
  }

  #announce(key: string, text: string): void {
    const { announcements, isLive } = this.snapshot();
    this.set({ isLive, announcements: [...announcements, { key, text }] });
  }

  #setLive(isLive: boolean): void {
    if (isLive !== this.snapshot().isLive) this.set({ ...this.snapshot(), isLive });
  }
}
