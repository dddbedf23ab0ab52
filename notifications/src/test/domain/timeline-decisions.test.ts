import type { Stored } from '@datnxecommerce/common';
import { decideFact, type Fact } from '../../domain/timeline-decisions';
import type { Timeline } from '../../models/timeline';

const NOW = new Date('2026-11-27T10:00:00Z');
const at = (minute: number) => `2026-11-27T09:0${minute}:00.000Z`;

const placed: Fact = { name: 'placed', at: at(1), userId: 'u', total: 1234.5, items: [] };
const paid: Fact = { name: 'paid', at: at(2) };
const confirmed: Fact = { name: 'confirmed', at: at(3) };
const rejected: Fact = { name: 'rejected', at: at(3) };
const refunded: Fact = { name: 'refunded', at: at(5), chargedAt: at(2) };
const cancelled = (reason?: string): Fact => ({ name: 'cancelled', at: at(4), reason });

/** The timeline after these facts, one after the other. */
function after(facts: Fact[], steps?: (timeline: Timeline) => void): Timeline {
  let current: Stored<Timeline> | null = null;
  for (const fact of facts) {
    const { next, result } = decideFact(current, fact, NOW);
    if (next) current = { _id: 'order', ...next };
    expect(result).toEqual(current?.steps);
    if (current) steps?.(current);
  }
  return current ?? { facts: {}, steps: [], mails: [] };
}

const namesOf = ({ steps }: Timeline): string => steps.map(({ step }) => step).join(' ');
const stepsAfter = (...facts: Fact[]): string => namesOf(after(facts));

function permutations<T>(list: T[]): T[][] {
  if (list.length <= 1) return [list];
  return list.flatMap((one, index) => permutations(list.toSpliced(index, 1)).map((rest) => [one, ...rest]));
}

/** Each order of delivery, with every event doubled at once and all of them once more at the end. */
const deliveries = (facts: Fact[]): Fact[][] =>
  permutations(facts).flatMap((order) => [
    order,
    [...order.flatMap((fact) => [fact, fact]), ...order.toReversed()],
  ]);

/** What holds of any timeline at any moment: numbered from 1, in order, dated in order, and never changed. */
function watchInvariants() {
  const order = ['placed', 'paid', 'stock_confirmed', 'complete', 'cancelled', 'refunded'];
  let seen = '';
  return ({ steps }: Timeline): void => {
    expect(steps.map(({ seq }) => seq)).toEqual(steps.map((_step, index) => index + 1));
    const ranks = steps.map(({ step }) => order.indexOf(step));
    expect(ranks).toEqual([...new Set(ranks)].sort());
    const dates = steps.map((step) => step.at.toISOString());
    expect(dates).toEqual(dates.toSorted());
    expect(JSON.stringify(steps).slice(0, -1).startsWith(seen.slice(0, -1))).toBe(true);
    seen = JSON.stringify(steps);
  };
}

const STORIES: [string, Fact[], string][] = [
  ['an order that is only placed', [placed], 'placed'],
  ['an order that is paid', [placed, paid], 'placed paid'],
  ['a purchase', [placed, paid, confirmed], 'placed paid stock_confirmed complete'],
  ['a charge that no event announced', [placed, cancelled('user'), refunded], 'placed cancelled refunded'],
  ['a cancellation by its owner', [placed, cancelled('user')], 'placed cancelled'],
  ['a cancellation without a reason', [placed, cancelled()], 'placed cancelled'],
  [
    'a loser of the last piece',
    [placed, paid, rejected, cancelled('out_of_stock'), refunded],
    'placed paid cancelled refunded',
  ],
];

describe('the steps of an order', () => {
  it.each(STORIES)('are the same in every order of delivery: %s', (_name, facts, expected) => {
    for (const delivery of deliveries(facts)) {
      const timeline = after(delivery, watchInvariants());
      expect(namesOf(timeline)).toBe(expected);
      expect(timeline.steps).toEqual(after(facts).steps);
    }
  });

  it.each([
    [[placed, paid, cancelled('user'), refunded]],
    [[placed, paid, confirmed, cancelled('user'), refunded]],
  ])('always end with the refund when the owner cancels while the card is charged (%#)', (facts) => {
    for (const delivery of deliveries(facts)) {
      const names = namesOf(after(delivery, watchInvariants())).split(' ');
      expect(names[0]).toBe('placed');
      expect(names.slice(-2)).toEqual(['cancelled', 'refunded']);
    }
  });

  it.each<[string, Fact]>([
    ['payment:refunded tells when the card was charged', refunded],
    ['payment:refunded is of an earlier version', { name: 'refunded', at: at(5) }],
  ])('are the whole history when payment:created is lost and %s', (_name, refund) => {
    for (const delivery of deliveries([placed, rejected, cancelled('out_of_stock'), refund])) {
      expect(namesOf(after(delivery, watchInvariants()))).toBe('placed paid cancelled refunded');
    }
    for (const delivery of deliveries([placed, confirmed, cancelled('user'), refund])) {
      expect(namesOf(after(delivery, watchInvariants()))).toMatch(
        /^placed (paid (stock_confirmed )?)?cancelled refunded$/,
      );
    }
  });

  it('date a payment that only its refund proves by the charge', () => {
    const { steps } = after([placed, rejected, cancelled('out_of_stock'), refunded]);
    expect(steps.map((step) => step.at.toISOString())).toEqual([at(1), at(2), at(4), at(5)]);
  });

  it('that an earlier version has left out follow from the next duplicate, with their mails', () => {
    const stuck = after([placed]);
    const dates = { rejected: new Date(at(3)), cancelled: new Date(at(4)), refunded: new Date(at(5)) };
    const current = {
      _id: 'order',
      ...stuck,
      cancelReason: 'out_of_stock',
      facts: { ...stuck.facts, ...dates },
    };
    const { next } = decideFact(current, refunded, NOW);
    expect(next && namesOf(next)).toBe('placed paid cancelled refunded');
    expect(next?.mails.map(({ kind }) => kind)).toEqual(['order_received', 'cancellation', 'refund']);
  });

  it('are never complete for an order whose stock was rejected', () => {
    const all = [placed, paid, confirmed, rejected, cancelled('out_of_stock')];
    for (const delivery of permutations(all)) {
      if (delivery.indexOf(rejected) > delivery.indexOf(confirmed)) continue;
      expect(namesOf(after(delivery))).not.toContain('complete');
    }
  });

  it('wait for their predecessors', () => {
    expect(stepsAfter(paid, confirmed)).toBe('');
    expect(stepsAfter(placed, confirmed)).toBe('placed');
    expect(stepsAfter(cancelled('user'), refunded)).toBe('');
    expect(stepsAfter(placed, paid, refunded)).toBe('placed paid');
    expect(stepsAfter(placed, cancelled('out_of_stock'))).toBe('placed');
    expect(stepsAfter(placed, rejected, cancelled())).toBe('placed');
  });

  it('leave out what comes after its successor', () => {
    expect(stepsAfter(placed, cancelled('user'), paid, confirmed, refunded)).toBe(
      'placed cancelled refunded',
    );
  });

  it('go on when a complete order is cancelled after all', () => {
    expect(stepsAfter(placed, paid, confirmed, cancelled('user'), refunded)).toBe(
      'placed paid stock_confirmed complete cancelled refunded',
    );
  });
});

describe('a step', () => {
  it('has a number, the time of its event and a sentence', () => {
    expect(after([placed, paid, confirmed]).steps).toEqual([
      { seq: 1, step: 'placed', at: new Date(at(1)), text: 'We received your order of $1,234.50.' },
      { seq: 2, step: 'paid', at: new Date(at(2)), text: 'Your payment of $1,234.50 went through.' },
      {
        seq: 3,
        step: 'stock_confirmed',
        at: new Date(at(3)),
        text: 'Everything you bought is set aside for you.',
      },
      { seq: 4, step: 'complete', at: new Date(at(3)), text: 'Your order is complete, thank you!' },
    ]);
    expect(after([placed, paid, cancelled(), refunded]).steps.at(-1)?.text).toBe(
      'We refunded $1,234.50 to your card in full.',
    );
  });

  it.each([
    ['user', 'You cancelled this order.'],
    [undefined, 'This order was cancelled.'],
    ['fraud', 'This order was cancelled.'],
    [
      'out_of_stock',
      'We cancelled your order because not enough pieces were left when your payment arrived.',
    ],
  ])('says why the order was cancelled: %s', (reason, text) => {
    expect(after([placed, paid, cancelled(reason)]).steps.at(-1)?.text).toBe(text);
  });

  it.each([undefined, 'yesterday', '2999-01-01T00:00:00Z'])(
    'happens now when its event gives the time %p',
    (time) => {
      expect(after([{ ...placed, at: time }]).steps[0]?.at).toEqual(NOW);
    },
  );

  it('is not dated before the step in front of it', () => {
    const early: Fact = { name: 'paid', at: at(0) };
    expect(after([placed, early]).steps.map((step) => step.at.toISOString())).toEqual([at(1), at(1)]);
  });
});

it('writes nothing for a duplicate', () => {
  const { _id, ...current } = { _id: 'order', ...after([placed]) };
  const again: Fact = { name: 'placed', userId: 'another', total: 1, items: [] };
  expect(decideFact({ _id, ...current }, again, NOW)).toEqual({ result: current.steps });
});
