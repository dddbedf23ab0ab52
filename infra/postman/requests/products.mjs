/* global pm, body, vars */

export const products = {
  name: 'Products',
  requests: [
    {
      name: 'Create a product',
      method: 'POST',
      path: '/api/products',
      body: { title: 'Lamp {{run}}', price: 0.2, quantity: 10, category: 'Lighting' },
      status: 201,
      test: () => {
        pm.test('is the seller’s, at version 0', () => {
          pm.expect(body).to.include({ price: 0.2, quantity: 10, version: 0, userId: vars.get('userId') });
        });
        vars.set('lampId', body.id);
      },
    },
    {
      name: 'Create another product',
      method: 'POST',
      path: '/api/products',
      body: { title: 'Chair {{run}}', price: 49.9, quantity: 2 },
      status: 201,
      test: () => {
        vars.set('chairId', body.id);
      },
    },
    {
      name: 'List products',
      method: 'GET',
      path: '/api/products?q={{run}}&limit=1',
      status: 200,
      test: () => {
        pm.test('begins with the newest', () => {
          pm.expect(body.map(({ id }) => id)).to.eql([vars.get('chairId')]);
        });
        pm.test('says where the next page is', () => {
          pm.expect(pm.response.headers.get('Link')).to.match(/^<\/api\/products\?.*cursor=.*>; rel="next"$/);
        });
        vars.set('cursor', /cursor=([\w-]+)/.exec(pm.response.headers.get('Link'))[1]);
      },
    },
    {
      name: 'List the next page',
      method: 'GET',
      path: '/api/products?q={{run}}&limit=1&cursor={{cursor}}',
      status: 200,
      test: () => {
        pm.test('goes on where the first page ended, to the end', () => {
          pm.expect(body.map(({ id }) => id)).to.eql([vars.get('lampId')]);
          pm.expect(pm.response.headers.has('Link')).to.equal(false);
        });
      },
    },
    {
      name: 'Filter and sort products',
      method: 'GET',
      path: '/api/products?q={{run}}&minPrice=0.05&maxPrice=50&inStock=true&sort=price',
      status: 200,
      test: () => {
        pm.test('is sorted by price', () => pm.expect(body.map(({ price }) => price)).to.eql([0.2, 49.9]));
      },
    },
    {
      name: 'List the products of a seller',
      method: 'GET',
      path: '/api/products?userId={{userId}}&q={{run}}',
      status: 200,
      test: () => {
        pm.test('are all that the seller has', () =>
          pm.expect(body.map(({ id }) => id)).to.eql([vars.get('chairId'), vars.get('lampId')]),
        );
      },
    },
    {
      name: 'List categories',
      method: 'GET',
      path: '/api/products/categories',
      status: 200,
      test: () => {
        pm.test('counts the lamp’s', () =>
          pm.expect(body.find(({ name }) => name === 'Lighting').count).to.be.at.least(1),
        );
      },
    },
    {
      name: 'Show a product',
      method: 'GET',
      path: '/api/products/:id',
      variables: { id: '{{lampId}}' },
      status: 200,
      test: () => {
        pm.test('is the one asked for', () => pm.expect(body.title).to.equal(`Lamp ${vars.get('run')}`));
        pm.test('is tagged with its version', () =>
          pm.expect(pm.response.headers.get('ETag')).to.equal(`"${body.version}"`),
        );
      },
    },
    {
      name: 'Update a product',
      method: 'PUT',
      path: '/api/products/:id',
      variables: { id: '{{chairId}}' },
      headers: { 'If-Match': '"0"' },
      body: { price: 39.9 },
      status: 200,
      test: () => {
        pm.test('changes what was asked, and the version', () => {
          pm.expect(body).to.include({ price: 39.9, quantity: 2, version: 1 });
        });
      },
    },
  ],
};
