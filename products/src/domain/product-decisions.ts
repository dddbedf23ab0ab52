import {
  BadRequestError,
  ForbiddenError,
  NotFoundError,
  requireMatch,
  requireSameRequest,
  type Decision,
  type Stored,
} from '@datnxecommerce/common';
import type { Types } from 'mongoose';
import { productCreated } from '../events/publishers/product-created-publisher';
import { productUpdated } from '../events/publishers/product-updated-publisher';
import { etagOf, isListed, type Product, type ProductFields } from '../models/product';
import { searchFields } from './search-fields';
import { countEdit, openLedger } from './stock-ledger';

type Current = Stored<Product> | null;
type ProductDecision = Decision<Product, Product>;

export interface Creation {
  id: Types.ObjectId;
  userId: string;
  fields: ProductFields;
  /** Distinguishes this request from another one under the same idempotency key. */
  requestHash?: string;
  now: Date;
  /** Whether the seller may have one more product. */
  hasRoom: boolean;
}

export interface Edit {
  userId: string;
  fields: Partial<ProductFields>;
  /** An If-Match header that names the version the seller has seen; absent: change any version. */
  ifMatch?: string;
  now: Date;
}

/**
 * Creates a product. One that exists was created by the same request before.
 * @throws BadRequestError when another request created it under the same idempotency key, or there is no room
 */
export function decideCreation(current: Current, creation: Creation): ProductDecision {
  if (!current) return decideNewProduct(creation);
  requireSameRequest(current.requestHash, creation.requestHash);
  return { result: current };
}

/**
 * A product that no request has created before.
 * @throws BadRequestError when the seller has too many products
 */
export function decideNewProduct({
  id,
  userId,
  fields,
  requestHash,
  now,
  hasRoom,
}: Creation): ProductDecision & { next: Product } {
  if (!hasRoom) {
    throw new BadRequestError('You offer as many products as one seller may', { code: 'too_many_products' });
  }
  const given = blankAsAbsent(fields);
  const next: Product = {
    ...given,
    _id: id,
    userId,
    version: 0,
    createdAt: now,
    updatedAt: now,
    search: searchFields(given),
    marks: [],
    stockLedger: openLedger(given.quantity),
    requestHash,
  };
  return { next, events: [productCreated.announce(next, now)], result: next };
}

/**
 * A seller changes a product; a blank optional field removes it.
 * @throws NotFoundError, ForbiddenError for another seller, who cannot see one that is not listed,
 *   PreconditionFailedError for another version
 */
export function decideEdit(current: Current, { userId, fields, ifMatch, now }: Edit): ProductDecision {
  if (!current) throw new NotFoundError();
  if (current.userId !== userId) throw isListed(current) ? new ForbiddenError() : new NotFoundError();
  requireMatch(ifMatch, etagOf(current), `Product is at version ${current.version} now`);
  const changed = { ...current, ...blankAsAbsent(fields) };
  const next: Product = {
    ...changed,
    version: current.version + 1,
    updatedAt: now,
    search: searchFields(changed),
    stockLedger: countEdit(current.stockLedger, changed.quantity - current.quantity),
  };
  return { next, events: [productUpdated.announce(next, now)], result: next };
}

const blankAsAbsent = <T extends Partial<ProductFields>>(fields: T): T =>
  Object.fromEntries(
    Object.entries(fields).map(([field, value]) => [field, value === '' ? undefined : value]),
  ) as T;
