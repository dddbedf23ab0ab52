import { described, idRule, requireAuth, userOf, validated, validateRequest } from '@datnxecommerce/common';
import { Router } from 'express';
import type { Schema } from 'express-validator';
import type { PaymentDeps } from '../domain/payment-deps';
import { payOrder } from '../domain/pay-order';
import { isOpen } from '../models/payment';

/** Printable characters without spaces; only Stripe knows which of them are tokens. */
const CARD_TOKEN = /^[\x21-\x7e]{1,255}$/;
const isCardToken = (value: unknown): boolean => typeof value === 'string' && CARD_TOKEN.test(value);

export const createPaymentSchema: Schema = {
  token: described(
    { in: ['body'], custom: { options: isCardToken, errorMessage: 'Invalid card token' } },
    { type: 'string', pattern: CARD_TOKEN.source, examples: ['tok_visa'] },
  ),
  orderId: { in: ['body'], ...idRule('orderId') },
};

/** POST /api/payments: pays an order with a card. */
export const createPaymentRouter = (deps: PaymentDeps): Router =>
  Router().post('/api/payments', requireAuth, ...validateRequest(createPaymentSchema), async (req, res) => {
    const input = validated<{ token: string; orderId: string }>(req);
    const { payment, isNew } = await payOrder(deps, { ...input, userId: userOf(req).id });
    const { _id, orderId, stripeId } = payment;
    if (isOpen(payment)) res.status(202).send({ orderId, status: 'processing' });
    else res.status(isNew ? 201 : 200).send({ id: String(_id), orderId, stripeId });
  });
