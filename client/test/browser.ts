import { withQuantity } from '../domain/cart-rules';
import type { CartItem } from '../api/types';

/** What the hooks touch of a browser, in memory. Returns how to take it away again. */
export function pretendBrowser(): () => void {
  const locks = { tail: Promise.resolve() as Promise<unknown> };
  const parts = {
    localStorage: storage(),
    sessionStorage: storage(),
    navigator: {
      locks: {
        request: <T>(_name: string, work: () => Promise<T>) => {
          const turn = locks.tail.then(work);
          locks.tail = turn.catch(() => undefined);
          return turn;
        },
      },
    },
  };
  const before = Object.keys(parts).map(
    (name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const,
  );
  for (const [name, value] of Object.entries(parts)) {
    Object.defineProperty(globalThis, name, { value, configurable: true });
  }
  return () => {
    for (const [name, descriptor] of before) {
      if (descriptor) Object.defineProperty(globalThis, name, descriptor);
      else Reflect.deleteProperty(globalThis, name);
    }
  };
}

/** Gives each test of a file a browser of its own, and puts `fetch` back after it. */
export function browserOfEachTest(): void {
  const realFetch = globalThis.fetch;
  let leave: () => void;
  beforeEach(() => {
    leave = pretendBrowser();
  });
  afterEach(() => {
    leave();
    globalThis.fetch = realFetch;
  });
}

function storage() {
  const stored = new Map<string, string>();
  return {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
    removeItem: (key: string) => void stored.delete(key),
  };
}

export interface SeenRequest {
  method: string;
  path: string;
  body: unknown;
  headers: Headers;
}

interface PretendedAnswer {
  status?: number;
  body?: unknown;
  headers?: Record<string, string>;
}

/** Answers the browser's requests to the shop; `respond` may throw to lose the answer. */
export function pretendShop(
  respond: (request: SeenRequest) => PretendedAnswer | Promise<PretendedAnswer>,
): SeenRequest[] {
  const seen: SeenRequest[] = [];
  globalThis.fetch = async (input, init) => {
    const request: SeenRequest = {
      method: init?.method ?? 'GET',
      path: typeof input === 'string' ? input : '',
      body: typeof init?.body === 'string' ? (JSON.parse(init.body) as unknown) : undefined,
      headers: new Headers(init?.headers),
    };
    seen.push(request);
    await new Promise((resolve) => setImmediate(resolve));
    const { status = 200, body, headers } = await respond(request);
    return new Response(body === undefined ? null : JSON.stringify(body), { status, headers });
  };
  return seen;
}

/** The cart service of one account, in memory, with its limits, ETags and If-Match. */
export class PretendedCart {
  items: CartItem[];
  private version = 0;

  constructor(items: CartItem[] = []) {
    this.items = items;
  }

  /** Changes the cart as another device does. */
  set(productId: string, quantity: number): void {
    this.items = withQuantity(this.items, productId, quantity);
    this.version += 1;
  }

  answer({ method, path, body, headers }: SeenRequest): PretendedAnswer {
    if (method === 'GET') return this.shown();
    const ifMatch = headers.get('if-match');
    if (ifMatch !== null && ifMatch !== this.etag()) return refusal(412, 'The cart has changed');
    if (method === 'DELETE') this.set(path.split('/').at(-1) ?? '', 0);
    else {
      const { productId, quantity } = body as CartItem;
      if (quantity > 1000) return refusal(400, 'Quantity must be a whole number between 1 and 1000');
      const isNew = !this.items.some((item) => item.productId === productId);
      if (isNew && this.items.length >= 50) return refusal(400, 'A cart holds at most 50 products');
      this.set(productId, quantity);
    }
    return { ...this.shown(), status: method === 'POST' ? 201 : 200 };
  }

  private etag = () => `"${this.version}"`;
  private shown = () => ({ body: { userId: 'u1', items: this.items }, headers: { etag: this.etag() } });
}

/** An answer of a service that refuses. */
export const refusal = (status: number, message: string): PretendedAnswer => ({
  status,
  body: { errors: [{ message }] },
});
