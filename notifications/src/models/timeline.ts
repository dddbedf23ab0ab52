import { aggregate, type AggregateFields } from '@datnxecommerce/common';
import { model, Schema } from 'mongoose';
import { mailFields, type MailHolder } from './mail';

/** The steps of an order, in the only order in which they are appended. */
export const STEPS = ['placed', 'paid', 'stock_confirmed', 'complete', 'cancelled', 'refunded'] as const;

export type StepName = (typeof STEPS)[number];

/** One thing that happened to an order. It never changes once it is stored. */
export interface Step {
  /** 1 for the first step of an order, one more for each that follows. */
  seq: number;
  step: StepName;
  at: Date;
  /** One sentence for the shopper. */
  text: string;
}

/** The names of what the events tell of an order. */
export const FACTS = ['placed', 'paid', 'confirmed', 'rejected', 'cancelled', 'charged', 'refunded'] as const;

export type FactName = (typeof FACTS)[number];

/** What the events have told so far, and when each happened. */
export type Facts = Partial<Record<FactName, Date>>;

/** A product of an order, as it was sold. */
export interface OrderedItem {
  title: string;
  /** US dollars. */
  price: number;
  quantity: number;
}

/** What happened to one order, under the order's id: what its events have told, and the steps that follow. */
export interface Timeline extends MailHolder {
  /** Who placed the order; absent until order:created has come. */
  userId?: string;
  /** US dollars; absent until order:created has come. */
  total?: number;
  /** Why the order was cancelled, if order:cancelled says so. */
  cancelReason?: string;
  /** Absent until order:created has come, and in documents of the first version. */
  items?: OrderedItem[];
  facts: Facts;
  steps: Step[];
}

const schema = new Schema<Timeline & AggregateFields>(
  {
    userId: String,
    total: Number,
    cancelReason: String,
    items: [{ _id: false, title: String, price: Number, quantity: Number }],
    facts: {
      type: new Schema(Object.fromEntries(FACTS.map((fact) => [fact, Date])), { _id: false }),
      default: {},
    },
    steps: [{ _id: false, seq: Number, step: String, at: Date, text: String }],
    ...mailFields,
  },
  { versionKey: false, timestamps: true },
);
schema.index({ mailDueAt: 1 }, { sparse: true });
schema.plugin(aggregate); // for its guarded writes; a timeline announces nothing

export const Timeline = model<Timeline & AggregateFields>('Timeline', schema, 'timelines');
