import path from 'node:path';
import { epochChannel } from '@datnxecommerce/common';
import { services } from '../../../services.cjs';
import { readFlows } from './flows';
import { REPOSITORY } from './repository';

/** The broker's users. The local stack and the cluster start the broker with this file. */
export const BROKER_USERS_FILE = path.join(REPOSITORY, 'infra/k8s/nats/users.conf');

/**
 * What the protocol of NATS Streaming needs besides publishing. Acknowledgements and answers to heartbeats go to
 * inboxes that the broker chooses.
 */
const PROTOCOL = [
  ...['_STAN.discover.>', '_STAN.sub.*', '_STAN.unsub.*', '_STAN.subclose.*', '_STAN.close.*', '_STAN.ack.>'],
  '_INBOX.>',
];
/** Events come to an inbox, confirmations of what was published to `_STAN.acks`. */
const RECEIVED = ['_INBOX.>', '_STAN.acks.>'];

/**
 * The broker's configuration of users: the operator, who may do everything, and each service, which may publish its own
 * channels only. Passwords are variables of the broker's environment, such as `ORDERS_NATS_PASSWORD`.
 */
export function describeBrokerUsers(): string {
  const users = services.map(({ folder }) => serviceUser(folder, channelsOf(folder)));
  return `# Written by \`npm run events:docs\` from the contracts and the services' publishers. Do not edit.
# The first user is the operator and the broker itself. A variable's value is parsed, so it must be quoted.
streaming { username: $NATS_USER, password: $NATS_PASSWORD }
authorization {
  users: [
    { user: $NATS_USER, password: $NATS_PASSWORD }
${users.join('\n')}
  ]
}
`;
}

/** The channels that a service publishes: its events, and its marker when it has events to republish. */
function channelsOf(service: string): string[] {
  const subjects = [...readFlows()]
    .filter(([, { publishedBy }]) => publishedBy.includes(service))
    .map(([subject]) => subject);
  return subjects.length > 0 ? [...subjects, epochChannel(service)] : [];
}

function serviceUser(service: string, channels: string[]): string {
  const allowed = [...channels.map((channel) => `_STAN.pub.*.${channel}`), ...PROTOCOL];
  return `    {
      user: "${service}", password: $${passwordVariable(service)}
      permissions: {
        publish: [
${allowed.map((subject) => `          "${subject}"`).join('\n')}
        ]
        subscribe: [${RECEIVED.map((subject) => `"${subject}"`).join(', ')}]
      }
    }`;
}

const passwordVariable = (service: string): string => `${service.toUpperCase()}_NATS_PASSWORD`;
