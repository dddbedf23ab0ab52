import type { Books } from '../../books';
import { event, ids } from '../books';
import { namesOf, spoiled, the } from '../spoil';

describe('I7: replicas equal their sources', () => {
  it.each<[string, string, (books: Books) => unknown]>([
    [
      'an old price',
      'orders has another price',
      ({ productsInOrders }) => (the(productsInOrders, ids.lamp).price = 1),
    ],
    [
      'an old version',
      'cart has another version',
      ({ productsInCart }) => (the(productsInCart, ids.lamp).version = 1),
    ],
    [
      'a product that is not listed any more',
      'orders has another listed',
      ({ products }) => (the(products, ids.lamp).listed = false),
    ],
    ['an unknown product', 'cart does not know product', ({ productsInCart }) => productsInCart.shift()],
    ['a product that is gone', 'knows product', ({ products }) => products.shift()],
    [
      'a cancellation not consumed',
      'payments has another cancelled',
      ({ ordersInPayments }) => (the(ordersInPayments, ids.late).cancelled = false),
    ],
    [
      'another total',
      'payments has another total',
      ({ ordersInPayments }) => (the(ordersInPayments, ids.sold).total = 1),
    ],
    [
      'an order of somebody else',
      'cart has another userId',
      ({ ownersInCart }) => (the(ownersInCart, ids.sold).userId = ids.seller),
    ],
    [
      'a tombstone of an order that never came',
      'payments knows order',
      ({ ordersInPayments }) => ordersInPayments.push({ id: 'f'.repeat(24), cancelled: true }),
    ],
  ])('finds %s', (_what, words, spoil) => {
    const found = spoiled((books) => void spoil(books)).filter(({ invariant }) => invariant === 'I7');
    expect(found.map(({ message }) => message).join()).toContain(words);
  });
});

describe('I8: nothing is left over', () => {
  const letter = { database: 'cart', id: 'a:1', subject: 'product:updated', raw: '{', reason: 'is no JSON' };
  const poison = { kind: 'poison' as const, subject: 'product:updated', data: '{' };

  it('finds an event that waits, and one that was dead-lettered', () => {
    const waiting = { database: 'orders', collection: 'orders', id: ids.sold, keys: ['order:created:1:0'] };
    expect(spoiled(({ outboxes }) => outboxes.push(waiting))).toMatchObject([
      { invariant: 'I8', proof: waiting },
    ]);
    expect(spoiled(({ deadLetters }) => deadLetters.push(letter))).toMatchObject([
      { invariant: 'I8', proof: letter },
    ]);
  });

  it.each([
    ['delivered', { undelivered: 3, unacknowledged: 0 }],
    ['acknowledged', { undelivered: 0, unacknowledged: 2 }],
  ])('finds what the broker has not had %s', (_what, counts) => {
    const waiting = { name: 'cart', subject: 'payment:created', ...counts };
    expect(spoiled(({ queueGroups }) => queueGroups?.push(waiting))).toEqual([
      {
        invariant: 'I8',
        message: `cart still waits for payment:created: ${counts.undelivered} not delivered, ${counts.unacknowledged} not acknowledged`,
        proof: waiting,
      },
    ]);
  });

  it.each([
    [
      { database: 'orders', request: 'broker-after-none' },
      'has not finished its republish broker-after-none',
    ],
    [{ database: 'products' }, 'has not marked the broker yet'],
  ])('finds a service that has yet to republish: %j', (pending, words) => {
    const found = spoiled(({ pendingRepublishes }) => pendingRepublishes?.push(pending));
    expect(found).toEqual([
      { invariant: 'I8', message: expect.stringContaining(words) as string, proof: pending },
    ]);
  });

  it('takes poison for what it is, and misses poison that was swallowed', () => {
    const both = spoiled(({ deadLetters, observations }) => {
      deadLetters.push(letter, { ...letter, database: 'orders' });
      observations.push(poison);
    });
    expect(both).toEqual([]);
    expect(namesOf(spoiled(({ observations }) => observations.push(poison)))).toEqual(['I8']);
  });
});

describe('I11: everything is announced', () => {
  const withoutFirst = (books: Books, subject: string): void => {
    const events = books.log?.events ?? [];
    events.splice(
      events.findIndex((one) => one.subject === subject),
      1,
    );
  };

  it.each(['product:created', 'product:updated', 'order:created', 'order:cancelled'])(
    'misses %s',
    (subject) => {
      expect(namesOf(spoiled((books) => withoutFirst(books, subject)))).toEqual(['I11']);
    },
  );

  it('misses the newest version', () => {
    const found = spoiled(({ log }) => {
      if (log) log.events = log.events.filter(({ fields }) => fields.version !== 4);
    });
    expect(found).toMatchObject([{ invariant: 'I11', proof: { product: ids.lamp, missing: [4] } }]);
  });

  it('finds the end of an order that did not end, and a state that never was', () => {
    const ended = spoiled(({ log }) =>
      log?.events.push(event('order:cancelled', { id: ids.open, version: 1 })),
    );
    expect(ended).toMatchObject([{ invariant: 'I11', proof: { order: ids.open, status: 'Created' } }]);
    const other = spoiled(({ log }) => {
      for (const { fields } of log?.events ?? []) if (fields.version === 4) fields.price = 1;
    });
    expect(namesOf(other)).toEqual(['I11']);
  });

  describe('of two changes that became one version', () => {
    const publishAgain = (books: Books, fields: object): void => {
      const first = books.log?.events.find(({ fields: { version } }) => version === 1);
      if (first) books.log?.events.push({ ...first, sequence: 9, fields: { ...first.fields, ...fields } });
    };

    it.each([{ title: 'Rug' }, { price: 10.2 }, { quantity: 11 }, { userId: ids.buyer }])(
      'finds the one with %j, also in a log that is not whole',
      (fields) => {
        for (const incomplete of [undefined, 'the broker restarted empty']) {
          const found = spoiled((books) => {
            publishAgain(books, fields);
            if (books.log) books.log.incomplete = incomplete;
          });
          expect(found).toMatchObject([
            {
              invariant: 'I11',
              message: `product ${ids.lamp} was published at version 1 in 2 different ways`,
              proof: { events: [{ sequence: 1 }, { sequence: 9, ...fields }] },
            },
          ]);
        }
      },
    );

    it('takes one that was published twice', () => {
      expect(spoiled((books) => publishAgain(books, {}))).toEqual([]);
    });
  });

  it('says nothing of what is missing while the log is not whole', () => {
    const found = spoiled((books) => {
      withoutFirst(books, 'order:cancelled');
      withoutFirst(books, 'stock:confirmed');
      if (books.log) books.log.incomplete = 'the broker restarted empty';
    });
    expect(found).toEqual([]);
  });
});
