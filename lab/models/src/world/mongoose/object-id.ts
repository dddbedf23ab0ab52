let counter = { made: 0 };

/** An id as MongoDB's, but counted by each process for itself, so that a repeated run makes the same ids. */
export class ObjectId {
  private readonly hex: string;

  constructor(hex: ObjectId | string = ObjectId.generate()) {
    this.hex = String(hex).toLowerCase();
  }

  /** The next id, whatever the time is. */
  static generate(): string {
    return (counter.made += 1).toString(16).padStart(24, '0');
  }

  /** As of a real id: its first eight digits are seconds since 1970. */
  getTimestamp(): Date {
    return new Date(parseInt(this.hex.slice(0, 8), 16) * 1000);
  }

  toHexString(): string {
    return this.hex;
  }

  toString(): string {
    return this.hex;
  }

  toJSON(): string {
    return this.hex;
  }
}

/** Whose count the next ids go by. */
export function countIdsBy(by: { made: number }): void {
  counter = by;
}

/** Whether a text is an id. */
export const isId = (value: unknown): value is string =>
  typeof value === 'string' && /^[0-9a-f]{24}$/i.test(value);
