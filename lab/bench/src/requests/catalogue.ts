import { randomBytes } from 'node:crypto';
import { many } from '@ecommerce/e2e/crowd';
import { type Product, Shopper } from '@ecommerce/e2e/shopper';
import { readStack } from '@ecommerce/e2e/stack';
import mongoose from 'mongoose';

const PRODUCTS = 200;
const SHOPPERS = 16;
/** More than a run can sell. */
const STOCK = 1_000_000;
const IN_PARALLEL = 8;

/** What the measured requests are about. */
export interface Catalogue {
  products: Product[];
  shoppers: Shopper[];
  /** The products' database: the limits read the same documents from the same server. */
  uri: string;
}

/** Fills an empty shop, and copies the public fields of its products for the limits. */
export async function fillShop(): Promise<Catalogue> {
  const shoppers = await many(SHOPPERS, () => Shopper.signUp());
  const products: Product[] = [];
  let next = 0;
  await many(IN_PARALLEL, async (seller) => {
    while (next < PRODUCTS) products.push(await (shoppers[seller] as Shopper).sells(productOf(next++)));
  });
  const uri = readStack().mongo.products ?? '';
  const client = await mongoose.mongo.MongoClient.connect(uri);
  try {
    const copies = products.map(({ id, ...fields }) => ({ ...fields, _id: new mongoose.Types.ObjectId(id) }));
    await client.db().collection('limit-products').insertMany(copies);
  } finally {
    await client.close();
  }
  return { products, shoppers, uri };
}

/** A product as a seller writes it. */
export const productOf = (index: number) => ({
  title: `Lamp ${index} ${randomBytes(4).toString('hex')}`,
  price: (1000 + (index % 1000)) / 100,
  quantity: STOCK,
  description: 'A lamp of brushed brass for the desk, with a linen shade and a cable of two metres. '.repeat(
    2,
  ),
  category: `Lamps ${index % 10}`,
});
