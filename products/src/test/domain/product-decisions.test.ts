import { Types } from 'mongoose';
import { decideCreation, decideEdit } from '../../domain/product-decisions';
import { aProduct } from '../builders';

const userId = 'a'.repeat(24);
const now = new Date('2026-05-06T07:08:09Z');
const fields = { title: 'Lamp', price: 9.99, quantity: 3 };

describe('decideCreation', () => {
  const creation = { id: new Types.ObjectId(), userId, fields, requestHash: 'h1', now, hasRoom: true };

  it('starts at version 0 and announces the whole state', () => {
    const { next, events, result } = decideCreation(null, creation);
    expect(next).toMatchObject({
      ...fields,
      _id: creation.id,
      userId,
      version: 0,
      createdAt: now,
      marks: [],
    });
    expect(result).toBe(next);
    expect(events?.map(({ key }) => key)).toEqual([`product:created:${String(creation.id)}:0`]);
  });

  it('leaves blank optional fields out', () => {
    const { next } = decideCreation(null, {
      ...creation,
      fields: { ...fields, description: '', category: '' },
    });
    expect(JSON.parse(JSON.stringify(next))).not.toHaveProperty('description');
    expect(next?.search).not.toHaveProperty('category');
  });

  it('answers a repeated request with what is there', () => {
    const there = aProduct({ userId, requestHash: 'h1' });
    expect(decideCreation(there, creation)).toEqual({ result: there });
  });

  it('refuses another request under the same key', () => {
    expect(() => decideCreation(aProduct({ requestHash: 'h2' }), creation)).toThrow('another request');
  });
});

describe('decideEdit', () => {
  it('changes what is given, keeps the rest, raises the version and announces it', () => {
    const product = aProduct({ userId, version: 6, category: 'Home', description: 'old' });
    const { next, events } = decideEdit(product, {
      userId,
      fields: { title: 'Desk lamp', description: '' },
      now,
    });
    expect(next).toMatchObject({ title: 'Desk lamp', category: 'Home', version: 7, updatedAt: now });
    expect(next?.description).toBeUndefined();
    expect(next?.search.words).toEqual(['desk', 'lamp', 'home']);
    expect(events?.map(({ key }) => key)).toEqual([`product:updated:${String(product._id)}:7`]);
  });

  it('keeps the marks of sales', () => {
    const marks = [{ orderId: 'b'.repeat(24), quantity: 1, state: 'taken' as const, at: now }];
    expect(
      decideEdit(aProduct({ userId, marks }), { userId, fields: { quantity: 5 }, now }).next?.marks,
    ).toBe(marks);
  });

  it('refuses an unknown product, another seller, and a version that is not the newest', () => {
    expect(() => decideEdit(null, { userId, fields, now })).toThrow('Not Found');
    expect(() => decideEdit(aProduct(), { userId, fields, now })).toThrow('Forbidden');
    const product = aProduct({ userId, version: 6 });
    expect(() => decideEdit(product, { userId, fields, ifMatch: '"5"', now })).toThrow('version 6');
    expect(decideEdit(product, { userId, fields, ifMatch: '"6"', now }).next?.version).toBe(7);
  });
});
