import { Product } from '../models/product';
import { SEARCH_VERSION, searchFields } from './search-fields';

const BATCH = 500;
/** A run ends after so many products, so that a shutdown does not wait for all of them. */
const MOST_PER_RUN = 5000;

/** Not `$lt`: the first products have no number, and one of a newer version of this service is left alone. */
const outdated = { 'search.version': { $not: { $gte: SEARCH_VERSION } } };

/**
 * Gives search fields of today to products that have others. It may run on several replicas and beside replicas that
 * write other ones: a product that somebody changed after it was read is skipped, as its `rev` is another one by then,
 * and a product that such a replica writes later is found by the next run. It leaves `rev` alone: a change under way
 * either keeps these fields or writes its own.
 */
export async function backfillSearch(signal?: AbortSignal): Promise<void> {
  for (let done = 0; done < MOST_PER_RUN && !signal?.aborted; done += BATCH) {
    const products = await Product.find(outdated, { title: 1, description: 1, category: 1, rev: 1 })
      .limit(BATCH)
      .lean<(Pick<Product, '_id' | 'title' | 'description' | 'category'> & { rev: number })[]>();
    if (products.length === 0) return;
    await Product.bulkWrite(
      products.map((product) => ({
        updateOne: {
          filter: { _id: product._id, rev: product.rev, ...outdated },
          update: { $set: { search: searchFields(product) } },
        },
      })),
      { ordered: false },
    );
  }
}
