import { createLogger, type OrderCreated } from '@datnxecommerce/common';
import { newId } from '@datnxecommerce/common/testing';
import { BackgroundTasks, type PaymentDeps } from '../domain/payment-deps';
import { reconcilePayments } from '../domain/reconcile-payments';
import { replicateOrder } from '../domain/replicate-order';
import { Payment } from '../models/payment';
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
  /** Advances the clock, in ms. */
  pass(ms: number): void;
}

/** Dependencies with a scripted provider and a clock that the test advances. */
export function testDeps(fields: Partial<PaymentDeps> & { gateway?: ScriptedGateway } = {}): TestDeps {
  const logger = createLogger('test', 'silent');
  let time = Date.now();
  return {
    logger,
    background: new BackgroundTasks(logger),
    answerWithinMs: 5000,
    now: () => new Date(time),
    isBusConnected: () => true,
    pass: (ms) => (time += ms),
    ...fields,
    gateway: fields.gateway ?? new ScriptedGateway(),
  };
}

/** Lets time pass and the reconciler run until nothing is left to do. @throws when that takes 20 runs */
export async function settleAll(deps: PaymentDeps & Pick<TestDeps, 'pass'>): Promise<void> {
  await deps.background.idle();
  for (let run = 0; run < 20; run += 1) {
    const [last] = await Payment.find({ nextTryAt: { $exists: true } })
      .sort({ nextTryAt: -1 })
      .lean();
    if (!last?.nextTryAt) return;
    deps.pass(Math.max(last.nextTryAt.getTime() - deps.now().getTime(), 0));
    await reconcilePayments(deps);
    await deps.background.idle();
  }
  throw new Error('payments are still open after 20 runs of the reconciler');
}

/** The stored payment of an order. */
export const paymentOf = (orderId: string) => Payment.findOne({ orderId }).lean();
