import { audit, type Violation } from '@ecommerce/audit/audit';
import { INVARIANT_NAMES, type InvariantName } from '@ecommerce/audit/invariants/index';
import type { ReadingOptions } from '@ecommerce/audit/read-books';
import type { ShopAddresses } from '@ecommerce/audit/stack';
import type { Endings } from './endings';
import { eventually } from './eventually';
import { INJECTIONS, type Injection } from './injected-violations';
import { readStack } from './stack';

/** The promises of the shop: stock, money, one charge, replicas, carts, malformed events. Full runs have the others. */
const QUICK: InvariantName[] = ['I1', 'I3', 'I4', 'I7', 'I8', 'I12'];

/** One for each promise, for `npm test`. */
export const QUICK_INJECTIONS = QUICK.flatMap(
  (name) => INJECTIONS.find(({ breaks }) => breaks === name) ?? [],
);

/** Audits the shop with all that its shoppers saw. */
export const look = (
  endings: Endings,
  shop: Partial<ShopAddresses> = {},
  more: ReadingOptions['observations'] = [],
): Promise<Violation[]> =>
  audit({ ...readStack(), ...shop }, { observations: [...endings.observations, ...more] });

/** Only these invariants need answers of the gateway, which keeps a stranger waiting for seconds. */
const ASKED_OUTSIDE: InvariantName[] = ['I9', 'I12', 'I14'];
export const WITHOUT_GATEWAY: Partial<ShopAddresses> = { gateway: {} };
export const quietUnlessAsked = (names: readonly InvariantName[]): Partial<ShopAddresses> =>
  ASKED_OUTSIDE.some((name) => names.includes(name)) ? {} : WITHOUT_GATEWAY;

export const namesOf = (violations: Violation[]): InvariantName[] =>
  INVARIANT_NAMES.filter((name) => violations.some(({ invariant }) => invariant === name));

/** Waits until the auditor finds nothing wrong; leaves out what it asks at the gateway. */
export const untilNothingFound = (endings: Endings): Promise<void> =>
  eventually(async () => expect(await look(endings, WITHOUT_GATEWAY)).toEqual([]), 60_000);

/** Waits until a whole audit finds nothing wrong. */
export async function findsNothing(endings: Endings): Promise<void> {
  await untilNothingFound(endings);
  await eventually(async () => expect(await look(endings)).toEqual([]), 60_000);
}

/** What the auditor reports about one invariant. */
export const findingsOf = (violations: Violation[], name: InvariantName): string =>
  JSON.stringify(violations.filter(({ invariant }) => invariant === name));

/** Injects a violation, expects the auditor to report it and no other, and restores the shop. */
export async function expectFound(injection: Injection, endings: Endings): Promise<void> {
  const found = await findInjected(injection, endings);
  const broken = [injection.breaks, ...(injection.also ?? [])];
  expect(namesOf(found)).toEqual(INVARIANT_NAMES.filter((name) => broken.includes(name)));
  expect(findingsOf(found, injection.breaks)).toContain(injection.proof(endings));
}

async function findInjected(injection: Injection, endings: Endings): Promise<Violation[]> {
  const shop = quietUnlessAsked([injection.breaks, ...(injection.also ?? [])]);
  const undo = await injection.by(endings);
  let isUndone: boolean | undefined;
  let found: Violation[];
  try {
    found = await look(endings, shop);
    isUndone = await injection.isUndone?.();
  } finally {
    await undo();
  }
  await untilNothingFound(endings);
  return isUndone ? findInjected(injection, endings) : found;
}
