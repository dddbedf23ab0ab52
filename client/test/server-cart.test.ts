import type { CartItem } from '../api/types';
import { ServerCart } from '../hooks/cart/server-cart';
import { PretendedCart, pretendShop, refusal, type SeenRequest } from './browser';
import { aProduct } from './builders';

const line = (productId: string, quantity: number): CartItem => ({ productId, quantity });

const realFetch = globalThis.fetch;
afterEach(() => {
  globalThis.fetch = realFetch;
});

/** A tab that shows `known`; `refused` collects what it shows the shopper. */
function openTab(known: CartItem[] | null) {
  const refused: string[] = [];
  return { cart: new ServerCart(known, (text) => refused.push(text)), refused };
}

/** Holds requests back until they are released. */
function gate() {
  let release = () => {};
  const opened = new Promise<void>((resolve) => (release = resolve));
  return { opened, release };
}

const quantitiesSet = (seen: SeenRequest[]) =>
  seen.filter(({ method }) => method === 'POST').map(({ body }) => (body as CartItem).quantity);

describe('the order of answers', () => {
  it('shows a change at once, and what the shop answered afterwards', async () => {
    const service = new PretendedCart([line('a', 1)]);
    pretendShop((request) => service.answer(request));
    const { cart } = openTab([line('a', 1)]);
    const written = cart.setQuantity('a', 3);
    expect(cart.snapshot()).toEqual([line('a', 3)]);
    await expect(written).resolves.toBe(true);
    expect(cart.snapshot()).toEqual([line('a', 3)]);
  });

  it('ignores a page that was asked for before the last change was written', async () => {
    const service = new PretendedCart([line('a', 1)]);
    pretendShop((request) => service.answer(request));
    const { cart } = openTab([line('a', 1)]);
    const asked = cart.ask();
    await cart.setQuantity('a', 3);
    cart.take([line('a', 1)], asked);
    expect(cart.snapshot()).toEqual([line('a', 3)]);
  });

  it('takes over a page that was asked for after the last change was written', async () => {
    const service = new PretendedCart([line('a', 1)]);
    pretendShop((request) => service.answer(request));
    const { cart } = openTab([line('a', 1)]);
    await cart.setQuantity('a', 3);
    cart.take([line('a', 3), line('b', 1)], cart.ask());
    expect(cart.snapshot()).toEqual([line('a', 3), line('b', 1)]);
  });

  it('ignores the slower of two reads when it was asked for first', async () => {
    const slow = gate();
    const answers = [[line('a', 1)], [line('a', 2)]];
    let reads = 0;
    pretendShop(async () => {
      const items = answers[reads++];
      if (items === answers[0]) await slow.opened;
      return { body: { items } };
    });
    const { cart } = openTab([]);
    const first = cart.refresh();
    await cart.refresh();
    slow.release();
    await first;
    expect(cart.snapshot()).toEqual([line('a', 2)]);
  });

  it('keeps a cart that is known when a page comes without one', () => {
    const { cart } = openTab([line('a', 1)]);
    cart.take(null, cart.ask());
    expect(cart.snapshot()).toEqual([line('a', 1)]);
  });

  it('sends only the last of several quantities chosen while a write is under way', async () => {
    const service = new PretendedCart([line('a', 1)]);
    const slow = gate();
    const seen = pretendShop(async (request) => {
      await slow.opened;
      return service.answer(request);
    });
    const { cart } = openTab([line('a', 1)]);
    const writes = [2, 3, 4, 5].map((quantity) => cart.setQuantity('a', quantity));
    await new Promise((resolve) => setImmediate(resolve));
    slow.release();
    await Promise.all(writes);
    expect(quantitiesSet(seen).at(-1)).toBe(5);
    expect(quantitiesSet(seen).length).toBeLessThan(4);
    expect(service.items).toEqual([line('a', 5)]);
  });
});

describe('waiting for the last write', () => {
  it('resolves with the new quantity, however slow the shop is', async () => {
    const service = new PretendedCart([line('a', 1)]);
    const slow = gate();
    pretendShop(async (request) => {
      await slow.opened;
      return service.answer(request);
    });
    const { cart } = openTab([line('a', 1)]);
    void cart.setQuantity('a', 7);
    const settled = cart.settled();
    void cart.setQuantity('a', 8);
    slow.release();
    await expect(settled).resolves.toEqual([line('a', 8)]);
    expect(service.items).toEqual([line('a', 8)]);
  });

  it('resolves with null when the shop refused the change, which is undone and shown', async () => {
    pretendShop(() => refusal(400, 'No'));
    const { cart, refused } = openTab([line('a', 1)]);
    void cart.setQuantity('a', 7);
    await expect(cart.settled()).resolves.toBeNull();
    expect(cart.snapshot()).toEqual([line('a', 1)]);
    expect(refused).toEqual(['Your cart was not changed. No']);
    await expect(cart.settled()).resolves.toEqual([line('a', 1)]);
  });

  it('reads the cart again when nobody knows whether a change was carried out', async () => {
    const service = new PretendedCart([line('a', 1)]);
    let isLost = true;
    pretendShop((request) => {
      const answer = service.answer(request);
      if (request.method === 'POST' && isLost) throw new Error('connection lost');
      isLost = false;
      return answer;
    });
    const { cart, refused } = openTab([line('a', 1)]);
    await cart.setQuantity('a', 7);
    while (cart.snapshot()?.[0]?.quantity !== 7) await new Promise((resolve) => setImmediate(resolve));
    expect(refused[0]).toMatch('may not have changed');
  });
});

describe('adding', () => {
  it('counts from what the cart holds now, not from what the tab shows', async () => {
    const service = new PretendedCart([line('p1', 5)]);
    pretendShop((request) => service.answer(request));
    const { cart } = openTab(null);
    await expect(cart.add(aProduct({ quantity: 20 }), 1)).resolves.toEqual({
      added: 1,
      held: 6,
      limit: null,
    });
    expect(service.items).toEqual([line('p1', 6)]);
    expect(cart.snapshot()).toEqual([line('p1', 6)]);
  });

  it('loses nothing when ten tabs add at the same moment', async () => {
    const service = new PretendedCart();
    pretendShop((request) => service.answer(request));
    const tabs = Array.from({ length: 10 }, () => openTab([]).cart);
    const product = aProduct({ quantity: 100 });
    await Promise.all(tabs.map((cart) => cart.add(product, 2)));
    expect(service.items).toEqual([line('p1', 20)]);
  });

  it('stops at the stock that other tabs have already chosen', async () => {
    const service = new PretendedCart();
    pretendShop((request) => service.answer(request));
    const tabs = Array.from({ length: 4 }, () => openTab([]).cart);
    const additions = await Promise.all(tabs.map((cart) => cart.add(aProduct({ quantity: 3 }), 1)));
    expect(service.items).toEqual([line('p1', 3)]);
    expect(additions.map((addition) => addition?.added).sort()).toEqual([0, 1, 1, 1]);
  });

  it('works with a cart service that sends no ETag', async () => {
    const service = new PretendedCart([line('p1', 1)]);
    const seen = pretendShop((request) => ({ ...service.answer(request), headers: {} }));
    await openTab([]).cart.add(aProduct({ quantity: 9 }), 1);
    expect(service.items).toEqual([line('p1', 2)]);
    expect(seen.every(({ headers }) => headers.get('if-match') === null)).toBe(true);
  });

  it('comes after a quantity that was chosen just before', async () => {
    const service = new PretendedCart([line('p1', 1)]);
    pretendShop((request) => service.answer(request));
    const { cart } = openTab([line('p1', 1)]);
    void cart.setQuantity('p1', 4);
    await cart.add(aProduct({ quantity: 9 }), 1);
    expect(service.items).toEqual([line('p1', 5)]);
  });

  describe('again after a lost answer', () => {
    /** The cart service, which loses the answer to the first write; `isReached` tells whether it was carried out. */
    function addingTwice(isReached: boolean, items: CartItem[] = []) {
      const service = new PretendedCart(items);
      let isLost = false;
      pretendShop((request) => {
        const loses = request.method === 'POST' && !isLost;
        const answer = loses && !isReached ? {} : service.answer(request);
        if (!loses) return answer;
        isLost = true;
        throw new Error('connection lost');
      });
      return { service, cart: openTab(items).cart };
    }
    const product = aProduct({ quantity: 20 });

    it.each([true, false])('adds once, whether the first request arrived: %s', async (isReached) => {
      const { service, cart } = addingTwice(isReached, [line('p1', 3)]);
      await expect(cart.add(product, 2)).resolves.toBeNull();
      await expect(cart.add(product, 2)).resolves.toEqual({ added: 2, held: 5, limit: null });
      expect(service.items).toEqual([line('p1', 5)]);
      await cart.add(product, 2);
      expect(service.items).toEqual([line('p1', 7)]);
    });

    it('adds to what another device has made of the cart since', async () => {
      const { service, cart } = addingTwice(true);
      await cart.add(product, 1);
      service.set('p1', 4);
      await cart.add(product, 1);
      expect(service.items).toEqual([line('p1', 5)]);
    });

    it('adds another quantity as one more wish', async () => {
      const { service, cart } = addingTwice(true);
      await cart.add(product, 1);
      await cart.add(product, 2);
      expect(service.items).toEqual([line('p1', 3)]);
    });

    it('adds once more when a quantity was chosen in between', async () => {
      const { service, cart } = addingTwice(true);
      await cart.add(product, 1);
      await cart.setQuantity('p1', 1);
      await cart.add(product, 1);
      expect(service.items).toEqual([line('p1', 2)]);
    });
  });
});
