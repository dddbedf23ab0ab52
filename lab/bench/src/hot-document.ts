import { aggregate, Batcher, change, type AggregateFields, type Batch } from '@datnxecommerce/common';
import { many } from '@ecommerce/e2e/crowd';
import mongoose, { model, Schema, Types } from 'mongoose';

interface Lamp {
  quantity: number;
  marks: { orderId: string }[];
}

const schema = new Schema<Lamp & AggregateFields>({ quantity: Number, marks: Schema.Types.Mixed });
schema.plugin(aggregate);
const LampModel = model<Lamp & AggregateFields>('Lamp', schema, 'bench-lamps');

const STOCK = 1_000_000;
const SALES = 600;

/** Milliseconds of one sale of a product that everybody buys, by the plainest way there is and by ours. */
export interface SalePrices {
  /** A conditional `$inc`, which knows no order and tells nobody. */
  bare: number;
  /** As products sells: `change`, with a mark of the order in the same document, and group commit. */
  ours: number;
}

/**
 * Sells pieces of one product.
 * @param uri a database that may be written to; its collection `bench-lamps` is removed in the end
 * @param parallel how many buy at once
 */
export async function priceSales(uri: string, parallel: number): Promise<SalePrices> {
  await mongoose.connect(uri, { writeConcern: { w: 'majority', journal: true }, maxPoolSize: 20 });
  try {
    const [plain, marked] = [new Types.ObjectId(), new Types.ObjectId()];
    await LampModel.create([plain, marked].map((_id) => ({ _id, quantity: STOCK, marks: [] })));
    const bare = await perSale(parallel, () =>
      LampModel.updateOne({ _id: plain, quantity: { $gte: 1 } }, { $inc: { quantity: -1 } }),
    );
    const ours = await perSale(parallel, (sale) => sales.add(LampModel.db, String(marked), String(sale)));
    await checkSold([plain, marked]);
    return { bare, ours };
  } finally {
    await LampModel.collection.drop();
    await mongoose.disconnect();
  }
}

const sales = new Batcher<string, string, void>((_id, orderIds) =>
  change<Lamp, void[]>(LampModel, { _id }, (lamp) => sellAll(lamp as Lamp, orderIds)),
);

const sellAll = (lamp: Lamp, orderIds: Batch<string>) => ({
  next: {
    ...lamp,
    quantity: lamp.quantity - orderIds.length,
    marks: [...lamp.marks, ...orderIds.map((orderId) => ({ orderId }))],
  },
  result: orderIds.map(() => undefined),
});

async function perSale(parallel: number, sale: (number: number) => Promise<unknown>): Promise<number> {
  let next = 0;
  const buyer = async (): Promise<void> => {
    while (next < SALES) await sale(next++);
  };
  const begin = performance.now();
  await many(parallel, buyer);
  return (performance.now() - begin) / SALES;
}

async function checkSold(ids: Types.ObjectId[]): Promise<void> {
  const sold = await LampModel.countDocuments({ _id: { $in: ids }, quantity: STOCK - SALES });
  if (sold !== ids.length) throw new Error('a sale was lost');
}
