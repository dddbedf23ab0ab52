import { idField, requireAuth, userOf, validated, validateRequest } from '@datnxecommerce/common';
import { Router } from 'express';
import { z } from 'zod';
import type { PaymentDeps } from '../domain/payment-deps';
import { payOrder } from '../domain/pay-order';
import { isOpen } from '../models/payment';

export const createPaymentRequest = {
  body: z.object({
    /** Printable characters without spaces; only Stripe knows which of them are tokens. */
    token: z
      .string()
      .regex(/^[\x21-\x7e]{1,255}$/)
      .meta({ examples: ['tok_visa'], description: 'Invalid card token' }),
    orderId: idField('orderId'),
  }),
};

/** POST /api/payments: pays an order with a card. */
export const createPaymentRouter = (deps: PaymentDeps): Router =>
  Router().post('/api/payments', requireAuth, validateRequest(createPaymentRequest), async (req, res) => {
    const input = validated(req, createPaymentRequest);
    const { payment, isNew } = await payOrder(deps, { ...input, userId: userOf(req).id });
    const { _id, orderId, stripeId } = payment;
    if (isOpen(payment)) res.status(202).send({ orderId, status: 'processing' });
    else res.status(isNew ? 201 : 200).send({ id: String(_id), orderId, stripeId });
  });
