import type { Document } from './document';
import { plain } from './plain';

/** What `$$REMOVE` evaluates to: the field goes. */
export const REMOVED = Symbol('removed');

type Scope = Document & { $this?: unknown };

/** Evaluates an aggregation expression; of MongoDB's operators those that the relay uses. */
export function evaluate(expression: unknown, scope: Scope, now: Date): unknown {
  if (typeof expression === 'string') return variable(expression, scope, now);
  if (typeof expression !== 'object' || expression === null || expression instanceof Date) return expression;
  if (Array.isArray(expression)) return expression.map((one) => evaluate(one, scope, now));
  const [[operator, operands] = ['', undefined]] = Object.entries(expression);
  if (!operator.startsWith('$'))
    return Object.fromEntries(
      Object.entries(expression).map(([name, one]) => [name, evaluate(one, scope, now)]),
    );
  if (operator === '$filter') return filtered(operands as FilterOperands, scope, now);
  return OPERATORS[operator]?.([operands].flat(1), (one) => evaluate(one, scope, now));
}

function variable(name: string, scope: Scope, now: Date): unknown {
  if (name === '$$NOW') return now;
  if (name === '$$REMOVE') return REMOVED;
  if (name.startsWith('$$this.')) return (scope.$this as Document)[name.slice('$$this.'.length)];
  return name.startsWith('$') ? scope[name.slice(1)] : name;
}

interface FilterOperands {
  input: unknown;
  cond: unknown;
}

const filtered = ({ input, cond }: FilterOperands, scope: Scope, now: Date): unknown[] =>
  (evaluate(input, scope, now) as unknown[]).filter((one) => evaluate(cond, { ...scope, $this: one }, now));

type Operator = (operands: unknown[], valueOf: (operand: unknown) => unknown) => unknown;

const OPERATORS: Record<string, Operator> = {
  $ifNull: ([first, second], valueOf) => valueOf(first) ?? valueOf(second),
  $lt: ([first, second], valueOf) => Number(valueOf(first)) < Number(valueOf(second)),
  $eq: ([first, second], valueOf) => plain(valueOf(first)) === plain(valueOf(second)),
  $add: ([first, second], valueOf) => new Date(Number(valueOf(first)) + Number(valueOf(second))),
  $size: ([first], valueOf) => (valueOf(first) as unknown[]).length,
  $not: ([first], valueOf) => valueOf(first) !== true,
  $or: (operands, valueOf) => operands.some((one) => valueOf(one) === true),
  $in: ([first, second], valueOf) => (valueOf(second) as unknown[]).includes(valueOf(first)),
  $cond: ([first, second, third], valueOf) => (valueOf(first) === true ? valueOf(second) : valueOf(third)),
};

/** `$$NOW`, `$$REMOVE`, a field of `$$this`, or a field of the document. */
const VARIABLE = /^\$(\$NOW|\$REMOVE|\$this\.\w+|\w+)$/;

/** @throws Error for what the store does not know, also where no document gets so far */
export function checkExpression(expression: unknown): void {
  if (typeof expression === 'string' && expression.startsWith('$') && !VARIABLE.test(expression))
    throw new Error(`the models' store knows no ${expression} in an expression`);
  if (typeof expression !== 'object' || expression === null || expression instanceof Date) return;
  for (const [name, operands] of Object.entries(expression)) {
    if (name.startsWith('$') && name !== '$filter' && !(name in OPERATORS))
      throw new Error(`the models' store knows no ${name} in an expression`);
    checkExpression(operands);
  }
}
