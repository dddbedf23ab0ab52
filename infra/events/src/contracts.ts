import * as common from '@datnxecommerce/common';
import type { EventContract } from '@datnxecommerce/common';
import { UserError } from './user-error';

/** Every event there is, in the order of the subjects: what common exports. */
export const contracts: readonly EventContract[] = Object.values<unknown>(common)
  .filter(isContract)
  .sort((a, b) => (a.subject < b.subject ? -1 : 1));

/** The contract of a subject, or nothing when there is no such subject. */
export function contractOf(subject: string): EventContract | undefined {
  return contracts.find((contract) => contract.subject === subject);
}

/** @throws UserError for a subject that no contract declares, with those there are */
export function knownSubject(subject: string): string {
  if (contractOf(subject)) return subject;
  const known = contracts.map((contract) => contract.subject).join(', ');
  throw new UserError(`${subject} is no subject; there are ${known}`);
}

/** How a subject reads in the name of a file, where some systems refuse a colon. */
export const fileNameOf = (subject: string): string => subject.replaceAll(':', '.');

function isContract(value: unknown): value is EventContract {
  return typeof value === 'object' && value !== null && 'subject' in value && 'keyOf' in value;
}
