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

/** Answers the browser's requests to the shop; `respond` may throw to lose the answer. */
export function pretendShop(
  respond: (request: SeenRequest) => { status?: number; body?: unknown },
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
    const { status = 200, body } = respond(request);
    return new Response(body === undefined ? null : JSON.stringify(body), { status });
  };
  return seen;
}
