/** Finds what docs/api has about an answer, in a form that Postman's sandbox understands. */
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

const folder = path.resolve(import.meta.dirname, '../../docs/api');
const documents = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => JSON.parse(readFileSync(path.join(folder, name), 'utf8')));

/**
 * The JSON Schema of an answer's body, or undefined for an answer without one.
 * @throws Error when the documents have no such answer
 */
export function answerSchema(method, address, status) {
  const template = address.split('?')[0].replace(/:(\w+)/g, '{$1}');
  const document = documents.find(({ paths }) => paths[template]?.[method.toLowerCase()]);
  const answer = document?.paths[template][method.toLowerCase()].responses[status];
  if (!answer) throw new Error(`docs/api has no ${status} for ${method} ${address}`);
  const schema = answer.content?.['application/json']?.schema;
  return schema && bare(schema, document.components.schemas);
}

const FOR_PEOPLE = ['description', 'examples'];

/** Without descriptions, and with each reference replaced by what it names. */
function bare(schema, components) {
  if (schema.$ref) return bare(components[schema.$ref.split('/').at(-1)], components);
  const { properties, items } = schema;
  const rest = Object.fromEntries(Object.entries(schema).filter(([name]) => !FOR_PEOPLE.includes(name)));
  return {
    ...rest,
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, property]) => [name, bare(property, components)]),
      ),
    }),
    ...(items && { items: bare(items, components) }),
  };
}
