/** What a test uses of one copy of the service; see replica.ts. */
export { cancelOrder } from '../domain/cancel-order';
export { payOrder } from '../domain/pay-order';
export { reconcilePayments } from '../domain/reconcile-payments';
export { resumePayment } from '../domain/settle-charge';
export { refundPayment } from '../domain/refund-payment';
export { OrderReplica } from '../models/order-replica';
export { Payment } from '../models/payment';
