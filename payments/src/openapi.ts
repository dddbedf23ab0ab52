import { describeApi, documentId, schemaRef } from '@datnxecommerce/common';
import { z } from 'zod';
import { createPaymentRequest } from './routes/create-payment';
import { paymentStatus } from './views/present-payment-status';

const chargeId = z.string().describe("Stripe's id of the charge");

/** The API of payments. */
export const api = describeApi({
  title: 'Payments',
  description: 'Charges: at most one for each order, however often it is asked for.',
  prefix: '/api/payments',
  schemas: {
    Payment: z.object({ id: documentId, orderId: documentId, stripeId: chargeId }),
    Processing: z.object({ orderId: documentId, status: z.literal('processing') }),
    PaymentStatus: paymentStatus,
  },
  errorCodes: {
    card_declined: 'The card was declined; the order stays payable with a new token',
    invalid_card_token: 'Stripe does not accept the token; the order stays payable with a new one',
    order_cancelled: 'The order is cancelled',
    order_expired: "The order has been unpaid for too long; place it again at today's prices",
    payment_in_progress: 'Another attempt to pay this order is under way; retry',
    too_many_declined_cards: 'Too many cards were declined for this order or this user; retry later',
    total_not_chargeable: 'The total is outside what a card can be charged',
  },
  routes: [
    {
      method: 'post',
      path: '/api/payments',
      operationId: 'payOrder',
      summary: 'Pay an order with a card',
      description: "The token comes from Stripe's card form; tok_visa is Stripe's own for tests.",
      signedIn: true,
      input: createPaymentRequest,
      answers: {
        200: { description: 'It was paid before', body: schemaRef('Payment') },
        201: { description: 'The card was charged', body: schemaRef('Payment') },
        202: {
          description: 'The outcome is not known yet; poll the payment status of the order',
          body: schemaRef('Processing'),
        },
        400: 'One entry for each bad field, or the order cannot be paid',
        402: "The card was declined, in the card's own words; the order stays payable",
        404: 'The caller has no such order',
        409: 'Another attempt is under way',
        429: '10 cards were declined for this order, or 20 for this user, within an hour',
      },
    },
    {
      method: 'get',
      path: '/api/payments/orders/:orderId',
      operationId: 'showPaymentStatus',
      summary: "Show the payment status of the caller's order",
      description:
        'An order placed a moment ago is awaited briefly. Poll it after a 202 of POST /api/payments.',
      signedIn: true,
      answers: {
        200: { description: 'The status at this moment', body: schemaRef('PaymentStatus') },
        404: 'The caller has no such order',
      },
    },
  ],
});
