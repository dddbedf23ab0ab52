import type { CartItem } from '../api/types';
import { guestCart, linesToMerge, parseGuestCart, withQuantity } from '../hooks/guest-cart';
import { mergeGuestCart } from '../hooks/merge-guest-cart';
import { pretendBrowser, pretendShop, type SeenRequest } from './browser';

const line = (productId: string, quantity: number): CartItem => ({ productId, quantity });

describe('the stored guest cart', () => {
  it.each([
    null,
    '',
    '{',
    '7',
    '{"a":1}',
    '[{"productId":1,"quantity":2}]',
    '[{"productId":"a","quantity":0.5}]',
  ])('is empty when the browser holds %j', (text) => {
    expect(parseGuestCart(text)).toEqual([]);
  });

  it('keeps the sound lines beside a broken one', () => {
    expect(parseGuestCart('[{"productId":"a","quantity":2},{"productId":"b","quantity":-1}]')).toEqual([
      line('a', 2),
    ]);
  });

  it('sets, adds and removes lines and keeps their places', () => {
    const cart = [line('a', 1), line('b', 2)];
    expect(withQuantity(cart, 'a', 5)).toEqual([line('a', 5), line('b', 2)]);
    expect(withQuantity(cart, 'c', 1)).toEqual([...cart, line('c', 1)]);
    expect(withQuantity(cart, 'a', 0)).toEqual([line('b', 2)]);
  });
});

describe('merging at sign-in', () => {
  const realFetch = globalThis.fetch;
  let leave: () => void;
  beforeEach(() => {
    leave = pretendBrowser();
  });
  afterEach(() => {
    leave();
    globalThis.fetch = realFetch;
  });

  /** The cart service, in memory: setting a quantity is all it knows. */
  function cartService(
    server: CartItem[],
    onSet: (item: CartItem) => { status: number } | undefined = () => undefined,
  ) {
    return pretendShop(({ method, body }: SeenRequest) => {
      if (method === 'GET') return { body: { items: server } };
      const item = body as CartItem;
      const refusal = onSet(item);
      if (refusal) return { ...refusal, body: { errors: [{ message: 'no' }] } };
      server.splice(0, server.length, ...withQuantity(server, item.productId, item.quantity));
      return { status: 201, body: { items: server } };
    });
  }

  it('sends the lines that the server lacks or holds fewer of', () => {
    expect(linesToMerge([line('a', 1), line('b', 3), line('c', 2)], [line('b', 2), line('c', 5)])).toEqual([
      line('a', 1),
      line('b', 3),
    ]);
  });

  it('loses no line of either cart and empties the browser', async () => {
    const server = [line('kept', 1), line('both', 2)];
    cartService(server);
    guestCart.setQuantity('both', 3);
    guestCart.setQuantity('new', 4);
    await expect(mergeGuestCart()).resolves.toEqual([line('kept', 1), line('both', 3), line('new', 4)]);
    expect(guestCart.read()).toEqual([]);
  });

  it('ends in the same cart when two tabs sign in at once', async () => {
    const server: CartItem[] = [];
    const seen = cartService(server);
    guestCart.setQuantity('a', 2);
    await Promise.all([mergeGuestCart(), mergeGuestCart()]);
    expect(server).toEqual([line('a', 2)]);
    expect(seen.filter(({ method }) => method === 'POST')).toHaveLength(1);
  });

  it('ends in the same cart when the merge is repeated after its answer was lost', async () => {
    const server: CartItem[] = [];
    let isLost = true;
    cartService(server, (item) => {
      if (!isLost) return undefined;
      server.push(item);
      throw new Error('connection lost');
    });
    guestCart.setQuantity('a', 2);
    await expect(mergeGuestCart()).rejects.toThrow('could not reach');
    expect(guestCart.read()).toEqual([line('a', 2)]);
    isLost = false;
    await mergeGuestCart();
    expect(server).toEqual([line('a', 2)]);
    expect(guestCart.read()).toEqual([]);
  });

  it('drops a line that the shop refuses for good, and takes the others along', async () => {
    const server: CartItem[] = [];
    cartService(server, ({ productId }) => (productId === 'gone' ? { status: 404 } : undefined));
    guestCart.setQuantity('gone', 1);
    guestCart.setQuantity('a', 1);
    await mergeGuestCart();
    expect(server).toEqual([line('a', 1)]);
    expect(guestCart.read()).toEqual([]);
  });

  it('asks nobody when there is nothing to merge', async () => {
    const seen = cartService([]);
    await expect(mergeGuestCart()).resolves.toBeNull();
    expect(seen).toEqual([]);
  });
});
