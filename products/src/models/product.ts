import { aggregate, type AggregateFields } from '@datnxecommerce/common';
import { model, Schema, type Types } from 'mongoose';

/** What an order did to a product's stock. It makes a repeated take or put-back a no-op. */
export interface StockMark {
  orderId: string;
  quantity: number;
  /** `taken` is in force; `returned` says that this order takes nothing from here any more. */
  state: 'taken' | 'returned';
  at: Date;
}

/**
 * Where a product's stock comes from, counted in the same write as each change of it: what the auditor compares the
 * stock with. `quantity` = start + edited - what its orders hold; `version` = edits + takes + putBacks.
 */
export interface StockLedger {
  /** Pieces that the seller began with. */
  start: number;
  /** How many changes the seller made, of whatever fields. */
  edits: number;
  /** Pieces by which these changes raised the stock, less those by which they lowered it. */
  edited: number;
  /** How often an order took pieces. */
  takes: number;
  /** How often an order put its pieces back. */
  putBacks: number;
}

/** What a product is found and sorted by; derived from its public fields. */
export interface SearchFields {
  /** How they were made. Compatibility: absent in products of earlier versions. */
  version?: number;
  /** Distinct words of title, description and category, normalised; of unspaced scripts each part. */
  words: string[];
  title: string;
  category?: string;
}

/** What a seller decides about a product. */
export interface ProductFields {
  title: string;
  /** US dollars, at most two decimals. */
  price: number;
  quantity: number;
  description?: string;
  category?: string;
  imageUrl?: string;
  /** What shoppers read as its seller; each seller chooses it, and none is checked to be the only one. */
  shopName?: string;
  /** Whether it is for sale. Compatibility: absent in products of earlier versions, which counts as true. */
  listed?: boolean;
}

export interface Product extends ProductFields {
  _id: Types.ObjectId;
  /** The seller. */
  userId: string;
  /** 0 when it is made, one more at each change that others can see. */
  version: number;
  createdAt: Date;
  updatedAt: Date;
  search: SearchFields;
  marks: StockMark[];
  /** Never in an answer. Compatibility: absent in products of earlier versions. */
  stockLedger?: StockLedger;
  /** The key under which its creation may be repeated, and what that request asked for. */
  idempotencyKey?: string;
  requestHash?: string;
}

const schema = new Schema<Product & AggregateFields>(
  {
    title: { type: String, required: true },
    price: { type: Number, required: true },
    quantity: { type: Number, required: true, min: 0 },
    userId: { type: String, required: true },
    version: { type: Number, required: true },
    description: String,
    category: String,
    imageUrl: String,
    shopName: String,
    listed: Boolean,
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
    // Mixed: mongoose would otherwise build a subdocument of every mark at every sale.
    search: { type: Schema.Types.Mixed, required: true },
    marks: { type: Schema.Types.Mixed, required: true },
    stockLedger: Schema.Types.Mixed,
    idempotencyKey: String,
    requestHash: String,
  },
  { versionKey: false },
);
schema.plugin(aggregate);
schema.index({ updatedAt: 1 }); // what is republished to a broker that restarted empty
schema.index({ createdAt: -1, _id: -1 });
schema.index({ price: 1, _id: 1 });
schema.index({ 'search.title': 1, _id: 1 });
schema.index({ userId: 1, createdAt: -1, _id: -1 });
schema.index({ 'search.category': 1, createdAt: -1, _id: -1 });
schema.index({ 'search.category': 1, price: 1, _id: 1 });
schema.index({ category: 1, listed: 1 }); // holds all that the list of categories counts
schema.index({ 'search.words': 1 });
schema.index({ 'search.version': 1 }); // the back-fill looks for old ones
// Partial, not sparse: a compound sparse index would take every product in, since each has a userId.
schema.index(
  { userId: 1, idempotencyKey: 1 },
  { unique: true, partialFilterExpression: { idempotencyKey: { $exists: true } } },
);

export const Product = model<Product & AggregateFields>('Product', schema, 'products');

/** The fields that every caller sees. */
export const PUBLIC_FIELDS = [
  'title',
  'price',
  'quantity',
  'userId',
  'version',
  'description',
  'category',
  'imageUrl',
  'shopName',
  'listed',
  'createdAt',
  'updatedAt',
] as const;

/** Whether a product is for sale. */
export const isListed = ({ listed }: Pick<Product, 'listed'>): boolean => listed !== false;

/** The filter of the products that are for sale. */
export const LISTED = { listed: { $ne: false } };

/** The entity tag of a product: its version, which changes with every public field. */
export const etagOf = ({ version }: Pick<Product, 'version'>): string => `"${version}"`;

/** The projection of a read whose result is sent to callers. */
export const PUBLIC_PROJECTION = Object.fromEntries(PUBLIC_FIELDS.map((field) => [field, 1]));
