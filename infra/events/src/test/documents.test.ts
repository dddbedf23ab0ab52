import { readFileSync } from 'node:fs';
import path from 'node:path';
import asyncApiSchemas from '@asyncapi/specs';
import Ajv, { type ValidateFunction } from 'ajv';
import Ajv2020 from 'ajv/dist/2020';
import { parse } from 'yaml';
import { contractOf, contracts, fileNameOf } from '../contracts';
import { readFlows } from '../flows';
import { DOCS, REPOSITORY } from '../repository';
import { currentAsyncApi, currentSchemas, readSchemas } from '../schema-files';

const validatorOf = (subject: string): ValidateFunction =>
  new Ajv2020({ multipleOfPrecision: 6, strict: true }).compile(currentSchemas().get(subject) as object);

const STALE = 'run npm run events:docs';

describe('docs/events', () => {
  it('has the schema of every subject, as the contracts are now', () => {
    expect({ [STALE]: Object.fromEntries(readSchemas(DOCS)) }).toEqual({
      [STALE]: Object.fromEntries(currentSchemas()),
    });
  });

  const page = parse(readFileSync(path.join(DOCS, 'asyncapi.yaml'), 'utf8')) as AsyncApi;

  it('has the AsyncAPI page, as contracts, publishers and listeners are now', () => {
    expect({ [STALE]: page }).toEqual({ [STALE]: currentAsyncApi() });
  });

  it('is AsyncAPI 3', () => {
    const ajv = new Ajv({ strict: false, validateFormats: false });
    const validate = ajv.compile(asyncApiSchemas.schemasWithoutId['3.0.0']);
    validate(page);
    expect(validate.errors).toBeNull();
    validate({ ...page, channels: { OrderCreated: { address: 1 } } });
    expect(validate.errors).not.toBeNull();
  });

  it('points at files and channels that are there', () => {
    for (const [name, { address, messages }] of Object.entries(page.channels)) {
      expect(contractOf(address)?.name).toBe(name);
      const file = path.join(DOCS, messages[name]?.payload.$ref ?? '');
      expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ title: name });
    }
    for (const { channel } of Object.values(page.operations)) {
      expect(Object.keys(page.channels)).toContain(channel.$ref.replace('#/channels/', ''));
    }
  });
});

interface AsyncApi {
  channels: Record<string, { address: string; messages: Record<string, { payload: { $ref: string } }> }>;
  operations: Record<string, { channel: { $ref: string } }>;
}

describe('the table of docs/events.md', () => {
  const table = readFileSync(path.join(REPOSITORY, 'docs/events.md'), 'utf8');

  it.each([...readFlows()])(
    '%s: names its publishers and consumers',
    (subject, { publishedBy, consumedBy }) => {
      const row = table.split('\n').find((line) => line.startsWith(`| \`${subject}\``)) ?? '';
      const cells = row.split('|').map((cell) => cell.trim());
      expect(cells[2]).toBe(publishedBy.join(', '));
      expect(cells[3]?.split(', ').sort()).toEqual(consumedBy.length > 0 ? [...consumedBy].sort() : ['–']);
    },
  );
});

describe.each(contracts.map(({ subject }) => [subject]))('the schema of %s', (subject) => {
  const contract = contractOf(subject);
  const validate = validatorOf(subject);

  it('accepts what is documented, and fields of tomorrow', () => {
    const sound = sampleOf(subject);
    for (const data of [sound, { ...sound, colour: 'red' }]) {
      validate(data);
      expect(validate.errors).toBeNull();
    }
  });

  it('says the same as the contract of data that is wrong in one place', () => {
    const ids = ['507F1F77BCF86CD799439011', '507f1f77bcf86cd79943901', '', 'x'.repeat(24)];
    const numbers = [-1, -0.01, 0, 1, 0.5, 0.1, 19.99, 899.99, 0.001, 1.005, 2 ** 53];
    const sound = sampleOf(subject);
    const values = [...ids, ...numbers, null, true, {}, [], undefined];
    for (const at of placesOf(sound)) {
      for (const value of values) {
        const data = JSON.parse(JSON.stringify(withValue(sound, at, value))) as unknown;
        const place = `${at.join('.')} = ${JSON.stringify(value)}`;
        expect({ [place]: validate(data) }).toEqual({ [place]: contract?.schema.safeParse(data).success });
      }
    }
  });
});

/** The example of a subject in docs/events.md. */
function sampleOf(subject: string): Record<string, unknown> {
  const page = readFileSync(path.join(REPOSITORY, 'docs/events.md'), 'utf8');
  const block = [...page.matchAll(/```json (.+)\n([^`]+)```/g)].find(([, subjects = '']) =>
    subjects.split(', ').includes(subject),
  );
  if (!block) throw new Error(`docs/events.md has no example of ${subject} (${fileNameOf(subject)})`);
  return JSON.parse(block[2] ?? '') as Record<string, unknown>;
}

type Place = (string | number)[];

/** The path of every value within data, lists and objects included. */
function placesOf(data: unknown, at: Place = []): Place[] {
  if (typeof data !== 'object' || data === null) return [at];
  const inside = Object.entries(data).flatMap(([name, value]) =>
    placesOf(value, [...at, Array.isArray(data) ? Number(name) : name]),
  );
  return at.length === 0 ? inside : [at, ...inside];
}

function withValue(data: unknown, [head, ...rest]: Place, value: unknown): unknown {
  if (head === undefined) return value;
  const copy = structuredClone(data) as Record<string | number, unknown>;
  copy[head] = withValue(copy[head], rest, value);
  return copy;
}
