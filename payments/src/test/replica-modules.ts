/** What a test uses of one copy of the service; see replica.ts. */
export { cancelOrder } from '../domain/cancel-order';
export { payOrder } from '../domain/pay-order';
export { reconcilePayments } from '../domain/reconcile-payments';
export { refundPayment, resumePayment } from '../domain/settle-payment';
export { OrderReplica } from '../models/order-replica';
export { Payment } from '../models/payment';
