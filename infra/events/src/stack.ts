import { existsSync } from 'node:fs';
import path from 'node:path';
import type { BrokerAddress } from './broker-log';
import { REPOSITORY } from './repository';
import { UserError } from './user-error';
import { readUserFile } from './user-file';

/** What of a stack.json is read here. */
interface Stack {
  nats?: Partial<BrokerAddress>;
  /** The address of each service's database. */
  mongo?: Partial<Record<string, string>>;
}

/** The file that a shop started here writes. */
export const defaultStackFile = (env: NodeJS.ProcessEnv): string =>
  path.resolve(REPOSITORY, env.SHOP_DATA_DIR || '.local', 'stack.json');

/**
 * What a stack.json has.
 * @throws UserError when no shop runs there, or the file is none
 */
export function readStack(file: string): Stack {
  if (!existsSync(file))
    throw new UserError(`no shop is running: there is no ${file} (npm start, or --stack <file>)`);
  return parse(readUserFile(file)) ?? {};
}

/**
 * The broker of the shop in a stack.json.
 * @throws UserError when no shop runs there, or the file is none
 */
export function readBrokerAddress(file: string): BrokerAddress {
  const { nats } = readStack(file);
  if (!nats?.url || !nats.clusterId || !nats.monitor) {
    throw new UserError(`${file} is not the stack.json of a shop: it has no nats.url, clusterId and monitor`);
  }
  return nats as BrokerAddress;
}

function parse(text: string): Stack | null | undefined {
  try {
    return JSON.parse(text) as Stack | null;
  } catch {
    return undefined;
  }
}
