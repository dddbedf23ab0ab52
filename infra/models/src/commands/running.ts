import fc from 'fast-check';
import { SERVICES } from '../world/process';
import { begin, command, fate, pick, reach } from './command';

const which = fc.nat(30);
const service = fc.constantFrom(...SERVICES);
const HOUR_MS = 60 * 60_000;

const step = command('step', fc.tuple(which, fate), async (shop, [which, fate], tally) => {
  const next = pick(
    shop.world.scheduler.ready().filter(({ kind }) => kind === 'step'),
    which,
  );
  if (!next) return false;
  tally.count(`step ${fate}`);
  await shop.world.scheduler.let(next, fate);
  return true;
});

const steps = command(
  'steps',
  fc.array(which, { minLength: 2, maxLength: 12 }),
  async (shop, choices, tally) => {
    for (const which of choices) {
      const next = pick(shop.world.scheduler.ready(), which);
      if (!next) break;
      tally.count('step done');
      await shop.world.scheduler.let(next);
    }
    return true;
  },
);

const timer = command('timer', which, async (shop, which) => {
  const next = pick(
    shop.world.scheduler.ready().filter(({ kind }) => kind === 'timer'),
    which,
  );
  if (!next) return false;
  await shop.world.scheduler.let(next);
  return true;
});

const renewLease = command('renewLease', which, async ({ world: { scheduler } }, which) => {
  const interval = pick([...scheduler.intervals], which);
  if (!interval) return false;
  await scheduler.within(interval.process, interval.work);
  return true;
});

const deliver = command('deliver', fc.tuple(which, reach), async (shop, [which, steps], tally) => {
  const delivery = pick(shop.world.broker.waiting(), which);
  if (!delivery) return false;
  tally.count('delivery');
  return begin(shop, steps, () => shop.world.deliver(delivery));
});

const duplicate = command(
  'duplicate',
  fc.tuple(which, which),
  async ({ world: { broker } }, [which, whose], tally) => {
    const message = pick(broker.log, which);
    const service = message && pick(broker.subscribersOf(message), whose);
    if (!service) return false;
    tally.count('duplicate');
    broker.repeat(message, service);
    return true;
  },
);

const relay = command('relay', fc.tuple(service, reach), (shop, [service, steps]) =>
  begin(shop, steps, () => shop.world.relay(service)),
);

const job = command('job', fc.tuple(which, reach), async (shop, [which, steps]) => {
  const jobs = SERVICES.flatMap((service) => shop.world.jobsOf(service).map((name) => ({ service, name })));
  const { service, name } = pick(jobs, which)!;
  return begin(shop, steps, () => shop.world.job(service, name));
});

const crash = command('crash', service, async (shop, service, tally) => {
  const dying = shop.world.scheduler.processes.filter((process) => process.service === service);
  tally.count('process killed half way', dying.length);
  await shop.world.crash(service);
  return true;
});

/** Past a lease, past the pauses between two tries, past the day for which Stripe keeps a key. */
const pass = command(
  'pass',
  fc.constantFrom(7000, 11_000, 61_000, 11 * 60_000, 25 * HOUR_MS),
  async (shop, ms) => {
    shop.world.pass(ms);
    return true;
  },
);

/** What the machines do, and what is done to them. */
export const running = { step, steps, timer, renewLease, deliver, duplicate, relay, job, crash, pass };
