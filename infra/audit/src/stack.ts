import { existsSync } from 'node:fs';
import type { BrokerAddress } from '@ecommerce/events/broker-log';
import { readStack, type Stack } from '@ecommerce/events/stack';
import { UserError } from '@ecommerce/events/user-error';

/**
 * Where the parts of a shop are that the auditor reads, of any deployment. Without an address of the gateway nobody
 * asks there; with an empty `url` the broker's log is out of reach, with an empty `monitor` all of it.
 */
export interface ShopAddresses extends Pick<Stack, 'mongo' | 'mail' | 'stripe'> {
  gateway: Partial<Stack['gateway']>;
  nats: BrokerAddress;
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
  const { gateway, nats, mongo, mail, stripe } = readStack(file);
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
