import { ApiError } from '../../api/api-error';
import type { ApiClient } from '../../api/build-client';
import type { Step } from '../../api/notifications';
import { showOrder } from '../../api/orders';
import type { Order } from '../../api/types';
import { stepsShownBy } from './order-progress';
import { isSettled, pollDelay } from './poll-order';
import { Store } from '../store';

interface WatchedOrder {
  order: Order;
  /** The shop has not answered several times in a row: the order may be out of date. */
  offline: boolean;
}

/** Looks that fail in a row before the page says so. */
const TOLERATED_FAILURES = 2;

/**
 * Asks for an order with growing pauses until it is settled, and not while the tab is hidden. While a stream brings the
 * steps, it asks after each step until the order shows it, and otherwise rarely.
 */
export class OrderWatch extends Store<WatchedOrder> {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isRunning = false;
  #isHidden = false;
  #isUnderWay = false;
  #isLive = false;
  #expected: Step['step'] = 'placed';
  #isAsking = false;
  #quietLooks = 0;
  #failures = 0;

  constructor(
    private readonly client: ApiClient,
    initial: Order,
  ) {
    super({ order: initial, offline: false });
  }

  start(): void {
    this.#isRunning = true;
    this.#schedule();
  }

  stop(): void {
    this.#isRunning = false;
    clearTimeout(this.#timer);
  }

  /** While something was just set off, such as a payment, looks follow each other sooner. */
  setUnderWay(isUnderWay: boolean): void {
    if (isUnderWay === this.#isUnderWay) return;
    this.#isUnderWay = isUnderWay;
    this.#quietLooks = 0;
    this.#schedule();
  }

  /** Whether a stream brings the steps of the order. */
  setLive(isLive: boolean): void {
    if (isLive === this.#isLive) return;
    this.#isLive = isLive;
    this.#quietLooks = 0;
    this.#schedule();
  }

  /** This step has happened: asks at once, and soon again until the order shows it. */
  expect(step: Step['step']): void {
    this.#expected = step;
    this.#quietLooks = 0;
    if (this.#isRunning) void this.#lookAgain();
  }

  /** A hidden tab asks nothing; a tab that is shown again asks at once. */
  setVisible(isVisible: boolean): void {
    this.#isHidden = !isVisible;
    this.#quietLooks = 0;
    if (isVisible && this.#isRunning && !this.#isOver()) void this.#lookAgain();
    else this.#schedule();
  }

  /** Asks at once. An answer that is older than what is known is dropped. Throws ApiError. */
  readonly look = async (): Promise<Order> => {
    const latest = await showOrder(this.client, this.snapshot().order.id);
    const { order } = this.snapshot();
    this.#quietLooks = latest.version > order.version ? 0 : this.#quietLooks + 1;
    this.#failures = 0;
    this.set({ order: latest.version < order.version ? order : latest, offline: false });
    return this.snapshot().order;
  };

  #isOver(): boolean {
    return isSettled(this.snapshot().order, this.#isUnderWay);
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    const { order } = this.snapshot();
    if (!this.#isRunning || this.#isHidden || this.#isOver()) return;
    const isBehind = !stepsShownBy(order).includes(this.#expected);
    const isMoving = !this.#isLive && (order.paid || order.status !== 'Created');
    const isBusy = this.#isUnderWay || isBehind || isMoving;
    this.#timer = setTimeout(() => void this.#lookAgain(), pollDelay(this.#quietLooks, isBusy));
  }

  async #lookAgain(): Promise<void> {
    if (this.#isAsking) return;
    this.#isAsking = true;
    clearTimeout(this.#timer);
    await this.look().catch((error: unknown) => this.#failed(error));
    this.#isAsking = false;
    this.#schedule();
  }

  /** A refusal (signed out, for example) is an answer: the shop is there. */
  #failed(error: unknown): void {
    this.#quietLooks += 1;
    if (error instanceof ApiError && error.status < 500) return;
    this.#failures += 1;
    if (this.#failures > TOLERATED_FAILURES) this.set({ ...this.snapshot(), offline: true });
  }
}
