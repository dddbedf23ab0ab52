import type { OrderMailKind } from '../models/mail';
import type { OrderedItem, Timeline } from '../models/timeline';
import { dollars, textOf } from '../domain/step-text';
import { escaped, mailOf, type MailText } from './mail-page';

interface Wording {
  /** @param order its number, such as `#1A2B3C4D` */
  subject: (order: string) => string;
  title: string;
  sentences: (order: Timeline) => string[];
}

const WORDS: Record<OrderMailKind, Wording> = {
  order_received: {
    subject: (order) => `We have your order ${order}`,
    title: 'Thank you for your order',
    sentences: (order) => [
      textOf('placed', order),
      'Once it is paid, we set everything aside for you and write again.',
    ],
  },
  receipt: {
    subject: (order) => `Your receipt for order ${order}`,
    title: 'Your order is complete',
    sentences: (order) => [textOf('paid', order), textOf('stock_confirmed', order)],
  },
  cancellation: {
    subject: (order) => `Your order ${order} was cancelled`,
    title: 'Your order was cancelled',
    sentences: (order) => [
      textOf('cancelled', order),
      order.facts.paid
        ? 'Your money goes back to your card in full, and you need to do nothing.'
        : 'You owe nothing.',
    ],
  },
  refund: {
    subject: (order) => `Your refund for order ${order}`,
    title: 'Your money is on its way back',
    sentences: (order) => [
      textOf('refunded', order),
      'Your bank may take a few days to show it on your statement.',
    ],
  },
};

/** A mail about an order. */
export function presentOrderMail(
  kind: OrderMailKind,
  order: Timeline & { _id: unknown },
  shopUrl: string,
): MailText {
  const number = `#${String(order._id).slice(-8).toUpperCase()}`;
  const { subject, title, sentences } = WORDS[kind];
  return mailOf({
    subject: subject(number),
    title,
    sentences: sentences(order),
    table: tableOf(order, number),
    action: { label: 'See your order', link: `${shopUrl}/orders/${String(order._id)}` },
    reason: 'You get this mail because you ordered at Open Market.',
  });
}

const amountOf = ({ price, quantity }: OrderedItem): string => dollars((price * 100 * quantity) / 100);

function tableOf({ items = [], total = 0 }: Timeline, number: string): { text: string[]; html: string } {
  const rows = items.map((item) => [`${item.quantity} × ${item.title}`, amountOf(item)] as const);
  const cells = rows.map(
    ([what, amount]) => `<tr><td>${escaped(what)}</td><td class="amount">${amount}</td></tr>`,
  );
  return {
    text: [
      `Order ${number}`,
      ...rows.map(([what, amount]) => `${what}  ${amount}`),
      `Total  ${dollars(total)}`,
    ],
    html: `<table>
<caption>Order ${number}</caption>
${cells.join('\n')}
<tr><th scope="row">Total</th><th class="amount">${dollars(total)}</th></tr>
</table>`,
  };
}
