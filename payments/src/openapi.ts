import { describeApi, idSchema, objectSchema, schemaRef } from '@datnxecommerce/common';
import { createPaymentSchema } from './routes/create-payment';

/** The API of payments. */
export const api = describeApi({
  title: 'Payments',
  description: 'Charges: at most one for each order, however often it is asked for.',
  prefix: '/api/payments',
  schemas: {
    Payment: objectSchema({
      id: idSchema,
      orderId: idSchema,
      stripeId: { type: 'string', description: "Stripe's id of the charge" },
    }),
    Processing: objectSchema({ orderId: idSchema, status: { type: 'string', const: 'processing' } }),
  },
  routes: [
    {
      method: 'post',
      path: '/api/payments',
      operationId: 'payOrder',
      summary: 'Pay an order with a card',
      description: "The token comes from Stripe's card form; tok_visa is Stripe's own for tests.",
      signedIn: true,
      input: createPaymentSchema,
      answers: {
        200: { description: 'It was paid before', body: schemaRef('Payment') },
        201: { description: 'The card was charged', body: schemaRef('Payment') },
        202: {
          description: 'How it ends turns out by itself; the order tells',
          body: schemaRef('Processing'),
        },
        400: 'One entry for each bad field, or the order can not be paid',
        402: "The card was declined, in the card's own words; the order stays payable",
        404: 'The caller has no such order',
        409: 'Another attempt is under way',
      },
    },
  ],
});
