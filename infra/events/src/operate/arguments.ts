import { parseArgs, type ParseArgsConfig } from 'node:util';
import { services } from '../../../../services.cjs';
import { UserError } from '../user-error';

/** Every service, and those that publish events. */
export const SERVICES = services.map(({ folder }) => folder);
export const PUBLISHERS = services.filter(({ publishes }) => publishes).map(({ folder }) => folder);

/**
 * Reads options, and operands where the command takes some.
 * @throws UserError in one line for what is unknown
 */
export function readArguments<T extends ParseArgsConfig['options']>(
  args: string[],
  options: T,
  { allowPositionals = true } = {},
) {
  try {
    return parseArgs({ args, allowPositionals, options });
  } catch (error) {
    const [sentence] = (error as Error).message.split(/\.\s/);
    throw new UserError(`${sentence} (see --help)`);
  }
}

/** @throws UserError for a name that is none of these services */
export function serviceNamed(name: string | undefined, among: readonly string[]): string {
  if (name && among.includes(name)) return name;
  if (!name) throw new UserError(`a service is missing: ${among.join(', ')} (see --help)`);
  throw new UserError(`${name} is not among the services here: ${among.join(', ')}`);
}

/**
 * A day (from its beginning, UTC) or a time in the past.
 * @throws UserError for anything else
 */
export function timeOf(text: string | undefined): Date {
  if (!text) throw new UserError('--since is missing: a day such as 2026-11-01, or a time (see --help)');
  const time = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/.test(text)
    ? new Date(text)
    : new Date(NaN);
  // JavaScript makes the 31st of February the 3rd of March.
  const [day = ''] = text.split('T');
  if (Number.isNaN(time.getTime()) || new Date(day).toJSON()?.slice(0, 10) !== day)
    throw new UserError(`${text} is no time: --since takes 2026-11-01 or 2026-11-01T08:30:00Z`);
  if (time > new Date()) throw new UserError(`${text} is in the future: nothing has changed since then`);
  return time;
}
