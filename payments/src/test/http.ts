import { documented, signedIn, testKeys, testLimits } from '@datnxecommerce/common/testing';
import request from 'supertest';
import { buildApp } from '../app';
import type { PaymentDeps } from '../domain/payment-deps';
import { api } from '../openapi';

/** The service's HTTP API; every answer is checked against the API document. */
export const appOf = (deps: PaymentDeps, perMinute?: number) =>
  documented(buildApp({ ...deps, keys: testKeys, limitChanges: testLimits(perMinute) }), api);

export const pay = (deps: PaymentDeps, userId: string, body: object) =>
  request(appOf(deps))
    .post('/api/payments')
    .set('Cookie', signedIn({ id: userId }))
    .send(body);

export const showStatus = (deps: PaymentDeps, userId: string, orderId: string) =>
  request(appOf(deps))
    .get(`/api/payments/orders/${orderId}`)
    .set('Cookie', signedIn({ id: userId }));

/** The body of an error answer with one message. */
export const message = (text: string, code: string, field?: string) => ({
  errors: [field ? { message: text, field, code } : { message: text, code }],
});
