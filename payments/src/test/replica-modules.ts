/** What a test uses of one copy of the service; see replica.ts. */
export { payOrder } from '../domain/pay-order';
export { reconcilePayments } from '../domain/reconcile-payments';
export { refundCancelledOrder } from '../domain/refund-cancelled-order';
export { refundPayment } from '../domain/refund-payment';
export { resumePayment } from '../domain/settle-charge';
export { OrderReplica } from '../models/order-replica';
export { Payment } from '../models/payment';
