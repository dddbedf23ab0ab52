import type { ChaosFolder } from './chaos-folder';
import type { SeededRandom } from '@ecommerce/e2e/seeded-random';
import { SERVICES } from './processes';
import { TcpProxy } from './tcp-proxy';

/** Who talks to whom: each is a link that can be disturbed by itself. */
export const LINKS = [
  ...SERVICES.flatMap((service) => [`${service}>mongo`, `${service}>nats`]),
  'payments>stripe',
];

/** A proxy for each link of a shop. To be opened before the shop starts, since its services ask for the ports then. */
export class Links {
  private readonly proxies: Map<string, TcpProxy>;

  constructor(
    private readonly folder: ChaosFolder,
    random: SeededRandom,
  ) {
    const make = (link: string) => new TcpProxy(() => folder.target(link), random.int(0, 0x7fffffff));
    this.proxies = new Map(LINKS.map((link) => [link, make(link)]));
  }

  async open(): Promise<void> {
    const ports = [...this.proxies].map(async ([link, proxy]) => [link, await proxy.open()] as const);
    this.folder.setLinks(Object.fromEntries(await Promise.all(ports)));
  }

  /** @throws Error for a link that there is not */
  of(link: string): TcpProxy {
    const proxy = this.proxies.get(link);
    if (!proxy) throw new Error(`there is no link ${link} among ${LINKS.join(', ')}`);
    return proxy;
  }

  async close(): Promise<void> {
    await Promise.all([...this.proxies.values()].map((proxy) => proxy.close()));
  }
}
