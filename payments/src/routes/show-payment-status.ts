import { isDocumentId, NotFoundError, requireAuth, userOf } from '@datnxecommerce/common';
import { Router } from 'express';
import type { PaymentDesk } from '../domain/payment-desk';
import { showPaymentStatus } from '../domain/show-payment-status';

/** GET /api/payments/orders/:orderId: how the payment of the caller's order stands. */
export const showPaymentStatusRouter = (desk: PaymentDesk): Router =>
  Router().get('/api/payments/orders/:orderId', requireAuth, async (req, res) => {
    const { orderId } = req.params;
    if (!isDocumentId(orderId)) throw new NotFoundError();
    res.send(await showPaymentStatus(desk, userOf(req).id, orderId));
  });
