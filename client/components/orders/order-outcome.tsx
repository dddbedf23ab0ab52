import type { Ref } from 'react';
import type { ShortLine } from '../../api/order-stock';
import type { Order } from '../../api/types';
import type { PaymentPhase } from '../../hooks/payment/payment-session';
import { isPaid } from '../../domain/order-steps';
import { formatCents } from '../../domain/money';
import { ShortLines } from './short-stock';

interface Props {
  order: Order;
  /** Lines that are short, of an order that ended because of them. */
  shortLines: ShortLine[];
  /** How the payment stands, of an order that was cancelled before it was known to be paid. */
  phase: PaymentPhase;
  /** The heading, which takes the focus when the outcome comes while the page is open. */
  heading: Ref<HTMLHeadingElement>;
}

/** What became of an order, above everything else on its page; nothing while it waits for its payment. */
export function OrderOutcome({ order, shortLines, phase, heading }: Props) {
  const outcome = outcomeOf(order, phase);
  if (!outcome) return null;
  const isLost = order.cancelReason === 'out_of_stock';
  return (
    <section className={`notice notice-${outcome.tone} order-outcome`}>
      <h2 ref={heading} tabIndex={-1}>
        {outcome.title}
      </h2>
      <p role="status">{outcome.text}</p>
      {isLost && shortLines.length > 0 && <ShortLines lines={shortLines} />}
    </section>
  );
}

/** How an order is called where people read it out. */
export const orderName = ({ id }: Pick<Order, 'id'>): string => `#${id.slice(-8).toUpperCase()}`;

interface Outcome {
  tone: 'good' | 'warn' | 'bad';
  title: string;
  text: string;
}

function outcomeOf(order: Order, phase: PaymentPhase): Outcome | null {
  const total = formatCents(order.totalCents);
  if (order.status !== 'Cancelled') {
    if (!isPaid(order)) return null;
    const text = `You paid ${total}. Keep this page as your receipt; it shows how your order goes on.`;
    return { tone: 'good', title: `Thank you, order ${orderName(order)} is paid`, text };
  }
  const money = order.paid ? moneyText(order, total) : unpaidText(phase);
  if (order.cancelReason !== 'out_of_stock') {
    return { tone: 'warn', title: 'This order is cancelled', text: money };
  }
  const title = 'Not enough was left when your payment arrived';
  return { tone: 'bad', title, text: `So we cancelled the order. ${money}` };
}

/** Another device may have been paying while the order was cancelled. */
function unpaidText(phase: PaymentPhase): string {
  if (phase === 'open') return 'Nothing was charged.';
  if (phase === 'checking') return 'If a payment was under way, all that it charges comes back by itself.';
  return 'A payment was under way. All that it charges comes back by itself: you need to do nothing.';
}

function moneyText(order: Order, total: string): string {
  return order.refunded
    ? `You paid ${total} and got ${total} back. Your money is refunded in full.`
    : `You paid ${total}. Your money is on its way back, in full: ${total}.`;
}
