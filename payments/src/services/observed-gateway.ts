import { inSpan } from '@datnxecommerce/common';
import { stripeCalls } from './metrics';
import type { PaymentGateway } from './payment-gateway';

/** The request that each call begins with, for its span. */
const REQUESTS = {
  charge: ['POST', '/v1/charges'],
  findCharge: ['GET', '/v1/charges'],
  refund: ['POST', '/v1/refunds'],
} as const;

/** Counts the calls of a gateway by their outcome, and records a span of each. */
export function observedGateway(gateway: PaymentGateway, address: string): PaymentGateway {
  const observe = async <T extends { kind: string }>(
    call: keyof PaymentGateway,
    work: () => Promise<T>,
  ): Promise<T> => {
    const [method, path] = REQUESTS[call];
    const attributes = {
      'http.request.method': method,
      'url.template': path,
      'server.address': address,
    };
    const outcome = await inSpan({ name: `${method} ${path}`, kind: 'client', attributes }, work);
    stripeCalls.inc({ call, outcome: outcome.kind });
    return outcome;
  };
  return {
    charge: (request) => observe('charge', () => gateway.charge(request)),
    findCharge: (request) => observe('findCharge', () => gateway.findCharge(request)),
    refund: (request) => observe('refund', () => gateway.refund(request)),
  };
}
