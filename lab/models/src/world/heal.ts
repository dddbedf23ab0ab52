import { SERVICES, type Service } from './process';
import type { World } from './world';

const MOST_ROUNDS = 40;
/** Longer than every lease and every pause between two tries. */
const ROUND_MS = 6 * 60_000;

/**
 * All faults end: what is under way ends, what waits is delivered, the jobs run, time passes, until nothing is left.
 * @returns what is still not quiescent after 40 rounds; empty when all is
 */
export async function heal(world: World): Promise<string[]> {
  const { scheduler } = world;
  for (let ready = scheduler.ready(); ready.length > 0; ready = scheduler.ready())
    await scheduler.let(ready.find(({ kind }) => kind === 'step') ?? ready[0]!);
  scheduler.isHurried = true;
  for (let round = 0; !isQuiet(world) && round < MOST_ROUNDS; round += 1) {
    if (!(await sendAndDeliver(world))) {
      world.pass(ROUND_MS);
      for (const service of SERVICES) for (const job of world.jobsOf(service)) await world.job(service, job);
    }
  }
  scheduler.isHurried = false;
  return unrest(world);
}

/** @returns whether there was anything to send or to deliver that nothing held back */
async function sendAndDeliver(world: World): Promise<boolean> {
  const { log, deliveries } = world.broker;
  const before = log.length + deliveries.length;
  for (const service of SERVICES) if (pendingIn(world, service).length > 0) await world.relay(service);
  const waiting = world.broker.waiting();
  for (const delivery of waiting) await world.deliver(delivery);
  return log.length + deliveries.length !== before || waiting.length > 0;
}

const pendingIn = ({ databases }: World, service: Service): string[] =>
  databases
    .everythingOf(service)
    .filter(({ outboxAt }) => outboxAt !== undefined)
    .map(({ _id }) => `outbox of ${service} ${String(_id)}`);

const isQuiet = (world: World): boolean => unrest(world).length === 0;

/** What is not quiescent (I8 and I13): events to send or to handle, charges, refunds and fulfilments under way. */
function unrest(world: World): string[] {
  const { databases, broker } = world;
  const payments = databases
    .documents<{ orderId: string; status: string; nextTryAt?: Date }>('payments', 'payments')
    .filter(({ status, nextTryAt }) => nextTryAt ?? ['charging', 'unknown', 'refunding'].includes(status))
    .map(({ orderId, status }) => `payment of ${orderId} is ${status}`);
  const fulfilments = databases
    .documents<{ _id: unknown; status: string }>('products', 'fulfilments')
    .filter(({ status }) => status === 'applying' || status === 'reverting')
    .map(({ _id, status }) => `fulfilment of ${String(_id)} is ${status}`);
  const deliveries = broker.deliveries.map(({ service, message }) => `${message.subject} for ${service}`);
  const outboxes = SERVICES.flatMap((service) => pendingIn(world, service));
  return [...outboxes, ...deliveries, ...payments, ...fulfilments];
}
