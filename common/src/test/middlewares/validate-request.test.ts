import express, { type ErrorRequestHandler } from 'express';
import request from 'supertest';
import { z } from 'zod';
import type { RequestValidationError } from '../../errors/request-validation-error';
import { validated, validateRequest } from '../../middlewares/validate-request';

const mockLoads: string[] = [];
jest.mock('express-validator', () => {
  mockLoads.push('express-validator');
  return jest.requireActual<object>('express-validator');
});

const schema = { body: z.object({ name: z.string() }) };

const answerErrors: ErrorRequestHandler = (error: RequestValidationError, _req, res, _next) => {
  res.status(error.statusCode).json(error.serializeErrors());
};

const app = express()
  .post('/names', express.json(), validateRequest(schema), (req, res) => {
    res.json(validated(req, schema));
  })
  .use(answerErrors);

describe('validateRequest', () => {
  it('loads express-validator for the first request that its schema refuses, not before', async () => {
    await request(app).post('/names').send({ name: 'Ann' }).expect(200, { name: 'Ann' });
    expect(mockLoads).toEqual([]);
    const refused = await request(app).post('/names').send({ name: 5 });
    expect(refused).toMatchObject({ status: 400, body: [{ field: 'name' }] });
    expect(mockLoads).toEqual(['express-validator']);
  });
});
