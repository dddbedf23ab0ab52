import { BrokerLog } from '../broker-log';
import { readQueueGroups } from '../queue-groups';
import { startBroker, type TestBroker } from './broker';
import { joinGroup, type Delivery, type QueueMember } from './queue-member';

const SUBJECT = 'product:updated';
const SERVICES = ['products', 'orders'];

let broker: TestBroker;
let log: BrokerLog;
let members: QueueMember[];

beforeEach(async () => {
  broker = await startBroker();
  log = await BrokerLog.connect(broker.nats);
  members = [];
});
afterEach(async () => {
  await Promise.all(members.map((member) => member.leave()));
  await log.close();
  await broker.stop();
});

const join = async (group: string, received: (delivery: Delivery) => void, subject = SUBJECT) => {
  const member = await joinGroup(broker.nats, { group, subject }, received);
  members.push(member);
  return member;
};

async function leave(member: QueueMember): Promise<void> {
  members = members.filter((other) => other !== member);
  await member.leave();
}

async function publish(count: number, subject = SUBJECT): Promise<void> {
  for (let each = 0; each < count; each += 1) await log.publish(subject, '{}');
}

/** Looks until the groups are as they should be: acknowledgements take a moment. */
async function expectGroups(expected: object[]): Promise<void> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const groups = await readQueueGroups(broker.nats.monitor, SERVICES);
    if (JSON.stringify(groups) === JSON.stringify(expected) || Date.now() > deadline)
      return expect(groups).toEqual(expected);
  }
}

const orders = { name: 'orders', subject: SUBJECT };
const acknowledge = (delivery: Delivery): void => delivery.ack();
const keep = (): void => {};

it('has nothing to say of an empty broker', async () => {
  await expectGroups([]);
});

it('finds a group quiescent when all is acknowledged, however many members have shared it', async () => {
  const first = await join('orders', acknowledge);
  await publish(5);
  await expectGroups([{ ...orders, undelivered: 0, unacknowledged: 0 }]);
  await join('orders', acknowledge); // and was handed nothing yet
  await expectGroups([{ ...orders, undelivered: 0, unacknowledged: 0 }]);
  await leave(first);
  await expectGroups([{ ...orders, undelivered: 0, unacknowledged: 0 }]);
});

it('reports what was delivered and not acknowledged, and what was not delivered', async () => {
  await join('orders', keep);
  await publish(5);
  await expectGroups([{ ...orders, undelivered: 3, unacknowledged: 2 }]);
});

it('reports what waits for an unavailable service, and nothing of another unavailable group', async () => {
  await leave(await join('orders', acknowledge));
  await leave(await join('strangers', acknowledge));
  await publish(2);
  await expectGroups([{ ...orders, undelivered: 2, unacknowledged: 0 }]);
});

it('looks at groups that last, at subjects of the shop', async () => {
  await join('orders', keep, 'epoch.orders');
  await publish(1, 'epoch.orders');
  await publish(1);
  const stop = await log.follow(SUBJECT, 1, keep);
  await expectGroups([]);
  stop();
});
