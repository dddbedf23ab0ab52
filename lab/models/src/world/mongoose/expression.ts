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
  return apply(operator, [operands].flat(1), (one) => evaluate(one, scope, now));
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

function apply(operator: string, operands: unknown[], valueOf: (operand: unknown) => unknown): unknown {
  const [first, second, third] = operands;
  switch (operator) {
    case '$ifNull':
      return valueOf(first) ?? valueOf(second);
    case '$lt':
      return Number(valueOf(first)) < Number(valueOf(second));
    case '$eq':
      return plain(valueOf(first)) === plain(valueOf(second));
    case '$add':
      return new Date(Number(valueOf(first)) + Number(valueOf(second)));
    case '$size':
      return (valueOf(first) as unknown[]).length;
    case '$not':
      return valueOf(first) !== true;
    case '$or':
      return operands.some((one) => valueOf(one) === true);
    case '$in':
      return (valueOf(second) as unknown[]).includes(valueOf(first));
    case '$cond':
      return valueOf(first) === true ? valueOf(second) : valueOf(third);
    default:
      throw new Error(`the models' store knows no ${operator} in an expression`);
  }
}
