import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { many } from '../../crowd';
import { eventually } from '../../eventually';
import { OwnShop } from '../../own-shop';
import { Shopper } from '../../shopper';
import { readStack } from '../../stack';
import { StepStream } from '../../step-stream';

const DASHBOARDS = path.resolve(__dirname, '../../../../monitoring/dashboards');

interface Dashboard {
  panels: { title: string; targets: { expr: string }[] }[];
}

/** Every query of the Grafana dashboards, by the panel that shows it. */
const QUERIES = readdirSync(DASHBOARDS).flatMap((file) => {
  const { panels } = JSON.parse(readFileSync(path.join(DASHBOARDS, file), 'utf8')) as Dashboard;
  return panels.flatMap(({ title, targets }) => targets.map(({ expr }) => [file, title, expr] as const));
});

/** Where its API is. */
let prometheus: string;

async function ask<T>(route: string): Promise<T> {
  const answer = (await (await fetch(`${prometheus}/api/v1/${route}`)).json()) as { data: T };
  return answer.data;
}

const countOf = async (query: string): Promise<number> => {
  const { result } = await ask<{ result: { value: [number, string] }[] }>(
    `query?query=${encodeURIComponent(query)}`,
  );
  return result.filter(({ value: [, text] }) => text !== 'NaN').length;
};

describe('a shop with --monitoring, after some shopping', () => {
  const sharedShop = process.env.SHOP_STACK_FILE;
  let shop: OwnShop;
  let stream: StepStream;

  beforeAll(async () => {
    shop = await OwnShop.start(undefined, {}, ['--monitoring']);
    prometheus = readStack().prometheus?.url ?? '';
    if (!prometheus)
      throw new Error('this test needs Prometheus 2.42 or newer on PATH: apt-get install prometheus');
    const seller = await Shopper.signUp();
    const lamp = await seller.sells({ title: 'Lamp', price: 20, quantity: 50 });
    const buy = async (): Promise<string> => {
      const { id } = await seller.orders([{ productId: lamp.id, quantity: 1 }]);
      await seller.pays(id, 'tok_chargeDeclined');
      await seller.pays(id);
      return id;
    };
    // Rates need two scrapes that differ.
    for (let round = 0; round < 4; round += 1) {
      await many(5, buy);
      await new Promise((resolve) => setTimeout(resolve, 6_000));
    }
    stream = await StepStream.open(seller, await buy());
  }, 400_000);
  afterAll(async () => {
    await stream?.close();
    await shop?.stop();
    process.env.SHOP_STACK_FILE = sharedShop;
  });

  it('is scraped in every process', async () => {
    await eventually(async () => {
      const { activeTargets } = await ask<{ activeTargets: { health: string; labels: { app: string } }[] }>(
        'targets',
      );
      expect(activeTargets.filter(({ health }) => health !== 'up')).toEqual([]);
      expect(activeTargets).toHaveLength(Object.keys(readStack().services).length);
    }, 30_000);
  });

  it.each(QUERIES)('has data for %s: %s: %s', async (_file, _title, query) => {
    await eventually(async () => expect(await countOf(query)).toBeGreaterThan(0), 30_000);
  });

  it('raises no alert but for what a test does to it', async () => {
    const { alerts } = await ask<{ alerts: { state: string; labels: { alertname: string } }[] }>('alerts');
    expect(alerts.filter(({ state }) => state === 'firing').map(({ labels }) => labels.alertname)).toEqual(
      [],
    );
  });
});
