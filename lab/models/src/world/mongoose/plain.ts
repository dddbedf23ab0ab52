import { ObjectId } from './object-id';

/** Equal for values that MongoDB takes for equal, given the casts that mongoose makes. */
export const plain = (value: unknown): unknown => {
  if (value instanceof ObjectId) return value.toHexString();
  if (value instanceof Date) return value.getTime();
  return value ?? null;
};
