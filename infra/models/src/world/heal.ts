import { SERVICES } from './process';
import type { World } from './world';

const MOST_ROUNDS = 40;
/** Longer than every lease and every pause between two tries. */
const ROUND_MS = 6 * 60_000;

/**
 * All faults end: what is under way ends, what waits is delivered, the jobs run, time passes, until nothing is left.
 * @returns what is still not at rest after 40 rounds; empty when all is
 */
export async function heal(world: World): Promise<string[]> {
  const { scheduler, broker } = world;
  await finish(world);
  scheduler.isHurried = true;
  let left = unrest(world);
  for (let round = 0; left.length > 0 && round < MOST_ROUNDS; round += 1) {
    for (const service of SERVICES) await world.relay(service);
    for (const delivery of broker.waiting()) await world.deliver(delivery);
    for (const service of SERVICES) for (const job of world.jobsOf(service)) await world.job(service, job);
    left = unrest(world);
    if (left.length > 0) world.pass(ROUND_MS);
    left = unrest(world);
  }
  scheduler.isHurried = false;
  return left;
}

/** Lets every process that has begun come to its end, steps before timers. */
async function finish({ scheduler }: World): Promise<void> {
  for (let ready = scheduler.ready(); ready.length > 0; ready = scheduler.ready())
    await scheduler.let(ready.find(({ kind }) => kind === 'step') ?? ready[0]!);
}

/** What is not at rest (I8 and I13): events to send or to handle, charges, refunds and fulfilments under way. */
function unrest({ databases, broker }: World): string[] {
  const outboxes = databases
    .snapshot()
    .flatMap(([name, documents]) => documents.filter(([, { outboxAt }]) => outboxAt).map(([id]) => `outbox of ${name} ${id}`));
  const payments = databases
    .documents<{ orderId: string; status: string; nextTryAt?: Date }>('payments', 'payments')
    .filter(({ status, nextTryAt }) => nextTryAt ?? ['charging', 'unknown', 'refunding'].includes(status))
    .map(({ orderId, status }) => `payment of ${orderId} is ${status}`);
  const fulfilments = databases
    .documents<{ _id: unknown; status: string }>('products', 'fulfilments')
    .filter(({ status }) => status === 'applying' || status === 'reverting')
    .map(({ _id, status }) => `fulfilment of ${String(_id)} is ${status}`);
  const deliveries = broker.deliveries.map(({ service, message }) => `${message.subject} for ${service}`);
  return [...outboxes, ...deliveries, ...payments, ...fulfilments];
}
