import { violations } from '../../e2e/src/books';
import { eventually } from '../../e2e/src/eventually';
import { readStack } from '../../e2e/src/stack';
import { forward, kubectl } from './kubectl';
import { writeStack } from './stack-file';

/** Service by database, of those that the promises of the shop are about. */
const DATABASES = { products: 'product', cart: 'cart', orders: 'order', payments: 'payment' };

/**
 * Waits until the books of the whole shop balance: money, stock, replicas, outboxes, dead letters.
 * @param startingStock what each product of interest was put up with
 * @throws Error that lists what still does not hold after `withinMs`
 */
export async function booksBalance(
  startingStock = new Map<string, number>(),
  withinMs = 90_000,
): Promise<void> {
  const { gateway } = readStack();
  const open = await Promise.all([
    forward('stripe-svc', 3000),
    ...Object.values(DATABASES).map((service) => forward(`${service}-mongo-svc`, 27017)),
  ]);
  try {
    const [stripe, ...ports] = open.map(({ port }) => port);
    const entries = await Promise.all(
      Object.entries(DATABASES).map(async ([database, service], index) => {
        const login = `${await secret(service, 'MONGO_USER')}:${await secret(service, 'MONGO_PASSWORD')}`;
        return [
          database,
          `mongodb://${login}@127.0.0.1:${ports[index]}/${database}?directConnection=true`,
        ] as const;
      }),
    );
    writeStack({
      gateway: gateway.http,
      mongo: Object.fromEntries(entries),
      stripe: `http://127.0.0.1:${stripe}`,
    });
    await eventually(async () => {
      const found = await violations(startingStock);
      if (found.length > 0) throw new Error(`the books do not balance:\n${found.slice(0, 20).join('\n')}`);
    }, withinMs);
  } finally {
    for (const port of open) port.close();
    writeStack({ gateway: gateway.http });
  }
}

async function secret(service: string, key: string): Promise<string> {
  const encoded = await kubectl('get', 'secret', `${service}-mongo-secret`, '-o', `jsonpath={.data.${key}}`);
  return Buffer.from(encoded, 'base64').toString();
}
