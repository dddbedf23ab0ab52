import type { EventContract } from '@datnxecommerce/common';
import { fileNameOf } from './contracts';
import type { Flow } from './flows';

/**
 * The AsyncAPI 3 page over all events: a channel for each subject, an operation for each service that publishes or
 * consumes it. The data is described by the schema files beside the page.
 */
export function describeAsyncApi(
  contracts: readonly EventContract[],
  flows: ReadonlyMap<string, Flow>,
  version: string,
): object {
  const flowOf = (subject: string): Flow => flows.get(subject) ?? { publishedBy: [], consumedBy: [] };
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Events of the shop',
      version,
      description:
        'Subjects on NATS Streaming, data as bare UTF-8 JSON. Fields may be added, never renamed, retyped or removed; ' +
        'a consumer ignores what it does not know. Delivery is at least once and in any order. See docs/events.md.',
    },
    defaultContentType: 'application/json',
    servers: {
      cluster: {
        host: 'nats-svc:4222',
        protocol: 'nats',
        description: 'NATS Streaming, cluster id ticketing',
      },
    },
    channels: Object.fromEntries(
      contracts.map((contract) => [contract.name, channel(contract, flowOf(contract.subject))]),
    ),
    operations: Object.assign(
      {},
      ...contracts.map((contract) => operations(contract, flowOf(contract.subject))),
    ) as object,
  };
}

function channel({ name, subject }: EventContract, { publishedBy, consumedBy }: Flow): object {
  return {
    address: subject,
    description: `Published by ${publishedBy.join(', ')}; consumed by ${consumedBy.join(', ') || 'no service of the shop'}.`,
    messages: {
      [name]: { name: subject, payload: { $ref: `./${fileNameOf(subject)}.schema.json` } },
    },
  };
}

function operations({ name }: EventContract, { publishedBy, consumedBy }: Flow): object {
  const operation = (action: 'send' | 'receive', service: string): [string, object] => [
    `${service}-${action}s-${name}`,
    {
      action,
      channel: { $ref: `#/channels/${name}` },
      tags: [{ name: service }],
    },
  ];
  return Object.fromEntries([
    ...publishedBy.map((service) => operation('send', service)),
    ...consumedBy.map((service) => operation('receive', service)),
  ]);
}
