import { many } from '@ecommerce/e2e/crowd';
import type { BusClient } from './sides';

/** As many as common's bus leaves unconfirmed. */
const IN_PARALLEL = 64;

/** The bytes of an order's event. */
export const EVENT = JSON.stringify({
  id: '656f1c0e5b0f3a0012345678',
  version: 0,
  status: 'Created',
  userId: '656f1c0e5b0f3a0012345679',
  expiresAt: '2026-11-28T02:15:00.000Z',
  items: [0, 1].map((line) => ({
    productId: `656f1c0e5b0f3a001234568${line}`,
    title: 'Lamp of brushed brass',
    price: 19.99,
    quantity: 1,
  })),
  meta: {
    eventId: '6f0d3a3e-6f1b-4a1e-9d6c-0f6b6d3b2a10',
    time: '2026-11-28T02:00:00.000Z',
    traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
  },
});

/** Publishes the same event so many times. */
export async function publishAll(
  client: Pick<BusClient, 'publish'>,
  subject: string,
  count: number,
): Promise<void> {
  let left = count;
  await many(IN_PARALLEL, async () => {
    while (left-- > 0) await client.publish(subject, EVENT);
  });
}
