/** A new name for a request: sent again under it, the request is carried out once. */
export const newRequestKey = (): string => crypto.getRandomValues(new Uint32Array(4)).join('-');
