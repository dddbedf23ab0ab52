/* global pm, body */

export const notifications = {
  name: 'Notifications',
  description:
    'What happened to the order, step by step. Postman cannot read an endless stream, so it only knocks.',
  requests: [
    {
      name: 'List the steps until the order is complete',
      method: 'GET',
      path: '/api/notifications/orders/:id',
      variables: { id: '{{orderId}}' },
      status: 200,
      until: () => body.length === 4 && body[3].step === 'complete',
      test: () => {
        pm.test('are numbered and in order', () => {
          const names = ['placed', 'paid', 'stock_confirmed', 'complete'].slice(0, body.length);
          pm.expect(body.map(({ step }) => step)).to.eql(names);
          pm.expect(body.map(({ seq }) => seq)).to.eql(names.map((_name, index) => index + 1));
        });
      },
    },
    {
      name: 'Stream the steps of no order',
      method: 'GET',
      path: '/api/notifications/orders/:id/stream',
      variables: { id: 'none' },
      status: 404,
      errors: [{ message: 'Not Found', code: 'not_found' }],
    },
  ],
};
