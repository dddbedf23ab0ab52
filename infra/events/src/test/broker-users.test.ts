import { readFileSync } from 'node:fs';
import { epochChannel } from '@datnxecommerce/common';
import { services } from '../../../../services.cjs';
import { BROKER_USERS_FILE, describeBrokerUsers } from '../broker-users';
import { publishCommand, refusalsOf } from '../broker-refusals';
import { contracts } from '../contracts';
import { readFlows } from '../flows';
import { startBroker, type TestBroker } from './broker';

const SERVICES = services.map(({ folder }) => folder);
/** Digits first: the broker must not take it for a number. */
const passwordOf = (user: string): string => `12e4-${user}`;

let broker: TestBroker;
beforeAll(async () => {
  const passwords = SERVICES.map((name) => [`${name.toUpperCase()}_NATS_PASSWORD`, passwordOf(name)]);
  broker = await startBroker({
    NATS_USER: 'shop',
    NATS_PASSWORD: passwordOf('shop'),
    ...(Object.fromEntries(passwords) as NodeJS.ProcessEnv),
  });
});
afterAll(() => broker.stop());

const refusals = (user: string, commands: string[], pass = passwordOf(user)): Promise<string[]> =>
  refusalsOf({ url: broker.nats.url, user, pass }, commands);

it('the file of users follows from the contracts and the publishers', () => {
  expect({ 'run npm run events:docs': readFileSync(BROKER_USERS_FILE, 'utf8') }).toEqual({
    'run npm run events:docs': describeBrokerUsers(),
  });
});

describe.each(SERVICES)('the user of %s', (service) => {
  const publishes = (subject: string): boolean =>
    readFlows().get(subject)?.publishedBy.includes(service) ?? false;
  const subjects = contracts.map(({ subject }) => subject);
  const own = subjects.filter(publishes);
  const channels = [...subjects, ...SERVICES.map(epochChannel), 'deadletters'];

  it('publishes its own channels and no other', async () => {
    const allowed = [...own, ...(own.length > 0 ? [epochChannel(service)] : [])];
    const foreign = channels.filter((channel) => !allowed.includes(channel));
    const commands = channels.map((channel) => publishCommand(channel));
    expect(await refusals(service, commands)).toEqual(
      foreign.map((channel) => `Permissions Violation for Publish to "_STAN.pub.ticketing.${channel}"`),
    );
  });

  it('receives what the broker sends to it and nothing else', async () => {
    const subjects = ['>', '_STAN.>', '_STAN.pub.>', '_STAN.pub.ticketing.order:created', '_STAN.discover.>'];
    const commands = subjects.map((subject, index) => `SUB ${subject} ${index}`);
    const refused = await refusals(service, commands);
    expect(refused.map((line) => line.replace(/ using .*/, ''))).toEqual(
      subjects.map((subject) => `Permissions Violation for Subscription to "${subject}"`),
    );
    expect(await refusals(service, ['SUB _INBOX.any 1', 'SUB _STAN.acks.any 2'])).toEqual([]);
  });

  it('needs its own password', async () => {
    for (const pass of ['', 'wrong', passwordOf('shop')])
      expect(await refusals(service, [], pass)).toEqual(['Authorization Violation']);
  });
});

it('the operator may do everything', async () => {
  const commands = contracts.map(({ subject }) => publishCommand(subject));
  expect(await refusals('shop', [...commands, 'SUB > 1'])).toEqual([]);
});

it('nobody gets in without a user', async () => {
  expect(await refusalsOf({ url: broker.nats.url }, [])).toEqual(['Authorization Violation']);
});
