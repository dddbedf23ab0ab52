/** As the driver's: what the server refused. */
export class MongoServerError extends Error {
  override readonly name: string = 'MongoServerError';
  readonly code: number;

  constructor({ message, code }: { message: string; code: number }) {
    super(message);
    this.code = code;
  }
}

/** As the driver's: what the server refused of many writes. */
export class MongoBulkWriteError extends MongoServerError {
  override readonly name = 'MongoBulkWriteError';
  readonly result = { getWriteConcernError: () => undefined };

  constructor(readonly writeErrors: { index: number; code: number; errmsg: string }[]) {
    super({ message: 'refused', code: writeErrors[0]?.code ?? 0 });
  }
}

export const DUPLICATE_KEY = 11000;
/** Another `_id` than the document has. */
export const IMMUTABLE_FIELD = 66;
