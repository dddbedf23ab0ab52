import path from 'node:path';
import { auditReport } from '@ecommerce/audit/audit';
import { repeatUntilQuiescent } from '@ecommerce/audit/repeat-until-quiescent';
import { readAddresses } from '@ecommerce/audit/stack';
import { many } from '@ecommerce/e2e/crowd';
import { SeededRandom } from '@ecommerce/e2e/seeded-random';
import { Shopper } from '@ecommerce/e2e/shopper';
import { UserError } from '@ecommerce/events/user-error';
import { withOwnShop } from '../own-shop';
import { CRITERIA, NOT_SERVED } from './criteria';
import { drawTransaction, type Transaction, Zipf } from './mix';
import { changePrice, type Listing, lookAtDashboard, putUp, Refused, replaceProduct, shop } from './people';
import { Tally } from './tally';

/** As in the example configuration of the benchmark, which has 100,000 products and customers. */
const [WORKERS, SELLERS, PRODUCTS_EACH] = [48, 20, 10];
const [SEED, MEASURED_MS, QUIESCENT_WITHIN_MS] = [2025, 60_000, 120_000];

/** What the transactions of a run work on. */
interface Market {
  listings: Listing[];
  zipf: Zipf;
  tally: Tally;
}

/**
 * Runs the part of Online Marketplace (SIGMOD 2025) that the shop can serve on a shop of its own, and holds its
 * criteria against the books.
 * @throws UserError when the auditor finds a violation
 */
export async function measureMarketplace(): Promise<void> {
  await withOwnShop(async ({ dataDir }) => {
    const listings = await stockMarket();
    const market = { listings, zipf: new Zipf(listings.length), tally: new Tally() };
    const startedAt = performance.now();
    const end = startedAt + MEASURED_MS;
    await many(WORKERS, async (worker) => work(market, await Shopper.signUp(), worker, end));
    console.log(market.tally.asTable((performance.now() - startedAt) / 1000));
    const shopAddresses = readAddresses(path.join(dataDir, 'stack.json'));
    const { violations, leftOut } = await repeatUntilQuiescent(
      () => auditReport(shopAddresses),
      QUIESCENT_WITHIN_MS,
    );
    for (const line of [...CRITERIA, ...NOT_SERVED, ...leftOut.map((what) => `left out: ${what}`)])
      console.log(line);
    for (const { invariant, message } of violations) console.log(`${invariant} ${message}`);
    if (violations.length > 0) throw new UserError(`the auditor found ${violations.length} violations`);
    console.log('The auditor found nothing.');
  });
}

/** Sellers with their products, in an order that has nothing to do with who sells them. */
async function stockMarket(): Promise<Listing[]> {
  const listings = await many(SELLERS, async (index) => {
    const seller = await Shopper.signUp();
    const own: Listing[] = [];
    for (let product = 0; product < PRODUCTS_EACH; product += 1)
      own.push(await putUp(seller, `Lamp ${product} of seller ${index}`));
    return own;
  });
  return new SeededRandom(SEED).shuffle(listings.flat());
}

async function work(market: Market, customer: Shopper, worker: number, end: number): Promise<void> {
  const random = new SeededRandom(SEED + worker);
  while (performance.now() < end) {
    const transaction = drawTransaction(random);
    const startedAt = performance.now();
    try {
      await perform(transaction, market, customer, random);
      market.tally.done(transaction, performance.now() - startedAt);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      market.tally.refusedFor(transaction, error.message);
    }
  }
}

function perform(
  transaction: Transaction,
  { listings, zipf }: Market,
  customer: Shopper,
  random: SeededRandom,
): Promise<void> {
  const listing = listings[zipf.draw(random)] as Listing;
  if (transaction === 'customer session') return shop(customer, listings, random);
  if (transaction === 'seller dashboard') return lookAtDashboard(listing);
  if (transaction === 'price update') return changePrice(listing, random);
  return replaceProduct(listing);
}
