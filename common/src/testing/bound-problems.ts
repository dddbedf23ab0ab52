import type { Request, Response } from 'express';
import Ajv2020 from 'ajv/dist/2020';
import type { RequestValidationError } from '../errors/request-validation-error';
import type { RequestSchema } from '../requests/request-fields';
import { validateRequest } from '../middlewares/validate-request';
import type { Operation, RouteDescription, ServiceApi } from '../openapi/describe-api';
import type { JsonSchema } from '../openapi/json-schema';

/** One field of a request: how it is documented, and a request that holds a value in it. */
interface DocumentedField {
  /** As an error names it. */
  name: string;
  schema: JsonSchema;
  isRequired: boolean;
  isText: boolean;
  requestWith(value: unknown): object;
}

const HEX = ['f'.repeat(24), 'F'.repeat(24), 'g'.repeat(24)];
const TEXTS = [
  'a',
  '1',
  '1.5',
  '1.234',
  'a b',
  'é',
  'true',
  'price',
  '😀',
  ...HEX,
  'a'.repeat(255),
  'a'.repeat(256),
];
const OTHERS = [undefined, null, true, 1.5, [], {}, ''];

/**
 * Sends values around every documented bound through the checks of every route, and compares both.
 * @param stricter fields with a check that JSON Schema cannot express: they may refuse what the document allows
 * @returns each value that only one of the two accepts; formats are not compared
 */
export async function boundProblems(api: ServiceApi, stricter: string[] = []): Promise<string[]> {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  const problems: string[] = [];
  for (const route of api.routes) {
    const operation = api.document.paths[route.path.replace(/:(\w+)/g, '{$1}')]?.[route.method] as Operation;
    for (const field of fieldsOf(route, operation)) {
      for (const value of valuesFor(field)) {
        const allowed = value === undefined ? !field.isRequired : ajv.validate(field.schema, value);
        const taken = !(await refusedFields(route.input ?? {}, field.requestWith(value))).includes(
          field.name,
        );
        if (taken === allowed || (allowed && stricter.includes(field.name))) continue;
        const words = taken ? 'is taken and not documented' : 'is documented and refused';
        problems.push(`${operation.operationId}: ${field.name} ${JSON.stringify(value)} ${words}`);
      }
    }
  }
  return problems;
}

function fieldsOf({ input = {} }: RouteDescription, operation: Operation): DocumentedField[] {
  const body = operation.requestBody?.content['application/json'].schema ?? {};
  const parameters = (operation.parameters ?? []).filter(({ name }) =>
    [input.query, input.headers].some((part) => part && name.toLowerCase() in lowerCased(part.shape)),
  );
  return [
    ...bodyFields(body, '', (sent) => ({ body: sent })),
    ...parameters.map(({ in: place, name, schema, required }) => ({
      name: place === 'header' ? name.toLowerCase() : name,
      schema,
      isRequired: required,
      isText: true,
      requestWith: (value: unknown) =>
        place === 'header' ? { headers: { [name.toLowerCase()]: value } } : { query: { [name]: value } },
    })),
  ];
}

function bodyFields(
  { properties = {}, required = [] }: JsonSchema,
  prefix: string,
  requestWith: (sent: object) => object,
): DocumentedField[] {
  return Object.entries(properties as Record<string, JsonSchema>).flatMap(([name, { items, ...schema }]) => [
    {
      name: prefix + name,
      schema,
      isRequired: required.includes(name),
      isText: false,
      requestWith: (value: unknown) => requestWith({ [name]: value }),
    },
    ...bodyFields((items ?? {}) as JsonSchema, `${name}[0].`, (entry) =>
      requestWith({ [name]: Array.from({ length: schema.minItems ?? 1 }, () => entry) }),
    ),
  ]);
}

/** Values of every kind, and those at, below and above each bound. */
function valuesFor({ schema, isText }: DocumentedField): unknown[] {
  const { minLength, maxLength, minimum, maximum, minItems, maxItems } = schema;
  const lengths = around(minLength, maxLength).filter((length) => length > 0);
  const texts = [
    ...TEXTS,
    ...((schema.enum ?? []) as string[]),
    ...lengths.flatMap((length) => ['a'.repeat(length), '/'.padEnd(length, 'a'), '😀'.repeat(length)]),
  ];
  if (isText) return [undefined, ...texts];
  const lists = around(minItems, maxItems).map((length) => Array.from({ length }, () => ({})));
  return [...OTHERS, ...texts, ...around(minimum, maximum), ...lists];
}

const around = (...bounds: (number | undefined)[]): number[] =>
  bounds.flatMap((bound) => (bound === undefined ? [] : [bound - 1, bound, bound + 1]));

/** The fields that a request is refused for. */
async function refusedFields(schema: RequestSchema, sent: object): Promise<(string | undefined)[]> {
  const req = { body: {}, query: {}, headers: {}, ...sent } as Request;
  try {
    await new Promise<void>((resolve, reject) => {
      void validateRequest(schema)(req, {} as Response, (error?: unknown) =>
        error instanceof Error ? reject(error) : resolve(),
      );
    });
    return [];
  } catch (error) {
    return (error as RequestValidationError).serializeErrors().map(({ field }) => field);
  }
}

const lowerCased = (shape: object): object =>
  Object.fromEntries(Object.keys(shape).map((name) => [name.toLowerCase(), true]));
