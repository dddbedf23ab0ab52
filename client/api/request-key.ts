/** A new Idempotency-Key: a repeated request with the same key is carried out once. */
export const newRequestKey = (): string => crypto.getRandomValues(new Uint32Array(4)).join('-');
