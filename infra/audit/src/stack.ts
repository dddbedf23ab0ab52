import { existsSync } from 'node:fs';
import type { BrokerAddress } from '@ecommerce/events/broker-log';
import { readStack } from '@ecommerce/events/stack';
import { UserError } from '@ecommerce/events/user-error';

/** Where the parts of a shop are that the auditor reads: what it takes from a stack.json, of any deployment. */
export interface ShopAddresses {
  /** The gateway. Without an address nobody asks there; `ca` is the file of an authority of its own. */
  gateway: { http?: string; https?: string; ca?: string };
  /** The broker. With an empty `url` its log is out of reach, with an empty `monitor` all of it. */
  nats: BrokerAddress;
  /** A URI for each service's database. */
  mongo: Record<string, string>;
  /** `control` is the sandbox's control plane. */
  /** The mailbox of the local stack; no other has one. */
  mail?: { url: string };
  stripe: { url: string; control?: { url: string; secret: string } };
}

/** The databases without which there is nothing to audit. */
const NEEDED = ['products', 'cart', 'orders', 'payments'];

/**
 * The addresses of the shop in a stack.json.
 * @throws UserError when there is no such file, or it is none
 */
export function readAddresses(file: string): ShopAddresses {
  if (!existsSync(file))
    throw new UserError(`no shop is running: there is no ${file} (npm start, or name another stack.json)`);
  const { gateway, nats, mongo, mail, stripe } = readStack(file) as Partial<ShopAddresses>;
  const missing = NEEDED.filter((name) => typeof mongo?.[name] !== 'string');
  if (!mongo || missing.length > 0)
    throw new UserError(
      `${file} is not the stack.json of a shop: it has no mongo.${missing.join(', mongo.')}`,
    );
  return {
    gateway: gateway ?? {},
    nats: { url: '', clusterId: '', monitor: '', ...nats },
    mongo,
    mail,
    stripe: { url: '', ...stripe },
  };
}
