import { Random } from './random';

/** What a run is made of; the same numbers make the same plan. */
export interface PlanSize {
  seed: number;
  checkouts: number;
  /** All products, scarce ones included. */
  products: number;
  /** How many of them have a stock of SCARCE_STOCK and a crowd that wants it. */
  scarce: number;
}

/** A line of an order: an index into the products of which there are enough. */
export interface WantedLine {
  product: number;
  quantity: number;
}

/** One checkout as it is meant; what becomes of it is the shop's part. */
export type Errand = {
  /** From 0. */
  number: number;
  /** Looks around in the shop first. */
  browses: boolean;
} & (
  | { persona: 'buyer'; lines: WantedLine[]; usesCart: boolean }
  | { persona: 'returning buyer' }
  | { persona: 'canceller'; lines: WantedLine[]; when: 'before paying' | 'while paying' | 'after paying' }
  | { persona: 'declined card'; lines: WantedLine[]; givesUp: boolean }
  | { persona: 'double clicker'; lines: WantedLine[] }
  /** `product` is an index into the scarce products. */
  | { persona: 'last piece'; product: number }
);

/** A change that a seller makes while sales run: a price that no other edit sets, and pieces put on the shelf. */
export interface Edit {
  number: number;
  product: number;
  price: number;
  moreStock: number;
}

export const SCARCE_STOCK = 5;
const BUYERS_OF_A_SCARCE_PRODUCT = 40;
const CHECKOUTS_PER_EDIT = 10;
const MOST_LINES = 3;
const MOST_PIECES = 3;

/** Shares of the checkouts that are no fight for a last piece; the rest are plain buyers. */
const MIX = { canceller: 0.1, 'declined card': 0.1, 'double clicker': 0.05, 'returning buyer': 0.05 };

/** How many want each scarce product: 40, or fewer in a small run, of which they take at most half. */
export function crowdSize({ checkouts, scarce }: PlanSize): number {
  return scarce === 0 ? 0 : Math.min(BUYERS_OF_A_SCARCE_PRODUCT, Math.floor(checkouts / (2 * scarce)));
}

/** The checkout of this number. Each has a stream of chance of its own, so none depends on another. */
export function planErrand(size: PlanSize, number: number): Errand {
  const random = new Random(size.seed, 'errand', number);
  const common = { number, browses: random.chance(0.3) };
  const crowd = crowdOf(size, number);
  if (crowd !== undefined) return { ...common, persona: 'last piece', product: crowd };

  const lines = planLines(size, random);
  switch (planPersona(random)) {
    case 'canceller':
      return {
        ...common,
        persona: 'canceller',
        lines,
        when: random.pick(['before paying', 'while paying', 'after paying']),
      };
    case 'declined card':
      return { ...common, persona: 'declined card', lines, givesUp: random.chance(0.3) };
    case 'double clicker':
      return { ...common, persona: 'double clicker', lines };
    case 'returning buyer':
      return { ...common, persona: 'returning buyer' };
    case 'buyer':
      return { ...common, persona: 'buyer', lines, usesCart: random.chance(0.5) };
  }
}

/** The edit that is due once so many checkouts have ended, if one is. */
export function planEdit({ seed, products, scarce }: PlanSize, ended: number): Edit | undefined {
  if (ended % CHECKOUTS_PER_EDIT !== 0) return undefined;
  const number = ended / CHECKOUTS_PER_EDIT;
  const random = new Random(seed, 'edit', number);
  return {
    number,
    product: random.int(0, products - scarce - 1),
    price: (1_000 + number) / 100,
    moreStock: random.chance(0.5) ? random.int(1, 20) : 0,
  };
}

/** The scarce product whose crowd this checkout belongs to. Crowds stand together, spread over the run. */
function crowdOf(size: PlanSize, number: number): number | undefined {
  const members = crowdSize(size);
  for (let product = 0; product < size.scarce; product += 1) {
    const first = Math.floor((size.checkouts * (product + 1)) / (size.scarce + 1)) - Math.floor(members / 2);
    if (number >= first && number < first + members) return product;
  }
  return undefined;
}

function planPersona(random: Random): keyof typeof MIX | 'buyer' {
  let left = random.next();
  for (const persona of Object.keys(MIX) as (keyof typeof MIX)[]) {
    left -= MIX[persona];
    if (left < 0) return persona;
  }
  return 'buyer';
}

function planLines({ products, scarce }: PlanSize, random: Random): WantedLine[] {
  const plenty = products - scarce;
  const first = random.int(0, plenty - 1);
  // Most carts hold one thing.
  const count = random.chance(0.6) ? 1 : Math.min(random.int(2, MOST_LINES), plenty);
  return Array.from({ length: count }, (_, index) => ({
    product: (first + index) % plenty,
    quantity: random.int(1, MOST_PIECES),
  }));
}
