import { readStack } from '@ecommerce/e2e/stack';
import { Arm } from '../requests/arm';
import { fillShop } from '../requests/catalogue';
import { type Comparison, measure } from '../requests/compare';
import { Load } from '../requests/load';
import type { Generation } from '../requests/report';
import { buildBareSite, startBareSite } from './bare-site';
import { markupOf } from './markup';

/** Compares pages of the running shop with bare pages of the same Next.js that have the same elements and no data. */
export async function comparePages(rounds: number): Promise<Generation> {
  const { products } = await fillShop();
  const { pid, url } = readStack().services.client as { pid: number; url: string };
  const pages: Record<string, string> = {
    home: '/',
    product: `/products/${products[0]?.id}`,
    list: '/?q=lamp',
    signin: '/auth/signin',
  };
  const shop = new Load(url);
  const markups = Object.entries(pages).map(async ([name, path]) => {
    const html = await shop.sendOne({ method: 'GET', path });
    return [name, markupOf(html)] as const;
  });
  const folder = buildBareSite(Object.fromEntries(await Promise.all(markups)));
  const servers = [await startBareSite(folder), await startBareSite(folder)] as const;
  const loads = servers.map((server) => new Load(server.url)) as [Load, Load];
  try {
    const comparisons = Object.entries(pages).map(([name, path]): Comparison => {
      const armOf = (target: { pid: number }, load: Load, at: string): Arm =>
        new Arm({ pid: target.pid, send: load.sender(() => ({ method: 'GET', path: at })) });
      const limits: Comparison['limits'] = [
        armOf(servers[0], loads[0], `/${name}`),
        armOf(servers[1], loads[1], `/${name}`),
      ];
      return { name: `${name} page`, ours: armOf({ pid }, shop, path), limits };
    });
    return await measure(comparisons, [], rounds);
  } finally {
    for (const load of [shop, ...loads]) load.close();
    for (const server of servers) server.stop();
  }
}
