import { describeApi, idSchema, objectSchema, schemaRef } from '@datnxecommerce/common';
import { addItemSchema } from './routes/add-item';

const cart = (description: string) => ({ description, body: schemaRef('Cart') });

/** The API of cart. */
export const api = describeApi({
  title: 'Cart',
  description: 'What each shopper means to buy.',
  prefix: '/api/cart',
  schemas: {
    Cart: objectSchema({
      userId: idSchema,
      items: {
        type: 'array',
        items: objectSchema({ productId: idSchema, quantity: { type: 'integer', minimum: 1 } }),
      },
    }),
  },
  routes: [
    {
      method: 'get',
      path: '/api/cart',
      operationId: 'showCart',
      summary: "Show the caller's cart",
      signedIn: true,
      answers: { 200: cart('The cart; an empty one for a new shopper') },
    },
    {
      method: 'post',
      path: '/api/cart/items',
      operationId: 'setCartItem',
      summary: 'Set how many of a product are in the cart',
      description: 'The same call twice changes nothing more.',
      signedIn: true,
      input: addItemSchema,
      answers: {
        201: cart('The cart'),
        400: 'One entry for each bad field, or the cart is full',
        404: 'There is no such product',
      },
    },
    {
      method: 'delete',
      path: '/api/cart/items/:productId',
      operationId: 'removeCartItem',
      summary: 'Take a product out of the cart',
      description: 'Whether it was in there or not.',
      signedIn: true,
      answers: { 200: cart('The cart'), 404: 'This is no id' },
    },
  ],
});
