const listeners = new Set<() => void>();

/** Calls back whenever a service answers 401 to a request of this page. Returns how to stop. */
export function onUnauthorized(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function reportUnauthorized(): void {
  for (const listener of listeners) listener();
}
