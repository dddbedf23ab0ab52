import { renderToStaticMarkup } from 'react-dom/server';
import { PaymentPanel } from '../components/payment/payment-panel';
import type { PaymentPhase, PaymentSession } from '../hooks/payment/payment-session';
import { anOrder } from './builders';

/** The panel in this phase; the session takes no part in showing it. */
const panelIn = (phase: PaymentPhase) => {
  const stripe = { key: 'pk_test_1', scriptUrl: null, sandbox: false };
  const payment = { session: {} as PaymentSession, phase, error: '' };
  return renderToStaticMarkup(<PaymentPanel order={anOrder()} {...{ stripe, payment }} shortLines={[]} />);
};

it('offers an order whose prices have expired in the cart again, in place of the card form', () => {
  const html = panelIn('expired');
  expect(html).toContain('The prices of this order have expired. Nothing was charged.');
  expect(html).toMatch(/name="again" value="65f000000000000000000001".*Buy again/);
  expect(html).not.toContain('skeleton');
});

it('offers nothing to buy again while the order can be paid', () => {
  for (const phase of ['checking', 'open', 'processing'] as const) {
    expect(panelIn(phase)).not.toContain('Buy again');
  }
});
