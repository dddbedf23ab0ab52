import type { Schema } from 'express-validator';
import { errorsSchema } from './errors-schema';
import { idSchema, schemaRef, type JsonSchema } from './json-schema';
import { parameter, requestShape, type Parameter } from './request-schema';

export type Method = 'get' | 'post' | 'put' | 'delete';

/** The meaning, body and headers of an answer. A text alone is an error answer with the usual body. */
export type Answer =
  string | { description: string; body?: JsonSchema; headers?: Record<string, JsonSchema> };

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
  /** The very rules that check the request. */
  input?: Schema;
  /** Query parameters that are read without such rules. */
  query?: Record<string, JsonSchema>;
  /** All fields of the body are optional, but one has to be there. */
  needsOneField?: boolean;
  answers: Record<number, Answer>;
}

export interface ApiDescription {
  title: string;
  description: string;
  /** Where all of its paths begin: `/api/orders`. */
  prefix: string;
  schemas: Record<string, JsonSchema>;
  /** The error codes of this service alone, and what each means. */
  errorCodes?: Record<string, string>;
  routes: RouteDescription[];
}

interface DocumentedAnswer {
  description: string;
  headers?: Record<string, { description?: string; schema: JsonSchema }>;
  content?: { 'application/json': { schema: JsonSchema } };
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
}

const VERSION = '1.0.0';
const RETRY_AFTER: JsonSchema = {
  type: 'string',
  pattern: '^\\d+$',
  description: 'Seconds after which to retry',
};

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
    document: {
      openapi: '3.1.0',
      info: { title, version: VERSION, description, license: { name: 'ISC', identifier: 'ISC' } },
      servers: [{ url: '/' }],
      tags: [{ name: title, description }],
      paths,
      components: {
        schemas: { ...schemas, Errors: errorsSchema(errorCodes) },
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
  const { parameters, body } = requestShape(route.input ?? {});
  const all = [
    ...[...route.path.matchAll(/:(\w+)/g)].map(([, name = '']) => parameter('path', name, idSchema, true)),
    ...parameters,
    ...Object.entries(route.query ?? {}).map(([name, schema]) => parameter('query', name, schema, false)),
  ];
  const answers = Object.entries({ ...usualErrors(route, all), ...route.answers });
  return {
    operationId: route.operationId,
    summary: route.summary,
    ...(route.description && { description: route.description }),
    tags: [tag],
    security: route.signedIn ? [{ session: [] }] : [],
    ...(all.length > 0 && { parameters: all }),
    ...(body && {
      requestBody: {
        required: true,
        content: {
          'application/json': { schema: { ...body, ...(route.needsOneField && { minProperties: 1 }) } },
        },
      },
    }),
    responses: Object.fromEntries(answers.map(([status, answer]) => [status, documented(status, answer)])),
  };
}

/** What every route of its kind can be answered, by the parts that all services share. */
function usualErrors({ method, signedIn, path }: RouteDescription, parameters: Parameter[]) {
  const changes = method !== 'get';
  const errors: Record<number, string> = {
    500: 'Internal error',
    503: 'A dependency is unavailable; retry',
  };
  if (changes || parameters.length > 0)
    errors[400] = 'The request is malformed: one entry for each bad field';
  if (signedIn) errors[401] = 'Not signed in';
  if (path.includes(':')) errors[404] = 'There is no document with this id';
  if (changes) {
    errors[403] = 'Sent by a page of another site';
    errors[413] = 'The body is over 16 KiB';
    errors[415] = 'The body is not declared as plain UTF-8 JSON';
  }
  return errors;
}

const ASK_AGAIN = ['409', '429', '503'];

function documented(status: string, answer: Answer): DocumentedAnswer {
  if (typeof answer === 'string') {
    const headers = ASK_AGAIN.includes(status) ? { 'Retry-After': RETRY_AFTER } : undefined;
    return documented(status, { description: answer, body: schemaRef('Errors'), headers });
  }
  const { description, body, headers } = answer;
  return {
    description,
    ...(headers && { headers: mapValues(headers, header) }),
    ...(body && { content: { 'application/json': { schema: body } } }),
  };
}

const header = ({ description, ...schema }: JsonSchema) => ({ ...(description && { description }), schema });

const mapValues = <T, U>(record: Record<string, T>, change: (value: T) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
