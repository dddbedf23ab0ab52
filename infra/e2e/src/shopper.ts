import { randomBytes } from 'node:crypto';
import { Agent, fetch, type Response } from 'undici';
import { readStack } from './stack';

export interface Item {
  productId: string;
  quantity: number;
}
export interface Product {
  id: string;
  title: string;
  price: number;
  quantity: number;
  version: number;
  listed?: boolean;
}
export interface NewProduct {
  title: string;
  price: number;
  quantity: number;
  category?: string;
  description?: string;
}
export interface Order {
  id: string;
  status: 'Created' | 'Complete' | 'Cancelled';
  total: number;
  version: number;
  fulfilment: string;
  paid: boolean;
  refunded: boolean;
  cancelReason?: string;
}
export interface Answer<T = unknown> {
  status: number;
  body: T;
  headers: Response['headers'];
}

const PASSWORD = 'a password';
const agent = new Agent({ connections: 256, headersTimeout: 60_000 });

/** A client of the gateway that keeps one cookie. */
export class Shopper {
  /** The Cookie header of the next request. */
  cookie = '';

  /** @param gateway base URL of the shop; else that of the running shop's stack.json */
  constructor(
    private readonly gateway?: string,
    readonly email = `shopper-${randomBytes(8).toString('hex')}@example.com`,
  ) {}

  /** A new account, signed in. */
  static async signUp(): Promise<Shopper> {
    const shopper = new Shopper();
    const { status } = await shopper.post('/api/users/signup', {
      email: shopper.email,
      password: PASSWORD,
    });
    if (status !== 201) throw new Error(`sign-up was answered ${status}`);
    return shopper;
  }

  /** An account that `signUp` has made, in this shop or in the one whose data it has. */
  static async signIn(email: string): Promise<Shopper> {
    const shopper = new Shopper(undefined, email);
    expectStatus(200, await shopper.post('/api/users/signin', { email, password: PASSWORD }));
    return shopper;
  }

  get<T>(path: string): Promise<Answer<T>> {
    return this.request<T>('GET', path);
  }
  post<T>(path: string, body: unknown): Promise<Answer<T>> {
    return this.request<T>('POST', path, body);
  }
  put<T>(path: string, body: unknown): Promise<Answer<T>> {
    return this.request<T>('PUT', path, body);
  }
  delete<T>(path: string): Promise<Answer<T>> {
    return this.request<T>('DELETE', path);
  }

  async sells(product: NewProduct): Promise<Product> {
    return expectStatus(201, await this.post<Product>('/api/products', product));
  }
  async product(id: string): Promise<Product> {
    return expectStatus(200, await this.get<Product>(`/api/products/${id}`));
  }
  async puts(item: Item): Promise<void> {
    expectStatus(201, await this.post('/api/cart/items', item));
  }
  async cart(): Promise<Item[]> {
    return expectStatus(200, await this.get<{ items: Item[] }>('/api/cart')).items;
  }
  async orders(items: Item[]): Promise<Order> {
    return expectStatus(201, await this.post<Order>('/api/orders', { items }));
  }
  async order(id: string): Promise<Order> {
    return expectStatus(200, await this.get<Order>(`/api/orders/${id}`));
  }
  pays(
    orderId: string,
    token = 'tok_visa',
  ): Promise<Answer<{ id: string; orderId: string; stripeId: string }>> {
    return this.post('/api/payments', { token, orderId });
  }
  cancels(orderId: string): Promise<Answer> {
    return this.delete(`/api/orders/${orderId}`);
  }

  /** Sends one request with this shopper's cookie. */
  async request<T>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> {
    const response = await fetch(`${this.gateway ?? readStack().gateway.http}${path}`, {
      method,
      dispatcher: agent,
      headers: {
        ...headers,
        ...(this.cookie && { cookie: this.cookie }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const session = response.headers.getSetCookie().find((set) => set.startsWith('session='));
    if (session !== undefined) this.cookie = session.split(';')[0] ?? '';
    const text = await response.text();
    // What answers in a service's place, such as the ingress when there is none, may not speak JSON.
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    return {
      status: response.status,
      body: (isJson && text ? JSON.parse(text) : undefined) as T,
      headers: response.headers,
    };
  }
}

function expectStatus<T>(wanted: number, { status, body }: Answer<T>): T {
  if (status !== wanted) throw new Error(`answered ${status} instead of ${wanted}: ${JSON.stringify(body)}`);
  return body;
}
