type Area = 'localStorage' | 'sessionStorage';

/** Text by key. Never throws: what the browser refuses to keep is kept for as long as this page lives. */
interface BrowserStorage {
  read: (key: string) => string | null;
  write: (key: string, text: string) => void;
  remove: (key: string) => void;
  /** False once the browser refused a call: what was written since may end with the page. */
  isDurable: () => boolean;
}

/**
 * The only way to the browser's storage. Each call on it can throw: access is blocked, the storage is full,
 * or the browser has none. A refused write then stands in memory, in front of an older stored value.
 */
function openStorage(area: Area): BrowserStorage {
  const memory = new Map<string, string | null>();
  let durable = true;

  const attempt = <T>(call: (storage: Storage) => T, refused: () => T): T => {
    try {
      return call(globalThis[area]);
    } catch {
      durable = false;
      return refused();
    }
  };

  const change = (key: string, text: string | null, call: (storage: Storage) => void) => {
    attempt(
      (storage) => {
        call(storage);
        memory.delete(key);
      },
      () => void memory.set(key, text),
    );
  };

  return {
    read: (key) => {
      const kept = memory.get(key);
      if (kept !== undefined) return kept;
      return attempt(
        (storage) => storage.getItem(key),
        () => null,
      );
    },
    write: (key, text) => change(key, text, (storage) => storage.setItem(key, text)),
    remove: (key) => change(key, null, (storage) => storage.removeItem(key)),
    isDurable: () => durable,
  };
}

/** Shared by the tabs of this browser. */
export const localStore = openStorage('localStorage');

/** Of this tab alone. */
export const tabStore = openStorage('sessionStorage');

/** Parses stored text, which anybody may have changed; undefined when it is not JSON. */
export function parseStored(text: string | null): unknown {
  try {
    return text === null ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}

/** A stored text that components follow: what useSyncExternalStore needs, and how to change it. */
interface SharedText {
  read: () => string | null;
  write: (text: string) => void;
  /** Calls back on every change, in this tab or another. Returns how to stop. */
  subscribe: (onChange: () => void) => () => void;
}

export function shareText(key: string): SharedText {
  const listeners = new Set<() => void>();
  return {
    read: () => localStore.read(key),
    write: (text) => {
      localStore.write(key, text);
      for (const listener of listeners) listener();
    },
    subscribe: (onChange) => {
      listeners.add(onChange);
      window.addEventListener('storage', onChange);
      return () => {
        listeners.delete(onChange);
        window.removeEventListener('storage', onChange);
      };
    },
  };
}
