import { Shopper, type Answer, type Item, type Order, type Product } from '@ecommerce/e2e/shopper';
import type { ObservationLog } from './observations';
import { requestWithRetries, codeOf } from './retry';
import type { Tally } from './tally';

/** An answer that was not among those which its asker could get; counted already. */
export class UnexpectedAnswer extends Error {
  override readonly name = 'UnexpectedAnswer';
}

/** What all customers of a run share. */
export interface Market {
  /** Base URL of the shop. */
  gateway: string;
  tally: Tally;
  observations?: ObservationLog;
  /** How long a customer asks again while a part of the shop is unavailable, in milliseconds. */
  retryForMs: number;
  /** Stripe may end a charge of a good card without charging it; its customer gets a 402 and pays again. */
  stripeFails?: boolean;
}

/** A request as a customer means it. */
interface Question {
  /** Path as the route names it; `:id` is filled in. */
  route: string;
  id?: string;
  body?: unknown;
  headers?: Record<string, string>;
  /** The statuses that this customer may get. */
  expect: readonly number[];
  /** Statuses after which to ask again. */
  again?: readonly number[];
}

/** Another attempt is under way, Stripe has not answered yet, or payments has not consumed the order yet. */
const PAYMENT_AGAIN = [202, 404, 409];
const PASSWORD = 'a password';

/** A shopper that retries, whose every request is counted and whose acknowledged writes are written down. */
export class Customer {
  readonly #shopper: Shopper;

  /** Cards of this customer that were declined. */
  declines = 0;

  private constructor(readonly market: Market) {
    this.#shopper = new Shopper(market.gateway);
  }

  /** A new account, signed in. */
  static async signUp(market: Market): Promise<Customer> {
    const customer = new Customer(market);
    const account = { email: customer.#shopper.email, password: PASSWORD };
    const { status } = await customer.#ask('POST', {
      route: '/api/users/signup',
      body: account,
      expect: [201, 400],
    });
    // The answer to an earlier attempt was lost on its way.
    if (status === 400)
      await customer.#ask('POST', { route: '/api/users/signin', body: account, expect: [200] });
    return customer;
  }

  /** The Cookie header of this customer's session. */
  get cookie(): string {
    return this.#shopper.cookie;
  }

  async sells(product: { title: string; price: number; quantity: number }): Promise<Product> {
    const { body } = await this.#ask<Product>('POST', {
      route: '/api/products',
      body: product,
      expect: [201],
    });
    this.#acknowledged(`/api/products/${body.id}`);
    return body;
  }

  /** @returns false when another writer was faster than the version that this edit is of */
  async edits(product: Product, fields: Partial<Product>): Promise<boolean> {
    const { status, body } = await this.#ask<Product>('PUT', {
      route: '/api/products/:id',
      id: product.id,
      body: fields,
      headers: { 'if-match': `"${product.version}"` },
      expect: [200, 409, 412],
    });
    if (status !== 200) return false;
    this.#acknowledged(`/api/products/${product.id}`, body.version);
    return true;
  }

  async product(id: string): Promise<Product> {
    const { body } = await this.#ask<Product>('GET', { route: '/api/products/:id', id, expect: [200] });
    return body;
  }

  /** A page of the catalogue, and the path of the next one. */
  async searches(query: string): Promise<{ products: Product[]; next?: string }> {
    const { body, headers } = await this.#ask<Product[]>('GET', {
      route: '/api/products?…',
      id: query,
      expect: [200],
    });
    const next = /<([^>]*)>; *rel="next"/.exec(headers.get('link') ?? '')?.[1];
    return { products: body, next: next?.split('?')[1] };
  }

  /** Looks at a page of the shop as HTML. */
  async opens(route: '/' | '/products/:id', id?: string): Promise<void> {
    await this.#ask('GET', { route, id, expect: [200] });
  }

  /** A product made a moment ago may be unknown yet. */
  async puts(item: Item): Promise<void> {
    await this.#ask('POST', { route: '/api/cart/items', body: item, expect: [201], again: [404] });
  }

  async takesOut(productId: string): Promise<void> {
    await this.#ask('DELETE', { route: '/api/cart/items/:id', id: productId, expect: [200] });
  }

  async cart(): Promise<Item[]> {
    const { body } = await this.#ask<{ items: Item[] }>('GET', { route: '/api/cart', expect: [200] });
    return body.items;
  }

  /**
   * Orders, once however often it has to be asked.
   * @param key names this order among the customer's
   * @param maySellOut whether the stock may be short by now
   * @returns nothing when the stock is short
   */
  async orders(items: Item[], key: string, maySellOut = false): Promise<Order | undefined> {
    const { status, body } = await this.#ask<Order>('POST', {
      route: '/api/orders',
      body: { items },
      headers: { 'idempotency-key': key },
      expect: maySellOut ? [201, 400] : [201],
      // A product made a moment ago may be unknown yet.
      again: [404],
    });
    if (status !== 201) return undefined;
    this.#acknowledged(`/api/orders/${body.id}`);
    return body;
  }

  async order(id: string): Promise<Order> {
    const { body } = await this.#ask<Order>('GET', { route: '/api/orders/:id', id, expect: [200] });
    return body;
  }

  /**
   * Pays, and asks until it is known what became of it.
   * @param expect what it may be answered: 200 and 201 (paid), 400 (cancelled), 402 (declined)
   */
  async pays(orderId: string, token: string, expect: readonly (200 | 201 | 400 | 402)[]): Promise<number> {
    const body = { token, orderId };
    const isGoodCard = !expect.includes(402);
    const again = this.market.stripeFails && isGoodCard ? [...PAYMENT_AGAIN, 402] : PAYMENT_AGAIN;
    const question = { route: '/api/payments', body, expect, again };
    const { status } = await this.#ask('POST', question);
    if (status === 402) this.declines += 1;
    return status;
  }

  /** @param expect what it may be answered: 204 (cancelled), 400 (Complete already) */
  async cancels(id: string, expect: readonly (204 | 400)[]): Promise<void> {
    await this.#ask('DELETE', { route: '/api/orders/:id', id, expect });
  }

  #acknowledged(path: string, version?: number): void {
    this.market.observations?.write({ kind: 'acknowledged', path, cookie: this.cookie, version });
  }

  /** @throws UnexpectedAnswer */
  async #ask<T>(method: string, question: Question): Promise<Answer<T>> {
    const { tally, retryForMs } = this.market;
    const { route, id = '', body, headers, expect, again } = question;
    const path = route.replace(/:id|…/, id);
    const name = `${method} ${route}`;
    const attempt = async (): Promise<Answer<T>> => {
      const begin = performance.now();
      const answer = await this.#shopper.request<T>(method, path, body, headers);
      tally.answered(name, performance.now() - begin);
      return answer;
    };
    const { answer, error } = await requestWithRetries(attempt, {
      again,
      retryForMs,
      retried: (reason) => tally.retried(name, reason),
    });
    if (answer && expect.includes(answer.status)) return answer;
    const what = `${name} ${answer?.status ?? codeOf(error as Error)}`;
    const example = answer ? JSON.stringify(answer.body) : 'no connection';
    tally.unexpected(what, `${path} ${example}`);
    throw new UnexpectedAnswer(`${what} at ${this.market.gateway}: ${example}`);
  }
}
