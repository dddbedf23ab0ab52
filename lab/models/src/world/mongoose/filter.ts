import { evaluate } from './expression';
import type { Document } from './document';
import { plain } from './plain';

export type Filter = Record<string, unknown>;

/** Whether a document matches a filter; of MongoDB's operators those that the services use. */
export function matches(document: Document, filter: Filter, now: Date): boolean {
  const any = (filters: unknown): boolean => (filters as Filter[]).some((one) => matches(document, one, now));
  return Object.entries(filter).every(([field, wanted]) => {
    if (field === '$expr') return evaluate(wanted, document, now) === true;
    if (field === '$or') return any(wanted);
    if (field === '$nor') return !any(wanted);
    if (field.startsWith('$')) throw new Error(`the models' store knows no ${field} in a filter`);
    return fits(valueAt(document, field), wanted, now);
  });
}

/** What a path such as `outbox.999` leads to. */
const valueAt = (document: Document, path: string): unknown =>
  path.split('.').reduce<unknown>((value, step) => (value as Document | undefined)?.[step], document);

const isCondition = (wanted: unknown): wanted is Record<string, unknown> =>
  typeof wanted === 'object' && wanted !== null && Object.keys(wanted).some((key) => key.startsWith('$'));

function fits(value: unknown, wanted: unknown, now: Date): boolean {
  if (!isCondition(wanted)) return plain(value) === plain(wanted);
  return Object.entries(wanted).every(([operator, operand]) => holds(operator, value, operand, now));
}

function holds(operator: string, value: unknown, operand: unknown, now: Date): boolean {
  switch (operator) {
    case '$exists':
      return (value !== undefined) === operand;
    case '$in':
      return (operand as unknown[]).some((one) => plain(one) === plain(value));
    case '$nin':
      return !holds('$in', value, operand, now);
    case '$not':
      return !fits(value, operand, now);
    case '$ne':
      return plain(value) !== plain(operand);
    case '$gt':
      return isComparable(value, operand) && Number(plain(value)) > Number(plain(operand));
    case '$lt':
      return isComparable(value, operand) && Number(plain(value)) < Number(plain(operand));
    case '$lte':
      return isComparable(value, operand) && Number(plain(value)) <= Number(plain(operand));
    case '$elemMatch':
      return Array.isArray(value) && value.some((one) => matches(one as Document, operand as Filter, now));
    default:
      throw new Error(`the models' store knows no ${operator} in a filter`);
  }
}

/** Numbers compare with numbers, dates with dates, and what is missing with nothing. */
const isComparable = (value: unknown, operand: unknown): boolean =>
  value instanceof Date ? operand instanceof Date : typeof value === 'number' && typeof operand === 'number';
