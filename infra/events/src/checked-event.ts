import { contractOf } from './contracts';

/** What can be read from an event's data without trusting it. */
export interface CheckedEvent {
  /** The fields as they came; none when the data is no JSON object. */
  fields: Record<string, unknown>;
  /** Subject and identity, when the contract is kept. */
  key?: string;
  /** What is wrong with it, in one line. */
  problem?: string;
}

/** Checks raw data against the contract of its subject; never throws. */
export function checkEvent(subject: string, raw: string): CheckedEvent {
  let data: unknown;
  try {
    data = JSON.parse(raw);
  } catch (error) {
    return { fields: {}, problem: `is no JSON: ${(error as Error).message}` };
  }
  const fields = typeof data === 'object' && data !== null ? (data as Record<string, unknown>) : {};
  const contract = contractOf(subject);
  if (!contract) return { fields, problem: 'has no contract' };
  const result = contract.schema.safeParse(data);
  if (result.success) return { fields, key: contract.keyOf(result.data) };
  const problems = result.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`.trim());
  return { fields, problem: `breaks the contract: ${problems.join('; ')}` };
}
