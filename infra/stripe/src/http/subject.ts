import type { Subject } from '../faults/fault-plan';
import type { Sandbox } from '../sandbox';
import type { Call } from './call';

/** What faults can be aimed by. */
export function subjectOf({ ledger }: Sandbox, call: Call, createsCharge = false): Subject {
  const { method, path, params, replayed = false } = call;
  const token = typeof params.source === 'string' ? params.source : undefined;
  const charge = typeof params.charge === 'string' ? ledger.charges.get(params.charge) : undefined;
  const orderId = metadataOrderId(params.metadata) ?? charge?.metadata.orderId;
  return { method, path, orderId, token, createsCharge, replayed };
}

function metadataOrderId(metadata: unknown): string | undefined {
  if (typeof metadata !== 'object' || metadata === null || !('orderId' in metadata)) return undefined;
  return typeof metadata.orderId === 'string' ? metadata.orderId : undefined;
}
