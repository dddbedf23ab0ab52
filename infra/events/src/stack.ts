import { existsSync } from 'node:fs';
import path from 'node:path';
import type { BrokerAddress } from './broker-log';
import { REPOSITORY } from './repository';
import { UserError } from './user-error';
import { readUserFile } from './user-file';

/** Where everything is, for tools: the contents of a shop's `stack.json`. */
export interface Stack {
  /** `ca` is the file of an authority of its own. */
  gateway: { http: string; https: string; ca: string };
  nats: Required<BrokerAddress>;
  /** The address of each service's database. */
  mongo: Record<string, string>;
  /** `control` is the sandbox's control plane; the real Stripe has none. */
  stripe: { url: string; control?: { url: string; secret: string } };
  /** The mailbox of the local stack: `messages?to=` below it answers JSON. */
  mail?: { url: string };
  /** The local stack's pages for developers. */
  dashboard?: { url: string };
  /** When it was started with --monitoring. */
  prometheus?: { url: string };
  services: Record<string, { url: string; pid: number | null }>;
  processes: Record<string, number>;
}

/** The file that a shop started here writes. */
export const defaultStackFile = (env: NodeJS.ProcessEnv): string =>
  path.resolve(REPOSITORY, env.SHOP_DATA_DIR || '.local', 'stack.json');

/**
 * What a stack.json has: all of it when the local stack has written it; what its author gave when it is of another
 * deployment.
 * @throws UserError when no shop runs there, or the file is none
 */
export function readStack(file: string): Partial<Stack> {
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
  return nats;
}

function parse(text: string): Partial<Stack> | null | undefined {
  try {
    return JSON.parse(text) as Partial<Stack> | null;
  } catch {
    return undefined;
  }
}
