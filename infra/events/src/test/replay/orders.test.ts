import { dataOf, expectProductReplicas, idOf, replays, stored } from './replay';

replays('orders', {
  // Payments gives money back because orders said that the order is cancelled.
  consequences: ['payment:refunded'],
  before: async (events) => {
    const now = new Date();
    const orders = dataOf(events, 'order:created').map(({ id, userId, status, items, total, version }) => ({
      _id: idOf(id),
      userId,
      status,
      items,
      total,
      version,
      fulfilment: 'none',
      paid: false,
      refunded: false,
      createdAt: now,
      updatedAt: now,
      outbox: [],
    }));
    await stored('orders').insertMany(orders);
  },
  after: async (events) => {
    await expectProductReplicas(events);
    for (const { orderId } of dataOf(events, 'stock:confirmed')) {
      expect(await stored('orders').findOne({ _id: idOf(orderId) })).toMatchObject({
        status: 'Complete',
        fulfilment: 'confirmed',
        paid: true,
        refunded: false,
      });
    }
    for (const { orderId } of dataOf(events, 'stock:rejected')) {
      expect(await stored('orders').findOne({ _id: idOf(orderId) })).toMatchObject({
        status: 'Cancelled',
        cancelReason: 'out_of_stock',
        paid: true,
        refunded: true,
      });
    }
  },
});
