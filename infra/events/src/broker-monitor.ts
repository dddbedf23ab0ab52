import { messageOf, UserError } from './user-error';

const ANSWER_MS = 5_000;

/**
 * What the broker's HTTP monitor shows about its channels; `none` when it knows of no such channel.
 * @param monitor its base URL
 * @throws UserError when it does not answer
 */
export async function askMonitor<T>(monitor: string, query: string, none: T): Promise<T> {
  const url = `${monitor}/streaming/channelsz${query}`;
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(ANSWER_MS) });
    return answer.status === 404 ? none : ((await answer.json()) as T);
  } catch (error) {
    throw new UserError(`the broker's monitor at ${monitor} does not answer: ${messageOf(error)}`, 1);
  }
}
