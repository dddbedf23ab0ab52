import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { z } from 'zod';
import * as contracts from '../../events/contracts';
import type { EventContract } from '../../events/define-event';

const id = '507f1f77bcf86cd799439011';
const other = '507f191e810c19729de860ea';

/** The wire format that outsiders rely on, field by field. */
const samples: { contract: EventContract; data: Record<string, unknown>; key: string }[] = [
  {
    contract: contracts.ProductCreated,
    data: { id, title: 'Lamp', price: 999, quantity: 10, userId: other, version: 0 },
    key: `product:created:${id}:0`,
  },
  {
    contract: contracts.ProductUpdated,
    data: { id, title: 'Lamp', price: 899.99, quantity: 6, userId: other, version: 2 },
    key: `product:updated:${id}:2`,
  },
  {
    contract: contracts.OrderCreated,
    data: {
      id,
      userId: other,
      status: 'Created',
      items: [{ productId: other, quantity: 1, priceSnapshot: 999, titleSnapshot: 'Lamp' }],
      total: 999,
      version: 0,
    },
    key: `order:created:${id}:0`,
  },
  { contract: contracts.OrderCancelled, data: { id, version: 1 }, key: `order:cancelled:${id}:1` },
  {
    contract: contracts.PaymentCreated,
    data: { id, orderId: other, stripeId: 'ch_1', items: [{ productId: other, quantity: 1 }] },
    key: `payment:created:${id}`,
  },
  {
    contract: contracts.StockConfirmed,
    data: { orderId: other, items: [{ productId: id, quantity: 2 }] },
    key: `stock:confirmed:${other}`,
  },
  {
    contract: contracts.StockRejected,
    data: { orderId: other, items: [{ productId: id, quantity: 2 }] },
    key: `stock:rejected:${other}`,
  },
  {
    contract: contracts.PaymentRefunded,
    data: { id, orderId: other, stripeId: 'ch_1', refundId: 're_1' },
    key: `payment:refunded:${id}`,
  },
  {
    contract: contracts.UserCreated,
    data: { id, email: 'shopper@example.com', version: 0 },
    key: `user:created:${id}:0`,
  },
  {
    contract: contracts.UserPasswordResetRequested,
    data: { id, resetId: 'AAECAwQFBgcICQoLDA0ODw', expiresAt: '2026-11-27T09:00:00.000Z' },
    key: `user:password_reset_requested:${id}:AAECAwQFBgcICQoLDA0ODw`,
  },
  { contract: contracts.UserSessionsEnded, data: { id, gen: 2 }, key: `user:sessions_ended:${id}:2` },
];

describe.each(samples.map((sample) => [sample.contract.subject, sample] as const))(
  '%s',
  (subject, { contract, data, key }) => {
    it('accepts the documented data unchanged', () => {
      expect(contract.parse(data)).toEqual(data);
    });

    it('lower-cases every id, so that both spellings are the same event', () => {
      const isId = (value: unknown) => value === id || value === other;
      const shouted = JSON.stringify(data, (_name, value: unknown) =>
        isId(value) ? String(value).toUpperCase() : value,
      );
      const parsed = contract.parse(JSON.parse(shouted));
      expect(shouted).not.toBe(JSON.stringify(data));
      expect(parsed).toEqual(data);
      expect(contract.keyOf(parsed)).toBe(key);
    });

    it('has a key of subject and identity', () => {
      expect(contract.keyOf(contract.parse(data))).toBe(key);
      expect(key.startsWith(subject)).toBe(true);
    });

    it.each(Object.keys(data))('refuses data without %s', (field) => {
      const { [field]: _left, ...rest } = data;
      expect(() => contract.parse(rest)).toThrow();
    });

    it.each(Object.keys(data))('refuses another type in %s', (field) => {
      for (const wrong of [null, {}, true, [{}]])
        expect(() => contract.parse({ ...data, [field]: wrong })).toThrow();
    });

    it('takes null in an optional field as left out', () => {
      const { shape } = contract.schema as z.ZodObject;
      const optional = Object.keys(shape).filter((field) => !(field in data));
      const nulls = Object.fromEntries(optional.map((field) => [field, null]));
      expect(contract.parse({ ...data, ...nulls })).toEqual(data);
    });

    it('ignores unknown fields', () => {
      expect(contract.parse({ ...data, colour: 'red' })).toEqual(data);
    });
  },
);

it('every contract is tested here', () => {
  const declared = Object.values(contracts)
    .filter((value) => 'subject' in value)
    .map((contract) => contract.subject);
  expect(samples.map(({ contract }) => contract.subject).sort()).toEqual(declared.sort());
});

it.each([0.001, 1e21, -1, Number.NaN, Number.POSITIVE_INFINITY])('refuses the price %p', (price) => {
  expect(() => contracts.ProductCreated.parse({ ...samples[0]?.data, price })).toThrow();
});

describe('docs/events.md', () => {
  const page = readFileSync(path.resolve(__dirname, '../../../../docs/events.md'), 'utf8');
  const blocks = [...page.matchAll(/```json (.+)\n([^`]+)```/g)].flatMap(([, subjects = '', json = '']) =>
    subjects.split(', ').map((subject) => ({ subject, data: JSON.parse(json) as unknown })),
  );

  it.each(samples.map(({ contract }) => contract))(
    '$subject: its data is what the contract says',
    (contract) => {
      const documented = blocks.filter(({ subject }) => subject === contract.subject);
      expect(documented).toHaveLength(1);
      expect(contract.parse(documented[0]?.data)).toEqual(documented[0]?.data);
    },
  );
});
