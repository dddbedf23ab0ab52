import { ApiError } from '../../api/api-error';
import type { ApiClient } from '../../api/build-client';
import { payOrder, showPaymentStatus } from '../../api/payments';
import type { PaymentOutcome, PaymentStatus } from '../../api/types';
import { paymentMark } from './payment-mark';
import { Store } from '../store';

/**
 * checking: the first answer is awaited; open: nothing is under way, and the card form is usable; sending: this tab is
 * paying; processing: an attempt is under way, here or in another tab; paid: the order follows; expired: nothing was
 * charged, and nothing can be any more.
 */
export type PaymentPhase = 'checking' | 'open' | 'sending' | 'processing' | 'paid' | 'expired';

interface PaymentState {
  phase: PaymentPhase;
  /** Why the last attempt failed; empty when none did. */
  error: string;
}

/** Stripe's answer to the card form: a token, or why there is none. */
export type TokenResult = { token: string } | { refusal: string };

const STATUS_EVERY_MS = 1_000;
/** Answers that say "nothing is under way" in a row before a request that nobody answered counts as never arrived. */
const LOST_AFTER = 3;
/** A payment that another tab keeps busy is sent again for this long; then its status alone is followed. */
const RETRY_BUSY_FOR_MS = 30_000;

const NOT_CHARGED = 'Your payment did not go through. Nothing was charged. Try again.';
/** Only silence says so: the request may still be held up on its way. */
const NOT_ARRIVED = 'Your payment has not arrived. Try again: you cannot be charged twice.';
const TRY_ANOTHER_CARD = 'Nothing was charged. Try another card.';

/** Pays one order, and asks the shop how its payment stands instead of guessing. */
export class PaymentSession extends Store<PaymentState> {
  /** Grows with each new thing to wait for: an answer to an earlier question is dropped. */
  #turn = 0;
  #isStopped = true;

  /**
   * @param onChanged called when the order itself may have changed
   * @param isCancelled the order is: nothing can be paid, but another device may have been paying
   * @param phase what is known before it starts
   */
  constructor(
    private readonly client: ApiClient,
    private readonly orderId: string,
    private readonly onChanged: () => void,
    private readonly isCancelled = false,
    phase: PaymentPhase = 'checking',
  ) {
    super({ phase, error: '' });
  }

  /** Asks at once. A request of an earlier visit that may still be on its way is waited for. */
  start(): void {
    this.#isStopped = false;
    const isAwaited = paymentMark.isFresh(this.orderId);
    this.#show(isAwaited ? 'processing' : 'checking');
    void this.#follow(isAwaited || this.isCancelled ? LOST_AFTER : 1);
  }

  /** Asks no more. A payment that was sent goes on; the next visit finds out how it ended. */
  stop(): void {
    this.#isStopped = true;
    this.#turn += 1;
  }

  /** Another tab may have paid meanwhile. Does nothing while this tab pays or already follows a payment. */
  check(): void {
    if (this.snapshot().phase === 'open') void this.#follow(1);
  }

  /** Pays with the token that `makeToken` gets; a second call meanwhile does nothing. */
  async pay(makeToken: () => Promise<TokenResult>): Promise<void> {
    if (this.snapshot().phase !== 'open') return;
    this.#turn += 1;
    this.#show('sending');
    const result = await makeToken();
    if ('refusal' in result) return this.#show('open', result.refusal);

    // Before the request leaves: a reload in its middle has to know of it.
    paymentMark.set(this.orderId);
    try {
      this.#settle(await this.#send(result.token));
    } catch (error) {
      this.#reopen(
        error instanceof ApiError ? `${sentence(error.message)} Nothing was charged.` : NOT_CHARGED,
      );
      if (!(error instanceof ApiError)) throw error;
    }
    this.onChanged();
  }

  async #send(token: string): Promise<PaymentOutcome> {
    const giveUpAt = Date.now() + RETRY_BUSY_FOR_MS;
    let outcome = await payOrder(this.client, this.orderId, token);
    while (outcome.kind === 'busy' && Date.now() <= giveUpAt) {
      await sleep(outcome.retryAfterSeconds * 1_000);
      try {
        outcome = await payOrder(this.client, this.orderId, token);
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        return outcome; // refused, but the attempt that keeps the payment busy goes on
      }
    }
    return outcome;
  }

  #settle(outcome: PaymentOutcome): void {
    switch (outcome.kind) {
      case 'paid':
        return this.#paid();
      case 'declined':
        return this.#reopen(`${sentence(outcome.message)} ${TRY_ANOTHER_CARD}`);
      case 'expired':
        paymentMark.remove(this.orderId);
        return this.#show('expired');
      case 'cancelled':
        return this.#reopen('This order is cancelled.');
      case 'processing':
      case 'busy':
        this.#show('processing');
        return void this.#follow(1);
      case 'unanswered':
        this.#show('processing');
        return void this.#follow(LOST_AFTER);
    }
  }

  /**
   * Asks every second until nothing is under way.
   * @param quietAnswers how many answers in a row must say so; more than one while a request may still arrive
   */
  async #follow(quietAnswers: number): Promise<void> {
    const turn = ++this.#turn;
    if (this.#isStopped) return;
    for (let quiet = 0; ; await sleep(STATUS_EVERY_MS)) {
      if (turn !== this.#turn) return;
      const now = await showPaymentStatus(this.client, this.orderId).catch(() => null);
      if (turn !== this.#turn) return;

      if (now?.status === 'paid' || now?.status === 'refunded') return this.#paid();
      if (now?.status === 'processing') {
        quiet = 0;
        quietAnswers = 1;
        this.#show('processing');
      } else if (now) {
        quiet += 1;
        if (quiet >= quietAnswers) return this.#nothingUnderWay(now, quietAnswers === LOST_AFTER);
      } else if (this.snapshot().phase !== 'processing' && !this.isCancelled) {
        return this.#show('open', this.snapshot().error);
      }
    }
  }

  /** @param isGuess nothing but silence tells that a request which was sent never arrived */
  #nothingUnderWay({ status, message }: PaymentStatus, isGuess: boolean): void {
    const { phase, error } = this.snapshot();
    if (status === 'declined') {
      const words = sentence(message ?? 'Your card was declined');
      return this.#reopen(`${words} ${TRY_ANOTHER_CARD}`);
    }
    // The mark stays until it is known how the request ended.
    if (phase !== 'processing') return this.#show('open', error);
    if (isGuess) return this.#show('open', NOT_ARRIVED);
    this.#reopen(NOT_CHARGED);
  }

  #paid(): void {
    paymentMark.remove(this.orderId);
    this.#show('paid');
    this.onChanged();
  }

  #reopen(error: string): void {
    paymentMark.remove(this.orderId);
    this.#show('open', error);
  }

  #show(phase: PaymentPhase, error = ''): void {
    this.set({ phase, error });
  }
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
