import { once } from 'node:events';
import { type AddressInfo, type Server, type Socket, connect, createServer } from 'node:net';
import { SeededRandom } from '@ecommerce/e2e/seeded-random';

/**
 * What a link does to those who use it:
 * - `pass`: nothing
 * - `cut`: every connection is reset, and each new one at once
 * - `half-open`: connections stay open, and no byte arrives any more; what was sent arrives after `heal`
 * - `slow`: every piece takes 200 ms, and one in twenty a second more, as a lost packet that is sent again does
 * - `slow-close`: connections end one side at a time, seconds apart, and new ones as well
 */
export type LinkState = 'pass' | 'cut' | 'half-open' | 'slow' | 'slow-close';

const LATENCY_MS = 200;
const LOSS = 0.05;
const RESEND_MS = 1000;
const SLOW_CLOSE_MS = 3000;

interface Pair {
  client: Socket;
  server: Socket;
}

/** A link between two processes that can be disturbed: a TCP proxy on loopback. */
export class TcpProxy {
  private readonly listener: Server;
  private readonly pairs = new Set<Pair>();
  private readonly random: SeededRandom;
  private state: LinkState = 'pass';
  private hasCarried = false;

  /** @param target where connections lead; asked anew for each, nothing while that is not known yet */
  constructor(
    private readonly target: () => { host: string; port: number } | undefined,
    seed = 0,
  ) {
    this.random = new SeededRandom(seed);
    this.listener = createServer({ pauseOnConnect: true }, (client) => this.accept(client));
  }

  /** Listens on a free port of this machine. */
  async open(): Promise<number> {
    this.listener.listen(0, '127.0.0.1');
    await once(this.listener, 'listening');
    return (this.listener.address() as AddressInfo).port;
  }

  get connections(): number {
    return this.pairs.size;
  }

  /** Whether a connection was ever opened through it. */
  get isUsed(): boolean {
    return this.hasCarried;
  }

  /** From now on the link behaves like this; connections that there are included. */
  become(state: LinkState): void {
    this.state = state;
    for (const pair of this.pairs) this.apply(pair);
  }

  heal(): void {
    this.become('pass');
  }

  async close(): Promise<void> {
    this.state = 'cut';
    for (const pair of this.pairs) this.apply(pair);
    this.listener.close();
    await once(this.listener, 'close');
  }

  private accept(client: Socket): void {
    client.on('error', () => {});
    const target = this.target();
    if (!target || this.state === 'cut') return void client.resetAndDestroy();
    const server = connect({ ...target, allowHalfOpen: true });
    client.allowHalfOpen = true;
    const pair = { client, server };
    this.pairs.add(pair);
    this.hasCarried = true;
    server.on('error', () => client.destroy());
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      this.carry(from, to);
      from.once('close', () => {
        this.pairs.delete(pair);
        this.partFrom(to, () => to.destroySoon());
      });
    }
    this.apply(pair);
  }

  /** Pieces leave in the order in which they came, however long each takes. */
  private carry(from: Socket, to: Socket): void {
    let before = Promise.resolve();
    const inOrder = (act: () => void): void => {
      const arrives = performance.now() + this.delayMs();
      before = before
        .then(() => new Promise<void>((resolve) => setTimeout(resolve, arrives - performance.now())))
        .then(act);
    };
    const soon = (act: () => void): void =>
      this.state === 'slow' ? inOrder(act) : void (before = before.then(act));
    from.on('data', (piece: Buffer) => soon(() => void (to.writable && to.write(piece))));
    from.on('end', () => soon(() => this.partFrom(to, () => to.end())));
  }

  /** One side is gone: the other notices it, at once or after a while. */
  private partFrom(other: Socket, act: () => void): void {
    if (this.state !== 'slow-close') return act();
    const later = setTimeout(act, SLOW_CLOSE_MS);
    other.once('close', () => clearTimeout(later));
  }

  private delayMs(): number {
    return LATENCY_MS + (this.random.chance(LOSS) ? RESEND_MS : 0);
  }

  private apply({ client, server }: Pair): void {
    switch (this.state) {
      case 'pass':
      case 'slow':
        client.resume();
        server.resume();
        return;
      case 'half-open':
        client.pause();
        server.pause();
        return;
      case 'cut':
        client.resetAndDestroy();
        server.resetAndDestroy();
        return;
      case 'slow-close':
        server.resume();
        client.resume();
        server.end();
    }
  }
}
