import type { OrderCreated } from '@datnxecommerce/common';
import { newId, outboxOf, type PendingEvent } from '@datnxecommerce/common/testing';
import mongoose, { Types } from 'mongoose';
import { OrderReplica } from '../models/order-replica';
import { Payment, type PaymentFields, type StoredPayment } from '../models/payment';
import { aKnownOrder } from './builders';

/** A database beside that of the test file, for processes that must not touch the payments of others. */
export class OwnDatabase {
  private readonly connection = mongoose.connection.useDb(`${mongoose.connection.name}_${newId()}`);
  private readonly payments = this.connection.model<PaymentFields>(
    'Payment',
    Payment.schema,
    Payment.collection.name,
  );
  readonly uri = `${process.env.TEST_MONGO_URI}/${this.connection.name}`;

  /** An order whose order:created the service has consumed. */
  async aKnownOrder(): Promise<OrderCreated> {
    const order = await aKnownOrder();
    const replica = await OrderReplica.collection.findOne({ _id: new Types.ObjectId(order.id) });
    await this.connection.collection(OrderReplica.collection.name).insertOne({ ...replica });
    return order;
  }

  paymentOf(orderId: string): Promise<StoredPayment | null> {
    return this.payments.findOne({ orderId }).lean<StoredPayment>();
  }

  outbox(): Promise<PendingEvent[]> {
    return outboxOf(this.payments);
  }

  async drop(): Promise<void> {
    await this.connection.dropDatabase();
  }
}
