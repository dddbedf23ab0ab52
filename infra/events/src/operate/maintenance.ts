import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { MaintenanceRequest } from '@datnxecommerce/common';
import { UserError } from '../user-error';
import type { Db } from './databases';

const LOOK_EVERY_MS = 200;
const TELL_EVERY_MS = 1_000;
/** A service at work says so each second; one that has not for so long is down, or its broker is. */
const TIMEOUT_MS = 30_000;

/** What a service is asked for. */
export type MaintenanceWork = Pick<MaintenanceRequest, 'kind' | 'since' | 'subjects'>;

/**
 * Asks a running service for maintenance through its database, and waits for the end of it.
 * @param report is called with the progress each second
 * @returns what became of it
 * @throws UserError when nobody works at it, or at what was asked before it, or it is refused
 */
export async function ask(
  db: Db,
  service: string,
  work: MaintenanceWork,
  report: (progress: MaintenanceRequest) => void = () => {},
): Promise<MaintenanceRequest> {
  const requests = db.collection<MaintenanceRequest>('maintenance');
  const _id = `${work.kind}-${randomBytes(6).toString('hex')}`;
  const none = { aggregates: 0, events: 0, skipped: 0 };
  await requests.insertOne({ _id, ...work, ...none, requestedAt: new Date(), state: 'waiting' });
  let [toldAt, aliveAt, lastSign] = [performance.now(), performance.now(), ''];
  for (; ; await sleep(LOOK_EVERY_MS)) {
    const request = await requests.findOne({ _id });
    if (!request) throw new UserError(`${service}: the request ${_id} was removed`, 1);
    if (request.state === 'done') return request;
    if (request.state === 'refused') throw new UserError(`${service} refused: ${request.note}`, 1);
    // Another request may come first: a broker that restarted empty, for instance.
    const [atWork] = await requests.find({ state: 'running' }).sort({ lease: -1 }).limit(1).toArray();
    const sign = String(atWork?.lease?.getTime());
    if (sign !== lastSign) [lastSign, aliveAt] = [sign, performance.now()];
    if (performance.now() - aliveAt > TIMEOUT_MS) {
      throw new UserError(
        `${service} has not worked at it for ${TIMEOUT_MS / 1000} s: is it running, and the broker? ` +
          `It will when both are, the request ${_id} stays`,
        1,
      );
    }
    if (request.state === 'running' && performance.now() - toldAt > TELL_EVERY_MS) {
      report(request);
      toldAt = performance.now();
    }
  }
}

/** How far a republish is, in words. */
export const inWords = ({ aggregates, events, skipped, note, state }: MaintenanceRequest): string =>
  [
    `${aggregates} documents read, ${events} events sent again`,
    ...(skipped > 0 ? [`${skipped} documents could not be republished (the service's log names them)`] : []),
    ...(note && state !== 'done' ? [`from the start again after: ${note}`] : []),
  ].join(', ');
