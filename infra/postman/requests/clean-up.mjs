/* global pm, body */

const withdraw = (name, id) => ({
  name,
  method: 'PUT',
  path: '/api/products/:id',
  variables: { id },
  body: { listed: false },
  status: 200,
  test: () => {
    pm.test('is in no list any more', () => pm.expect(body.listed).to.equal(false));
  },
});

export const cleanUp = {
  name: 'Clean up',
  description: 'The seller withdraws what this run has listed, and cancels its unpaid order.',
  requests: [
    {
      name: 'Sign in to clean up',
      method: 'POST',
      path: '/api/users/signin',
      body: { email: '{{email}}', password: '{{password}}' },
      status: 200,
    },
    {
      name: 'Cancel the declined order',
      method: 'DELETE',
      path: '/api/orders/:id',
      variables: { id: '{{declinedOrderId}}' },
      status: 204,
    },
    withdraw('Withdraw the lamp', '{{lampId}}'),
    withdraw('Withdraw the chair', '{{chairId}}'),
    {
      name: 'List nothing of this run',
      method: 'GET',
      path: '/api/products?q={{run}}',
      status: 200,
      test: () => {
        pm.test('is empty', () => pm.expect(body).to.eql([]));
      },
    },
    {
      name: 'Sign out at the end',
      method: 'POST',
      path: '/api/users/signout',
      body: {},
      status: 200,
    },
  ],
};
