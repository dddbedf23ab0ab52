import { createLogger, type OrderCreated } from '@datnxecommerce/common';
import { useDatabase } from '@datnxecommerce/common/testing';
import { OrderReplica } from '../../models/order-replica';
import { Payment } from '../../models/payment';
import { BackgroundTasks } from '../../services/background-tasks';
import { testDeps, aKnownOrder, pass, settleAll, type TestDeps } from '../builders';
import { interceptDatabase } from '../effects';
import { startReplica, type Replica } from '../replica';
import { forAllSchedules, runInterleaved, seededRandom } from '../schedules';
import { ScriptedGateway } from '../scripted-gateway';
import { expectSound } from '../soundness';

useDatabase();

/** Nothing runs behind the steps that a schedule orders; the reconciler does what is left. */
class NoBackgroundTasks extends BackgroundTasks {
  override start(): void {}
}

type Step = (replica: Replica, deps: TestDeps, order: OrderCreated) => Promise<unknown>;

const pay =
  (token: string): Step =>
  (replica, deps, { id, userId }) =>
    replica.payOrder(deps, { userId, orderId: id, token });
const cancel: Step = (replica, deps, { id }) => replica.refundCancelledOrder(deps, id);
const resume: Step = (replica, deps, { id }) => replica.resumePayment(deps, id);

describe('whatever the order of their steps, on two copies of the service', () => {
  jest.setTimeout(60_000);
  const replicas: Awaited<ReturnType<typeof startReplica>>[] = [];

  beforeAll(async () => {
    replicas.push(await startReplica(), await startReplica());
  });

  afterAll(() => Promise.all(replicas.map((replica) => replica.stop())));

  /** Runs one schedule and checks the money once the system is quiescent. */
  async function play(
    steps: Step[],
    prepare: (deps: TestDeps, order: OrderCreated) => Promise<void>,
    choose: (options: number) => number,
  ): Promise<void> {
    const gateway = new ScriptedGateway();
    const logger = createLogger('test', 'silent');
    const deps = testDeps({ gateway });
    const order = await aKnownOrder();
    await prepare(deps, order);
    const work = steps.map((step, i) => async (gate: () => Promise<void>) => {
      const replica = replicas[i] as Replica;
      const ownGateway = Object.create(gateway, {}) as ScriptedGateway;
      ownGateway.around = async (_name, call) => {
        await gate();
        return call();
      };
      const ownDeps = { ...deps, gateway: ownGateway, background: new NoBackgroundTasks(logger) };
      const around = async (_name: string, effect: () => Promise<unknown>) => {
        await gate();
        return effect();
      };
      const restore = interceptDatabase(replica, around, { reads: true });
      await step(replica, ownDeps, order).catch(() => undefined); // 400, 402 and 409 are fine answers here
      restore();
    });
    await runInterleaved(work, choose);
    await pass(60_000);
    await settleAll(deps);
    await expectSound(order.id, gateway, { isCancelled: steps.includes(cancel) });
    // Moving the time of all payments costs more with each that is left.
    await Promise.all([Payment.deleteMany(), OrderReplica.deleteMany()]);
  }

  const fresh = (): Promise<void> => Promise.resolve();
  const payBefore = (token: string) => async (deps: TestDeps, order: OrderCreated) => {
    const [replica] = replicas;
    await pay(token)(replica as Replica, deps, order).catch(() => undefined);
  };
  const lostBefore = (step: 'lost-before' | 'lost-after') => (deps: TestDeps, order: OrderCreated) => {
    deps.gateway.chargeSteps.push(step);
    return payBefore('tok_visa')(deps, order);
  };
  const losesAnswer = (step: 'lost-before' | 'lost-after') => (deps: TestDeps) => {
    deps.gateway.chargeSteps.push(step);
    return Promise.resolve();
  };

  type Case = [string, Step[], (deps: TestDeps, order: OrderCreated) => Promise<void>];

  it.each<Case>([
    ['pay and cancel', [pay('tok_visa'), cancel], fresh],
    ['pay with a declined card and cancel', [pay('tok_declined'), cancel], fresh],
    ['pay, lose the answer, and cancel', [pay('tok_visa'), cancel], losesAnswer('lost-after')],
    ['pay without reaching Stripe, and cancel', [pay('tok_visa'), cancel], losesAnswer('lost-before')],
    ['pay after a decline and cancel', [pay('tok_visa'), cancel], payBefore('tok_declined')],
    ['pay a second time and cancel', [pay('tok_again'), cancel], payBefore('tok_visa')],
    ['cancel and cancel', [cancel, cancel], payBefore('tok_visa')],
  ])('%s: no third outcome', async (_name, steps, prepare) => {
    const count = await forAllSchedules((choose) => play(steps, prepare, choose));
    expect(count).toBeGreaterThanOrEqual(7);
  });

  it.each<Case>([
    ['resume a lost charge and cancel', [resume, cancel], lostBefore('lost-after')],
    ['resume a call that never arrived and cancel', [resume, cancel], lostBefore('lost-before')],
    ['pay and pay', [pay('tok_one'), pay('tok_two')], fresh],
    ['pay and pay after a decline', [pay('tok_one'), pay('tok_two')], payBefore('tok_declined')],
    ['pay and pay while the outcome is unknown', [pay('tok_1'), pay('tok_2')], lostBefore('lost-after')],
    ['pay and resume', [pay('tok_one'), resume], lostBefore('lost-before')],
  ])('%s, 25 orders of hundreds: no third outcome', async (name, steps, prepare) => {
    const random = seededRandom(name);
    for (let i = 0; i < 25; i += 1) await play(steps, prepare, (options) => Math.floor(random() * options));
  });
});
