import { LEASE_MS } from '../../domain/payment-rules';
import { refundCancelledOrder } from '../../domain/refund-cancelled-order';
import { payOrder } from '../../domain/pay-order';
import { reconcilePayments } from '../../domain/reconcile-payments';
import { OrderReplica } from '../../models/order-replica';
import { Payment } from '../../models/payment';
import type { OrderCreated } from '@datnxecommerce/common';
import { useDatabase } from '@datnxecommerce/common/testing';
import { testDeps, aKnownOrder, pass, settleAll, type TestDeps } from '../builders';
import { interceptDatabase, type Around } from '../effects';
import { ScriptedGateway } from '../scripted-gateway';
import { expectSound } from '../soundness';

useDatabase();

class Killed extends Error {}

/** A process that dies at its n-th effect, before or after carrying it out, and does nothing any more. */
class CrashingProcess {
  effects = 0;
  isDead = false;

  constructor(
    private readonly diesAt: number,
    private readonly when: 'before' | 'after',
  ) {}

  readonly around: Around = async (_name, step) => {
    if (this.isDead) throw new Killed();
    const isLast = this.effects === this.diesAt;
    this.effects += 1;
    if (isLast && this.when === 'before') return this.die();
    const result = await step();
    return isLast ? this.die() : result;
  };

  private die(): never {
    this.isDead = true;
    throw new Killed();
  }
}

interface Scenario {
  /** What happens until the process dies, if it does. */
  run(deps: TestDeps, order: OrderCreated): Promise<unknown>;
  isCancelled: boolean;
  arrange?(gateway: ScriptedGateway): void;
}

const pay = (deps: TestDeps, { id, userId }: OrderCreated, token = 'tok_visa') =>
  payOrder(deps, { userId, orderId: id, token });

async function payAndCancel(deps: TestDeps, order: OrderCreated): Promise<void> {
  await pay(deps, order);
  await refundCancelledOrder(deps, order.id);
  await deps.background.idle();
}

const scenarios: Record<string, Scenario> = {
  'a payment': { run: (deps, order) => pay(deps, order), isCancelled: false },
  'a decline and a second card': {
    isCancelled: false,
    async run(deps, order) {
      await pay(deps, order, 'tok_declined').catch((error: unknown) => {
        if (error instanceof Killed) throw error;
      });
      await pay(deps, order);
    },
  },
  'a charge whose answer is lost, and the reconciler': {
    isCancelled: false,
    arrange: (gateway) => gateway.chargeSteps.push('lost-after'),
    async run(deps, order) {
      await pay(deps, order);
      await pass(1001);
      await reconcilePayments(deps);
      await deps.background.idle();
    },
  },
  'a payment, its cancellation and refund': { isCancelled: true, run: payAndCancel },
  'a refund whose answer is lost': {
    isCancelled: true,
    arrange: (gateway) => gateway.refundSteps.push('lost-after'),
    run: payAndCancel,
  },
};

async function play(scenario: Scenario, process: CrashingProcess, shopperReturns: boolean): Promise<void> {
  const gateway = new ScriptedGateway();
  scenario.arrange?.(gateway);
  const order = await aKnownOrder();
  const beforeCrash = testDeps({ gateway });
  gateway.around = (name, call) => process.around(name, call);
  const restore = interceptDatabase({ Payment, OrderReplica }, process.around, { reads: false });
  await scenario.run(beforeCrash, order).catch(() => undefined);
  await beforeCrash.background.idle();
  restore();

  const afterCrash = testDeps({ gateway });
  gateway.around = (_name, call) => call();
  await pass(LEASE_MS + 1000);
  if (shopperReturns) await pay(afterCrash, order, 'tok_other').catch(() => undefined);
  // The broker had no acknowledgement, so it redelivers.
  if (scenario.isCancelled) await refundCancelledOrder(afterCrash, order.id);
  await settleAll(afterCrash);
  await expectSound(order.id, gateway, { isCancelled: scenario.isCancelled });
  // Moving the time of all payments costs more with each that is left.
  await Promise.all([Payment.deleteMany(), OrderReplica.deleteMany()]);
}

describe('a process that is killed', () => {
  jest.setTimeout(60_000);

  it.each(Object.keys(scenarios))(
    'anywhere in %s leaves nothing that the next one does not settle',
    async (name) => {
      const scenario = scenarios[name] as Scenario;
      const uninterrupted = new CrashingProcess(Infinity, 'before');
      await play(scenario, uninterrupted, false);
      expect(uninterrupted.effects).toBeGreaterThanOrEqual(3);
      for (let effect = 0; effect < uninterrupted.effects; effect += 1)
        for (const when of ['before', 'after'] as const)
          for (const shopperReturns of [false, true]) {
            const process = new CrashingProcess(effect, when);
            await play(scenario, process, shopperReturns);
            expect(process.isDead).toBe(true);
          }
    },
  );
});
