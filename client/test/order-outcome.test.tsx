import { renderToStaticMarkup } from 'react-dom/server';
import { OrderOutcome } from '../components/orders/order-outcome';
import type { PaymentPhase } from '../hooks/payment/payment-session';
import { anOrder } from './builders';

const CANCELLED = anOrder({ status: 'Cancelled', cancelReason: 'user' });
const outcomeIn = (phase: PaymentPhase, order = CANCELLED) =>
  renderToStaticMarkup(<OrderOutcome {...{ order, phase }} shortLines={[]} heading={null} />);

it.each([
  ['nothing was under way', 'open', 'Nothing was charged.'],
  ['the shop has not answered yet', 'checking', 'If a payment was under way, all that it charges comes back'],
  ['a payment is under way', 'processing', 'A payment was under way. All that it charges comes back'],
  ['the payment went through', 'paid', 'A payment was under way. All that it charges comes back'],
] as const)('says of a cancelled order what is certain when %s', (_when, phase, text) => {
  const html = outcomeIn(phase);
  expect(html).toContain(text);
  expect(html.includes('Nothing was charged')).toBe(phase === 'open');
});

it('shows the refund once the order has it', () => {
  const html = outcomeIn('paid', { ...CANCELLED, paid: true, refunded: true });
  expect(html).toContain('You paid $25.00 and got $25.00 back.');
});
