import { ApiError } from '../api-error';
import type { ApiClient, ApiResponse } from '../build-client';

/** The read of an address that runs now, and the one that others wait for. */
interface Lane {
  running: Promise<ApiResponse>;
  next?: Promise<ApiResponse>;
}

const lanes = new Map<string, Lane>();

/**
 * A guest's client: guests who ask the catalogue for the same at the same moment share a read, as it shows all of them
 * the same. The read starts after each of them has asked, so nobody sees an older state than alone, and nothing is kept
 * (ADR 0069). They share the answer, too: do not change it.
 */
export const sharingCatalogue =
  (client: ApiClient): ApiClient =>
  (service, path, options) =>
    service === 'products' && options === undefined
      ? readTogether(path, () => client(service, path))
      : client(service, path, options);

function readTogether(address: string, read: () => Promise<ApiResponse>): Promise<ApiResponse> {
  const lane = lanes.get(address);
  if (!lane) return run(address, read);
  lane.next ??= lane.running.then(
    () => run(address, read),
    (error: unknown) => {
      if (!isUnanswered(error)) return run(address, read);
      // Who waited for a service that does not answer does not wait as long once more.
      lanes.delete(address);
      throw error;
    },
  );
  return lane.next;
}

function run(address: string, read: () => Promise<ApiResponse>): Promise<ApiResponse> {
  const lane: Lane = { running: read() };
  lanes.set(address, lane);
  const end = (): void => {
    if (!lane.next) lanes.delete(address);
  };
  lane.running.then(end, end);
  return lane.running;
}

const isUnanswered = (error: unknown): boolean => error instanceof ApiError && error.isUnanswered;
