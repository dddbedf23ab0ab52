import { readOne, waitForReplica } from '@datnxecommerce/common';
import { Types } from 'mongoose';
import { Timeline, type Step } from '../models/timeline';
import type { NotificationDeps } from './notification-deps';

/**
 * The steps of the caller's order, oldest first. Waits briefly for an order whose event is still under way. The wait is
 * on id and owner together, so the time of a 404 does not reveal whether the order exists.
 * @throws NotFoundError for an unknown order and for another user's
 * @throws ServiceUnavailableError for the same while no order events arrive
 */
export async function findSteps(
  { isBusConnected }: Pick<NotificationDeps, 'isBusConnected'>,
  userId: string,
  orderId: string,
): Promise<Step[]> {
  const _id = new Types.ObjectId(orderId);
  const { steps } = await waitForReplica(async () => {
    const found = await readOne<Pick<Timeline, 'userId' | 'steps'>>(
      Timeline,
      { _id },
      { userId: 1, steps: 1 },
    );
    return found?.userId === userId ? found : null;
  }, isBusConnected);
  return steps;
}
