import { createLogger } from '@datnxecommerce/common';
import { documented, signedIn, testKeys } from '@datnxecommerce/common/testing';
import request from 'supertest';
import { buildApp } from '../app';
import type { PaymentDesk } from '../domain/payment-desk';
import { api } from '../openapi';

/** The service's HTTP face; every answer is checked against the API document. */
export const appOf = (desk: PaymentDesk) =>
  documented(buildApp({ logger: createLogger('test', 'silent'), keys: testKeys, desk }), api);

export const pay = (desk: PaymentDesk, userId: string, body: object) =>
  request(appOf(desk))
    .post('/api/payments')
    .set('Cookie', signedIn({ id: userId }))
    .send(body);

export const showStatus = (desk: PaymentDesk, userId: string, orderId: string) =>
  request(appOf(desk))
    .get(`/api/payments/orders/${orderId}`)
    .set('Cookie', signedIn({ id: userId }));

/** The body of an error answer with one message. */
export const message = (text: string, code: string, field?: string) => ({
  errors: [field ? { message: text, field, code } : { message: text, code }],
});
