import type { components as AuthApi, operations as AuthOperations } from './generated/auth';
import type { components as CartApi, operations as CartOperations } from './generated/cart';
import type { components as NotificationsApi } from './generated/notifications';
import type { components as OrdersApi, operations as OrderOperations } from './generated/orders';
import type { components as PaymentsApi, operations as PaymentOperations } from './generated/payments';
import type { components as ProductsApi, operations as ProductOperations } from './generated/products';

/** The services' JSON, as their API documents describe it: a field renamed there fails the type check here. */
export type WireProduct = ProductsApi['schemas']['Product'];
export type WireCategories =
  ProductOperations['listCategories']['responses'][200]['content']['application/json'];
export type WireOrder = OrdersApi['schemas']['Order'];
export type WireStep = NotificationsApi['schemas']['Step'];
export type WireCart = CartApi['schemas']['Cart'];
export type WirePaymentStatus = PaymentsApi['schemas']['PaymentStatus'];
export type WireVisitor = AuthApi['schemas']['Visitor'];
export type WireAccount = AuthApi['schemas']['OwnAccount'];

type Operations = AuthOperations & CartOperations & OrderOperations & PaymentOperations & ProductOperations;

/** What an operation takes as body. */
export type BodyOf<Name extends keyof Operations> = Operations[Name] extends {
  requestBody: { content: { 'application/json': infer Body } };
}
  ? Body
  : never;
