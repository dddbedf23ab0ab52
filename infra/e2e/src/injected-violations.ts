import type { InvariantName } from '@ecommerce/audit/invariants/index';
import { BrokerLog } from '@ecommerce/events/broker-log';
import { joinGroup } from '@ecommerce/events/test/queue-member';
import type { Endings } from './endings';
import { eventually } from './eventually';
import { readStack } from './stack';
import { collection, edit, idOf, type Undo } from './stored';

/** A change of stored data, the invariant that it breaks, and others that it breaks as well. */
export interface Injection {
  breaks: InvariantName;
  also?: InvariantName[];
  what: string;
  by: (endings: Endings) => Promise<Undo>;
  /** Whether the shop repaired it by itself meanwhile: then nothing is known, and it is injected again. */
  isUndone?: () => Promise<boolean>;
  /** What has to be in the proof. */
  proof: (endings: Endings) => string;
}

const markers = () => collection('products', 'brokermarkers');

/** One or more for each invariant but I11, which is about a log that nobody can take anything out of again. */
export const INJECTIONS: Injection[] = [
  {
    breaks: 'I1',
    also: ['I7', 'I11'],
    what: 'a piece of stock that nobody brought',
    by: (endings) => edit('products', 'products', idOf(endings.lamp.id), { $inc: { quantity: 1 } }),
    proof: (endings) => endings.lamp.id,
  },
  {
    breaks: 'I2',
    also: ['I1', 'I7', 'I11'],
    what: 'a negative stock',
    by: (endings) => edit('products', 'products', idOf(endings.lamp.id), { $set: { quantity: -1 } }),
    proof: (endings) => endings.lamp.id,
  },
  {
    breaks: 'I3',
    also: ['I5', 'I9'],
    what: 'a charge whose payment is lost',
    by: async (endings) => {
      const payments = collection('payments', 'payments');
      const payment = await payments.findOneAndDelete({ orderId: endings.sold.id });
      if (!payment) throw new Error('there is no payment');
      return async () => void (await payments.insertOne(payment));
    },
    proof: (endings) => endings.sold.id,
  },
  {
    breaks: 'I4',
    also: ['I7'],
    what: 'an order that costs a cent more than was paid for it',
    by: (endings) => edit('orders', 'orders', idOf(endings.sold.id), { $set: { total: 34.03 } }),
    proof: () => '34.03',
  },
  {
    breaks: 'I5',
    also: ['I10', 'I15'],
    what: 'a refund that the order does not know of',
    by: (endings) => edit('orders', 'orders', idOf(endings.outOfStock.id), { $set: { refunded: false } }),
    proof: (endings) => endings.outOfStock.id,
  },
  {
    breaks: 'I6',
    what: 'a second mark of the same order',
    by: (endings) => {
      const mark = { orderId: endings.sold.id, quantity: 2, state: 'taken', at: new Date() };
      return edit('products', 'products', idOf(endings.lamp.id), {
        $push: { marks: { $each: [mark, mark] } },
      });
    },
    proof: (endings) => endings.sold.id,
  },
  {
    breaks: 'I6',
    also: ['I7', 'I11'],
    what: 'a version that nothing made',
    by: (endings) => edit('products', 'products', idOf(endings.lamp.id), { $inc: { version: 1 } }),
    proof: (endings) => endings.lamp.id,
  },
  {
    breaks: 'I7',
    what: 'a replica with an old price',
    by: (endings) => edit('orders', 'productreplicas', idOf(endings.lamp.id), { $set: { price: 19.99 } }),
    proof: () => '19.99',
  },
  {
    breaks: 'I7',
    what: 'a cancellation that payments never consumed',
    by: (endings) =>
      edit('payments', 'orderreplicas', idOf(endings.cancelled.id), { $set: { cancelled: false } }),
    proof: (endings) => endings.cancelled.id,
  },
  {
    breaks: 'I8',
    what: 'a malformed event on the bus',
    by: async () => {
      const log = await BrokerLog.connect(readStack().nats);
      await log.publish('stock:rejected', '{"orderId":"audited"');
      await log.close();
      const letters = ['orders', 'notifications'].map((service) => collection(service, 'deadletters'));
      const raw = '{"orderId":"audited"';
      for (const each of letters)
        await eventually(async () => expect(await each.countDocuments({ raw })).toBe(1), 60_000);
      return async () => void (await Promise.all(letters.map((each) => each.deleteMany({ raw }))));
    },
    proof: () => 'stock:rejected',
  },
  {
    breaks: 'I8',
    what: 'a publisher that has not marked the broker',
    by: async () => {
      const marker = await markers().findOneAndDelete({});
      if (!marker) throw new Error('products has not marked the broker');
      return async () =>
        void (await markers().updateOne({ _id: marker._id }, { $setOnInsert: marker }, { upsert: true }));
    },
    // Each minute the service compares the markers: it then republishes and leaves a new one.
    isUndone: async () => (await markers().countDocuments()) > 0,
    proof: () => '"database":"products"',
  },
  {
    breaks: 'I8',
    what: 'an event that nobody sends',
    by: () =>
      edit(
        'cart',
        'carts',
        { userId: { $exists: true } },
        { $set: { outbox: [{ key: 'k', subject: 's', data: '{}' }] } },
      ),
    proof: () => 'carts',
  },
  {
    breaks: 'I8',
    what: 'events that somebody was handed and does not acknowledge',
    by: async () => {
      const member = await joinGroup(
        readStack().nats,
        { group: 'audited', subject: 'product:created' },
        () => {},
      );
      return () => member.disband();
    },
    proof: () => '"name":"audited","subject":"product:created"',
  },
  {
    breaks: 'I9',
    also: ['I7', 'I15'],
    what: 'an acknowledged order that is gone',
    by: async (endings) => {
      const orders = collection('orders', 'orders');
      const order = await orders.findOneAndDelete(idOf(endings.open.id));
      if (!order) throw new Error('there is no order');
      return async () => void (await orders.insertOne(order));
    },
    proof: (endings) => `/api/orders/${endings.open.id}`,
  },
  {
    breaks: 'I9',
    also: ['I6', 'I7', 'I11'],
    what: 'an edit that was acknowledged and is lost',
    by: (endings) => edit('products', 'products', idOf(endings.lamp.id), { $set: { version: 0 } }),
    proof: (endings) => `{"path":"/api/products/${endings.lamp.id}","promised":1,"version":0}`,
  },
  {
    breaks: 'I10',
    also: ['I6', 'I7', 'I11', 'I15'],
    what: 'a cancelled order that is open again',
    by: (endings) => edit('orders', 'orders', idOf(endings.cancelled.id), { $set: { status: 'Created' } }),
    proof: (endings) => endings.cancelled.id,
  },
  {
    breaks: 'I12',
    what: 'a purchase that is still in the cart',
    by: (endings) =>
      edit(
        'cart',
        'carts',
        { 'items.productId': endings.lamp.id },
        { $set: { 'items.0.quantity': 3 }, $pop: { inbox: -1 } },
      ),
    proof: (endings) => endings.sold.id,
  },
  {
    breaks: 'I12',
    what: 'a line of nothing',
    by: (endings) =>
      edit('cart', 'carts', { 'items.productId': endings.lamp.id }, { $set: { 'items.0.quantity': 0 } }),
    proof: (endings) => endings.lamp.id,
  },
  {
    breaks: 'I13',
    what: 'a charge whose outcome nobody asks for',
    by: (endings) =>
      edit('payments', 'payments', { orderId: endings.open.id }, { $set: { status: 'unknown' } }),
    proof: (endings) => endings.open.id,
  },
  {
    breaks: 'I14',
    also: ['I7', 'I9', 'I15'],
    what: "a stranger who is shown another's order",
    by: async (endings) => {
      const users = collection('auth', 'users');
      const [stranger] = await users
        .find({ email: /^auditor-/ })
        .sort({ _id: -1 })
        .limit(1)
        .toArray();
      const userId = String(stranger?._id);
      return edit('orders', 'orders', idOf(endings.cancelled.id), { $set: { userId } });
    },
    proof: (endings) => endings.cancelled.id,
  },
  {
    breaks: 'I15',
    what: 'a buyer who reads that an open order is paid',
    by: (endings) => {
      const step = { seq: 2, step: 'paid', at: new Date(), text: 'Your payment went through.' };
      return edit('notifications', 'timelines', idOf(endings.open.id), { $push: { steps: step } });
    },
    proof: (endings) => endings.open.id,
  },
  {
    breaks: 'I16',
    what: 'a mail that was given up',
    by: (endings) =>
      edit('notifications', 'timelines', idOf(endings.cancelled.id), { $set: { 'mails.0.state': 'dead' } }),
    proof: (endings) => endings.cancelled.id,
  },
  {
    breaks: 'I16',
    what: 'a mail that is sent twice, as by a sender that forgets what it has sent',
    by: async (endings) => {
      const timelines = collection('notifications', 'timelines');
      const order = idOf(endings.sold.id);
      const now = new Date();
      const unsent = { 'mails.0.state': 'due', 'mails.0.attempts': 0, 'mails.0.dueAt': now, mailDueAt: now };
      await timelines.updateOne(order, { $set: unsent, $inc: { rev: 1 } });
      await eventually(async () => {
        const timeline = await timelines.findOne({ ...order, 'mails.0.state': 'sent' });
        expect(timeline).not.toBeNull();
      }, 30_000);
      // The mailbox keeps both copies, which two attempts explain.
      return async () => void (await timelines.updateOne(order, { $set: { 'mails.0.attempts': 2 } }));
    },
    proof: () => 'received 2 times after 1 attempts',
  },
];
