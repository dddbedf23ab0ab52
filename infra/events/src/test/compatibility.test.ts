import { breaks, breaksOfAll } from '../compatibility';
import { contracts } from '../contracts';
import type { JsonSchema } from '../json-schema';
import { currentSchemas, readSchemas, releasedVersions } from '../schema-files';
import { DOCS } from '../repository';
import path from 'node:path';

const item: JsonSchema = {
  type: 'object',
  properties: { productId: { type: 'string' }, quantity: { type: 'integer', minimum: 0 } },
  required: ['productId', 'quantity'],
};
const released: JsonSchema = {
  title: 'OrderCreated',
  type: 'object',
  properties: {
    id: { type: 'string' },
    total: { type: 'number', description: 'US dollars' },
    status: { type: 'string', const: 'Created' },
    note: { type: 'string' },
    items: { type: 'array', minItems: 1, items: item },
  },
  required: ['id', 'total', 'status', 'items'],
};

/** The released schema after a change of a copy of it. */
function changed(change: (copy: Required<Pick<JsonSchema, 'properties' | 'required'>>) => void): JsonSchema {
  const copy = structuredClone(released) as Required<JsonSchema>;
  change(copy);
  return copy;
}

describe('the compatibility gate', () => {
  it.each<[string, JsonSchema]>([
    ['nothing', released],
    ['a new optional field', changed(({ properties }) => (properties.colour = { type: 'string' }))],
    [
      'a new optional field of an item',
      changed(({ properties }) => {
        properties.items = {
          ...properties.items,
          items: { ...item, properties: { ...item.properties, size: {} } },
        };
      }),
    ],
    [
      'other words',
      changed(({ properties }) => (properties.id = { type: 'string', description: 'of the order' })),
    ],
    ['another order of the required fields', changed((copy) => copy.required.reverse())],
  ])('passes: %s', (_what, current) => {
    expect(breaks(released, current)).toEqual([]);
  });

  it.each<[string, JsonSchema, string[]]>([
    [
      'removing a field',
      changed(({ properties, required }) => {
        delete properties.total;
        required.splice(required.indexOf('total'), 1);
      }),
      ['total was removed or renamed'],
    ],
    [
      'renaming a field',
      changed(({ properties, required }) => {
        delete properties.total;
        properties.sum = { type: 'number' };
        required.splice(required.indexOf('total'), 1, 'sum');
      }),
      ['total was removed or renamed', 'sum is new and required'],
    ],
    [
      'retyping a field',
      changed(({ properties }) => (properties.total = { type: 'string' })),
      ['total has another type: "string" instead of "number"'],
    ],
    [
      'a new required field',
      changed(({ properties, required }) => {
        properties.currency = { type: 'string' };
        required.push('currency');
      }),
      ['currency is new and required'],
    ],
    [
      'requiring what was optional',
      changed(({ required }) => required.push('note')),
      ['note was optional and is required'],
    ],
    [
      'no longer sending what was required',
      changed(({ required }) => required.splice(required.indexOf('id'), 1)),
      ['id was required and is optional'],
    ],
    [
      'another value in a closed set',
      changed(({ properties }) => (properties.status = { type: 'string', enum: ['Created', 'Paid'] })),
      [
        'status has another const: none instead of "Created"',
        'status has another enum: ["Created","Paid"] instead of none',
      ],
    ],
    [
      'another limit within an item',
      changed(({ properties }) => {
        const quantity = { type: 'integer', minimum: 1 };
        properties.items = {
          ...properties.items,
          items: { ...item, properties: { ...item.properties, quantity } },
        };
      }),
      ['items[].quantity has another minimum: 1 instead of 0'],
    ],
    [
      'a list that becomes one',
      changed(({ properties }) => (properties.items = item)),
      ['items has another type: "object" instead of "array"'],
    ],
  ])('fails and names the field: %s', (_what, current, lines) => {
    const found = breaks(released, current);
    for (const line of lines) expect(found).toContain(line);
  });

  it('fails for a subject that is gone, passes for one that is new', () => {
    const before = new Map([['order:created', released]]);
    expect(breaksOfAll(before, new Map([['order:made', released]]))).toEqual(['order:created was removed']);
    expect(breaksOfAll(before, new Map([...before, ['order:shipped', item]]))).toEqual([]);
    expect(breaksOfAll(before, new Map([['order:created', { ...released, required: [] }]]))).toContain(
      'order:created: total was required and is optional',
    );
  });
});

describe("today's contracts", () => {
  it('were released once at least', () => {
    expect(releasedVersions()).not.toEqual([]);
  });

  it.each(releasedVersions())('break nothing that %s promised', (version) => {
    const then = readSchemas(path.join(DOCS, 'released', version));
    expect(then.size).toBeGreaterThan(0);
    expect(breaksOfAll(then, currentSchemas())).toEqual([]);
  });

  it('would be found out: each required field of each real event, dropped', () => {
    for (const { subject } of contracts) {
      const schema = currentSchemas().get(subject) as JsonSchema;
      for (const field of schema.required ?? []) {
        const { [field]: _gone, ...properties } = schema.properties ?? {};
        const found = breaks(schema, { ...schema, properties });
        expect(found).toEqual([`${field} was removed or renamed`]);
      }
    }
  });
});
