/** A document's id, in either case. No flags, because a JSON Schema pattern, which is derived from it, has none. */
export const DOCUMENT_ID = /^[0-9a-fA-F]{24}$/;

/** Whether a path parameter can be a document's id at all; a route answers 404 when it cannot. */
export const isDocumentId = (value: unknown): value is string =>
  typeof value === 'string' && DOCUMENT_ID.test(value);
