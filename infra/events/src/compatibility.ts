import { isDeepStrictEqual } from 'node:util';
import type { JsonSchema } from './json-schema';

/** Texts about a field, which may change at any time. */
const ANNOTATIONS = ['$schema', 'title', 'description'];
/** What is compared field by field. */
const STRUCTURE = ['properties', 'required', 'items'];

/**
 * What a change of a schema breaks for publishers and consumers of the event as it was released: a field that is gone
 * (a rename is one gone and one new), of another type or with another limit, that was optional and is required or
 * the other way round, and a new field that is required. A new optional field breaks nothing.
 * @returns one line for each break, which begins with the path of the field; none when all stays readable
 */
export function breaks(released: JsonSchema, current: JsonSchema, path = ''): string[] {
  const found = limits(released, current, path || 'the data');
  const before = released.properties ?? {};
  const after = current.properties ?? {};
  for (const [name, field] of Object.entries(before)) {
    const now = after[name];
    const at = join(path, name);
    if (!now) found.push(`${at} was removed or renamed`);
    else found.push(...requirement(released, current, name, at), ...breaks(field, now, at));
  }
  for (const name of Object.keys(after)) {
    if (!before[name] && isRequired(current, name)) found.push(`${join(path, name)} is new and required`);
  }
  if (released.items && current.items) found.push(...breaks(released.items, current.items, `${path}[]`));
  return found;
}

/**
 * The same over all subjects. A new subject breaks nothing.
 * @returns one line for each break: subject, then field
 */
export function breaksOfAll(
  released: ReadonlyMap<string, JsonSchema>,
  current: ReadonlyMap<string, JsonSchema>,
): string[] {
  return [...released].flatMap(([subject, schema]) => {
    const now = current.get(subject);
    return now ? breaks(schema, now).map((line) => `${subject}: ${line}`) : [`${subject} was removed`];
  });
}

function limits(released: JsonSchema, current: JsonSchema, at: string): string[] {
  const keywords = new Set([...Object.keys(released), ...Object.keys(current)]);
  return [...keywords]
    .filter((keyword) => !ANNOTATIONS.includes(keyword) && !STRUCTURE.includes(keyword))
    .filter((keyword) => !isDeepStrictEqual(released[keyword], current[keyword]))
    .map(
      (keyword) =>
        `${at} has another ${keyword}: ${say(current[keyword])} instead of ${say(released[keyword])}`,
    );
}

function requirement(released: JsonSchema, current: JsonSchema, name: string, at: string): string[] {
  const was = isRequired(released, name);
  if (was === isRequired(current, name)) return [];
  return [was ? `${at} was required and is optional` : `${at} was optional and is required`];
}

const isRequired = ({ required }: JsonSchema, name: string): boolean => required?.includes(name) ?? false;
const join = (path: string, name: string): string => (path ? `${path}.${name}` : name);
const say = (value: unknown): string => (value === undefined ? 'none' : JSON.stringify(value));
