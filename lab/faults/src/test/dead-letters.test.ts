import { contracts } from '@ecommerce/events/contracts';
import { consumersOf, missingDeadLetters } from '../dead-letters';

const EVENT = { subject: 'payment:created', data: '{' };
const letters = (services: readonly string[]) =>
  Promise.resolve(new Map(services.map((service) => [service, new Set([`${EVENT.subject} ${EVENT.data}`])])));

it('reads the consumers of each subject from the listeners', () => {
  expect(consumersOf('payment:created')).toEqual(expect.arrayContaining(['products', 'cart', 'orders']));
  const consumed = contracts.filter(({ subject }) => consumersOf(subject).length > 0);
  expect(consumed.length).toBeGreaterThanOrEqual(8);
});

it('finds nothing missing when each consumer has the dead letter', async () => {
  await expect(missingDeadLetters([EVENT], 0, letters)).resolves.toEqual([]);
});

it('names each consumer without the dead letter', async () => {
  const none = () => Promise.resolve(new Map<string, Set<string>>());
  const missing = await missingDeadLetters([EVENT], 0, none);
  expect(missing).toHaveLength(consumersOf(EVENT.subject).length);
  expect(missing).toContain('orders has no dead letter for payment:created {');
});

it('fails when no event has a consumer', async () => {
  await expect(missingDeadLetters([], 0, letters)).rejects.toThrow('no malformed event was published');
  const unknown = { subject: 'no:consumer', data: '{' };
  await expect(missingDeadLetters([unknown], 0, letters)).rejects.toThrow('no malformed event was published');
});

it('fails when the dead letters cannot be read', async () => {
  const broken = () => Promise.reject(new Error('connection refused'));
  await expect(missingDeadLetters([EVENT], 0, broken)).rejects.toThrow('connection refused');
});
