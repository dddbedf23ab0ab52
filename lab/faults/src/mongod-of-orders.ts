import { chmodSync, readlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pidOf } from '@ecommerce/e2e/crash';
import type { ShopKind } from './shop-under-test';

/** The path of the mongod program of the shop that runs now. */
export const runningMongod = (): string => readlinkSync(`/proc/${pidOf('orders-mongo')}/exe`);

/**
 * Puts a program in front of the mongod of orders; those of the other services are run as they are.
 * @param mongod the path of the real one
 * @param dataDir of the shop that is to be started
 * @param prefix shell words in front of the mongod, such as `env NAME=value`
 * @param options more options for it
 * @returns environment for the shop
 */
export function mongodOfOrders(
  mongod: string,
  dataDir: string,
  { prefix = '', options = '' }: { prefix?: string; options?: string },
): ShopKind['env'] {
  const program = path.join(dataDir, '..', 'mongod');
  const script = [
    '#!/bin/sh',
    `case "$*" in */mongo/orders*) exec ${prefix} ${mongod} "$@" ${options} ;; esac`,
    `exec ${mongod} "$@"`,
    '',
  ];
  writeFileSync(program, script.join('\n'));
  chmodSync(program, 0o755);
  return { SHOP_MONGOD: program };
}
