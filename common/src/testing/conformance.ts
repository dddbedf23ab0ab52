import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import Ajv2020, { type ErrorObject, type ValidateFunction } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import type { OpenApiDocument, Operation, Parameter } from '../openapi/describe-api';
import type { JsonSchema } from '../openapi/json-schema';

/** One request and what it was answered. */
export interface Exchange {
  request: { query: URLSearchParams; headers: IncomingHttpHeaders; body: unknown };
  answer: { status: number; headers: OutgoingHttpHeaders; body: string };
}

/** Headers with a meaning of their own; others (length, date, security) are the same everywhere. */
const SPECIFIC_HEADERS = ['etag', 'link', 'location', 'retry-after', 'set-cookie', 'www-authenticate'];

/**
 * Compares exchanges with a document. Answers may hold documented fields only. Requests are checked when they
 * succeeded, since the document may not forbid what the service accepts.
 * @returns what is wrong with an exchange; empty when all is as documented
 */
export function conformance(document: OpenApiDocument) {
  const answers = new Schemas(document, { isClosed: true });
  const bodies = new Schemas(document);
  const texts = new Schemas(document, { coerceTypes: true });

  return (operation: Operation, { request, answer }: Exchange): string[] => {
    const expected = operation.responses[answer.status];
    if (!expected) return ['this status is not documented'];
    const problems = [
      ...answerBody(expected.content?.['application/json']?.schema, answer.body),
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
    return SPECIFIC_HEADERS.filter((name) => headers[name] !== undefined && !names.includes(name)).map(
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

/** The schemas of a document, compiled on first use; closed ones have no room for fields that are not named. */
class Schemas {
  readonly #validators = new WeakMap<JsonSchema, ValidateFunction>();
  readonly #components: OpenApiDocument['components'];
  readonly #isClosed: boolean;
  readonly #ajv: Ajv2020;

  constructor({ components }: OpenApiDocument, { isClosed = false, coerceTypes = false } = {}) {
    this.#components = components;
    this.#isClosed = isClosed;
    this.#ajv = new Ajv2020({ allErrors: true, strictTypes: false, coerceTypes });
    this.#ajv.addVocabulary(['components']).addFormat('password', true);
    addFormats(this.#ajv, ['email', 'date-time']);
  }

  problems(what: string, schema: JsonSchema, value: unknown): string[] {
    const validate = this.#validators.get(schema) ?? this.#compile(schema);
    this.#validators.set(schema, validate);
    return validate(value) ? [] : (validate.errors ?? []).map((error) => `${what}${inWords(error)}`);
  }

  /** With the components beside it, since its references name them. */
  #compile(schema: JsonSchema): ValidateFunction {
    const whole = { components: this.#components, ...schema };
    return this.#ajv.compile(this.#isClosed ? closed(whole) : whole);
  }
}

const closed = (schema: object): object =>
  JSON.parse(JSON.stringify(schema), (_key, value: { properties?: unknown } | null) =>
    value?.properties ? { ...value, additionalProperties: false } : value,
  ) as object;

function inWords({ instancePath, message = 'is wrong', params }: ErrorObject): string {
  const extra: unknown = params.additionalProperty;
  return `${instancePath} ${message}${typeof extra === 'string' ? `: ${extra}` : ''}`;
}
