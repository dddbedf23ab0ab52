import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Message } from 'node-nats-streaming';
import type { BrokerAddress } from '../broker-log';

/** A message as a member is handed it. */
export type Delivery = Pick<Message, 'ack'>;

/** A member of a durable queue group, as each service is one, that does with its messages what a test wants. */
export interface QueueMember {
  /** Leaves its group, whose place in the log the broker keeps. */
  leave(): Promise<void>;
  /** Leaves, and lets the broker forget the group when nobody else is in it. */
  disband(): Promise<void>;
}

/** Joins; resolves when the broker has the subscription, which begins with all that there is. */
export async function joinGroup(
  { url, clusterId, user, pass }: BrokerAddress,
  { group, subject }: { group: string; subject: string },
  received: (delivery: Delivery) => void,
): Promise<QueueMember> {
  const stan = connect(clusterId, `member-${randomBytes(6).toString('hex')}`, { url, user, pass });
  await once(stan, 'connect');
  const options = stan.subscriptionOptions().setDeliverAllAvailable().setDurableName(group);
  const subscription = stan.subscribe(subject, group, options.setManualAckMode(true).setMaxInFlight(2));
  subscription.on('message', received);
  await once(subscription, 'ready');
  const leave = async (): Promise<void> => {
    const closed = once(stan, 'close');
    stan.close();
    await closed;
  };
  return {
    leave,
    disband: async () => {
      const unsubscribed = once(subscription, 'unsubscribed');
      subscription.unsubscribe();
      await unsubscribed;
      await leave();
    },
  };
}
