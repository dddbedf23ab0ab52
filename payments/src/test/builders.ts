import { createLogger, type OrderCreated } from '@datnxecommerce/common';
import { newId } from '@datnxecommerce/common/testing';
import mongoose from 'mongoose';
import type { PaymentDeps } from '../domain/payment-deps';
import { reconcilePayments } from '../domain/reconcile-payments';
import { replicateOrder } from '../domain/replicate-order';
import { Payment } from '../models/payment';
import { BackgroundTasks } from '../services/background-tasks';
import { ScriptedGateway } from './scripted-gateway';

/** An order:created as orders sends it. */
export const anOrder = (fields: Partial<OrderCreated> = {}): OrderCreated => ({
  id: newId(),
  userId: newId(),
  status: 'Created',
  items: [{ productId: newId(), quantity: 2, priceSnapshot: 10.05, titleSnapshot: 'Lamp' }],
  total: 20.1,
  version: 0,
  ...fields,
});

/** An order whose order:created payments has consumed. */
export async function aKnownOrder(fields: Partial<OrderCreated> = {}): Promise<OrderCreated> {
  const order = anOrder(fields);
  await replicateOrder(order);
  return order;
}

export interface TestDeps extends PaymentDeps {
  gateway: ScriptedGateway;
}

/** Dependencies with a scripted provider. */
export function testDeps(fields: Partial<PaymentDeps> & { gateway?: ScriptedGateway } = {}): TestDeps {
  const logger = createLogger('test', 'silent');
  return {
    logger,
    background: new BackgroundTasks(logger),
    answerWithinMs: 5000,
    expireAfterMs: 24 * 60 * 60_000,
    isBusConnected: () => true,
    ...fields,
    gateway: fields.gateway ?? new ScriptedGateway(),
  };
}

const STORED_TIMES = ['keySince', 'spentAt', 'leaseUntil', 'nextTryAt', 'chargedAt'];

/** Moves all stored times of payments into the past, as if so much time had passed; negative `ms`: the future. */
export async function pass(ms: number): Promise<void> {
  const moved = (field: string) => ({ $subtract: [field, ms] });
  const set: Record<string, object> = {};
  for (const field of STORED_TIMES)
    set[field] = { $cond: [{ $gt: [`$${field}`, null] }, moved(`$${field}`), '$$REMOVE'] };
  set.declines = {
    $cond: [
      { $isArray: '$declines' },
      { $map: { input: '$declines', as: 'at', in: moved('$$at') } },
      '$$REMOVE',
    ],
  };
  await Payment.collection.updateMany({}, [{ $set: set }]);
}

/** The database's time, in ms since 1970. */
export async function databaseNow(): Promise<number> {
  const { localTime } = (await mongoose.connection.db!.admin().command({ hello: 1 })) as { localTime: Date };
  return localTime.getTime();
}

/** Lets time pass and the reconciler run until nothing is left to do. @throws when that takes 20 runs */
export async function settleAll(deps: PaymentDeps): Promise<void> {
  await deps.background.idle();
  for (let run = 0; run < 20; run += 1) {
    const [last] = await Payment.find({ nextTryAt: { $exists: true } })
      .sort({ nextTryAt: -1 })
      .lean();
    if (!last?.nextTryAt) return;
    await pass(Math.max(last.nextTryAt.getTime() - (await databaseNow()) + 1, 0));
    await reconcilePayments(deps);
    await deps.background.idle();
  }
  throw new Error('payments are still open after 20 runs of the reconciler');
}

/** The stored payment of an order. */
export const paymentOf = (orderId: string) => Payment.findOne({ orderId }).lean();
