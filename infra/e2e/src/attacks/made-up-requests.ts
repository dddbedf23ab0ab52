import type { SeededRandom } from '../seeded-random';
import type { Attack } from './attack';

/** The part of JSON schema that the documents use. */
interface Schema {
  type?: string | string[];
  enum?: unknown[];
  examples?: unknown[];
  pattern?: string;
  format?: string;
  minimum?: number;
  maximum?: number;
  maxLength?: number;
  items?: Schema;
  properties?: Record<string, Schema>;
  anyOf?: Schema[];
}

interface Operation {
  parameters?: { name: string; in: 'path' | 'query' | 'header'; schema: Schema }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, { content?: Record<string, unknown> }>;
}

/** The part of a service's OpenAPI document that requests are generated from. */
export interface ApiDocument {
  paths: Record<string, Record<string, Operation>>;
}

/** What no field means. */
const ODD: unknown[] = [
  ...[
    null,
    true,
    [],
    {},
    [[]],
    { $ne: null },
    { $gt: '' },
    { length: 8 },
    -1,
    0,
    1.5,
    1e21,
    2 ** 53,
    '',
    ' ',
  ],
  ...[
    '\0',
    '\ud800',
    '\u202e',
    '\u2800',
    'a'.repeat(5000),
    "' OR 1=1",
    '$where',
    '__proto__',
    '../..',
    '%00',
  ],
  ...['😀', '0x10', '1e3', 'NaN', '<script>', '{{7*7}}', 'a\r\nb: c', '-0', '9'.repeat(400)],
];
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD'];
const TYPES = [
  'application/json',
  'text/plain',
  'application/json; charset=utf-16',
  'multipart/form-data',
  '',
];
const BODIES = [
  '',
  '{',
  'null',
  '[]',
  '"x"',
  '{"a":1}}',
  '[' + '['.repeat(3000),
  '\ud800',
  '{"__proto__":{}}',
];
const ODD_VALUE = 0.15;
const ODD_PART = 0.04;
const LEFT_OUT = 0.2;

/** Generates requests to a service from its document: most are nearly valid, so that they pass the first check. */
export class MadeUpRequests {
  private readonly operations: [method: string, path: string, operation: Operation][];

  /** @param ids of documents that exist */
  constructor(
    { paths }: ApiDocument,
    private readonly random: SeededRandom,
    private readonly ids: string[],
  ) {
    this.operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods)
        .filter(([, operation]) => !isStream(operation))
        .map(([method, operation]) => [method.toUpperCase(), path, operation] as [string, string, Operation]),
    );
  }

  next(): Attack {
    const { random } = this;
    const [method, template, operation] = random.pick(this.operations);
    const headers: Record<string, string> = {};
    const query = new URLSearchParams();
    let path = template;
    for (const { name, in: place, schema } of operation.parameters ?? []) {
      const value = textOf(this.value(schema));
      if (place === 'path') path = path.replace(`{${name}}`, encodeURIComponent(value.slice(0, 1000)) || '0');
      else if (random.chance(LEFT_OUT)) continue;
      else if (place === 'query') query.append(name, value);
      else headers[name.toLowerCase()] = value.replaceAll(/[^\x20-\x7e]/g, '').slice(0, 1000);
    }
    const search = query.size > 0 ? `?${query.toString()}` : '';
    const attack = { method: this.odd(METHODS) ?? method, path: path + search, headers };
    return { ...attack, ...this.body(operation, headers) };
  }

  private body({ requestBody }: Operation, headers: Record<string, string>): Pick<Attack, 'body'> {
    const schema = requestBody?.content['application/json']?.schema;
    if (!schema) return {};
    headers['content-type'] = this.odd(TYPES) ?? 'application/json';
    return { body: this.odd(BODIES) ?? JSON.stringify(this.value(schema)) };
  }

  private odd(list: readonly string[]): string | undefined {
    return this.random.chance(ODD_PART) ? this.random.pick(list) : undefined;
  }

  private value(schema: Schema): unknown {
    const { random } = this;
    if (random.chance(ODD_VALUE)) return random.pick(ODD);
    const { anyOf, enum: values, examples, items, properties } = schema;
    if (anyOf) return this.value(random.pick(anyOf));
    if (values) return random.pick(values);
    if (examples && random.chance(0.5)) return random.pick(examples);
    const type = [schema.type].flat()[0];
    if (type === 'array') return Array.from({ length: random.int(0, 3) }, () => this.value(items ?? {}));
    if (type === 'object') return this.object(properties ?? {});
    if (type === 'integer' || type === 'number') return this.number(schema);
    if (type === 'boolean') return random.chance(0.5);
    return this.text(schema);
  }

  private object(properties: Record<string, Schema>): object {
    const fields = Object.entries(properties).filter(() => !this.random.chance(LEFT_OUT / 2));
    return Object.fromEntries(fields.map(([name, schema]) => [name, this.value(schema)]));
  }

  private number({ type, minimum = 0, maximum = 1000 }: Schema): number {
    const { random } = this;
    const most = Math.min(maximum, 1000);
    if (random.chance(0.3)) return random.pick([minimum, maximum, minimum - 1, maximum + 1]);
    const number = random.int(Math.max(minimum, 0), Math.max(most, minimum));
    return type === 'integer' ? number : number + random.int(0, 99) / 100;
  }

  private text({ pattern = '', format, maxLength = 50 }: Schema): string {
    const { random } = this;
    if (pattern.includes('24'))
      return random.pick([
        ...this.ids,
        random
          .int(0, 2 ** 31)
          .toString(16)
          .padStart(24, '0'),
      ]);
    if (format === 'email') return `made-up-${random.int(0, 1e6)}@example.com`;
    const letters = Array.from({ length: random.int(1, Math.min(maxLength, 30)) }, () =>
      random.pick([...'abcäß 1-_']),
    );
    return letters.join('');
  }
}

/** Half a surrogate pair cannot be sent in an address. */
const textOf = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).toString();

/** An answer that does not end by itself. */
const isStream = ({ responses }: Operation): boolean =>
  Object.keys(responses['200']?.content ?? {}).includes('text/event-stream');
