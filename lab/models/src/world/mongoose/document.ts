/** A stored document. */
export type Document = Record<string, unknown>;
