import { tabStore } from '../browser-storage';

/** A request that has not shown up in the payment's status by then never will. */
const FRESH_MS = 60_000;

const keyOf = (orderId: string) => `payment:${orderId}`;

/** Remembers in this tab that a payment was sent and not answered, so that a reload waits for it. */
export const paymentMark = {
  set: (orderId: string): void => tabStore.write(keyOf(orderId), String(Date.now())),
  remove: (orderId: string): void => tabStore.remove(keyOf(orderId)),
  isFresh: (orderId: string): boolean => {
    const age = Date.now() - Number(tabStore.read(keyOf(orderId)) ?? NaN);
    return age >= 0 && age < FRESH_MS;
  },
};
