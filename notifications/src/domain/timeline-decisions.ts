import type { Decision, Stored } from '@datnxecommerce/common';
import {
  STEPS,
  type FactName,
  type Facts,
  type Step,
  type StepName,
  type Timeline,
  type OrderedItem,
} from '../models/timeline';
import { mailsOf, nextMailAt } from './mail-decisions';
import { textOf } from './step-text';

/** What one event tells of an order. */
export type Fact =
  | { name: 'placed'; at?: string; userId: string; total: number; items: OrderedItem[] }
  | { name: 'cancelled'; at?: string; reason?: string }
  | { name: 'refunded'; at?: string; chargedAt?: string }
  | { name: 'paid' | 'confirmed' | 'rejected'; at?: string };

type Details = Partial<Pick<Timeline, 'userId' | 'total' | 'items' | 'cancelReason'>>;

const EMPTY: Timeline = { facts: {}, steps: [], mails: [] };

/**
 * Adds what an event tells, and appends the steps that are due now, with their mails. The first event of a kind counts.
 * A duplicate changes nothing. Compatibility: unless an earlier version has left out steps that are due.
 * @param now the time of an event that does not tell its own
 * @param traceparent the trace of the event, for the mails
 * @returns all steps of the order afterwards
 */
export function decideFact(
  current: Stored<Timeline> | null,
  fact: Fact,
  now: Date,
  traceparent?: string,
): Decision<Timeline, Step[]> {
  const { facts, steps, mails = [], ...others }: Timeline = current ?? EMPTY;
  const details = facts[fact.name] ? {} : detailsOf(fact);
  const known = withProvenPayment({ ...others, ...details, facts: { ...datesOf(fact, now), ...facts } });
  const all = withDueSteps(steps, known);
  if (facts[fact.name] && all.length === steps.length) return { result: steps };
  const due = [...mails, ...mailsOf(all.slice(steps.length), now, traceparent)];
  return { next: { ...known, steps: all, mails: due, mailDueAt: nextMailAt(due) }, result: all };
}

function detailsOf(fact: Fact): Details {
  if (fact.name === 'placed') return { userId: fact.userId, total: fact.total, items: fact.items };
  return fact.name === 'cancelled' && fact.reason !== undefined ? { cancelReason: fact.reason } : {};
}

/** What happened, and when. A refund also says when the card was charged. */
function datesOf(fact: Fact, now: Date): Facts {
  const dates: Facts = { [fact.name]: timeOf(fact.at, now) };
  return 'chargedAt' in fact && fact.chargedAt ? { ...dates, charged: timeOf(fact.chargedAt, now) } : dates;
}

/** A publisher's clock may be wrong: a time in the future, or none at all, counts as now. */
function timeOf(at: string | undefined, now: Date): Date {
  const time = new Date(at ?? Number.NaN);
  return time <= now ? time : now;
}

type Known = Omit<Timeline, 'steps' | 'mails' | 'mailDueAt'>;

/**
 * The charge of a cancelled order is not republished after the broker has lost it, but its refund is. Stock is asked
 * for only after payment:created, so a refund proves the payment of an order whose stock has been decided.
 */
function withProvenPayment(known: Known): Known {
  const { facts, cancelReason } = known;
  if (!facts.refunded || !isPaymentExpected(facts, cancelReason)) return known;
  // Compatibility: refunds of earlier versions do not tell when the card was charged.
  const paid = facts.charged ?? facts.refunded;
  return { ...known, facts: { ...facts, paid } };
}

/**
 * Appends what is due behind the last step. A step that comes after one of its successors is left out: nothing is
 * ever inserted, so a reader that has seen a step has seen all before it.
 */
function withDueSteps(steps: Step[], known: Known): Step[] {
  const last = steps.at(-1);
  const open = STEPS.slice(last ? STEPS.indexOf(last.step) + 1 : 0);
  return open.reduce((appended, step) => {
    if (!isDue(step, appended, known)) return appended;
    const seq = appended.length + 1;
    return [...appended, { seq, step, at: dateOf(step, appended, known.facts), text: textOf(step, known) }];
  }, steps);
}

/** Whether a step's own fact and everything that has to come before it are known. */
function isDue(step: StepName, before: Step[], { facts, cancelReason }: Known): boolean {
  const isShown = (name: StepName): boolean => before.some((shown) => shown.step === name);
  switch (step) {
    case 'placed':
      return facts.placed !== undefined;
    case 'paid':
      return facts.paid !== undefined && isShown('placed');
    case 'stock_confirmed':
      return facts.confirmed !== undefined && isShown('paid');
    case 'complete':
      return isShown('stock_confirmed') && !facts.cancelled && !facts.rejected && !facts.refunded;
    case 'cancelled':
      return facts.cancelled !== undefined && isShown('placed') && !isPaymentExpected(facts, cancelReason);
    case 'refunded':
      return facts.refunded !== undefined && isShown('cancelled');
  }
}

/**
 * Stock is asked for after the charge, so payment:created or the refund is still on its way. A refund alone does not
 * say so: the charge of an order that was cancelled meanwhile is refunded without a payment:created.
 */
function isPaymentExpected({ paid, confirmed, rejected }: Facts, cancelReason?: string): boolean {
  return !paid && (cancelReason === 'out_of_stock' || Boolean(confirmed ?? rejected));
}

const FACT_OF: Record<StepName, FactName> = {
  placed: 'placed',
  paid: 'paid',
  stock_confirmed: 'confirmed',
  complete: 'confirmed',
  cancelled: 'cancelled',
  refunded: 'refunded',
};

/** When a step's fact happened, but never before the step in front of it: the clocks of publishers differ. */
function dateOf(step: StepName, before: Step[], facts: Facts): Date {
  const at = facts[FACT_OF[step]] as Date;
  const previous = before.at(-1)?.at ?? at;
  return previous > at ? previous : at;
}
