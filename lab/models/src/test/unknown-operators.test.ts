import { Collection } from '../world/mongoose/collection';
import type { Filter } from '../world/mongoose/filter';
import { Schema } from '../world/mongoose/schema';
import type { Update } from '../world/mongoose/update';

/** Without documents, so no operator is reached. */
const collection = new Collection(
  'orders',
  new Schema({ total: Number, items: { type: [Object] } }),
  () => new Date(0),
  () => {},
);

it.each<[string, Filter]>([
  ['$gte', { total: { $gte: 1 } }],
  ['$regex', { _id: 'b', total: { $not: { $regex: 'x' } } }],
  ['$size', { items: { $size: 0 } }],
  ['$gte', { items: { $elemMatch: { quantity: { $gte: 1 } } } }],
  ['$and', { $or: [{ _id: 'a' }, { $and: [] }] }],
  ['$gte', { _id: 'b', $expr: { $or: [true, { $gte: ['$total', 1] }] } }],
  ['$items.quantity', { $expr: { $eq: ['$items.quantity', 1] } }],
  ['$$ROOT', { $expr: { $eq: ['$$ROOT', 1] } }],
])('throws for %s in the filter %j', (operator, filter) => {
  expect(() => collection.find(filter)).toThrow(`knows no ${operator} in`);
});

it.each<[string, Update]>([
  ['$mul', { $mul: { total: 2 } }],
  ['total', { total: 2 } as never],
  ['path items.0', { $set: { 'items.0': 1 } }],
  ['$slice', { $push: { items: { $each: [], $slice: 1 } } }],
  ['$gte', { $pull: { items: { quantity: { $gte: 1 } } } }],
  ['$unset', [{ $unset: { total: 1 } }]],
  ['$multiply', [{ $set: { total: { $cond: [true, 1, { $multiply: ['$total', 2] }] } } }]],
])('throws for %s in the update %j', (operator, update) => {
  expect(() => collection.updateOne({ _id: 'b' }, update)).toThrow(`knows no ${operator} in`);
  expect(() => collection.updateMany({ _id: 'b' }, update)).toThrow(`knows no ${operator} in`);
});
