import mongoose from 'mongoose';
import { collection, idOf } from '@ecommerce/e2e/stored';

const BATCH = 10_000;
const SECOND_MS = 1000;

/**
 * Copies documents of a running shop until there are many, each a second older than the one before.
 * @param ids the originals, which take turns
 * @param change what each copy has of its own
 */
export async function copyUntil(
  count: number,
  database: string,
  name: string,
  ids: readonly string[],
  change: (index: number) => object = () => ({}),
): Promise<void> {
  const documents = collection(database, name);
  const originals = await Promise.all(ids.map((id) => documents.findOne(idOf(id))));
  const start = Date.now();
  for (let made = await documents.countDocuments(); made < count; made += BATCH) {
    const copies = Array.from({ length: Math.min(BATCH, count - made) }, (_, index) => {
      const createdAt = new Date(start - (made + index + 1) * SECOND_MS);
      const original = originals[index % originals.length];
      return { ...original, _id: idAt(createdAt), createdAt, updatedAt: createdAt, ...change(made + index) };
    });
    await documents.insertMany(copies, { ordered: false, writeConcern: { w: 1, j: false } });
  }
}

/** A new id that says it was made at this time, as orders are listed by their ids. */
function idAt(date: Date): mongoose.mongo.ObjectId {
  const seconds = Math.floor(date.getTime() / SECOND_MS)
    .toString(16)
    .padStart(8, '0');
  return new mongoose.mongo.ObjectId(seconds + new mongoose.mongo.ObjectId().toHexString().slice(8));
}
