import { setTimeout as sleep } from 'node:timers/promises';
import { BrokerLog } from '@ecommerce/events/broker-log';
import { contracts } from '@ecommerce/events/contracts';
import { malformed } from '../malformed';
import type { Experiment, Setting } from '../experiment';
import { duration } from '../figures';
import { Trial } from '../trial';
import { consumersOf, missingDeadLetters, type MalformedEvent } from '../dead-letters';

const SHOPPERS = 20;
/** Below this, a doubled time is mostly noise, and no shopper would notice it. */
const UNNOTICED_MS = 1000;
const PER_BURST = 20;
const BURST_EVERY_MS = 200;
const DEAD_LETTERS_WITHIN_MS = 120_000;

/** Payloads that break the contract of their subject in every way, published beside good ones. */
export const malformedEvents: Experiment = {
  id: 'T10',
  fault:
    'malformed events on every subject: truncated, wrong types, huge, __proto__, NaN, deep, no JSON at all',
  goal: 'no crash; each a dead letter of each of its consumers; p99 of good traffic at most doubled',
  inQuick: true,
  async run(setting) {
    const { isQuick } = setting;
    const shop = await setting.shop();
    const plan = { shoppers: SHOPPERS, checkouts: isQuick ? 40 : 1000 };
    const calm = await Trial.begin(shop, plan, setting);
    const before = await calm.end();
    const trial = await Trial.begin(shop, plan, setting);
    const count = isQuick ? 500 : 10_000;
    const published = await publish(count, setting);
    const found = await trial.end();
    const forgotten = await missingDeadLetters(published, DEAD_LETTERS_WITHIN_MS * setting.lab.stretch);
    const limit = Math.max(2 * before.paidToEndP99, UNNOTICED_MS * setting.lab.stretch);
    const violations = [...before.violations, ...found.violations];
    const misses = [...before.misses, ...found.misses, ...forgotten];
    // A burst of hundreds in the short time of the quick plan says nothing about a shop that gets some now and then.
    if (!isQuick && found.paidToEndP99 > limit)
      misses.push(`good traffic's p99 rose to ${duration(found.paidToEndP99)}`);
    return {
      amount: `${count} payloads on ${new Set(published.map(({ subject }) => subject)).size} subjects beside ${plan.checkouts} checkouts`,
      seen: [
        `p99 ${duration(before.paidToEndP99)} without, ${duration(found.paidToEndP99)} with them`,
        ...found.seen,
      ],
      violations,
      misses,
    };
  },
};

async function publish(count: number, setting: Setting): Promise<MalformedEvent[]> {
  const shop = await setting.shop();
  const log = await BrokerLog.connect(shop.stack.nats);
  const published: MalformedEvent[] = [];
  const consumed = contracts.filter(({ subject }) => consumersOf(subject).length > 0);
  try {
    const samples = new Map<string, string[]>();
    for (const { subject } of consumed) {
      const events = await log.read(subject);
      samples.set(
        subject,
        events.map(({ data }) => data),
      );
    }
    for (let index = 0; index < count; index += 1) {
      const contract = setting.random.pick(consumed);
      const { subject } = contract;
      const data = malformed(contract, samples.get(subject) ?? [], setting.random);
      shop.poison.push({ kind: 'poison', subject, data });
      published.push({ subject, data });
      await log.publish(subject, data);
      if (!setting.isQuick && index % PER_BURST === 0) await sleep(BURST_EVERY_MS);
    }
  } finally {
    await log.close();
  }
  return published;
}
