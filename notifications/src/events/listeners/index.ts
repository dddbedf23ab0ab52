import type { Listener } from '@datnxecommerce/common';
import type { NotificationDeps } from '../../domain/notification-deps';
import { OrderCancelledListener } from './order-cancelled-listener';
import { OrderCreatedListener } from './order-created-listener';
import { PasswordResetRequestedListener } from './password-reset-requested-listener';
import { PaymentCreatedListener } from './payment-created-listener';
import { PaymentRefundedListener } from './payment-refunded-listener';
import { StockConfirmedListener } from './stock-confirmed-listener';
import { StockRejectedListener } from './stock-rejected-listener';
import { UserCreatedListener } from './user-created-listener';

export const listenersOf = (deps: NotificationDeps): Listener[] => [
  new OrderCreatedListener(deps),
  new OrderCancelledListener(deps),
  new PaymentCreatedListener(deps),
  new PaymentRefundedListener(deps),
  new StockConfirmedListener(deps),
  new StockRejectedListener(deps),
  new UserCreatedListener(),
  new PasswordResetRequestedListener(),
];
