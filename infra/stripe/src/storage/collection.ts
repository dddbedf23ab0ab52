/** Objects by id, in the order of their creation. */
export class Collection<T extends { id: string }> {
  private readonly objects: T[] = [];
  private readonly positions = new Map<string, number>();

  get(id: string): T | undefined {
    const position = this.positions.get(id);
    return position === undefined ? undefined : this.objects[position];
  }

  /** Adds an object, or takes the place of the one with its id. */
  put(object: T): void {
    const position = this.positions.get(object.id) ?? this.objects.length;
    this.positions.set(object.id, position);
    this.objects[position] = object;
  }

  clear(): void {
    this.objects.length = 0;
    this.positions.clear();
  }

  /** Oldest first. */
  all(): readonly T[] {
    return this.objects;
  }

  /** Newest first, from the one that was created just before `id`; from the newest without an id. */
  *olderThan(id?: string): Generator<T> {
    const start = id === undefined ? this.objects.length : (this.positions.get(id) ?? 0);
    for (let position = start - 1; position >= 0; position -= 1) yield this.objects[position]!;
  }
}
