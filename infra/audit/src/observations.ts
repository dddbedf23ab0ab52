import { UserError } from '@ecommerce/events/user-error';
import { readUserFile } from '@ecommerce/events/user-file';
import type { Line, OrderStatus } from './documents';

/**
 * What somebody saw of a shop from outside, in the order in which it was seen; one line of JSON each in a file.
 * It has what the shop's own documents do not have: what was promised to whom.
 */
export type Observation =
  /**
   * The path was answered with 2xx once, and has to answer this session with 200 for ever after; with the version that
   * was acknowledged, or a newer one.
   */
  | { kind: 'acknowledged'; path: string; cookie: string; version?: number }
  /** An order was seen in this status. */
  | { kind: 'status'; orderId: string; status: OrderStatus; at: string }
  /** What the session's cart must hold once the shop is quiescent; the last one of a session counts. */
  | { kind: 'cart'; cookie: string; items: Line[] }
  /** What became of an order. */
  | { kind: 'final'; orderId: string; status: OrderStatus }
  /** An event that was published to become a dead letter. */
  | { kind: 'poison'; subject: string; data: string };

export type ObservationOf<Kind extends Observation['kind']> = Extract<Observation, { kind: Kind }>;

const STATUSES = ['Created', 'Complete', 'Cancelled'];

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';
const isStatus = (value: unknown): boolean => STATUSES.includes(value as string);
const isLine = (value: unknown): boolean =>
  isText((value as Line | null)?.productId) && Number.isSafeInteger((value as Line).quantity);

/** The type of each field of each kind. */
const FIELDS: Record<Observation['kind'], Record<string, (value: unknown) => boolean>> = {
  acknowledged: {
    path: (value) => isText(value) && (value as string).startsWith('/'),
    cookie: (value) => typeof value === 'string',
    version: (value) => value === undefined || Number.isSafeInteger(value),
  },
  status: { orderId: isText, status: isStatus, at: isText },
  cart: { cookie: isText, items: (value) => Array.isArray(value) && value.every(isLine) },
  final: { orderId: isText, status: isStatus },
  poison: { subject: isText, data: (value) => typeof value === 'string' },
};

/**
 * Reads a file of observations; skips empty lines.
 * @throws UserError that names the first malformed line
 */
export function readObservations(file: string): Observation[] {
  return readUserFile(file)
    .split('\n')
    .flatMap((line, index) => (line.trim() === '' ? [] : [parse(line, `${file}:${index + 1}`)]));
}

function parse(line: string, where: string): Observation {
  let value: Record<string, unknown> | null;
  try {
    value = JSON.parse(line) as Record<string, unknown> | null;
  } catch {
    throw new UserError(`${where} is no JSON`);
  }
  const kind = String(value?.kind);
  if (!Object.hasOwn(FIELDS, kind))
    throw new UserError(`${where} is no observation: its kind is none of ${Object.keys(FIELDS).join(', ')}`);
  const wrong = Object.entries(FIELDS[kind as Observation['kind']]).find(
    ([field, isRight]) => !isRight(value?.[field]),
  );
  if (wrong)
    throw new UserError(`${where} is no observation: ${wrong[0]} of ${kind} is missing or malformed`);
  return value as unknown as Observation;
}

/** Those of one kind. */
export const observed = <Kind extends Observation['kind']>(
  observations: readonly Observation[],
  kind: Kind,
): ObservationOf<Kind>[] =>
  observations.filter((observation): observation is ObservationOf<Kind> => observation.kind === kind);
