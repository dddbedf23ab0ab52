import { z } from 'zod';
import { documentId } from '../events/contracts/fields';
import type { RequestSchema } from '../requests/request-fields';
import { errorsSchema } from './errors-schema';
import { jsonSchema, schemaRef, type JsonSchema } from './json-schema';

export type Method = 'get' | 'post' | 'put' | 'delete';

/** Headers or query parameters by name. */
type Fields = Record<string, z.ZodType>;

/**
 * The meaning, body and headers of an answer. The body is JSON unless `mediaType` says otherwise. A text alone is an
 * error answer with the usual body.
 */
export type Answer =
  string | { description: string; body?: JsonSchema; mediaType?: string; headers?: Fields };

/** One route, besides what its code says already. */
export interface RouteDescription {
  method: Method;
  /** As Express knows it: `/api/orders/:id`. */
  path: string;
  /** Verb and noun, unique in its document; tools name functions by it. */
  operationId: string;
  summary: string;
  description?: string;
  /** Refuses callers without a session. */
  signedIn?: boolean;
  /** The schema that `validateRequest` checks. */
  input?: RequestSchema;
  /** Query parameters that the route reads by other means. */
  query?: Fields;
  /** All fields of the body are optional, but one has to be there. */
  needsOneField?: boolean;
  answers: Record<number, Answer>;
}

export interface ApiDescription {
  title: string;
  description: string;
  /** Where all of its paths begin: `/api/orders`. */
  prefix: string;
  schemas: Record<string, z.ZodType>;
  /** The error codes of this service alone, and what each means. */
  errorCodes?: Record<string, string>;
  routes: RouteDescription[];
}

/** A query parameter, a header or a part of the path. */
export interface Parameter {
  name: string;
  in: 'query' | 'header' | 'path';
  required: boolean;
  schema: JsonSchema;
  description?: string;
}

interface DocumentedAnswer {
  description: string;
  headers?: Record<string, { description?: string; schema: JsonSchema }>;
  content?: Record<string, { schema: JsonSchema }>;
}

export interface Operation {
  operationId: string;
  summary: string;
  description?: string;
  tags: string[];
  security: Record<string, string[]>[];
  parameters?: Parameter[];
  requestBody?: { required: boolean; content: { 'application/json': { schema: JsonSchema } } };
  responses: Record<string, DocumentedAnswer>;
}

/** An OpenAPI 3.1 document. */
export interface OpenApiDocument {
  openapi: '3.1.0';
  info: {
    title: string;
    version: string;
    description: string;
    license: { name: string; identifier: string };
  };
  servers: { url: string }[];
  tags: { name: string; description: string }[];
  paths: Record<string, Partial<Record<Method, Operation>>>;
  components: {
    schemas: Record<string, JsonSchema>;
    securitySchemes: Record<string, Record<string, string>>;
  };
}

/** A service's API: its document, and where the service shows it. */
export interface ServiceApi {
  path: string;
  document: OpenApiDocument;
  /** What the document was built from. */
  routes: RouteDescription[];
}

const VERSION = '1.0.0';
const JSON_TYPE = 'application/json';
const RETRY_AFTER = { 'Retry-After': z.string().regex(/^\d+$/).describe('Seconds after which to retry') };

/** Builds a service's document from its routes and the rules that check their requests. */
export function describeApi(api: ApiDescription): ServiceApi {
  const { title, description, prefix, schemas, errorCodes = {}, routes } = api;
  const paths: OpenApiDocument['paths'] = {};
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    (paths[path] ??= {})[route.method] = operation(route, title);
  }
  return {
    path: `${prefix}/openapi.json`,
    routes,
    document: {
      openapi: '3.1.0',
      info: { title, version: VERSION, description, license: { name: 'ISC', identifier: 'ISC' } },
      servers: [{ url: '/' }],
      tags: [{ name: title, description }],
      paths,
      components: {
        schemas: mapValues({ ...schemas, Errors: errorsSchema(errorCodes) }, (schema) => jsonSchema(schema)),
        securitySchemes: {
          session: {
            type: 'apiKey',
            in: 'cookie',
            name: 'session',
            description: 'Set by signing up or in; HttpOnly, Secure, SameSite=Lax',
          },
        },
      },
    },
  };
}

function operation(route: RouteDescription, tag: string): Operation {
  const { body, query, headers } = route.input ?? {};
  const parameters = [
    ...[...route.path.matchAll(/:(\w+)/g)].map(([, name = '']) => parameter('path', name, documentId)),
    ...parametersOf('query', { ...query?.shape, ...route.query }),
    ...parametersOf('header', headers?.shape ?? {}),
  ];
  const answers = Object.entries({ ...usualErrors(route, parameters), ...route.answers });
  return {
    operationId: route.operationId,
    summary: route.summary,
    ...(route.description && { description: route.description }),
    tags: [tag],
    security: route.signedIn ? [{ session: [] }] : [],
    ...(parameters.length > 0 && { parameters }),
    ...(body && {
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: { ...bodySchema(body), ...(route.needsOneField && { minProperties: 1 }) },
          },
        },
      },
    }),
    responses: Object.fromEntries(answers.map(([status, answer]) => [status, documented(status, answer)])),
  };
}

const parametersOf = (place: Parameter['in'], fields: Fields): Parameter[] =>
  Object.entries(fields).map(([name, field]) => parameter(place, name, field));

/** One parameter; its description stands beside its schema, where readers look for it. */
function parameter(place: Parameter['in'], name: string, field: z.ZodType): Parameter {
  const { description, ...schema } = jsonSchema(field, place === 'query' ? 'output' : 'input');
  const shown = place === 'header' ? name.replace(/(^|-)[a-z]/g, (start) => start.toUpperCase()) : name;
  return {
    name: shown,
    in: place,
    required: !field.isOptional(),
    ...(description && { description }),
    schema,
  };
}

/** A body, in which null for an optional field counts as left out. */
const bodySchema = ({ shape }: z.ZodObject): JsonSchema =>
  jsonSchema(
    z.object(
      mapValues<z.ZodType, z.ZodType>(shape, (field) => (field.isOptional() ? field.nullable() : field)),
    ),
  );

const UNKNOWN_OUTCOME =
  'A dependency is unavailable or timed out. The request may have been carried out: read the state before a retry, ' +
  'or retry with the same Idempotency-Key where the route takes one';

/** What every route of its kind can be answered, by the parts that all services share. */
function usualErrors({ method, signedIn, path }: RouteDescription, parameters: Parameter[]) {
  const changes = method !== 'get';
  const errors: Record<number, string> = {
    500: 'Internal error',
    503: changes ? UNKNOWN_OUTCOME : 'A dependency is unavailable; retry',
  };
  if (changes || parameters.length > 0)
    errors[400] = 'The request is malformed: one entry for each bad field';
  if (signedIn) errors[401] = 'Not signed in';
  if (path.includes(':')) errors[404] = 'There is no document with this id';
  if (changes) {
    errors[403] = 'Sent by a page of another site';
    errors[413] = 'The body is over 16 KiB';
    errors[415] = 'The body is not declared as plain UTF-8 JSON';
    errors[429] = 'Too many requests of this user or address';
  }
  return errors;
}

const ASK_AGAIN = ['409', '429', '503'];

function documented(status: string, answer: Answer): DocumentedAnswer {
  if (typeof answer === 'string') {
    const headers = ASK_AGAIN.includes(status) ? RETRY_AFTER : undefined;
    return documented(status, { description: answer, body: schemaRef('Errors'), headers });
  }
  const { description, body, mediaType = JSON_TYPE, headers } = answer;
  return {
    description,
    ...(headers && { headers: mapValues(headers, header) }),
    ...(body && { content: { [mediaType]: { schema: body } } }),
  };
}

function header(field: z.ZodType) {
  const { description, ...schema } = jsonSchema(field);
  return { ...(description && { description }), schema };
}

const mapValues = <T, U>(record: Record<string, T>, change: (value: T) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
