import { quantityToMerge, reasonLeft, withQuantity } from '../domain/cart-rules';
import type { CartItem } from '../api/types';
import { guestCart, parseGuestCart } from '../hooks/cart/guest-cart';
import { mergeGuestCart } from '../hooks/cart/merge-guest-cart';
import { browserOfEachTest, PretendedCart, pretendShop, refusal, type SeenRequest } from './browser';

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
  browserOfEachTest();

  /** The account's cart; `intercept` may answer a request in its place. */
  function cartService(
    items: CartItem[],
    intercept: (request: SeenRequest) => ReturnType<typeof refusal> | undefined = () => undefined,
  ) {
    const cart = new PretendedCart(items);
    const seen = pretendShop((request) => intercept(request) ?? cart.answer(request));
    return { cart, seen };
  }

  const fullCart = () => Array.from({ length: 50 }, (_, index) => line(`held-${index}`, 1));

  it('sets a line that the account lacks or holds fewer of', () => {
    const server = [line('b', 2), line('c', 5)];
    expect(quantityToMerge(line('a', 1), server)).toBe(1);
    expect(quantityToMerge(line('b', 3), server)).toBe(3);
    expect(quantityToMerge(line('c', 2), server)).toBeNull();
  });

  it('loses no line of either cart and empties the browser', async () => {
    cartService([line('kept', 1), line('both', 2)]);
    guestCart.setQuantity('both', 3);
    guestCart.setQuantity('new', 4);
    const merged = await mergeGuestCart();
    expect(merged?.items).toEqual([line('kept', 1), line('both', 3), line('new', 4)]);
    expect(guestCart.read()).toEqual([]);
  });

  it('ends in the same cart when two tabs sign in at once', async () => {
    const { cart, seen } = cartService([]);
    guestCart.setQuantity('a', 2);
    await Promise.all([mergeGuestCart(), mergeGuestCart()]);
    expect(cart.items).toEqual([line('a', 2)]);
    expect(seen.filter(({ method }) => method === 'POST')).toHaveLength(1);
  });

  it('ends in the same cart when the merge is repeated after its answer was lost', async () => {
    let isLost = true;
    const { cart } = cartService([], ({ method, body }) => {
      if (!isLost || method === 'GET') return undefined;
      cart.set((body as CartItem).productId, (body as CartItem).quantity);
      throw new Error('connection lost');
    });
    guestCart.setQuantity('a', 2);
    await expect(mergeGuestCart()).rejects.toThrow('could not reach');
    expect(guestCart.read()).toEqual([line('a', 2)]);
    isLost = false;
    await mergeGuestCart();
    expect(cart.items).toEqual([line('a', 2)]);
    expect(guestCart.read()).toEqual([]);
  });

  it('keeps what another device adds between the read and the write', async () => {
    let isFirst = true;
    const { cart } = cartService([line('a', 1)], ({ method }) => {
      if (method === 'POST' && isFirst) {
        isFirst = false;
        cart.set('a', 7);
      }
      return undefined;
    });
    guestCart.setQuantity('a', 5);
    await mergeGuestCart();
    expect(cart.items).toEqual([line('a', 7)]);
    expect(guestCart.read()).toEqual([]);
  });

  it('keeps a line that the shop refuses for good in the list, and takes the others along', async () => {
    const { cart } = cartService([], ({ body }) =>
      (body as CartItem | undefined)?.productId === 'gone' ? refusal(404, 'Not Found') : undefined,
    );
    guestCart.setQuantity('gone', 1);
    guestCart.setQuantity('a', 1);
    await mergeGuestCart();
    expect(cart.items).toEqual([line('a', 1)]);
    expect(guestCart.read()).toEqual([{ ...line('gone', 1), left: true }]);
  });

  it('takes 1,000 of 1,500 pieces along and keeps 500 in the list', async () => {
    const { cart } = cartService([]);
    guestCart.setQuantity('a', 1500);
    await mergeGuestCart();
    expect(cart.items).toEqual([line('a', 1000)]);
    expect(guestCart.read()).toEqual([{ ...line('a', 500), left: true }]);
    expect(reasonLeft(line('a', 500), cart.items)).toBe('A cart holds at most 1,000 of one product.');
  });

  it('takes 5 of 10 products along to an account with 45 and keeps 5 in the list', async () => {
    const { cart } = cartService(fullCart().slice(0, 45));
    for (let index = 0; index < 10; index += 1) guestCart.setQuantity(`new-${index}`, 2);
    await mergeGuestCart();
    expect(cart.items).toHaveLength(50);
    expect(guestCart.read()).toEqual(
      [5, 6, 7, 8, 9].map((index) => ({ ...line(`new-${index}`, 2), left: true })),
    );
    expect(reasonLeft(line('new-5', 2), cart.items)).toMatch('Your cart is full');
  });

  it('moves what was left only when the shopper asks for it', async () => {
    const { cart, seen } = cartService([]);
    guestCart.setQuantity('a', 1500);
    await mergeGuestCart();
    cart.set('a', 0); // bought
    await expect(mergeGuestCart()).resolves.toBeNull();
    expect(cart.items).toEqual([]);
    expect(reasonLeft(line('a', 500), cart.items)).toBeNull();
    expect(seen.filter(({ method }) => method === 'POST')).toHaveLength(1);
  });

  it('asks nobody when there is nothing to merge', async () => {
    const { seen } = cartService([]);
    await expect(mergeGuestCart()).resolves.toBeNull();
    expect(seen).toEqual([]);
  });
});

describe('lines that a form without script put into the cookie', () => {
  const a = 'a'.repeat(24);
  const b = 'b'.repeat(24);
  let jar: { cookie: string };
  browserOfEachTest();
  beforeEach(() => {
    jar = { cookie: `session=x; asked-cart=${a}.2~${b}.1` };
    Object.assign(globalThis, { document: jar, location: { protocol: 'https:' } });
  });
  afterEach(() => {
    for (const name of ['document', 'location']) Reflect.deleteProperty(globalThis, name);
  });

  it('are added to the list once, and the cookie is removed', () => {
    guestCart.setQuantity(a, 3);
    guestCart.takeAsked();
    expect(guestCart.read()).toEqual([line(a, 5), line(b, 1)]);
    expect(jar.cookie).toBe('asked-cart=; Path=/; Max-Age=0; SameSite=Lax; Secure');
    guestCart.takeAsked();
    expect(guestCart.read()).toEqual([line(a, 5), line(b, 1)]);
  });

  it('stay there when the browser refuses access to its cookies', () => {
    Object.defineProperty(globalThis, 'document', {
      configurable: true,
      value: {
        get cookie(): string {
          throw new DOMException('denied', 'SecurityError');
        },
      },
    });
    expect(() => guestCart.takeAsked()).not.toThrow();
    expect(guestCart.read()).toEqual([]);
  });
});
