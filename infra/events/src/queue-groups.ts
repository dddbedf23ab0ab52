import { askMonitor } from './broker-monitor';
import { contractOf } from './contracts';

/** A durable queue group at one subject: a service there, for which the broker keeps what it has not acknowledged. */
export interface QueueGroup {
  name: string;
  subject: string;
  /** Messages that no member was handed. */
  undelivered: number;
  /** Messages that a member was handed and has not acknowledged: they come again. */
  unacknowledged: number;
}

/** A channel as the monitor of nats-streaming-server shows it (server/monitor.go, Channelz and Subscriptionz). */
interface Channel {
  name: string;
  first_seq: number;
  last_seq: number;
  subscriptions?: Subscription[];
}
interface Subscription {
  /** The durable's name, a colon, and the group's; absent for who is in none. */
  queue_name?: string;
  is_durable: boolean;
  /** The place of a group whose members have all left. */
  is_offline: boolean;
  last_sent: number;
  pending_count: number;
}

/**
 * How far the broker is with each queue group of the shop's subjects.
 * @param services a group that nobody is in any more counts when it is one of these: others may never come back
 * @throws UserError when the broker's monitor does not answer
 */
export async function readQueueGroups(monitor: string, services: readonly string[]): Promise<QueueGroup[]> {
  const { channels } = await askMonitor<{ channels?: Channel[] }>(monitor, '?subs=1&limit=10000', {});
  return (channels ?? [])
    .filter(({ name }) => contractOf(name))
    .flatMap((channel) => groupsOf(channel, services));
}

function groupsOf(channel: Channel, services: readonly string[]): QueueGroup[] {
  const members = (channel.subscriptions ?? []).flatMap((subscription) =>
    subscription.is_durable && subscription.queue_name
      ? { ...subscription, name: subscription.queue_name.replace(/^[^:]*:/, '') }
      : [],
  );
  const names = [...new Set(members.map(({ name }) => name))];
  return names
    .map((name) => [name, members.filter((member) => member.name === name)] as const)
    .filter(([name, group]) => services.includes(name) || group.some(({ is_offline }) => !is_offline))
    .map(([name, group]) => {
      // As far as its foremost member; what the log has dropped is handed to nobody.
      const reached = Math.max(channel.first_seq - 1, ...group.map(({ last_sent }) => last_sent));
      return {
        name,
        subject: channel.name,
        undelivered: Math.max(0, channel.last_seq - reached),
        unacknowledged: group.reduce((sum, { pending_count }) => sum + pending_count, 0),
      };
    });
}
