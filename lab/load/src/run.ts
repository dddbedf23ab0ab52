import { eventually } from '@ecommerce/e2e/eventually';
import { readStack } from '@ecommerce/events/stack';
import { UserError } from '@ecommerce/events/user-error';
import { Barrier } from './barrier';
import { Customer, UnexpectedAnswer, type Market } from './customer';
import { ObservationLog } from './observations';
import { OrderWatch, type WatchedOrder } from './order-watch';
import { act } from './personas';
import { Seller } from './personas/seller';
import { crowdSize, planEdit, planErrand, SCARCE_STOCK, type Errand, type PlanSize } from './plan';
import { summarise, type LoadReport } from './report';
import type { Actor, Scene } from './scene';
import { Tally } from './tally';

/** What a run is to do, and its callbacks. */
export interface LoadOptions extends PlanSize, Pick<Market, 'stripeFails'> {
  /** The stack.json of a running shop. */
  stackFile: string;
  shoppers: number;
  /** Goes on beyond its checkouts until `signal` is aborted; crowds come among the first `checkouts` all the same. */
  endless?: boolean;
  /** Where what shoppers saw is written down, for the auditor. */
  observationsFile?: string;
  /** How long a shopper asks again while a part of the shop is unavailable, in milliseconds (60,000). */
  retryForMs?: number;
  /** How long orders may take to their end after the last errand, in milliseconds (30,000). */
  settleWithinMs?: number;
  /** Takes the products of the run off sale at its end, so that the catalogue is as it was. */
  unlists?: boolean;
  /** Called for each checkout that a shopper is done with, and once a second, whatever is stuck. */
  progressed?: (progress: Progress) => void;
  /** Called for each order at its end. */
  ended?: (order: WatchedOrder) => void;
  /** Begins no more errands once it is aborted; those under way are done, and their orders followed. */
  signal?: AbortSignal;
}

/** How far a run is. */
export interface Progress {
  phase: 'shopping' | 'waiting for ends';
  /** Checkouts that a shopper is done with. */
  done: number;
  checkouts: number;
  /** Orders without an end. */
  open: number;
  retries: number;
  unexpected: number;
}

const PROGRESS_EVERY_MS = 1_000;
/** More than all of an endless run could buy, and room for what its seller adds. */
const ENOUGH = 900_000;
/** Much longer than a crowd takes to come together, even while services are restarted. */
const CROWD_TIMEOUT_MS = 60_000;

/**
 * Sends shoppers through a running shop, each of whom waits for its answers, and waits for the end of each order.
 * The same seed and sizes make the same errands in the same order per shopper; only their timing differs.
 * @throws UserError when there is no such shop, UnexpectedAnswer when it takes no sellers, products or shoppers
 */
export async function runLoad(options: LoadOptions): Promise<LoadReport> {
  const { retryForMs = 60_000, settleWithinMs = 30_000, observationsFile, stackFile, stripeFails } = options;
  const gateway = readStack(stackFile).gateway?.http;
  if (!gateway) throw new UserError(`${stackFile} is not the stack.json of a shop: it has no gateway.http`);
  const observations =
    observationsFile === undefined ? undefined : await ObservationLog.open(observationsFile);
  const tally = new Tally();
  const scene = await setUp(options, { gateway, tally, observations, retryForMs, stripeFails });
  const actors = await Promise.all(Array.from({ length: options.shoppers }, () => enter(scene)));
  const begin = performance.now();
  const run = new Run(options, scene);
  const checkouts = await run.work(actors);
  const seconds = (performance.now() - begin) / 1_000;
  const wrongCarts = await run.settle(actors, settleWithinMs);
  if (options.unlists) await unlist(scene);
  await observations?.close();
  return {
    ...summarise(scene.watch.all),
    seed: options.seed,
    seconds,
    checkouts,
    edits: scene.seller.edits,
    retries: tally.retries(),
    unexpected: tally.unexpectedAnswers(),
    routes: tally.routeTimes(),
    wrongCarts,
  };
}

async function setUp(options: LoadOptions, market: Market): Promise<Scene> {
  const seller = await Seller.signUp(market);
  const enough = options.endless ? ENOUGH : options.checkouts * 10 + 100;
  const putUp = (count: number, title: string, quantity: number) =>
    Promise.all(
      Array.from({ length: count }, (_, index) => seller.putsUp(`${title} ${index + 1}`, quantity)),
    );
  const scarce = await putUp(options.scarce, 'Last lamp', SCARCE_STOCK);
  return {
    size: options,
    market,
    seller,
    plenty: await putUp(options.products - options.scarce, 'Lamp', enough),
    scarce: scarce.map((product) => ({
      product,
      crowd: new Barrier(crowdSize(options), CROWD_TIMEOUT_MS),
    })),
    watch: new OrderWatch((order) => options.ended?.(order)),
  };
}

/** A product that cannot be unlisted stays; the answer is counted among the unexpected ones. */
async function unlist({ seller, plenty, scarce }: Scene): Promise<void> {
  const products = [...plenty, ...scarce.map(({ product }) => product)];
  const unlisting = products.map(({ id }) => seller.unlists(id).catch(ignoreUnexpected));
  await Promise.all(unlisting);
}

function ignoreUnexpected(error: unknown): void {
  if (!(error instanceof UnexpectedAnswer)) throw error;
}

async function enter(scene: Scene): Promise<Actor> {
  const customer = await Customer.signUp(scene.market);
  return { customer, kept: [], isCartCertain: true, scene };
}

/** The errands of all shoppers, and the edits of the seller beside them. */
class Run {
  #begun = 0;
  #done = 0;
  #edits: Promise<void> = Promise.resolve();
  #phase: Progress['phase'] = 'shopping';

  constructor(
    private readonly options: LoadOptions,
    private readonly scene: Scene,
  ) {}

  /** @returns how many checkouts were begun */
  async work(actors: Actor[]): Promise<number> {
    await this.#withProgress('shopping', async () => {
      await Promise.all(actors.map((actor, index) => this.#work(actor, index)));
      await this.#edits;
    });
    return this.#begun;
  }

  /** Waits for the end of each order, and for the carts. @returns the carts that hold something else than they must */
  settle(actors: Actor[], withinMs: number): Promise<string[]> {
    return this.#withProgress('waiting for ends', async () => {
      const deadline = performance.now() + withinMs;
      await this.scene.watch.settle(withinMs);
      return checkCarts(actors, deadline - performance.now());
    });
  }

  /** Does a part of the run, and reports its progress meanwhile. */
  async #withProgress<T>(phase: Progress['phase'], part: () => Promise<T>): Promise<T> {
    this.#phase = phase;
    this.#reportProgress();
    const timer = setInterval(() => this.#reportProgress(), PROGRESS_EVERY_MS);
    return part().finally(() => clearInterval(timer));
  }

  #reportProgress(): void {
    const { tally } = this.scene.market;
    this.options.progressed?.({
      phase: this.#phase,
      done: this.#done,
      checkouts: this.options.checkouts,
      open: this.scene.watch.open().length,
      retries: tally.retryCount,
      unexpected: tally.unexpectedCount,
    });
  }

  /** Each shopper has its own errands, so that a slow one changes nothing in what the others do. */
  async #work(actor: Actor, index: number): Promise<void> {
    const { shoppers, checkouts, endless, signal } = this.options;
    const plan = (number: number): Errand => planErrand(this.options, number);
    const isPlanned = (number: number): boolean => endless || number < checkouts;
    for (let number = index; isPlanned(number) && !signal?.aborted;) {
      const together = [plan(number)];
      number += shoppers;
      // A shopper who wants several of the same last pieces pays for all of them at once.
      while (isPlanned(number) && isSameCrowd(together[0], plan(number))) {
        together.push(plan(number));
        number += shoppers;
      }
      await Promise.all(together.map((errand) => this.#perform(actor, errand)));
    }
  }

  async #perform(actor: Actor, errand: Errand): Promise<void> {
    this.#begun += 1;
    await act(actor, errand).catch((error: unknown) => {
      if (!(error instanceof UnexpectedAnswer)) throw error;
      actor.isCartCertain = false;
    });
    this.#done += 1;
    this.#editAfter(this.#done);
    this.#reportProgress();
  }

  #editAfter(done: number): void {
    const edit = planEdit(this.options, done);
    const product = edit && this.scene.plenty[edit.product];
    if (!product) return;
    this.#edits = this.#edits.then(() => this.scene.seller.makes(product.id, edit)).catch(ignoreUnexpected);
  }
}

function isSameCrowd(one: Errand | undefined, other: Errand): boolean {
  return one?.persona === 'last piece' && other.persona === 'last piece' && one.product === other.product;
}

/** What the carts must hold is written down for the auditor, and looked at. */
async function checkCarts(actors: Actor[], withinMs: number): Promise<string[]> {
  const deadline = performance.now() + withinMs;
  const wrong = actors
    .filter(({ isCartCertain }) => isCartCertain)
    .map(async ({ customer, kept }) => {
      const items = kept.map((productId) => ({ productId, quantity: 1 }));
      customer.market.observations?.write({ kind: 'cart', cookie: customer.cookie, items });
      return eventually(async () => {
        const cart = await customer.cart();
        if (JSON.stringify(sorted(cart)) !== JSON.stringify(sorted(items))) {
          throw new Error(`a cart holds ${JSON.stringify(cart)} instead of ${JSON.stringify(items)}`);
        }
      }, deadline - performance.now()).then(
        () => [],
        (error: unknown) => [(error as Error).message],
      );
    });
  return (await Promise.all(wrong)).flat();
}

const sorted = (items: { productId: string; quantity: number }[]) =>
  items.map(({ productId, quantity }) => `${productId} ${quantity}`).toSorted();
