import { createMessageHandler } from '../events/listen';
import type { Listener } from '../events/listener';
import { createLogger } from '../telemetry/logger';

let sequence = 0;

/** Delivers one event to a listener like the bus: with contract check, retries and dead letters. */
export async function deliver(listener: Listener, data: unknown): Promise<void> {
  sequence += 1;
  await createMessageHandler(
    listener,
    createLogger('test', 'silent'),
  )({
    subject: listener.contract.subject,
    sequence,
    data: typeof data === 'string' ? data : JSON.stringify(data),
    time: new Date(),
    redelivered: false,
  });
}
