import { readStack } from './stack';

/** The events of one order as the event explorer answers them. */
export interface OrderEvents {
  orderId: string;
  hops: {
    subject: string;
    publishedBy: string;
    publishedAt: string;
    deliveries: { service: string; at: string; attempt: number; outcome: string; ms: number }[];
  }[];
}

/** Asks the explorer through the gateway. */
export async function eventsOf(orderId: string): Promise<OrderEvents> {
  const answer = await fetch(`${readStack().gateway.http}/sandbox/events/orders/${orderId}.json`);
  if (answer.status !== 200) throw new Error(`the event explorer answered ${answer.status}`);
  return (await answer.json()) as OrderEvents;
}

/** Who has published each event of an order, and who has handled it; sorted, each once. */
export function handledBy({ hops }: OrderEvents): Record<string, string> {
  const entries = hops.map(({ subject, publishedBy, deliveries }) => {
    const done = deliveries.filter(({ outcome }) => outcome === 'handled').map(({ service }) => service);
    return [subject, `${publishedBy} → ${[...new Set(done)].sort().join(', ')}`];
  });
  return Object.fromEntries(entries) as Record<string, string>;
}
