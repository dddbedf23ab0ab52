import { setTimeout as sleep } from 'node:timers/promises';
import { Shopper, type Order, type Product } from '../shopper';
import { Answers, insist } from './insist';
import type { SeededRandom } from './seeded-random';

/** How much is bought while faults happen. */
export interface TrafficPlan {
  shoppers: number;
  /** Ends by itself after so many checkouts; without it, when told to. */
  checkouts?: number;
}

interface Bought {
  shopper: Shopper;
  id: string;
  /** What the last answer promised; `either` for a payment and a cancellation sent together. */
  promised: 'paid' | 'cancelled' | 'either';
}

const PRODUCTS = 10;
const SCARCE = 2;
const SCARCE_STOCK = 5;
const STOCK = 1_000_000;
const DECLINED = 'tok_chargeDeclined';

/** A closed loop of shoppers: 10 % cancel, 10 % are declined first, 5 % click twice, 3 % pay and cancel at once. */
export class Traffic {
  readonly answers = new Answers();
  readonly startingStock = new Map<string, number>();
  private readonly bought: Bought[] = [];
  private readonly products: Product[] = [];
  private begun = 0;
  private isOver = false;
  private running: Promise<unknown> = Promise.resolve();

  private constructor(private readonly plan: TrafficPlan) {}

  /** Puts products up, signs shoppers up and lets them loose. */
  static async start(plan: TrafficPlan, random: SeededRandom): Promise<Traffic> {
    const traffic = new Traffic(plan);
    const shoppers: Shopper[] = [];
    for (let left = plan.shoppers; left > 0; left -= 1) shoppers.push(await Shopper.signUp());
    for (let index = 0; index < PRODUCTS; index += 1) {
      const quantity = index < SCARCE ? SCARCE_STOCK : STOCK;
      const product = await (shoppers[0] as Shopper).sells({
        title: `Lamp ${index}`,
        price: random.int(100, 9999) / 100,
        quantity,
      });
      traffic.products.push(product);
      traffic.startingStock.set(product.id, quantity);
    }
    traffic.running = Promise.all(shoppers.map((shopper) => traffic.shop(shopper, random.fork())));
    // Heard of at finish(); until then nobody else may call it unhandled.
    traffic.running.catch(() => {});
    return traffic;
  }

  get checkouts(): number {
    return this.bought.length;
  }

  /** Waits until so many checkouts have been made, or the plan is over. */
  async reach(checkouts: number): Promise<void> {
    while (this.bought.length < checkouts && !this.isOver && this.begun < (this.plan.checkouts ?? Infinity))
      await sleep(50);
  }

  /** Takes no new checkout and waits for those under way. @returns when all were answered */
  async finish(): Promise<void> {
    this.isOver = this.plan.checkouts === undefined;
    await this.running;
  }

  /** @returns one line for each order that is not, within the time, what its shopper was promised */
  async untilFinal(withinMs: number): Promise<string[]> {
    const deadline = performance.now() + withinMs;
    let open = this.bought;
    let states: string[] = [];
    while (open.length > 0) {
      const looks = await inGroups(open, async (each) => ({ each, wrong: await wrongWith(each) }));
      open = looks.filter(({ wrong }) => wrong !== undefined).map(({ each }) => each);
      states = looks.flatMap(({ wrong }) => wrong ?? []);
      if (performance.now() > deadline) break;
      if (open.length > 0) await sleep(100);
    }
    return open.length === 0 ? [] : states;
  }

  private async shop(shopper: Shopper, random: SeededRandom): Promise<void> {
    while (!this.isOver && this.begun < (this.plan.checkouts ?? Infinity)) {
      this.begun += 1;
      await this.checkOut(shopper, random);
    }
  }

  private async checkOut(shopper: Shopper, random: SeededRandom): Promise<void> {
    const item = { productId: random.pick(this.products).id, quantity: 1 };
    if (random.chance(0.3)) await this.send('cart', () => shopper.post('/api/cart/items', item));
    const { status, body } = await this.send('order', () =>
      shopper.post<Order>('/api/orders', { items: [item] }),
    );
    if (status !== 201) return; // a scarce product is sold out
    const fate = random.next();
    const promised = await this.settle(shopper, body.id, fate);
    this.bought.push({ shopper, id: body.id, promised });
  }

  private async settle(shopper: Shopper, id: string, fate: number): Promise<Bought['promised']> {
    if (fate < 0.1) {
      await this.send('cancellation', () => shopper.cancels(id));
      return 'cancelled';
    }
    if (fate < 0.13) {
      await Promise.all([this.pay(shopper, id), this.send('cancellation', () => shopper.cancels(id))]);
      return 'either';
    }
    if (fate < 0.23) await this.send('declined payment', () => shopper.pays(id, DECLINED));
    await Promise.all([this.pay(shopper, id), fate > 0.95 && this.pay(shopper, id)]);
    return 'paid';
  }

  /** Until it is known: 202 says that it will turn out, and a shopper looks again. */
  private async pay(shopper: Shopper, id: string): Promise<void> {
    await this.send('payment', async () => {
      const answer = await shopper.pays(id);
      return answer.status === 202 ? { ...answer, status: 425 } : answer;
    });
  }

  /** 404 is news that has not arrived: what is asked for is there. */
  private send<T>(what: string, attempt: Parameters<typeof insist<T>>[2]): ReturnType<typeof insist<T>> {
    return insist(what, this.answers, async () => {
      const answer = await attempt();
      return answer.status === 404 ? { ...answer, status: 425 } : answer;
    });
  }
}

async function wrongWith({ shopper, id, promised }: Bought): Promise<string | undefined> {
  const answer = await shopper.get<Order>(`/api/orders/${id}`).catch(() => undefined);
  if (answer?.status !== 200) return `order ${id}, once acknowledged, is answered ${answer?.status}`;
  const { status, fulfilment, paid, refunded, cancelReason } = answer.body;
  const told = `order ${id} is ${status}, ${fulfilment}, paid: ${paid}, refunded: ${refunded} after ${promised}`;
  if (status === 'Complete') return fulfilment === 'confirmed' && promised !== 'cancelled' ? undefined : told;
  if (status === 'Created' || paid !== refunded) return told;
  return promised === 'paid' && cancelReason !== 'out_of_stock' ? told : undefined;
}

async function inGroups<T, R>(list: readonly T[], work: (entry: T) => Promise<R>, size = 16): Promise<R[]> {
  const results: R[] = [];
  for (let begin = 0; begin < list.length; begin += size) {
    results.push(...(await Promise.all(list.slice(begin, begin + size).map(work))));
  }
  return results;
}
