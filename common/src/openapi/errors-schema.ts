import { z } from 'zod';

/** The codes of all services; each meaning is a part of the documents. */
const SHARED_CODES = {
  bad_request: 'The request cannot be carried out as it is',
  conflict: 'Another request changes the same document; retry',
  forbidden: 'The document belongs to another user, or another site sent the request',
  internal_error: 'Internal error',
  invalid_cursor: 'The cursor does not belong to this list',
  invalid_field: 'The value of `field` breaks its rule',
  invalid_json: 'The body is not valid JSON',
  malformed_address: 'The address is not well-formed',
  not_authorized: 'There is no valid session',
  not_found: 'Unknown route, or no such document for this caller',
  payload_too_large: 'The body is over 16 KiB',
  precondition_failed: 'The document is in another state than If-Match names',
  service_unavailable: 'A dependency is unavailable; retry',
  too_many_requests: 'Too many requests; retry later',
  unsupported_media_type: 'The body is not declared as plain UTF-8 JSON',
};

/** The body of every error answer; `code` is one of the shared codes or of the service's own. */
export function errorsSchema(ownCodes: Record<string, string>) {
  const codes = { ...SHARED_CODES, ...ownCodes };
  const list = Object.entries(codes).map(([code, meaning]) => `- \`${code}\`: ${meaning}`);
  const error = z.object({
    message: z.string().describe('For people'),
    field: z.string().optional().describe('The part of the request to change'),
    code: z
      .enum(Object.keys(codes))
      .describe(`For programs; later versions may add codes.\n\n${list.join('\n')}`),
  });
  return z.object({ errors: z.array(error).min(1) });
}
