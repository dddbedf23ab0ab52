import type { OrderMailKind } from '../../models/mail';
import type { Timeline } from '../../models/timeline';
import { presentOrderMail } from '../../views/present-order-mail';

const order = (fields: Partial<Timeline> = {}): Timeline & { _id: string } => ({
  _id: 'abcdefabcdefabcd12345678',
  userId: 'u',
  total: 1059.97,
  items: [
    { title: '<b>Lamp</b> & "shade" é', price: 19.99, quantity: 3 },
    { title: 'Chair', price: 1000, quantity: 1 },
  ],
  facts: {},
  steps: [],
  mails: [],
  ...fields,
});
const LINK = 'https://shop.test/orders/abcdefabcdefabcd12345678';
const KINDS: OrderMailKind[] = ['order_received', 'receipt', 'cancellation', 'refund'];
const mail = (kind: OrderMailKind, fields: Partial<Timeline> = {}) =>
  presentOrderMail(kind, order(fields), 'https://shop.test');

describe('a mail about an order', () => {
  it.each(KINDS)('names the order, its amounts and its address as text and as HTML: %s', (kind) => {
    const { subject, text, html } = mail(kind);
    expect(subject).toContain('#12345678');
    for (const body of [text, html]) {
      for (const part of ['$59.97', '$1,000.00', '$1,059.97', '3 × ', LINK]) expect(body).toContain(part);
    }
    expect(text).toContain('<b>Lamp</b> & "shade" é');
    expect(html).toContain('&lt;b&gt;Lamp&lt;/b&gt; &amp; &quot;shade&quot; é');
  });

  it.each(KINDS)('asks no other host for anything: %s', (kind) => {
    const { html } = mail(kind);
    expect([...new Set(html.match(/https?:\/\/[^"/]+/g))]).toEqual(['https://shop.test']);
    expect(html).not.toMatch(/<(img|link|script|iframe)|url\(|@import/);
  });

  it('says receipt in the subject of the receipt alone', () => {
    expect(KINDS.filter((kind) => /receipt/i.test(mail(kind).subject))).toEqual(['receipt']);
  });

  it('tells whether money goes back', () => {
    expect(mail('cancellation', { facts: { paid: new Date() } }).text).toContain('goes back to your card');
    expect(mail('cancellation').text).toContain('You owe nothing.');
  });
});
