import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** A new file, or text that goes before or after a place in one that is there. */
interface Edit {
  file: string;
  before?: string;
  after?: string;
  text: string;
}

/** The steps 1 to 5 of docs/adding-an-event.md for its own example: what engineers think of by themselves. */
export const code: Edit[] = [
  {
    file: 'common/src/events/contracts/product-sold-out.ts',
    text: `import { defineEvent, type EventData } from '../define-event';
import { documentId, version } from './fields';

/** The last piece of a product was sold. Published by products; consumed by cart. */
export const ProductSoldOut = defineEvent(
  'ProductSoldOut',
  'product:sold_out',
  { id: documentId, version },
  ({ id, version: sold }) => \`\${id}:\${sold}\`,
);
export type ProductSoldOut = EventData<typeof ProductSoldOut>;
`,
  },
  {
    file: 'common/src/events/contracts/index.ts',
    after: `export { ProductCreated } from './product-created';\n`,
    text: `export { ProductSoldOut } from './product-sold-out';\n`,
  },
  {
    file: 'products/src/events/publishers/product-sold-out-publisher.ts',
    text: `import { ProductSoldOut, Publisher } from '@datnxecommerce/common';
import type { Product } from '../../models/product';

/** Announces that the last piece of a product was sold. */
class ProductSoldOutPublisher extends Publisher<typeof ProductSoldOut, Product> {
  readonly contract = ProductSoldOut;

  protected describe({ _id, version }: Product) {
    return { id: String(_id), version };
  }
}

export const productSoldOut = new ProductSoldOutPublisher('products');
`,
  },
  {
    file: 'products/src/domain/stock-decisions.ts',
    before: `import type { Product, StockLedger, StockMark } from '../models/product';\n`,
    text: `import { productSoldOut } from '../events/publishers/product-sold-out-publisher';\n`,
  },
  {
    file: 'products/src/domain/stock-decisions.ts',
    before: `  return { next, events: [productUpdated.announce(next, now)] };\n`,
    text: `  const updated = productUpdated.announce(next, now);
  if (next.quantity === 0) return { next, events: [updated, productSoldOut.announce(next, now)] };
`,
  },
  {
    file: 'products/src/events/republish.ts',
    before: `import { productUpdated } from './publishers/product-updated-publisher';\n`,
    text: `import { productSoldOut } from './publishers/product-sold-out-publisher';\n`,
  },
  {
    file: 'products/src/events/republish.ts',
    after: `  (product.version === 0 ? productCreated : productUpdated).announce(product, product.updatedAt),\n`,
    text: `  ...(product.quantity === 0 ? [productSoldOut.announce(product, product.updatedAt)] : []),\n`,
  },
  {
    file: 'cart/src/models/sold-out-product.ts',
    text: `import { model, Schema, type Types } from 'mongoose';

/** A product whose last piece was sold. */
export interface SoldOutProduct {
  _id: Types.ObjectId;
  version: number;
}

const schema = new Schema<SoldOutProduct>(
  { version: { type: Number, required: true } },
  { versionKey: false },
);

export const SoldOutProduct = model<SoldOutProduct>('SoldOutProduct', schema, 'soldoutproducts');
`,
  },
  {
    file: 'cart/src/domain/record-sold-out.ts',
    text: `import { guardedUpsert, type ProductSoldOut } from '@datnxecommerce/common';
import { SoldOutProduct } from '../models/sold-out-product';

/** Keeps the newest version at which a product was sold out. */
export async function recordSoldOut({ id, version }: ProductSoldOut): Promise<void> {
  await guardedUpsert(SoldOutProduct, { _id: id, version: { $lt: version } }, { $set: { version } });
}
`,
  },
  {
    file: 'cart/src/events/listeners/product-sold-out-listener.ts',
    text: `import { Listener, ProductSoldOut } from '@datnxecommerce/common';
import { recordSoldOut } from '../../domain/record-sold-out';

/** A product whose last piece was sold is known as sold out. */
export class ProductSoldOutListener extends Listener<typeof ProductSoldOut> {
  readonly contract = ProductSoldOut;

  handle(event: ProductSoldOut): Promise<void> {
    return recordSoldOut(event);
  }
}
`,
  },
  {
    file: 'cart/src/events/listeners/index.ts',
    before: `import { ProductUpdatedListener } from './product-updated-listener';\n`,
    text: `import { ProductSoldOutListener } from './product-sold-out-listener';\n`,
  },
  {
    file: 'cart/src/events/listeners/index.ts',
    before: `  new ProductUpdatedListener(),\n`,
    text: `  new ProductSoldOutListener(),\n`,
  },
  {
    file: 'cart/src/events/replicas.ts',
    before: `import { Purchase } from '../models/purchase';\n`,
    text: `import { SoldOutProduct } from '../models/sold-out-product';\n`,
  },
  {
    file: 'cart/src/events/replicas.ts',
    after: `replica(ProductReplica, { version: -1 }), `,
    text: `replica(SoldOutProduct, { version: -1 }), `,
  },
];

/** Steps 6 to 8, but for what \`npm run events:docs\` writes. */
export const rest: Edit[] = [
  {
    file: 'products/src/test/domain/sold-out.test.ts',
    text: `import { take } from '../../domain/stock-decisions';
import { aProduct } from '../builders';

it.each([
  [2, ['product:updated']],
  [1, ['product:updated', 'product:sold_out']],
])('one of %i pieces sold announces %j', (quantity, subjects) => {
  const order = { orderId: 'a'.repeat(24), quantity: 1, now: new Date() };
  const { events = [] } = take(aProduct({ quantity }), order);
  expect(events.map(({ subject }) => subject)).toEqual(subjects);
});
`,
  },
  {
    file: 'cart/src/test/events/product-sold-out-listener.test.ts',
    text: `import { DeadLetter } from '@datnxecommerce/common';
import { deliver, newId, useDatabase } from '@datnxecommerce/common/testing';
import { ProductSoldOutListener } from '../../events/listeners/product-sold-out-listener';
import { SoldOutProduct } from '../../models/sold-out-product';

useDatabase();
const listener = new ProductSoldOutListener();

it('keeps the newest version, twice and late', async () => {
  const id = newId();
  for (const version of [3, 3, 5, 2]) await deliver(listener, { id, version });
  expect(await SoldOutProduct.find().lean()).toMatchObject([{ version: 5 }]);
});

it('sets a malformed event aside', async () => {
  await deliver(listener, { id: 'x', version: 1 });
  await expect(DeadLetter.find().lean()).resolves.toMatchObject([{ subject: 'product:sold_out' }]);
});
`,
  },
  {
    file: 'common/src/test/events/contracts.test.ts',
    before: `  {\n    contract: contracts.OrderCreated,\n`,
    text: `  { contract: contracts.ProductSoldOut, data: { id, version: 7 }, key: \`product:sold_out:\${id}:7\` },\n`,
  },
  {
    file: 'docs/events.md',
    before: `| \`order:created\`  `,
    text: `| \`product:sold_out\` | products | cart |\n`,
  },
  {
    file: 'docs/events.md',
    before: '```json order:created\n',
    text: '```json product:sold_out\n{ "id": "507f1f77bcf86cd799439011", "version": 7 }\n```\n\n',
  },
  { file: 'docs/architecture.md', after: '- cart: `carts`, ', text: '`soldoutproducts`, ' },
  { file: 'README.md', after: `products -- product:created, product:updated`, text: `, product:sold_out` },
  {
    file: 'products/README.md',
    before: '| `product:created`, `product:updated` | out ',
    text: '| `product:sold_out` | out | the last piece was sold |\n',
  },
  {
    file: 'cart/README.md',
    before: '| `product:created`, `product:updated` | keeps',
    text: '| `product:sold_out` | keeps that it is sold out |\n',
  },
  {
    file: '.changeset/product-sold-out.md',
    text: `---\n'@datnxecommerce/common': minor\n---\n\nThe event \`product:sold_out\`.\n`,
  },
  {
    file: 'docs/events/recorded/purchase.json',
    after: '[\n',
    text: `  {
    "subject": "product:sold_out",
    "time": "2026-11-27T08:25:38.012Z",
    "data": { "id": "6b093e81c73235de695aee46", "version": 3 }
  },
`,
  },
];

/**
 * Makes edits in a checkout.
 * @throws Error when a place is gone: then the code has moved on, and the edit has to follow it
 */
export function apply(checkout: string, edits: readonly Edit[]): void {
  for (const { file, before, after, text } of edits) {
    const target = path.join(checkout, file);
    const place = before ?? after;
    if (place === undefined) {
      writeFileSync(target, text);
      continue;
    }
    const content = readFileSync(target, 'utf8');
    if (!content.includes(place)) throw new Error(`${file} has no ${place}`);
    writeFileSync(
      target,
      content.replace(place, () => (before ? text + place : place + text)),
    );
  }
}
