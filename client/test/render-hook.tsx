import { act, type ComponentType, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { browserOfEachTest } from './browser';

/** A hook that runs in a component which shows nothing. */
export interface RunningHook<T> {
  /** What it returned last. */
  now: () => T;
  /** Runs `work` and all that React does because of it. */
  act: (work: () => unknown) => Promise<void>;
  /** Renders it again. */
  again: () => Promise<void>;
  leave: () => Promise<void>;
}

type Wrapper = ComponentType<{ children: ReactNode }>;

/** Runs a hook in React's own renderer. It draws nothing, so `aContainer` is all it needs of a document. */
export async function renderHook<T>(hook: () => T, Around?: Wrapper): Promise<RunningHook<T>> {
  const latest: { value?: T } = {};
  function Probe(): null {
    latest.value = hook();
    return null;
  }
  const root = createRoot(aContainer());
  const render = () => root.render(Around ? <Around children={<Probe />} /> : <Probe />);
  const perform = async (work: () => unknown) => {
    await act(async () => {
      await work();
    });
  };
  await perform(render);
  return {
    now: () => latest.value as T,
    act: perform,
    again: () => perform(render),
    leave: () => perform(() => root.unmount()),
  };
}

/** A tab: what the hooks and React touch of window and document. */
export interface PretendedTab {
  setHidden: (isHidden: boolean) => void;
  /** Takes it away again. */
  close: () => void;
}

export function pretendTab(): PretendedTab {
  const document = Object.assign(new EventTarget(), {
    nodeType: 9,
    activeElement: null,
    defaultView: globalThis,
    hidden: false,
    cookie: '',
  });
  const window = Object.assign(new EventTarget(), { HTMLIFrameElement: class {}, location: { href: '/' } });
  const parts = { document, window, HTMLIFrameElement: class {}, IS_REACT_ACT_ENVIRONMENT: true };
  const before = Object.keys(parts).map(
    (name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const,
  );
  for (const [name, value] of Object.entries(parts))
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  return {
    setHidden: (isHidden) => {
      document.hidden = isHidden;
      document.dispatchEvent(new Event('visibilitychange'));
    },
    close: () => {
      for (const [name, descriptor] of before) {
        if (descriptor) Object.defineProperty(globalThis, name, descriptor);
        else Reflect.deleteProperty(globalThis, name);
      }
    },
  };
}

/** Gives each test of a file a tab in a browser of its own, as `browserOfEachTest` does. */
export function tabOfEachTest(): Pick<PretendedTab, 'setHidden'> {
  let tab: PretendedTab;
  browserOfEachTest();
  beforeEach(() => {
    tab = pretendTab();
  });
  afterEach(() => tab.close());
  return { setHidden: (isHidden) => tab.setHidden(isHidden) };
}

/** What React asks of the element that it draws into. */
function aContainer(): Element {
  const container = Object.assign(new EventTarget(), {
    nodeType: 1,
    nodeName: 'DIV',
    tagName: 'DIV',
    namespaceURI: 'http://www.w3.org/1999/xhtml',
    ownerDocument: document,
    textContent: '',
  });
  return container as unknown as Element;
}
