import type { EventContract } from '@datnxecommerce/common';
import type { SeededRandom } from '@ecommerce/e2e/seeded-random';

/** Just below what the broker takes: 1 MiB with the envelope around it. */
const LARGEST_BYTES = 1_040_000;
const DEEP = 1000;

type Mutation = (sample: Record<string, unknown>, random: SeededRandom) => string;

const anyField = (sample: Record<string, unknown>, random: SeededRandom): string =>
  random.pick(Object.keys(sample));
const WRONG_VALUES = [null, true, -1, 0.5, 1e308, 'x', '', [], {}, [[]], { $gt: '' }, '\u0000', '__proto__'];

/** Ways to malform an event. Results that are still valid (an optional field is missing) are dropped. */
const MUTATIONS: Mutation[] = [
  (sample, random) => JSON.stringify(sample).slice(0, random.int(1, JSON.stringify(sample).length - 1)),
  (sample, random) => JSON.stringify({ ...sample, [anyField(sample, random)]: random.pick(WRONG_VALUES) }),
  (sample, random) => JSON.stringify({ ...sample, [anyField(sample, random)]: undefined }),
  (sample, random) =>
    JSON.stringify(sample).replace(/\d+(?=[,}])/, random.pick(['NaN', 'Infinity', '-0x1', '1e'])),
  (sample, random) => JSON.stringify({ ...sample, version: random.pick([-1, 1.5, '0', null, 2 ** 60]) }),
  (_sample, random) =>
    random.pick([
      'null',
      '[]',
      '{}',
      '""',
      '0',
      'true',
      'undefined',
      ' ',
      '\u0000',
      '{"__proto__":{"id":"1"}}',
    ]),
  (sample) => `{"__proto__":${JSON.stringify(sample)}}`,
  (sample) => JSON.stringify({ constructor: { prototype: sample } }),
  () => `${'{"a":'.repeat(DEEP)}1${'}'.repeat(DEEP)}`,
  (_sample, random) =>
    String.fromCodePoint(...Array.from({ length: random.int(1, 200) }, () => random.int(32, 0xd7ff))),
  (sample) => `\uFEFF${JSON.stringify(sample)}`,
  (sample) => JSON.stringify([sample]),
  (sample) => JSON.stringify(JSON.stringify(sample)),
];
/** Costs the broker's disk and every consumer's as much as thousands of the others: now and then. */
const huge: Mutation = (sample) => JSON.stringify({ ...sample, id: 'x'.repeat(LARGEST_BYTES) });
const HUGE_CHANCE = 0.005;

/** @returns a payload that breaks the contract, made from good ones when there are some */
export function malformed(contract: EventContract, samples: readonly string[], random: SeededRandom): string {
  const good =
    samples.length > 0 ? (JSON.parse(random.pick(samples)) as Record<string, unknown>) : { id: 'none' };
  for (;;) {
    const mutate = random.chance(HUGE_CHANCE) ? huge : random.pick(MUTATIONS);
    const data = mutate(good, random);
    if (data.length > 0 && !isGood(contract, data)) return data;
  }
}

function isGood(contract: EventContract, data: string): boolean {
  try {
    contract.parse(JSON.parse(data));
    return true;
  } catch {
    return false;
  }
}
