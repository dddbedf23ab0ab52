import type { MailKind, OrderedItem, Timeline } from '../models/timeline';
import { dollars, textOf } from '../domain/step-text';

/** What a mail says, apart from its recipient. */
export interface MailText {
  subject: string;
  text: string;
  html: string;
}

interface Wording {
  /** @param order its number, such as `#1A2B3C4D` */
  subject: (order: string) => string;
  title: string;
  sentences: (order: Timeline) => string[];
}

const WORDS: Record<MailKind, Wording> = {
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

/** The words of a mail about an order, as text and as HTML that needs nothing from another host but the shop's link. */
export function presentMail(kind: MailKind, order: Timeline & { _id: unknown }, shopUrl: string): MailText {
  const number = `#${String(order._id).slice(-8).toUpperCase()}`;
  const link = `${shopUrl}/orders/${String(order._id)}`;
  const { subject, title, sentences } = WORDS[kind];
  const parts = { title, sentences: sentences(order), order, link, number };
  return { subject: subject(number), text: plain(parts), html: page(parts) };
}

interface Parts {
  title: string;
  sentences: string[];
  order: Timeline;
  link: string;
  number: string;
}

const amountOf = ({ price, quantity }: OrderedItem): string => dollars((price * 100 * quantity) / 100);

function plain({ title, sentences, order, link, number }: Parts): string {
  const lines = (order.items ?? []).map((item) => `${item.quantity} × ${item.title}  ${amountOf(item)}`);
  return [
    ...[title, '', ...sentences, '', `Order ${number}`, ...lines, `Total  ${dollars(order.total ?? 0)}`],
    ...['', `See your order: ${link}`, '', 'Open Market', ''],
  ].join('\n');
}

const STYLE = `
  :root { color-scheme: light dark; }
  body { margin: 0; padding: 24px 12px; background: #f6f4ee; color: #1b221e; }
  .card { max-width: 560px; margin: 0 auto; padding: 24px; background: #ffffff; border: 1px solid #dcd8cc; border-radius: 10px; }
  .brand { margin: 0 0 16px; font: 700 18px Georgia, serif; color: #17583b; }
  h1 { margin: 0 0 12px; font: 700 24px Georgia, serif; }
  p, td, th { font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, Arial, sans-serif; }
  th { font-weight: 700; }
  table { width: 100%; margin: 16px 0; border-collapse: collapse; }
  caption { padding: 0 0 6px; text-align: left; font: 700 16px system-ui, Arial, sans-serif; }
  td, th { padding: 8px 0; border-top: 1px solid #dcd8cc; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
  .amount { padding-left: 12px; text-align: right; white-space: nowrap; }
  .button { display: inline-block; padding: 12px 20px; border-radius: 8px; background: #17583b; color: #ffffff; font-weight: 700; text-decoration: none; }
  .small { font-size: 14px; color: #555c57; }
  @media (prefers-color-scheme: dark) {
    body { background: #141816; color: #eceae3; }
    .card { background: #1e2421; border-color: #3a423d; }
    .brand { color: #7fd0a5; }
    td, th { border-color: #3a423d; }
    .button { background: #7fd0a5; color: #10241a; }
    .small { color: #b4bab5; }
  }`;

function page({ title, sentences, order, link, number }: Parts): string {
  const rows = (order.items ?? []).map(
    (item) =>
      `<tr><td>${item.quantity} × ${escaped(item.title)}</td><td class="amount">${amountOf(item)}</td></tr>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)}</title>
<style>${STYLE}
</style>
</head>
<body>
<div class="card">
<p class="brand">Open Market</p>
<h1>${escaped(title)}</h1>
${sentences.map((sentence) => `<p>${escaped(sentence)}</p>`).join('\n')}
<table>
<caption>Order ${number}</caption>
${rows.join('\n')}
<tr><th scope="row">Total</th><th class="amount">${dollars(order.total ?? 0)}</th></tr>
</table>
<p><a class="button" href="${escaped(link)}">See your order</a></p>
<p class="small">You get this mail because you ordered at Open Market.</p>
</div>
</body>
</html>
`;
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => ENTITIES[sign] ?? sign);
