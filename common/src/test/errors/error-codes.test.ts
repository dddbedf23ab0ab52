import { Router } from 'express';
import request from 'supertest';
import {
  BadRequestError,
  ConflictError,
  CustomError,
  ForbiddenError,
  NotAuthorizedError,
  NotFoundError,
  RequestValidationError,
  ServiceUnavailableError,
  TooManyRequestsError,
  createApp,
  createLogger,
} from '../..';
import { PayloadTooLargeError } from '../../errors/payload-too-large-error';
import { PreconditionFailedError } from '../../errors/precondition-failed-error';
import { UnsupportedMediaTypeError } from '../../errors/unsupported-media-type-error';
import { testKeys } from '../../testing';

class TeapotError extends CustomError {
  readonly statusCode = 418;
}

/** The answer of a route that throws. */
async function answerTo(error: unknown) {
  const router = Router().get('/', () => {
    throw error;
  });
  const app = createApp({ logger: createLogger('test', 'silent'), keys: testKeys, routers: [router] });
  const answer = await request(app).get('/');
  return { status: answer.status, body: answer.body as { errors: unknown[] } };
}

describe('an error answer', () => {
  it.each([
    [400, 'bad_request', new BadRequestError('x')],
    [401, 'not_authorized', new NotAuthorizedError('x')],
    [403, 'forbidden', new ForbiddenError('x')],
    [404, 'not_found', new NotFoundError('x')],
    [409, 'conflict', new ConflictError('x')],
    [412, 'precondition_failed', new PreconditionFailedError('x')],
    [413, 'payload_too_large', new PayloadTooLargeError('x')],
    [415, 'unsupported_media_type', new UnsupportedMediaTypeError('x')],
    [429, 'too_many_requests', new TooManyRequestsError('x')],
    [503, 'service_unavailable', new ServiceUnavailableError('x')],
    [418, 'error', new TeapotError('x')],
    [400, 'order_complete', new BadRequestError('x', { code: 'order_complete' })],
    [409, 'payment_in_progress', new ConflictError('x', 1, 'payment_in_progress')],
    [429, 'too_many_declined_cards', new TooManyRequestsError('x', 1, 'too_many_declined_cards')],
  ])('of status %i has the code %s', async (status, code, error) => {
    expect(await answerTo(error)).toEqual({ status, body: { errors: [{ message: 'x', code }] } });
  });

  it.each([
    ['', 'bad_request', new BadRequestError('x', 'title')],
    [
      ' and its own code',
      'total_too_low',
      new BadRequestError('x', { field: 'title', code: 'total_too_low' }),
    ],
  ])('names the field%s', async (_what, code, error) => {
    const { body } = await answerTo(error);
    expect(body).toEqual({ errors: [{ message: 'x', field: 'title', code }] });
  });

  it('has a code for every invalid field', async () => {
    const error = new RequestValidationError([
      { message: 'x', field: 'a' },
      { message: 'y', field: 'b', code: 'duplicate_product' },
    ]);
    expect((await answerTo(error)).body.errors).toEqual([
      { message: 'x', field: 'a', code: 'invalid_field' },
      { message: 'y', field: 'b', code: 'duplicate_product' },
    ]);
  });

  it('has the code internal_error for every other error', async () => {
    expect(await answerTo(new Error('secret'))).toEqual({
      status: 500,
      body: { errors: [{ message: 'Something went wrong', code: 'internal_error' }] },
    });
  });
});
