import { dataOf, idOf, newestProducts, replays, stored } from './replay';

replays('products', {
  // As they were when the first payment came: what happened before came by requests.
  before: async (events) => {
    const firstPayment = events.findIndex(({ subject }) => subject === 'payment:created');
    const before = firstPayment < 0 ? events : events.slice(0, firstPayment);
    const now = new Date();
    await stored('products').insertMany(
      newestProducts(before).map(({ id, title, price, quantity, userId, version }) => ({
        _id: idOf(id),
        title,
        price,
        quantity,
        userId,
        version,
        createdAt: now,
        updatedAt: now,
        search: { words: [], title },
        marks: [],
        outbox: [],
      })),
    );
  },
  after: async (events) => {
    for (const { id, quantity } of newestProducts(events)) {
      expect(await stored('products').findOne({ _id: idOf(id) })).toMatchObject({ quantity });
    }
    const confirmed = await stored('fulfilments').find({ status: 'applied' }).toArray();
    const orders = dataOf(events, 'stock:confirmed').map(({ orderId }) => orderId);
    expect(confirmed.map(({ _id }) => String(_id)).sort()).toEqual(orders.sort());
  },
});
