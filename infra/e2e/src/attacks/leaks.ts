import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Answer } from './answer';

/** What only the inside of the shop has to know. */
const INSIDE: [what: string, pattern: RegExp][] = [
  ['a stack trace', /\n\s+at .+:\d+:\d+|node_modules|\.[jt]s:\d+:\d+/],
  [
    'an error of Node, the driver or the broker',
    /ECONN|ENOTFOUND|Mongo\w*Error|CastError|NatsError|StanError/,
  ],
  ['an address of the inside', /mongodb:\/\/|nats:\/\/|-svc:3000/],
  ['a secret', /sk_(test|live)_|JWT_KEY|STRIPE_SECRET|scrypt\$/],
];
/** Fields of documents that no caller sees. */
const HIDDEN_FIELDS =
  /"(_id|__v|outbox|outboxAt|inbox|marks|lease\w*|rev|writeId|password|token|searchText)":/;

/** Fails when an answer shows a stack trace, an address or secret of the inside, or a hidden field of a document. */
export function expectNoLeak({ headers, text }: Answer): void {
  const all = `${JSON.stringify(headers)}\n${text}`;
  const leaks = INSIDE.flatMap(([what, pattern]) => (pattern.test(all) ? [what] : []));
  const keys = Object.entries(readSecrets()).flatMap(([name, key]) => (all.includes(key) ? [name] : []));
  const isJson = String(headers['content-type']).includes('json');
  const [field] = (isJson && !isDocument(text) && HIDDEN_FIELDS.exec(text)) || [];
  expect({ leaks, keys, field }).toEqual({ leaks: [], keys: [], field: undefined });
  expect([headers['x-powered-by'], headers.server]).toEqual([undefined, undefined]);
}

/** An OpenAPI document names the fields of requests. */
const isDocument = (text: string): boolean => text.startsWith('{"openapi"');

/** The secrets of the running shop by their path in secrets.json, without those that a page shows. */
export function readSecrets(): Record<string, string> {
  const file = path.join(path.dirname(process.env.SHOP_STACK_FILE ?? ''), 'secrets.json');
  const secrets = textsIn(JSON.parse(readFileSync(file, 'utf8')) as object);
  return Object.fromEntries(
    secrets.filter(([name, text]) => text.length >= 16 && name !== 'stripePublishableKey'),
  );
}

const textsIn = (value: object, prefix = ''): [name: string, text: string][] =>
  Object.entries(value).flatMap(([name, inner]: [string, unknown]): [name: string, text: string][] =>
    typeof inner === 'string'
      ? [[prefix + name, inner]]
      : typeof inner === 'object' && inner !== null
        ? textsIn(inner, `${prefix}${name}.`)
        : [],
  );
