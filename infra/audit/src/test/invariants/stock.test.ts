import { toEventLog } from '../../event-log';
import { ids } from '../books';
import { namesOf, spoiled, the } from '../spoil';

describe('I1: stock adds up', () => {
  it('misses a piece that left without an order, and shows the sum', () => {
    const found = spoiled(({ products, productsInOrders, productsInCart, log }) => {
      for (const list of [products, productsInOrders, productsInCart])
        for (const product of list.filter(({ id }) => id === ids.lamp)) product.quantity = 9;
      for (const { fields } of log?.events ?? []) if (fields.version === 4) fields.quantity = 9;
    });
    expect(found).toEqual([
      {
        invariant: 'I1',
        message: `stock of product ${ids.lamp} is 9; 9 at first, 3 by its seller and 2 sold make 10`,
        proof: { product: ids.lamp, quantity: 9, start: 9, edited: 3, sold: 2, orders: [ids.sold] },
      },
    ]);
  });

  it('counts a Complete order only once its stock is confirmed', () => {
    const found = spoiled(({ orders }) => (the(orders, ids.sold).fulfilment = 'pending'));
    expect(namesOf(found)).toContain('I1');
  });

  describe('of a product from before its stock was accounted for', () => {
    it('is checked by the log when nothing but sales has changed it', () => {
      const found = spoiled(({ products, log, productsInOrders, productsInCart, fulfilments }) => {
        const lamp = the(products, ids.lamp);
        delete lamp.stockLedger;
        const first = log?.events.find(({ subject }) => subject === 'product:created');
        if (first) first.fields.quantity = 13; // 13 - 2 sold, but 10 are there
        lamp.version = 3; // a sale, and a sale that was put back
        for (const list of [productsInOrders, productsInCart])
          for (const product of list.filter(({ id }) => id === ids.lamp)) product.version = 3;
        expect(fulfilments).toHaveLength(4);
      });
      expect(found.filter(({ invariant }) => invariant === 'I1')).toHaveLength(1);
    });

    it('is left alone when its seller may have changed it', () => {
      const found = spoiled(({ products }) => {
        delete the(products, ids.lamp).stockLedger;
        the(products, ids.lamp).quantity = 99;
      });
      expect(namesOf(found)).not.toContain('I1');
    });
  });
});

describe('I2: no stock is negative', () => {
  it.each(['products', 'productsInOrders', 'productsInCart'] as const)(
    'finds negative stock in %s',
    (list) => {
      const found = spoiled(
        (books) => (the<{ id: string; quantity: number }>(books[list], ids.lamp).quantity = -1),
      );
      expect(found.filter(({ invariant }) => invariant === 'I2')).toHaveLength(1);
    },
  );

  it('finds stock that is no whole number', () => {
    expect(namesOf(spoiled(({ products }) => (the(products, ids.lamp).quantity = 0.5)))).toContain('I2');
  });

  it('finds stock that was negative at any time', () => {
    const found = spoiled(({ log }) => {
      for (const { fields } of log?.events ?? []) if (fields.version === 3) fields.quantity = -3;
    });
    expect(found).toMatchObject([{ invariant: 'I2', proof: { version: 3, quantity: -3 } }]);
  });

  it('ignores events that break their contract', () => {
    const data = JSON.stringify({ id: ids.lamp, version: 1, quantity: -3 });
    const raw = { subject: 'product:updated', sequence: 1, time: new Date(), timeNs: 1, data };
    expect(toEventLog([raw])).toEqual({ events: [], ignored: 1, incomplete: undefined });
  });
});

describe('I6: stock moves once', () => {
  it.each([
    ['a version that nothing made', 'version 5', (lamp: { version: number }) => (lamp.version = 5)],
    [
      'a sale that was counted twice',
      'taken 2 times',
      (lamp: { version: number; stockLedger?: { takes: number } }) => {
        lamp.version = 5;
        if (lamp.stockLedger) lamp.stockLedger.takes = 3;
      },
    ],
    [
      'a second mark of one order',
      '2 marks',
      (lamp: { marks?: object[] }) => lamp.marks?.push({ ...lamp.marks[0] }),
    ],
    [
      'a mark that says something else than the fulfilment',
      'marked as taken',
      (lamp: { marks?: { state: string }[] }) => lamp.marks?.forEach((mark) => (mark.state = 'taken')),
    ],
    ['a mark that is missing', 'no mark', (lamp: { marks?: object[] }) => (lamp.marks = [])],
  ])('finds %s', (_what, words, spoil) => {
    const found = spoiled(({ products }) => spoil(the(products, ids.lamp)));
    expect(found.filter(({ invariant }) => invariant === 'I6').map(({ message }) => message)).toEqual(
      expect.arrayContaining([expect.stringContaining(words)]),
    );
  });

  it('misses no mark that may have been forgotten by now', () => {
    const found = spoiled(({ products, fulfilments, readAt }) => {
      the(products, ids.lamp).marks = [];
      for (const fulfilment of fulfilments) fulfilment.pruneAt = readAt;
    });
    expect(found).toEqual([]);
  });

  it.each([
    ['a sold order without a fulfilment', 'not there', 0],
    ['a fulfilment of an order that is gone', 'an order that is not there', undefined],
  ])('finds %s', (_what, words, at) => {
    const found = spoiled(
      ({ fulfilments, orders }) => void (at === 0 ? fulfilments.shift() : orders.shift()),
    );
    expect(
      found
        .filter(({ invariant }) => invariant === 'I6')
        .map(({ message }) => message)
        .join(),
    ).toContain(words);
  });

  it.each([
    ['ended otherwise than its order', { status: 'applied' as const }],
    ['is of other items', { items: [{ productId: ids.last, quantity: 2 }] }],
    [
      'has a product twice',
      {
        items: [
          { productId: ids.last, quantity: 1 },
          { productId: ids.last, quantity: 0 },
        ],
      },
    ],
  ])('finds a fulfilment that %s', (words, fields) => {
    const found = spoiled(({ fulfilments }) => void Object.assign(the(fulfilments, ids.lost), fields));
    const messages = found.filter(({ invariant }) => invariant === 'I6').map(({ message }) => message);
    expect(messages.join()).toMatch(
      words.startsWith('ended') ? /is applied, but its order is Cancelled/ : words,
    );
  });
});
