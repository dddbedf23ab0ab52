import { isDocumentId, NotFoundError, requireAuth, userOf } from '@datnxecommerce/common';
import { Router } from 'express';
import { findOwnPayment } from '../domain/find-own-payment';
import type { PaymentDeps } from '../domain/payment-deps';
import { presentPaymentStatus } from '../views/present-payment-status';

/** GET /api/payments/orders/:orderId: the payment status of the caller's order. */
export const showPaymentStatusRouter = (deps: PaymentDeps): Router =>
  Router().get('/api/payments/orders/:orderId', requireAuth, async (req, res) => {
    const { orderId } = req.params;
    if (!isDocumentId(orderId)) throw new NotFoundError();
    res.send(presentPaymentStatus(await findOwnPayment(deps, userOf(req).id, orderId)));
  });
