import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import Ajv2020, { type ErrorObject, type ValidateFunction } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import type { OpenApiDocument, Operation } from '../openapi/describe-api';
import type { JsonSchema } from '../openapi/json-schema';
import type { Parameter } from '../openapi/request-schema';

/** One request and what it was answered. */
export interface Exchange {
  request: { query: URLSearchParams; headers: IncomingHttpHeaders; body: unknown };
  answer: { status: number; headers: OutgoingHttpHeaders; body: string };
}

/** Headers that mean something of their own; others (length, date, security) are the same everywhere. */
const TELLING_HEADERS = ['etag', 'link', 'location', 'retry-after', 'set-cookie', 'www-authenticate'];

/**
 * Compares exchanges with a document. Answers may hold documented fields only; requests are looked at when they
 * succeeded, since the document may not forbid what the service takes.
 * @returns what is wrong with an exchange: nothing when all is as documented
 */
export function conformance(document: OpenApiDocument) {
  const answers = new Schemas(document, { isClosed: true });
  const bodies = new Schemas(document);
  const texts = new Schemas(document, { coerceTypes: true });

  return (operation: Operation, { request, answer }: Exchange): string[] => {
    const expected = operation.responses[answer.status];
    if (!expected) return ['this status is not documented'];
    const problems = [
      ...answerBody(expected.content?.['application/json'].schema, answer.body),
      ...answerHeaders(Object.keys(expected.headers ?? {}), answer.headers),
    ];
    if (answer.status < 300) problems.push(...requestProblems(operation, request));
    return problems;
  };

  function answerBody(schema: JsonSchema | undefined, body: string): string[] {
    if (!schema) return body === '' ? [] : ['it has a body'];
    return answers.problems('body', schema, JSON.parse(body));
  }

  function answerHeaders(expected: string[], headers: OutgoingHttpHeaders): string[] {
    const names = expected.map((name) => name.toLowerCase());
    return TELLING_HEADERS.filter((name) => headers[name] !== undefined && !names.includes(name)).map(
      (name) => `its header ${name} is not documented`,
    );
  }

  function requestProblems(
    { parameters = [], requestBody }: Operation,
    request: Exchange['request'],
  ): string[] {
    const schema = requestBody?.content['application/json'].schema;
    return [
      ...(schema ? bodies.problems('the body that was sent', schema, request.body) : []),
      ...parameters.flatMap((parameter) => {
        const value = valueOf(parameter, request);
        return value ? texts.problems(parameter.name, parameter.schema, value) : [];
      }),
    ];
  }
}

function valueOf({ in: place, name }: Parameter, { query, headers }: Exchange['request']): unknown {
  return place === 'query' ? query.get(name) : place === 'header' ? headers[name.toLowerCase()] : undefined;
}

/** The schemas of a document, compiled as they are needed. */
class Schemas {
  private readonly ajv: Ajv2020;
  private readonly compiled = new WeakMap<JsonSchema, ValidateFunction>();
  private readonly components: Record<string, JsonSchema>;
  private readonly isClosed: boolean;

  constructor({ components }: OpenApiDocument, { isClosed = false, coerceTypes = false } = {}) {
    this.components = components.schemas;
    this.isClosed = isClosed;
    this.ajv = new Ajv2020({ allErrors: true, strictTypes: false, coerceTypes });
    addFormats(this.ajv, ['email', 'date-time']);
    this.ajv.addFormat('password', true);
  }

  problems(what: string, schema: JsonSchema, value: unknown): string[] {
    let validate = this.compiled.get(schema);
    if (!validate) this.compiled.set(schema, (validate = this.ajv.compile(this.prepare(schema))));
    return validate(value) ? [] : (validate.errors ?? []).map((error) => `${what}${inWords(error)}`);
  }

  /** References replaced by what they name; closed, without room for fields that are not named. */
  private prepare(schema: JsonSchema): JsonSchema {
    const name = schema.$ref?.split('/').at(-1);
    if (name !== undefined) return this.prepare(this.components[name] as JsonSchema);
    const { properties, items } = schema;
    return {
      ...schema,
      ...(properties && {
        properties: mapValues(properties, (property) => this.prepare(property)),
        ...(this.isClosed && { additionalProperties: false }),
      }),
      ...(items && { items: this.prepare(items) }),
    };
  }
}

function inWords({ instancePath, message = 'is wrong', params }: ErrorObject): string {
  const extra: unknown = params.additionalProperty;
  return `${instancePath} ${message}${typeof extra === 'string' ? `: ${extra}` : ''}`;
}

const mapValues = <T>(record: Record<string, T>, change: (value: T) => T): Record<string, T> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
