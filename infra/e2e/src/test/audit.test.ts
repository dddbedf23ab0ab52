import { violationsOf } from '@ecommerce/audit/audit';
import { readBooks } from '@ecommerce/audit/read-books';
import { playEndings, type Endings } from '../endings';
import {
  expectFound,
  findingsOf,
  findsNothing,
  namesOf,
  QUICK_INJECTIONS,
  WITHOUT_GATEWAY,
} from '../expect-violations';
import { readStack } from '../stack';
import { closeCollections } from '../stored';

let endings: Endings;

beforeAll(async () => {
  endings = await playEndings();
  await findsNothing(endings);
}, 180_000);

afterAll(async () => {
  // Each test leaves out what is asked at the gateway when it looks whether the shop is restored.
  await findsNothing(endings);
  await closeCollections();
});

describe('a violation injected into the running shop', () => {
  it.each(
    QUICK_INJECTIONS.map((injection) => [`${injection.breaks}: ${injection.what}`, injection] as const),
  )('%s', (_name, injection) => expectFound(injection, endings));
});

it("I11 is violated when the broker's log lacks an event, or has one of what did not happen or was overwritten", async () => {
  const books = await readBooks({ ...readStack(), ...WITHOUT_GATEWAY });
  expect(violationsOf(books)).toEqual([]);
  const events = books.log?.events ?? [];
  const isLamp = ({ fields }: { fields: { id?: string } }): boolean => fields.id === endings.lamp.id;
  const without = events.filter((event) => !isLamp(event) || event.fields.version !== 1);
  const lacking = violationsOf({ ...books, log: { events: without, ignored: 0 } });
  expect(namesOf(lacking)).toEqual(['I11']);
  expect(findingsOf(lacking, 'I11')).toContain('version 1');

  const forged = {
    subject: 'order:cancelled',
    sequence: 1_000_000,
    key: 'forged',
    fields: { id: endings.sold.id },
  };
  const inventing = violationsOf({ ...books, log: { events: [...events, forged], ignored: 0 } });
  expect(namesOf(inventing)).toEqual(['I11']);
  expect(findingsOf(inventing, 'I11')).toContain(endings.sold.id);

  const second = events.find((event) => isLamp(event) && event.fields.version === 1);
  const overwritten = { ...forged, ...second, fields: { ...second?.fields, price: 19.99 } };
  const losing = violationsOf({ ...books, log: { events: [...events, overwritten], ignored: 0 } });
  expect(namesOf(losing)).toEqual(['I11']);
  expect(findingsOf(losing, 'I11')).toContain('at version 1 in 2 different ways');
});
