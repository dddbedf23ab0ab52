import { createLogger } from '@datnxecommerce/common';
import { documented, newId, testKeys } from '@datnxecommerce/common/testing';
import { buildApp } from '../app';
import { StepFeed } from '../domain/step-feed';
import { listenersOf } from '../events/listeners';
import { api } from '../openapi';
import { OpenStreams } from '../services/open-streams';

/** One process of the service: its HTTP interface, checked against its document, and its listeners. */
export function aReplica({ isBusConnected = true } = {}) {
  const deps = { isBusConnected: () => isBusConnected, feed: new StepFeed() };
  const streams = new OpenStreams();
  const logger = createLogger('test', 'silent');
  const undocumented = buildApp({ logger, keys: testKeys, streams, ...deps });
  return { ...deps, streams, undocumented, app: documented(undocumented, api), listeners: listenersOf(deps) };
}

const items = [{ productId: newId(), quantity: 3 }];
const meta = (time?: string) => time && { meta: { time } };

/** The events of one order by name, as their publishers send them. */
export function eventsOf(orderId = newId(), userId = newId()) {
  const payment = { orderId, stripeId: 'ch_1' };
  const paymentId = newId();
  return {
    orderId,
    userId,
    created: (time?: string) => ({
      subject: 'order:created',
      data: {
        id: orderId,
        userId,
        status: 'Created',
        total: 59.97,
        version: 0,
        items: [{ ...items[0], priceSnapshot: 19.99, titleSnapshot: 'Lamp' }],
        ...meta(time),
      },
    }),
    paid: (time?: string) => ({
      subject: 'payment:created',
      data: { id: paymentId, ...payment, items, userId, ...meta(time) },
    }),
    confirmed: (time?: string) => ({ subject: 'stock:confirmed', data: { orderId, items, ...meta(time) } }),
    rejected: () => ({ subject: 'stock:rejected', data: { orderId, items } }),
    cancelled: (reason?: string) => ({
      subject: 'order:cancelled',
      data: { id: orderId, version: 1, ...(reason && { reason }) },
    }),
    refunded: (chargedAt?: string) => ({
      subject: 'payment:refunded',
      data: { id: paymentId, ...payment, refundId: 're_1', ...(chargedAt && { chargedAt }) },
    }),
  };
}

export type SentEvent = ReturnType<ReturnType<typeof eventsOf>['rejected']>;
