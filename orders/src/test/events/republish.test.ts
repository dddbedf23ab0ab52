import type { OutboxEntry } from '@datnxecommerce/common';
import {
  decideCancellation,
  decideEvent,
  decidePlacement,
  type OrderEvent,
} from '../../domain/order-decisions';
import { eventSources } from '../../events/republish';
import type { Order } from '../../models/order';
import { anOrder, itemsOf } from '../builders';

type Step = 'cancel' | OrderEvent['subject'];

/** Lives an order's life. @returns how it ends and what it has announced on the way */
function life(steps: readonly Step[]) {
  const draft = anOrder();
  const { events = [], result } = decidePlacement(null, draft, {
    now: draft.createdAt,
    hasRoom: true,
  });
  const announced = [...events];
  let order = result;
  for (const [minute, subject] of steps.entries()) {
    const now = new Date(draft.createdAt.getTime() + minute * 60_000);
    const event = { subject, items: itemsOf(order), paymentId: 'p1' } as OrderEvent;
    const decision =
      subject === 'cancel' ? decideCancellation(order, order.userId, now) : decideEvent(order, event, now);
    order = decision.next ?? order;
    announced.push(...(decision.events ?? []));
  }
  return { order, announced };
}

/** An event without when it was made. */
const published = ({ key, subject, data }: OutboxEntry) => {
  const { meta, ...fields } = JSON.parse(data) as { meta: unknown };
  return { key, subject, fields, hasMeta: meta !== undefined };
};

const LIVES: [name: string, steps: Step[]][] = [
  ['just placed', []],
  ['paid', ['payment:created']],
  ['confirmed', ['payment:created', 'stock:confirmed']],
  ['cancelled', ['cancel']],
  ['cancelled, then paid and refunded', ['cancel', 'payment:created', 'payment:refunded']],
  ['cancelled while stock was taken', ['cancel', 'stock:confirmed']],
  ['out of stock', ['payment:created', 'stock:rejected']],
  ['out of stock, consumed before the payment', ['stock:rejected', 'payment:created']],
  ['out of stock and refunded', ['payment:created', 'stock:rejected', 'payment:refunded']],
];

it.each(LIVES)('an order that is %s republishes exactly what it published', (_name, steps) => {
  const { order, announced } = life(steps);
  const again = eventSources.flatMap(({ eventsOf }) => eventsOf(order satisfies Order));
  expect(again.map(published)).toEqual(announced.map(published));
  const times = again.map(({ data }) => (JSON.parse(data) as { meta: { time: string } }).meta.time);
  const dates = [order.createdAt, order.cancelledAt].filter((date) => date !== undefined);
  expect(times).toEqual(dates.map((date) => date.toISOString()));
});
