import { model, Schema, Types } from 'mongoose';
import { castFields, newDocument } from '../../database/stored-fields';
import { newId } from '../../testing';

interface Lamp {
  title: string;
  code: string;
  address: { street: string };
  status: string;
  quantity: number;
  lines: { productId: string }[];
  notes?: string[];
  owner: Types.ObjectId;
  facts: object;
}

const Lamp = model<Lamp>(
  'StoredLamp',
  new Schema<Lamp>({
    title: { type: String, required: true },
    code: { type: String, lowercase: true },
    address: { street: String },
    status: { type: String, enum: ['on', 'off'], default: 'off' },
    quantity: { type: Number, min: 0 },
    lines: [{ _id: false, productId: String }],
    notes: { type: [String], default: undefined },
    owner: Schema.Types.ObjectId,
    facts: Schema.Types.Mixed,
  }),
);

describe('newDocument', () => {
  const _id = newId();

  it('fills in defaults, casts ids, and leaves out what the schema does not name', () => {
    const facts = { any: { thing: 1 } };
    const address = { street: 'Here' };
    const given = { _id, title: 'Lamp', code: 'A1', owner: newId(), address, facts, admin: true };
    expect(newDocument(Lamp, given)).toEqual({
      _id: new Types.ObjectId(_id),
      title: 'Lamp',
      code: 'a1',
      status: 'off',
      lines: [],
      address,
      facts,
      owner: expect.any(Types.ObjectId) as unknown,
    });
  });

  it.each([
    ['title', {}],
    ['status', { title: 'Lamp', status: 'dim' }],
    ['quantity', { title: 'Lamp', quantity: -1 }],
    ['quantity', { title: 'Lamp', quantity: 'many' }],
    ['owner', { title: 'Lamp', owner: 'me' }],
  ])('refuses what the schema refuses, naming %s', (field, given) => {
    expect(() => newDocument(Lamp, { _id, ...given })).toThrow(field);
  });
});

describe('castFields', () => {
  it('casts ids and keeps null and what has the right type', () => {
    const owner = newId();
    expect(castFields(Lamp, { owner, title: null, quantity: 2, admin: true })).toEqual({
      owner: new Types.ObjectId(owner),
      title: null,
      quantity: 2,
    });
  });
});
