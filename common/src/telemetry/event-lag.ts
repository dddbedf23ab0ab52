import { eventLag } from './metrics';

/** A channel as the monitor of nats-streaming-server shows it (server/monitor.go). */
interface Channel {
  name: string;
  last_seq: number;
  subscriptions?: { queue_name?: string; last_sent: number; pending_count: number }[];
}

const ANSWER_WITHIN_MS = 1000;
const MOST_CHANNELS = 1000;

/**
 * Asks the broker's monitor how many messages of each subject the group has not acknowledged: those not sent to it yet,
 * and those under way.
 * @param monitor base URL of the monitor
 * @param subjects what the group subscribes to
 * @throws Error when the monitor does not answer within a second
 */
export async function measureLag(monitor: string, group: string, subjects: readonly string[]): Promise<void> {
  const url = `${monitor}/streaming/channelsz?subs=1&limit=${MOST_CHANNELS}`;
  const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
  const { channels = [] } = (await response.json()) as { channels?: Channel[] };
  for (const { name: subject, last_seq, subscriptions = [] } of channels) {
    const members = subscriptions.filter(({ queue_name: name }) => name?.replace(/^[^:]*:/, '') === group);
    if (!subjects.includes(subject) || members.length === 0) continue;
    const unsent = last_seq - Math.max(...members.map(({ last_sent }) => last_sent));
    const underWay = members.reduce((sum, { pending_count }) => sum + pending_count, 0);
    eventLag.set({ subject, group }, Math.max(0, unsent) + underWay);
  }
}
