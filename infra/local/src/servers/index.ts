/** The real servers that the shop needs, and where to get them. */
import { UserError } from '@ecommerce/events/user-error';
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
  const [mongod, natsStreaming] = await Promise.all([
    resolveMongod(say, signal).catch(asResult),
    resolveNatsStreaming(say, signal).catch(asResult),
  ]);
  if (!(mongod instanceof MissingBinary) && !(natsStreaming instanceof MissingBinary))
    return { mongod, natsStreaming };
  const missing = [mongod, natsStreaming].filter((found) => found instanceof MissingBinary);
  throw new UserError(explainMissing(missing), 1);
}

function asResult(error: unknown): MissingBinary {
  if (error instanceof MissingBinary) return error;
  throw error;
}
