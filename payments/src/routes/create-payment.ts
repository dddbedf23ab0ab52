import { described, idRule, requireAuth, userOf, validated, validateRequest } from '@datnxecommerce/common';
import { Router } from 'express';
import type { Schema } from 'express-validator';
import type { PaymentDesk } from '../domain/payment-desk';
import { payOrder, type PayOrderAnswer } from '../domain/pay-order';

/** Printable characters without blanks; Stripe knows which of them is a token. */
const CARD_TOKEN = /^[\x21-\x7e]{1,255}$/;
const isCardToken = (value: unknown): boolean => typeof value === 'string' && CARD_TOKEN.test(value);

export const createPaymentSchema: Schema = {
  token: described(
    { in: ['body'], custom: { options: isCardToken, errorMessage: 'Invalid card token' } },
    { type: 'string', pattern: CARD_TOKEN.source, examples: ['tok_visa'] },
  ),
  orderId: { in: ['body'], ...idRule('orderId') },
};

const STATUS = { created: 201, existing: 200, processing: 202 } as const;

const body = (answer: PayOrderAnswer) =>
  answer.kind === 'processing' ? { orderId: answer.orderId, status: 'processing' } : answer.payment;

/** POST /api/payments: pays an order with a card. */
export const createPaymentRouter = (desk: PaymentDesk): Router =>
  Router().post('/api/payments', requireAuth, ...validateRequest(createPaymentSchema), async (req, res) => {
    const input = validated<{ token: string; orderId: string }>(req);
    const answer = await payOrder(desk, { ...input, userId: userOf(req).id });
    res.status(STATUS[answer.kind]).send(body(answer));
  });
