/** The real servers that the shop needs, and where to get them. */
import { UserError } from '../errors';
import { type Binary, MissingBinary, explainMissing } from './binary';
import { resolveMongod } from './mongod';
import { resolveNatsStreaming } from './nats-streaming';

export { type Binary, resolveMongod, resolveNatsStreaming };

/**
 * Finds both servers.
 * @throws UserError in one line when one or both cannot be had
 */
export async function resolveServers(
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<{ mongod: Binary; natsStreaming: Binary }> {
  const missing: MissingBinary[] = [];
  const collect = (error: unknown): undefined => {
    if (!(error instanceof MissingBinary)) throw error;
    missing.push(error);
  };
  const [mongod, natsStreaming] = await Promise.all([
    resolveMongod(say, signal).catch(collect),
    resolveNatsStreaming(say, signal).catch(collect),
  ]);
  if (mongod && natsStreaming) return { mongod, natsStreaming };
  throw new UserError(explainMissing(missing));
}
