/* global pm, body, vars */

const holds = {
  lamps: () => {
    pm.test('holds three lamps', () => {
      pm.expect(body).to.eql({
        userId: vars.get('userId'),
        items: [{ productId: vars.get('lampId'), quantity: 3 }],
      });
    });
  },
};

export const cart = {
  name: 'Cart',
  requests: [
    {
      name: 'Show an empty cart',
      method: 'GET',
      path: '/api/cart',
      status: 200,
      test: () => {
        pm.test('is empty, not missing', () =>
          pm.expect(body).to.eql({ userId: vars.get('userId'), items: [] }),
        );
        vars.set('cartTag', pm.response.headers.get('ETag'));
      },
    },
    {
      name: 'Add an item',
      method: 'POST',
      path: '/api/cart/items',
      headers: { 'If-Match': '{{cartTag}}' },
      body: { productId: '{{lampId}}', quantity: 3 },
      status: 201,
      test: holds.lamps,
    },
    {
      name: 'Add the same item again',
      method: 'POST',
      path: '/api/cart/items',
      body: { productId: '{{lampId}}', quantity: 3 },
      status: 201,
      test: holds.lamps,
    },
    {
      name: 'Add another item',
      method: 'POST',
      path: '/api/cart/items',
      body: { productId: '{{chairId}}', quantity: 1 },
      status: 201,
      test: () => {
        pm.test('holds both', () => pm.expect(body.items).to.have.lengthOf(2));
      },
    },
    {
      name: 'Remove an item',
      method: 'DELETE',
      path: '/api/cart/items/:productId',
      variables: { productId: '{{chairId}}' },
      status: 200,
      test: holds.lamps,
    },
    { name: 'Show the cart', method: 'GET', path: '/api/cart', status: 200, test: holds.lamps },
  ],
};
