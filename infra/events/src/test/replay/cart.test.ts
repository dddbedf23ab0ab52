import { dataOf, expectProductReplicas, replays, stored } from './replay';

replays('cart', {
  before: async (events) => {
    const carts = dataOf(events, 'order:created').map(({ userId, items }) => ({
      userId,
      items,
      inbox: [],
      outbox: [],
    }));
    await stored('carts').insertMany(carts as never[]);
  },
  after: async (events) => {
    await expectProductReplicas(events);
    const paid = dataOf(events, 'payment:created').map(({ userId }) => userId);
    for (const { userId, items } of dataOf(events, 'order:created')) {
      const cart = await stored('carts').findOne({ userId });
      expect(cart?.items).toHaveLength(paid.includes(userId) ? 0 : (items as unknown[]).length);
    }
  },
});
