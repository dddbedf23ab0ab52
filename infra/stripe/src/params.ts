import { invalidRequest, missingParam, notImitated } from './api-error';

/** Parameters of a request as the form decoder leaves them: strings, lists and nested objects of strings. */
export type Params = Readonly<Record<string, unknown>>;

/**
 * Refuses what the endpoint does not know.
 * @param within the parameter that holds these, as `card` holds those of a card
 */
export function onlyParams(params: Params, known: readonly string[], within?: string): void {
  const unknown = Object.keys(params)
    .filter((name) => !known.includes(name))
    .map((name) => (within === undefined ? name : `${within}[${name}]`));
  if (unknown.length === 0) return;
  throw invalidRequest(`Received unknown parameter${unknown.length > 1 ? 's' : ''}: ${unknown.join(', ')}`, {
    code: 'parameter_unknown',
    param: unknown[0],
  });
}

/** Refuses what Stripe knows and the sandbox does not imitate. @param of what has these parameters */
export function refuseParams(params: Params, names: readonly string[], of: string): void {
  const refused = names.find((name) => params[name] !== undefined);
  if (refused !== undefined) throw notImitated(`the parameter ${refused} of ${of}`, refused);
}

/** A text, or undefined when it is absent. An empty one is refused as Stripe does. */
export function optionalText(params: Params, name: string, label = name): string | undefined {
  const value = params[name];
  if (value === undefined) return undefined;
  if (typeof value !== 'string') throw invalidRequest('Invalid string', { param: label });
  if (value === '') {
    throw invalidRequest(
      `You passed an empty string for '${label}'. We assume empty values are an attempt to unset a parameter; ` +
        `however '${label}' cannot be unset. You should remove '${label}' from your request or supply a non-empty value.`,
      { code: 'parameter_invalid_empty', param: label },
    );
  }
  return value;
}

export function requiredText(params: Params, name: string, label = name): string {
  const value = optionalText(params, name, label);
  if (value === undefined) throw missingParam(label);
  return value;
}

/** A whole number within bounds (both included), or undefined when it is absent. */
export function optionalInteger(
  params: Params,
  name: string,
  bounds: { min: number; max?: number },
  label = name,
): number | undefined {
  const text = optionalText(params, name, label);
  if (text === undefined) return undefined;
  const value = Number(text);
  const refuse = (message: string) =>
    invalidRequest(message, { code: 'parameter_invalid_integer', param: label });
  if (!/^-?\d+$/.test(text) || !Number.isSafeInteger(value)) throw refuse(`Invalid integer: ${text}`);
  const { min, max = Number.MAX_SAFE_INTEGER } = bounds;
  if (value < min) throw refuse(`This value must be greater than or equal to ${min}.`);
  if (value > max)
    throw refuse(`This value must be less than or equal to ${max} (it currently is '${value}').`);
  return value;
}

/** An object of parameters, as `card[number]=…` gives it, or undefined when it is absent. */
export function optionalObject(params: Params, name: string): Params | undefined {
  const value = params[name];
  if (value === undefined) return undefined;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalidRequest('Invalid object', { param: name });
  }
  return value as Params;
}

const MAX_KEYS = 50;
const MAX_KEY_LENGTH = 40;
const MAX_VALUE_LENGTH = 500;

/** The caller's own notes on an object; `metadata=` alone means none. */
export function metadataOf(params: Params): Record<string, string> {
  if (params.metadata === '') return {};
  const entries = Object.entries(optionalObject(params, 'metadata') ?? {});
  if (entries.length > MAX_KEYS) {
    throw invalidRequest(`Metadata can have up to ${MAX_KEYS} keys.`, { param: 'metadata' });
  }
  return Object.fromEntries(
    entries.map(([name, value]) => {
      if (typeof value !== 'string') throw invalidRequest('Invalid string', { param: `metadata[${name}]` });
      refuseTooLong('keys', name, MAX_KEY_LENGTH);
      refuseTooLong('values', value, MAX_VALUE_LENGTH);
      return [name, value];
    }),
  );
}

function refuseTooLong(what: 'keys' | 'values', text: string, limit: number): void {
  if (text.length <= limit) return;
  throw invalidRequest(
    `Metadata ${what} can have up to ${limit} characters, but you passed in one of ${text.length} characters.`,
    { param: 'metadata' },
  );
}
