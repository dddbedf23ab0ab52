import { setTimeout as sleep } from 'node:timers/promises';
import path from 'node:path';
import { runLoad, type Progress } from '@ecommerce/load/run';
import type { LoadReport } from '@ecommerce/load/report';
import type { WatchedOrder } from '@ecommerce/load/order-watch';
import type { SeededRandom } from '@ecommerce/e2e/seeded-random';
import type { ShopUnderTest } from './shop-under-test';

/** How much is bought while faults happen. */
export interface ShoppingPlan {
  shoppers: number;
  /** At least so many; shopping goes on until every fault is over. */
  checkouts: number;
  /** Whether Stripe may end a charge of a good card without charging it. */
  stripeFails?: boolean;
}

const PRODUCTS = 10;
/** Products that crowds fight for: of a quick run's few shoppers one crowd takes half already. */
const SCARCE = { quick: 1, full: 2 };
const QUICK_CHECKOUTS = 200;
/** Longer than any fault lasts: shoppers here never give up. */
const TIMEOUT_MS = 240_000;
const LARGEST_SEED = 2 ** 31 - 1;

/** A load run in the background of faults. */
export class Shopping {
  readonly observationsFile: string;
  /** Every order that has its end. */
  readonly ended: WatchedOrder[] = [];
  private readonly ending = new AbortController();
  private readonly running: Promise<LoadReport>;
  private progress?: Progress;
  private isOver = false;

  private constructor(
    shop: ShopUnderTest,
    private readonly plan: ShoppingPlan,
    random: SeededRandom,
    settleWithinMs: number,
  ) {
    const seed = random.int(1, LARGEST_SEED);
    this.observationsFile = path.join(shop.dataDir, `observations-${seed}.jsonl`);
    this.running = runLoad({
      ...plan,
      seed,
      endless: true,
      products: PRODUCTS,
      scarce: plan.checkouts < QUICK_CHECKOUTS ? SCARCE.quick : SCARCE.full,
      stackFile: shop.stackFile,
      observationsFile: this.observationsFile,
      retryForMs: TIMEOUT_MS,
      settleWithinMs,
      progressed: (progress) => (this.progress = progress),
      ended: (order) => this.ended.push(order),
      signal: AbortSignal.any([this.ending.signal, shop.closing.signal]),
    }).finally(() => (this.isOver = true));
    // Reported at end().
    this.running.catch(() => {});
  }

  /** Starts one; returns when the first checkout is done, so that everything was put up while nothing was broken. */
  static async begin(
    shop: ShopUnderTest,
    plan: ShoppingPlan,
    random: SeededRandom,
    settleWithinMs: number,
  ): Promise<Shopping> {
    const shopping = new Shopping(shop, plan, random, settleWithinMs);
    await shopping.reach(1);
    return shopping;
  }

  /** Checkouts that shoppers are done with. */
  get done(): number {
    return this.progress?.done ?? 0;
  }

  /** Waits until so many checkouts are done; all that were planned unless told otherwise. */
  async reach(checkouts = this.plan.checkouts): Promise<void> {
    while (this.done < checkouts && !this.isOver) await sleep(20);
  }

  /**
   * Waits for the checkouts that were planned, lets no shopper begin anything more, and waits for every order's end.
   * @throws what the run could not do at all
   */
  async end(): Promise<LoadReport> {
    await this.reach();
    this.ending.abort();
    return this.running;
  }
}

/** What is wrong with a run, a line each. */
export function violationsOf({ lost, unexpected, wrongCarts }: LoadReport): string[] {
  const answers = unexpected.map(({ what, count, example }) => `${what} × ${count}, such as ${example}`);
  return [...lost, ...answers, ...wrongCarts];
}
