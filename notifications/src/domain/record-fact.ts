import { change, currentTraceparent } from '@datnxecommerce/common';
import { Timeline } from '../models/timeline';
import type { NotificationDeps } from './notification-deps';
import { decideFact, type Fact } from './timeline-decisions';

/** Stores what an event says about an order, with the steps that follow, and notifies this process' open streams. */
export async function recordFact(
  { feed }: Pick<NotificationDeps, 'feed'>,
  orderId: string,
  fact: Fact,
): Promise<void> {
  const traceparent = currentTraceparent();
  const steps = await change(Timeline, { _id: orderId }, (current, now) =>
    decideFact(current, fact, now, traceparent),
  );
  feed.offer(orderId, steps);
}
