import { describeApi, documentId, etagHeader, notModified, schemaRef } from '@datnxecommerce/common';
import { z } from 'zod';
import { addItemRequest } from './routes/add-item';
import { removeItemRequest } from './routes/remove-item';

const cart = (description: string) => ({ description, body: schemaRef('Cart'), headers: etagHeader });
const otherState = 'The cart is in another state than If-Match names; read it again';
const contended = 'Too many writers at once; try again';

/** The API of cart. */
export const api = describeApi({
  title: 'Cart',
  description: 'What each shopper means to buy.',
  prefix: '/api/cart',
  schemas: {
    Cart: z.object({
      userId: documentId,
      items: z.array(z.object({ productId: documentId, quantity: z.int().min(1) })),
    }),
  },
  errorCodes: { cart_full: 'The cart holds as many products as it can' },
  routes: [
    {
      method: 'get',
      path: '/api/cart',
      operationId: 'showCart',
      summary: "Show the caller's cart",
      signedIn: true,
      answers: { 200: cart('The cart; an empty one for a new shopper'), 304: notModified },
    },
    {
      method: 'post',
      path: '/api/cart/items',
      operationId: 'setCartItem',
      summary: 'Set the quantity of a product in the cart',
      description:
        'The same call twice changes nothing more. With If-Match, only the state that it names is changed.',
      signedIn: true,
      input: addItemRequest,
      answers: {
        201: cart('The cart'),
        400: 'One entry for each bad field, or the cart is full',
        404: 'There is no such product',
        409: contended,
        412: otherState,
      },
    },
    {
      method: 'delete',
      path: '/api/cart/items/:productId',
      operationId: 'removeCartItem',
      summary: 'Take a product out of the cart',
      description: 'Whether it was in there or not. With If-Match, only the state that it names is changed.',
      signedIn: true,
      input: removeItemRequest,
      answers: { 200: cart('The cart'), 404: 'This is no id', 409: contended, 412: otherState },
    },
  ],
});
