import type { Stored } from '@datnxecommerce/common';
import {
  decideClaim,
  decideFailure,
  decideSent,
  LEASE_MS,
  MAX_ATTEMPTS,
  nextMailAt,
  pauseAfter,
} from '../../domain/mail-decisions';
import { decideFact, type Fact } from '../../domain/timeline-decisions';
import type { Mail } from '../../models/mail';
import type { Timeline } from '../../models/timeline';

const NOW = new Date('2026-11-27T10:00:00Z');
const after = (ms: number) => new Date(NOW.getTime() + ms);
const LATER = after(1);
const item = { title: 'Lamp', price: 5, quantity: 1 };
const placed: Fact = { name: 'placed', userId: 'u', total: 5, items: [item] };

function tell(facts: Fact[], now = NOW): Stored<Timeline> {
  let current: Stored<Timeline> | null = null;
  for (const fact of facts) {
    const { next } = decideFact(current, fact, now);
    if (next) current = { _id: 'order', ...next };
  }
  return current as Stored<Timeline>;
}

const kinds = ({ mails }: Timeline) => mails.map(({ kind }) => kind);
const applied = (state: Stored<Timeline>, next?: Timeline): Stored<Timeline> =>
  next ? { ...next, _id: state._id } : state;

describe('the mails of an order', () => {
  it.each<[string, Fact[], string[]]>([
    ['placed', [placed], ['order_received']],
    ['paid', [placed, { name: 'paid' }], ['order_received']],
    ['complete', [placed, { name: 'paid' }, { name: 'confirmed' }], ['order_received', 'receipt']],
    ['cancelled', [placed, { name: 'cancelled', reason: 'user' }], ['order_received', 'cancellation']],
    [
      'lost and refunded',
      [
        ...[placed, { name: 'paid' } as const, { name: 'rejected' } as const],
        { name: 'cancelled', reason: 'out_of_stock' },
        { name: 'refunded' },
      ],
      ['order_received', 'cancellation', 'refund'],
    ],
  ])('are due when it is %s, one for each step however often its event comes', (_when, facts, expected) => {
    const order = tell([...facts, ...facts]);
    expect(kinds(order)).toEqual(expected);
    expect(order.mailDueAt).toEqual(NOW);
  });

  it('are not made of steps that are a day old', () => {
    const old: Fact = { ...placed, at: '2026-11-26T10:00:00Z' };
    expect(kinds(tell([old]))).toEqual([]);
    expect(tell([old]).mailDueAt).toBeUndefined();
    expect(kinds(tell([{ ...placed, at: '2026-11-26T10:00:01Z' }]))).toEqual(['order_received']);
  });
});

describe('a mail', () => {
  it('is claimed by one process, and by another only when the lease has expired', () => {
    const order = tell([placed]);
    const { next, result } = decideClaim(order, LATER);
    expect(result).toMatchObject({ kind: 'order_received', attempts: 1 });
    const claimed = applied(order, next);
    expect(claimed.mailDueAt).toEqual(after(1 + LEASE_MS));
    expect(decideClaim(claimed, after(1 + LEASE_MS))).toEqual({ result: null });
    expect(decideClaim(claimed, after(2 + LEASE_MS)).result).toMatchObject({ attempts: 2 });
  });

  it('is never due again once it is sent, also when another process claimed it', () => {
    const order = tell([placed]);
    const first = applied(order, decideClaim(order, LATER).next);
    const second = applied(first, decideClaim(first, after(2 + LEASE_MS)).next);
    const sent = applied(second, decideSent(second, 'order_received', NOW).next);
    expect(sent.mails).toMatchObject([{ state: 'sent', sentAt: NOW }]);
    expect(sent.mailDueAt).toBeUndefined();
    expect(decideClaim(sent, after(1e9))).toEqual({ result: null });
    expect(decideSent(sent, 'order_received', NOW)).toEqual({ result: false });
    const [mail] = second.mails;
    expect(decideFailure(sent, mail!, 'no', NOW)).toEqual({ result: null });
  });

  it('is retried after growing pauses, and a failure of a lost claim changes nothing', () => {
    const order = tell([placed]);
    const { next, result } = decideClaim(order, LATER);
    const claimed = applied(order, next);
    const failed = decideFailure(claimed, result!, 'refused', NOW);
    expect(failed.result).toMatchObject({ state: 'due', dueAt: after(2_000), error: 'refused' });
    expect(decideFailure(claimed, { ...result!, attempts: 2 }, 'refused', NOW)).toEqual({ result: null });
    expect([1, 2, 5, 30].map(pauseAfter)).toEqual([2_000, 4_000, 32_000, 600_000]);
  });

  it('is a dead letter after the last attempt, about a day later', () => {
    const [mail] = tell([placed]).mails;
    const order = { ...tell([placed]), mails: [{ ...mail!, attempts: MAX_ATTEMPTS }] };
    const { next } = decideFailure(order, order.mails[0]!, 'refused', NOW);
    expect(next?.mails).toMatchObject([{ state: 'dead', error: 'refused' }]);
    expect(next?.mailDueAt).toBeUndefined();
    const pauses = Array.from({ length: MAX_ATTEMPTS }, (_, index) => pauseAfter(index + 1));
    expect(pauses.reduce((sum, pause) => sum + pause, 0) / 3_600_000).toBeGreaterThan(20);
  });
});

describe('the mails of a document are sent in their order', () => {
  const mail = (state: Mail['state'], dueAfterMs = 0) => ({ state, attempts: 1, dueAt: after(dueAfterMs) });
  const withMails = (...mails: ReturnType<typeof mail>[]) => ({
    ...tell([placed]),
    mails: mails.map((one, index) => ({ ...one, kind: KINDS[index]! })),
  });
  const KINDS = ['order_received', 'cancellation', 'refund'] as const;

  it('so a later one waits behind one in its pause or under way', () => {
    const order = withMails(mail('due', 5000), mail('due'));
    expect(nextMailAt(order.mails)).toEqual(after(5000));
    expect(decideClaim(order, LATER)).toEqual({ result: null });
    expect(decideClaim(order, after(5001)).result?.kind).toBe('order_received');
  });

  it('so one that was sent or given up makes room for the next', () => {
    for (const state of ['sent', 'dead'] as const)
      expect(decideClaim(withMails(mail(state), mail('due')), LATER).result?.kind).toBe('cancellation');
    expect(decideSent(withMails(mail('due'), mail('due')), 'order_received', LATER).result).toBe(true);
    expect(decideSent(withMails(mail('due')), 'order_received', LATER).result).toBe(false);
  });

  it('so one that another process sends already stays claimed', () => {
    const order = withMails(mail('dead'), mail('due', LEASE_MS));
    const { next } = decideSent(order, 'order_received', LATER);
    expect(next?.mailDueAt).toEqual(after(LEASE_MS));
  });

  it('so one that had to wait is not outdated, also when the one before it was given up', () => {
    const order = withMails({ ...mail('due'), attempts: MAX_ATTEMPTS }, mail('due'));
    const twoDays = after(48 * 3_600_000);
    const [first] = order.mails;
    for (const { next } of [
      decideSent(order, 'order_received', twoDays),
      decideFailure(order, first!, 'refused', twoDays),
    ]) {
      expect(next?.mailDueAt).toEqual(twoDays);
      const claim = decideClaim(applied(order, next), new Date(twoDays.getTime() + 1));
      expect(claim.result).toMatchObject({ kind: 'cancellation', state: 'due', attempts: 2 });
    }
  });
});

it('a mail that nobody has tried to send for a day is given up', () => {
  const DAY_MS = 24 * 3_600_000;
  const order = tell([placed, { name: 'cancelled', reason: 'user' }]);
  expect(decideClaim(order, after(DAY_MS - 1)).result).toMatchObject({ state: 'due', attempts: 1 });
  const { next, result } = decideClaim(order, after(DAY_MS));
  expect(result).toMatchObject({ kind: 'order_received', state: 'dead', attempts: 0 });
  expect(next?.mailDueAt).toEqual(order.mails[1]?.dueAt);
});

it.each([
  ['an hour', 3_600_000, true],
  ['five minutes', 300_000, false],
])('a mail waits no longer than any pause: clock back by %s', (_how, ms, isClaimed) => {
  const order = tell([placed], after(ms));
  expect(decideClaim(order, NOW).result !== null).toBe(isClaimed);
});
