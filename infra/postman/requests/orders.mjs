/* global pm, body, vars */

const lamps = { items: [{ productId: '{{lampId}}', quantity: 3 }] };

export const orders = {
  name: 'Orders & payments',
  description:
    'From the order to Complete; requests that wait for an event repeat themselves, for at most 15 s.',
  requests: [
    {
      name: 'Place an order',
      method: 'POST',
      path: '/api/orders',
      headers: { 'Idempotency-Key': '{{run}}' },
      body: lamps,
      status: 201,
      test: () => {
        pm.test('costs 0.2 × 3, to the cent', () => pm.expect(body.total).to.equal(0.6));
        pm.test('is Created, with titles and prices of today', () => {
          pm.expect(body).to.include({ status: 'Created', version: 0, userId: vars.get('userId') });
          pm.expect(body.items).to.eql([
            {
              productId: vars.get('lampId'),
              titleSnapshot: `Lamp ${vars.get('run')}`,
              priceSnapshot: 0.2,
              quantity: 3,
            },
          ]);
        });
        vars.set('smallOrderId', body.id);
      },
    },
    {
      name: 'Repeat the order',
      method: 'POST',
      path: '/api/orders',
      headers: { 'Idempotency-Key': '{{run}}' },
      body: lamps,
      status: 201,
      test: () => {
        pm.test('is the same order', () => pm.expect(body.id).to.equal(vars.get('smallOrderId')));
      },
    },
    {
      name: 'Cancel an order',
      method: 'DELETE',
      path: '/api/orders/:id',
      variables: { id: '{{smallOrderId}}' },
      status: 204,
    },
    {
      name: 'Cancel it again',
      method: 'DELETE',
      path: '/api/orders/:id',
      variables: { id: '{{smallOrderId}}' },
      status: 204,
    },
    {
      name: 'Place the order to pay',
      method: 'POST',
      path: '/api/orders',
      body: {
        items: [
          { productId: '{{lampId}}', quantity: 3 },
          { productId: '{{chairId}}', quantity: 1 },
        ],
      },
      status: 201,
      test: () => {
        pm.test('costs both', () => pm.expect(body.total).to.equal(40.5));
        vars.set('orderId', body.id);
      },
    },
    {
      name: 'Show an order',
      method: 'GET',
      path: '/api/orders/:id',
      variables: { id: '{{orderId}}' },
      status: 200,
      test: () => {
        pm.test('waits to be paid', () => {
          pm.expect(body).to.include({ id: vars.get('orderId'), status: 'Created', paid: false });
        });
      },
    },
    {
      name: 'List orders',
      method: 'GET',
      path: '/api/orders?limit=2',
      status: 200,
      test: () => {
        pm.test('are the two of this run, newest first', () => {
          const [newest, oldest] = body;
          pm.expect(newest.id).to.equal(vars.get('orderId'));
          pm.expect(oldest).to.include({
            id: vars.get('smallOrderId'),
            status: 'Cancelled',
            cancelReason: 'user',
          });
        });
      },
    },
    {
      name: 'Pay',
      method: 'POST',
      path: '/api/payments',
      body: { token: 'tok_visa', orderId: '{{orderId}}' },
      status: 201,
      test: () => {
        pm.test('is a payment of the order', () => pm.expect(body.orderId).to.equal(vars.get('orderId')));
        vars.set('paymentId', body.id);
      },
    },
    {
      name: 'Pay again',
      method: 'POST',
      path: '/api/payments',
      body: { token: 'tok_visa', orderId: '{{orderId}}' },
      status: 200,
      test: () => {
        pm.test('is the same payment: nothing is charged twice', () => {
          pm.expect(body.id).to.equal(vars.get('paymentId'));
        });
      },
    },
    {
      name: 'Show the payment status',
      method: 'GET',
      path: '/api/payments/orders/:orderId',
      variables: { orderId: '{{orderId}}' },
      status: 200,
      test: () => {
        pm.test('is paid, with the charge', () => {
          pm.expect(body).to.include({ orderId: vars.get('orderId'), status: 'paid' });
          pm.expect(body.stripeId).to.be.a('string');
        });
      },
    },
    {
      name: 'Wait until the order is Complete',
      method: 'GET',
      path: '/api/orders/:id',
      variables: { id: '{{orderId}}' },
      status: 200,
      until: () => body.status === 'Complete' && body.fulfilment === 'confirmed' && body.paid,
    },
    {
      name: 'Wait until the stock has fallen',
      method: 'GET',
      path: '/api/products/:id',
      variables: { id: '{{lampId}}' },
      status: 200,
      until: () => body.quantity === 7,
    },
    {
      name: 'Wait until the cart is empty',
      method: 'GET',
      path: '/api/cart',
      status: 200,
      until: () => body.items.length === 0,
    },
  ],
};
