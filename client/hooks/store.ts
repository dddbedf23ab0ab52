import { useSyncExternalStore } from 'react';

/** A value that changes outside React. Keeping races and timers in a plain class makes them testable without a page. */
export abstract class Store<T> {
  #value: T;
  readonly #listeners = new Set<() => void>();

  constructor(initial: T) {
    this.#value = initial;
  }

  readonly snapshot = (): T => this.#value;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  protected set(value: T): void {
    this.#value = value;
    for (const listener of this.#listeners) listener();
  }
}

/** The store's value; the component renders again when it changes. */
export function useStore<T>(store: Store<T>): T {
  return useSyncExternalStore(store.subscribe, store.snapshot, store.snapshot);
}
