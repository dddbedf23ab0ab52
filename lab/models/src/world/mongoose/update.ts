import { checkExpression, evaluate, REMOVED } from './expression';
import type { Document } from './document';
import { checkFilter, matches, type Filter } from './filter';

export type Update = Record<string, Document> | Record<string, Document>[];

/** The document after an update; of MongoDB's operators those that the services use. */
export function updated(document: Document, update: Update, now: Date): Document {
  const next = { ...document };
  if (Array.isArray(update)) for (const stage of update) runStage(next, stage, now);
  else for (const [operator, fields] of Object.entries(update)) runOperator(next, operator, fields, now);
  return next;
}

/** The document that an upsert inserts where its filter matches none. */
export function upserted(filter: Filter, update: Record<string, Document>, now: Date): Document {
  const named = Object.entries(filter).filter(
    ([field, wanted]) => !field.startsWith('$') && !isOperator(wanted),
  );
  const { $setOnInsert = {}, ...rest } = update;
  return updated({ ...Object.fromEntries(named), ...$setOnInsert }, rest, now);
}

const isOperator = (wanted: unknown): boolean =>
  typeof wanted === 'object' && wanted !== null && Object.keys(wanted)[0]?.startsWith('$') === true;

/** @throws Error for what the store does not know, also where no document matches */
export function checkUpdate(update: Update): void {
  const known = Array.isArray(update) ? ['$set'] : Object.keys(OPERATORS);
  for (const stage of [update].flat())
    for (const [operator, fields] of Object.entries(stage)) {
      if (!known.includes(operator)) throw new Error(`the models' store knows no ${operator} in an update`);
      const path = Object.keys(fields).find((field) => field.includes('.'));
      if (path !== undefined) throw new Error(`the models' store knows no path ${path} in an update`);
      if (Array.isArray(update)) checkExpression(fields);
      if (operator === '$push') Object.values(fields).forEach(checkPush);
      if (operator === '$pull') Object.values(fields).forEach((each) => checkFilter(each as Filter));
    }
}

function checkPush(operand: unknown): void {
  const [unknown] = Object.keys(operand as object).filter((name) => name !== '$each');
  if (unknown !== undefined) throw new Error(`the models' store knows no ${unknown} in a $push`);
}

function runStage(next: Document, stage: Record<string, Document>, now: Date): void {
  const before = { ...next };
  for (const fields of Object.values(stage)) {
    for (const [field, expression] of Object.entries(fields)) {
      const value = evaluate(expression, before, now);
      if (value === REMOVED) delete next[field];
      else next[field] = value;
    }
  }
}

/** What an operator makes of a field; undefined removes it. */
type Operator = (value: unknown, operand: unknown, now: Date) => unknown;

const OPERATORS: Record<string, Operator> = {
  $set: (_value, operand) => operand,
  $currentDate: (_value, _operand, now) => now,
  $setOnInsert: (value) => value,
  $unset: () => undefined,
  $inc: (value, operand) => Number(value ?? 0) + Number(operand),
  $min: (value, operand) => (value === undefined || Number(operand) < Number(value) ? operand : value),
  $push: (value, operand) => [...((value ?? []) as unknown[]), ...(operand as { $each: unknown[] }).$each],
  $pull: (value, operand, now) =>
    ((value ?? []) as Document[]).filter((one) => !matches(one, operand as Filter, now)),
};

function runOperator(next: Document, operator: string, fields: Document, now: Date): void {
  for (const [field, operand] of Object.entries(fields)) {
    const value = OPERATORS[operator]?.(next[field], operand, now);
    if (value === undefined) delete next[field];
    else next[field] = value;
  }
}
