import { evaluate, REMOVED } from './expression';
import type { Document } from './document';
import { matches, type Filter } from './filter';

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

function runStage(next: Document, stage: Record<string, Document>, now: Date): void {
  const before = { ...next };
  for (const [operator, fields] of Object.entries(stage)) {
    if (operator !== '$set') throw new Error(`the models' store knows no stage ${operator}`);
    for (const [field, expression] of Object.entries(fields)) {
      const value = evaluate(expression, before, now);
      if (value === REMOVED) delete next[field];
      else next[field] = value;
    }
  }
}

function runOperator(next: Document, operator: string, fields: Document, now: Date): void {
  for (const [field, operand] of Object.entries(fields)) {
    const value = next[field];
    switch (operator) {
      case '$set':
        next[field] = operand;
        break;
      case '$currentDate':
        next[field] = now;
        break;
      case '$setOnInsert':
        break;
      case '$unset':
        delete next[field];
        break;
      case '$inc':
        next[field] = Number(value ?? 0) + Number(operand);
        break;
      case '$min':
        if (value === undefined || Number(operand) < Number(value)) next[field] = operand;
        break;
      case '$push':
        next[field] = [...((value ?? []) as unknown[]), ...(operand as { $each: unknown[] }).$each];
        break;
      case '$pull':
        next[field] = ((value ?? []) as Document[]).filter((one) => !matches(one, operand as Filter, now));
        break;
      default:
        throw new Error(`the models' store knows no ${operator} in an update`);
    }
  }
}
