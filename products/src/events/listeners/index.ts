import { OrderCancelledListener } from './order-cancelled-listener';
import { PaymentCreatedListener } from './payment-created-listener';

export const listeners = [new PaymentCreatedListener(), new OrderCancelledListener()];
