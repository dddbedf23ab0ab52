import fc from 'fast-check';
import type { Shop } from '../shop';
import { SERVICES, type Service } from '../world/process';
import type { World } from '../world/world';
import { begin, command, pick, reach, type Reach } from './command';
import type { Tally } from './tally';

const which = fc.nat(30);
const HOUR_MS = 60 * 60_000;

interface Move {
  name: string;
  make(steps: Reach): Promise<unknown>;
}

/** All that the machines can go on with: steps under way, timers, deliveries, relays with something to send, jobs. */
function movesOf(shop: Shop): Move[] {
  const { world } = shop;
  const { scheduler, broker, databases } = world;
  const filled = SERVICES.filter((service) =>
    databases.everythingOf(service).some(({ outboxAt }) => outboxAt),
  );
  return [
    ...scheduler.ready().map((step) => ({ name: step.kind, make: () => scheduler.let(step) })),
    ...[...scheduler.intervals].map(({ process, work }) => ({
      name: 'lease renewed',
      make: () => scheduler.within(process, work),
    })),
    ...broker.waiting().map((delivery) => ({
      name: 'delivery',
      make: (steps: Reach) => begin(shop, steps, () => world.deliver(delivery)),
    })),
    ...filled.map((service) => ({
      name: 'relay',
      make: (steps: Reach) => begin(shop, steps, () => world.relay(service)),
    })),
    ...dueJobs(world).map(({ service, name }) => ({
      name: 'job',
      make: (steps: Reach) => begin(shop, steps, () => world.job(service, name)),
    })),
  ];
}

/** The jobs that may find something to do, now or when time has passed. */
function dueJobs({ databases, jobsOf }: World): { service: Service; name: string }[] {
  const isDue = {
    products: databases
      .documents<{ status: string; pruneAt?: Date }>('products', 'fulfilments')
      .some(({ status, pruneAt }) => pruneAt ?? (status === 'applying' || status === 'reverting')),
    payments: databases.documents<{ nextTryAt?: Date }>('payments', 'payments').some((one) => one.nextTryAt),
  };
  return (['products', 'payments'] as const)
    .filter((service) => isDue[service])
    .flatMap((service) => jobsOf(service).map((name) => ({ service, name })));
}

async function make(shop: Shop, which: number, steps: Reach, tally: Tally): Promise<boolean> {
  const move = pick(movesOf(shop), which);
  if (!move) return false;
  tally.count(move.name);
  await move.make(steps);
  return true;
}

const goOn = command('goOn', fc.tuple(which, reach), (shop, [which, steps], tally) =>
  make(shop, which, steps, tally),
);

const goOnForLong = command(
  'goOnForLong',
  fc.array(fc.tuple(which, reach), { minLength: 4, maxLength: 20 }),
  async (shop, moves, tally) => {
    for (const [which, steps] of moves) await make(shop, which, steps, tally);
    return true;
  },
);

const lose = command(
  'lose',
  fc.tuple(which, fc.constantFrom('lost before', 'lost after', 'frozen')),
  async ({ world: { scheduler } }, [which, fate], tally) => {
    const steps = scheduler.ready().filter(({ kind }) => kind === 'step');
    const step = pick(steps, which);
    if (!step) return false;
    tally.count(`step ${fate}`);
    await scheduler.let(step, fate);
    return true;
  },
);

const duplicate = command(
  'duplicate',
  fc.tuple(which, which),
  ({ world: { broker } }, [which, whose], tally) => {
    const message = pick(broker.log, which);
    const service = message && pick(broker.subscribersOf(message), whose);
    if (!service) return Promise.resolve(false);
    tally.count('duplicate');
    broker.repeat(message, service);
    return Promise.resolve(true);
  },
);

/** Kills a service that is at work, if one is: the others lose nothing by it. */
const crash = command('crash', which, async ({ world }, which, tally) => {
  const process = pick(world.scheduler.processes, which);
  const service = process?.service ?? pick(SERVICES, which)!;
  const killed = world.scheduler.processes.filter((each) => each.service === service).length;
  tally.count('process killed half way', killed);
  await world.crash(service);
  return true;
});

/** Past a lease, past the pauses between two tries, past the day for which Stripe keeps a key. */
const pass = command('pass', fc.constantFrom(7000, 11_000, 61_000, 25 * HOUR_MS), ({ world }, ms) => {
  world.pass(ms);
  return Promise.resolve(true);
});

/** What the machines do, and what is done to them. */
export const running = { goOn, goOnForLong, lose, duplicate, crash, pass };
