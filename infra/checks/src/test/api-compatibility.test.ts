import { breakingChanges, type ApiDocument } from '../api-compatibility';

type Schema = ApiDocument['components']['schemas'][string];

const text: Schema = { type: 'string', maxLength: 10 };
const thing: Schema = {
  type: 'object',
  required: ['id', 'status'],
  properties: {
    id: text,
    status: { type: 'string', enum: ['new', 'old'] },
    parts: { type: 'array', items: text },
  },
};

interface Shape {
  sent?: Schema;
  shown?: Schema;
  statuses?: string[];
  headers?: string[];
  query?: { name: string; required: boolean; schema: Schema }[];
}

/** A document with one route, whose request and answer a test may change. */
const api = ({
  sent = { type: 'object', required: ['id'], properties: { id: text, size: { type: 'integer' } } },
  shown = thing,
  statuses = ['201', '400'],
  headers = ['Link'],
  query = [{ name: 'q', required: false, schema: text }],
}: Shape = {}): ApiDocument => ({
  paths: {
    '/things': {
      post: {
        parameters: query.map((parameter) => ({ ...parameter, in: 'query' })),
        requestBody: { content: { 'application/json': { schema: sent } } },
        responses: Object.fromEntries(
          statuses.map((status) => [
            status,
            {
              headers: Object.fromEntries(headers.map((name) => [name, {}])),
              content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } },
            },
          ]),
        ),
      },
    },
  },
  components: { schemas: { Thing: shown } },
});

const without = (schema: Schema, name: string): Schema => {
  const { [name]: _gone, ...properties } = schema.properties ?? {};
  return { ...schema, properties };
};
const having = (schema: Schema, properties: Record<string, Schema>): Schema => ({
  ...schema,
  properties: { ...schema.properties, ...properties },
});

const sent = api().paths['/things']?.post?.requestBody?.content['application/json']?.schema as Schema;
const q = { name: 'q', required: false, schema: text };

describe('a change of an API', () => {
  it.each<[string, Shape, string]>([
    ['a field of an answer goes', { shown: without(thing, 'id') }, 'answer 201.id is gone'],
    ['a field is renamed', { shown: having(without(thing, 'id'), { key: text }) }, 'answer 201.id is gone'],
    [
      'a field gets another type',
      { shown: having(thing, { id: { type: 'integer' } }) },
      '201.id was string and is integer now',
    ],
    [
      'entries get another type',
      { shown: having(thing, { parts: { type: 'array', items: { type: 'object' } } }) },
      '201.parts[] was string',
    ],
    [
      'a field may be absent',
      { shown: { ...thing, required: ['id'] } },
      'answer 201.status may be absent now',
    ],
    [
      'a closed list grows',
      { shown: having(thing, { status: { type: 'string', enum: ['new', 'old', 'odd'] } }) },
      '201.status may be odd now',
    ],
    ['a status goes', { statuses: ['400'] }, 'answer 201 is gone'],
    ['a header goes', { headers: [] }, 'header Link of answer 201 is gone'],
    [
      'a field becomes required',
      { sent: { ...sent, required: ['id', 'size'] } },
      'request.size is required now',
    ],
    [
      'a new required field comes',
      { sent: { ...having(sent, { a: text }), required: ['id', 'a'] } },
      'request.a is required now',
    ],
    [
      'a field of a request gets another type',
      { sent: having(sent, { size: { type: ['string', 'null'] } }) },
      'request.size was integer',
    ],
    [
      'a field of a request gets a format',
      { sent: having(sent, { id: { ...text, format: 'email' } }) },
      'request.id was string',
    ],
    [
      'a field of an answer may be null',
      { shown: having(thing, { id: { type: ['string', 'null'], maxLength: 10 } }) },
      '201.id was string',
    ],
    ['a field is not taken any more', { sent: without(sent, 'size') }, 'request.size is gone'],
    [
      'a bound is narrower',
      { sent: having(sent, { id: { type: 'string', maxLength: 9 } }) },
      'maxLength of request.id is narrower',
    ],
    [
      'a pattern comes',
      { sent: having(sent, { id: { ...text, pattern: '^a' } }) },
      'pattern of request.id is narrower',
    ],
    ['a parameter goes', { query: [] }, 'query parameter q is gone'],
    [
      'a parameter becomes required',
      { query: [{ ...q, required: true }] },
      'query parameter q is required now',
    ],
  ])('breaks it when %s', (_what, shape, line) => {
    const changes = breakingChanges(api(), api(shape));
    expect(changes[0]).toMatch(/^POST \/things/);
    expect(changes.join('\n')).toContain(line);
  });

  it('breaks it when a route goes', () => {
    expect(breakingChanges(api(), { ...api(), paths: {} })).toEqual(['POST /things is gone']);
  });

  it.each<[string, Shape]>([
    ['nothing', {}],
    ['an optional field of a request', { sent: having(sent, { note: text }) }],
    [
      'a field of an answer',
      { shown: { ...having(thing, { note: text }), required: ['id', 'status', 'note'] } },
    ],
    [
      'a status, a header and a parameter',
      { statuses: ['201', '400', '409'], headers: ['Link', 'ETag'], query: [q, { ...q, name: 'sort' }] },
    ],
    ['null to what is taken', { sent: having(sent, { size: { type: ['integer', 'null'] } }) }],
    ['a wider bound', { sent: having(sent, { id: { type: 'string', maxLength: 20 } }) }],
  ])('may add %s', (_what, shape) => {
    expect(breakingChanges(api(), api(shape))).toEqual([]);
  });

  it.each([
    ['^[a-c]{1,9}$', '^[a-z]{0,20}$', 0],
    ['^[a-c]{1,9}$', '^[a-c]{1,8}$', 1],
    ['^[a-c]{1,9}$', '^[a-c]{2,9}$', 1],
    ['^[a-c]{1,9}$', '^[ab]{1,9}$', 1],
    ['^a', '^[a-z]{1,9}$', 1],
  ])('compares the pattern %s of a request with %s', (before, after, changes) => {
    const withPattern = (pattern: string) => api({ sent: having(sent, { id: { ...text, pattern } }) });
    expect(breakingChanges(withPattern(before), withPattern(after))).toHaveLength(changes);
  });
});
