import { documented, newId, testKeys, testLimits } from '@datnxecommerce/common/testing';
import { createLogger } from '@datnxecommerce/common';
import { Types } from 'mongoose';
import type { Test } from 'supertest';
import { buildApp } from '../app';
import type { ProductLimits } from '../domain/create-product';
import { api } from '../openapi';
import { searchFields } from '../domain/search-fields';
import { openLedger } from '../domain/stock-ledger';
import { Fulfilment } from '../models/fulfilment';
import { Product } from '../models/product';

/** The service's HTTP API, silent and held to its document. */
export const testApp = ({ perMinute, ...limits }: ProductLimits & { perMinute?: number } = {}) =>
  documented(
    buildApp({
      logger: createLogger('products', 'silent'),
      keys: testKeys,
      limitChanges: testLimits(perMinute),
      ...limits,
    }),
    api,
  );

/** A product that is not stored. */
export function aProduct(fields: Partial<Product> = {}): Product {
  const at = new Date('2026-01-02T03:04:05.678Z');
  const product = {
    _id: new Types.ObjectId(),
    title: 'Lamp',
    price: 12.5,
    quantity: 10,
    userId: newId(),
    version: 0,
    createdAt: at,
    updatedAt: at,
    marks: [],
    stockLedger: openLedger(fields.quantity ?? 10),
    ...fields,
  };
  return { search: searchFields(product), ...product };
}

/** Stores a product. @returns its id */
export async function storedProduct(fields: Partial<Product> = {}): Promise<string> {
  const { _id } = await Product.create(aProduct(fields));
  return String(_id);
}

/** Stores products that hold these quantities. @returns their ids, in the order in which orders take them */
export function productsHolding(...quantities: number[]): Promise<string[]> {
  const ids = quantities.map(() => newId()).sort();
  return Promise.all(
    quantities.map((quantity, i) => storedProduct({ _id: new Types.ObjectId(ids[i]), quantity })),
  );
}

/** What products read from the database hold now, in the order asked. */
export async function quantitiesOf(productIds: string[]): Promise<(number | undefined)[]> {
  const products = await Product.find().lean();
  return productIds.map((id) => products.find(({ _id }) => String(_id) === id)?.quantity);
}

export const fulfilmentOf = (orderId: string) => Fulfilment.findById(orderId).lean();

/** A payment for one of each of these products, or for as many as said. */
export const paymentFor = (orderId: string, productIds: string[], quantity = 1) => ({
  id: newId(),
  orderId,
  stripeId: 'ch_1',
  items: productIds.map((productId) => ({ productId, quantity })),
});

/** What a request was answered, its body not yet believed to be anything. */
export async function answerTo(
  test: Test,
): Promise<{ status: number; body: unknown; text: string; headers: Record<string, string | undefined> }> {
  const { status, body, text, headers } = (await test) as {
    status: number;
    body: unknown;
    text: string;
    headers: Record<string, string>;
  };
  return { status, body, text, headers };
}
