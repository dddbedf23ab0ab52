import type { ParamSchema, Schema } from 'express-validator';
import { fieldSchema } from './field-schema';
import type { JsonSchema } from './json-schema';

/** A query parameter, a header or a part of the path. */
export interface Parameter {
  name: string;
  in: 'query' | 'header' | 'path';
  required: boolean;
  schema: JsonSchema;
  description?: string;
}

/** What a request may carry, as OpenAPI tells it. */
export interface RequestShape {
  parameters: Parameter[];
  body?: JsonSchema;
}

/** Turns the express-validator schema that checks a request into the description of that request. */
export function requestShape(schema: Schema): RequestShape {
  const shape: RequestShape = { parameters: [] };
  for (const [name, rule] of Object.entries(schema)) {
    const field = fieldSchema(name, rule);
    const place = placeOf(rule);
    if (place === 'body') {
      shape.body ??= { type: 'object', properties: {} };
      put(shape.body, name.split('.'), field, isRequired(rule));
    } else {
      shape.parameters.push(
        parameter(place === 'headers' ? 'header' : 'query', name, field, isRequired(rule)),
      );
    }
  }
  return shape;
}

/** One parameter; its description stands beside its schema, where readers look for it. */
export function parameter(
  place: Parameter['in'],
  name: string,
  { description, ...schema }: JsonSchema,
  required: boolean,
): Parameter {
  const shown = place === 'header' ? name.replace(/(^|-)[a-z]/g, (start) => start.toUpperCase()) : name;
  return { name: shown, in: place, required, ...(description && { description }), schema };
}

const isRequired = ({ optional }: ParamSchema): boolean => !optional;

/** validateRequest looks into the body unless a rule says otherwise. */
function placeOf(rule: ParamSchema): 'body' | 'headers' | 'query' {
  const [place = 'body'] = [rule.in].flat();
  if (place === 'body' || place === 'headers' || place === 'query') return place;
  throw new Error(`A rule about ${place} can not be described`);
}

/** Puts a field where a path such as `items.*.quantity` says; what surrounds it has been put there before. */
function put(parent: JsonSchema, [name = '', ...rest]: string[], field: JsonSchema, required: boolean): void {
  if (name === '*') {
    parent.items ??= { type: 'object', properties: {} };
    return put(parent.items, rest, field, required);
  }
  const properties = (parent.properties ??= {});
  if (rest.length > 0) return put((properties[name] ??= { type: 'object' }), rest, field, required);
  properties[name] = { ...properties[name], ...field };
  if (required) parent.required = [...new Set([...(parent.required ?? []), name])];
}
