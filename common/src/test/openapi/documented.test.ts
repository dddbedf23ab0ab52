import { Router, type Request, type Response } from 'express';
import request from 'supertest';
import { z } from 'zod';
import { pageQuery } from '../../requests/paging';
import { idField, listField, textField, wholeNumberField } from '../../requests/fields';
import { validateRequest } from '../../middlewares/validate-request';
import { describeApi } from '../../openapi/describe-api';
import { schemaRef } from '../../openapi/json-schema';
import { createApp } from '../../service/create-app';
import { createLogger } from '../../telemetry/logger';
import { documented, testKeys } from '../../testing';

const input = { body: z.object({ title: textField('Title', { max: 10 }) }) };

const api = describeApi({
  title: 'Things',
  description: 'Things.',
  prefix: '/api/things',
  schemas: {
    Thing: z.object({ title: z.string(), size: z.int().optional() }),
  },
  routes: [
    {
      method: 'post',
      path: '/api/things',
      operationId: 'createThing',
      summary: 'Make a thing',
      input,
      query: pageQuery,
      answers: { 201: { description: 'The thing', body: schemaRef('Thing') } },
    },
    {
      method: 'delete',
      path: '/api/things/:id',
      operationId: 'removeThing',
      summary: 'Remove a thing',
      answers: { 204: { description: 'Gone' } },
    },
  ],
});

/** A service whose one route answers whatever a test wants. */
const answering = (answer: (req: Request, res: Response) => void) => {
  const routers = [
    Router().post('/api/things', answer).delete('/api/things/:id', answer).get('/api/other', answer),
  ];
  return documented(createApp({ logger: createLogger('test', 'silent'), keys: testKeys, routers, api }), api);
};
const post = (app: ReturnType<typeof answering>, path = '/api/things') =>
  request(app).post(path).send({ title: 'Lamp' });

describe('an answer in a test', () => {
  it('passes as it is when the document describes it', async () => {
    const app = answering((_req, res) => void res.status(201).send({ title: 'Lamp', size: 3 }));
    await post(app).expect(201, { title: 'Lamp', size: 3 });
  });

  it.each<[string, (req: Request, res: Response) => void, string]>([
    [
      'a status',
      (_req, res) => void res.status(202).send({ title: 'Lamp' }),
      'this status is not documented',
    ],
    [
      'a field',
      (_req, res) => void res.status(201).send({ title: 'Lamp', secret: 1 }),
      'additional properties: secret',
    ],
    ['a missing field', (_req, res) => void res.status(201).send({}), "must have required property 'title'"],
    ['a type', (_req, res) => void res.status(201).send({ title: 1 }), 'body/title must be string'],
    [
      'a header',
      (_req, res) => void res.status(201).set('Link', '<x>').send({ title: 'L' }),
      'header link is not documented',
    ],
    [
      'an error body',
      (_req, res) => void res.status(400).send({ error: 'no' }),
      "must have required property 'errors'",
    ],
  ])('fails it when %s is not documented', async (_what, answer, problem) => {
    const { status, text } = await post(answering(answer)).buffer();
    expect(status).toBe(599);
    expect(text).toContain(problem);
  });

  it('fails it when an answer without body has one, and when there is no such route', async () => {
    const app = answering((_req, res) => void res.status(200).send({}));
    for (const sent of [request(app).delete('/api/things/1'), request(app).get('/api/other')]) {
      expect((await sent).status).toBe(599);
    }
  });

  it('fails it when the service took what the document forbids', async () => {
    const app = answering((_req, res) => void res.status(201).send({ title: 'Lamp' }));
    expect((await request(app).post('/api/things').send({ title: 'far too long a title' })).status).toBe(599);
    expect((await post(app, '/api/things?limit=none')).status).toBe(599);
    expect((await post(app, '/api/things?limit=7')).status).toBe(201);
  });
});

describe('the document', () => {
  const app = answering((_req, res) => void res.send());

  it('is shown to everybody, and may be kept for a while', async () => {
    const answer = await request(app).get('/api/things/openapi.json').expect(200, api.document);
    expect(answer.headers['cache-control']).toBe('public, max-age=300');
  });

  it('says of a 503 that a change may have been carried out', () => {
    const { post, delete: remove } = {
      ...api.document.paths['/api/things'],
      ...api.document.paths['/api/things/{id}'],
    };
    for (const operation of [post, remove])
      expect(operation?.responses['503']?.description).toContain('may have been carried out');
  });

  it('takes fields from the schema that checks them, nested ones too', () => {
    const { document } = describeApi({
      title: 'T',
      description: 'T.',
      prefix: '/t',
      schemas: {},
      routes: [
        {
          method: 'post',
          path: '/t',
          operationId: 't',
          summary: 'T',
          input: {
            body: z.object({
              items: listField('items', z.object({ id: idField('id') }), 1, 5),
              quantity: wholeNumberField('quantity', 1, 9).optional(),
            }),
            headers: z.object({ 'x-key': z.string().regex(/^k+$/).describe('x-key must be k').optional() }),
          },
          answers: {},
        },
      ],
    });
    const { requestBody, parameters } = document.paths['/t']?.post ?? {};
    expect(requestBody?.content['application/json'].schema).toEqual({
      type: 'object',
      required: ['items'],
      properties: {
        items: {
          type: 'array',
          minItems: 1,
          maxItems: 5,
          description: 'items must hold between 1 and 5 entries',
          items: {
            type: 'object',
            required: ['id'],
            properties: {
              id: { type: 'string', pattern: '^[0-9a-fA-F]{24}$', description: 'id must be a valid id' },
            },
          },
        },
        quantity: {
          type: ['integer', 'null'],
          minimum: 1,
          maximum: 9,
          description: 'quantity must be a whole number between 1 and 9',
        },
      },
    });
    expect(parameters).toEqual([
      {
        name: 'X-Key',
        in: 'header',
        required: false,
        description: 'x-key must be k',
        schema: { type: 'string', pattern: '^k+$' },
      },
    ]);
  });

  it('cannot be made of a field that JSON Schema cannot describe', () => {
    const route = { method: 'post' as const, path: '/t', operationId: 't', summary: 'T', answers: {} };
    const about = { title: 'T', description: 'T.', prefix: '/t', schemas: {} };
    const routes = [{ ...route, input: { body: z.object({ secret: z.custom() }) } }];
    expect(() => describeApi({ ...about, routes })).toThrow('JSON Schema');
  });

  it('leaves the schema as it checks', async () => {
    const routers = [Router().post('/api/things', validateRequest(input), (_req, res) => void res.send({}))];
    const plain = createApp({ logger: createLogger('test', 'silent'), keys: testKeys, routers });
    await request(plain).post('/api/things').send({ title: 'Lamp' }).expect(200);
    await request(plain)
      .post('/api/things')
      .send({ title: 5 })
      .expect(400, {
        errors: [
          { message: 'Title must be between 1 and 10 characters', field: 'title', code: 'invalid_field' },
        ],
      });
  });
});
