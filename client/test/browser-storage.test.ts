import type * as browserStorage from '../hooks/browser-storage';
import { exclusively } from '../hooks/exclusively';
import { guestCart } from '../hooks/cart/guest-cart';
import { pretendBrowser } from './browser';

type Module = typeof browserStorage;

/** A page that was just opened: nothing is in its memory. */
const openPage = (): Module => {
  let page: Module | undefined;
  jest.isolateModules(() => {
    page = jest.requireActual<Module>('../hooks/browser-storage');
  });
  if (!page) throw new Error('the module was not loaded');
  return page;
};

const define = (value: PropertyDescriptor) =>
  Object.defineProperty(globalThis, 'localStorage', { configurable: true, ...value });

const refuse = () => {
  throw new DOMException('refused', 'QuotaExceededError');
};

let leave: () => void;
beforeEach(() => {
  leave = pretendBrowser();
});
afterEach(() => leave());

it('keeps text in the browser and stays durable', () => {
  const { localStore } = openPage();
  localStore.write('key', 'text');
  expect(localStorage.getItem('key')).toBe('text');
  expect(openPage().localStore.read('key')).toBe('text');
  localStore.remove('key');
  expect(localStore.read('key')).toBeNull();
  expect(localStore.isDurable()).toBe(true);
});

it.each<[string, PropertyDescriptor]>([
  ['access throws', { get: refuse }],
  ['there is no storage', { value: undefined }],
  ['the storage is null', { value: null }],
  ['every call throws', { value: { getItem: refuse, setItem: refuse, removeItem: refuse } }],
])('keeps text for the page when %s, and says so', (_name, descriptor) => {
  define(descriptor);
  const { localStore } = openPage();
  expect(localStore.read('key')).toBeNull();
  expect(localStore.isDurable()).toBe(false);
  localStore.write('key', 'text');
  expect(localStore.read('key')).toBe('text');
  localStore.remove('key');
  expect(localStore.read('key')).toBeNull();
});

it('shows the new text instead of the stored one when the storage is full', () => {
  const { localStore } = openPage();
  localStore.write('key', 'old');
  define({ value: { ...localStorage, setItem: refuse } });
  localStore.write('key', 'new');
  expect(localStore.read('key')).toBe('new');
  expect(localStore.isDurable()).toBe(false);
});

it('keeps a removed key removed for the page when the browser refuses to remove it', () => {
  const { localStore } = openPage();
  localStore.write('key', 'old');
  define({ value: { ...localStorage, removeItem: refuse } });
  localStore.remove('key');
  expect(localStore.read('key')).toBeNull();
});

it('reads the storage again after a later write succeeded', () => {
  const { localStore } = openPage();
  const working = localStorage;
  define({ value: { ...working, setItem: refuse } });
  localStore.write('key', 'in memory');
  define({ value: working });
  localStore.write('key', 'stored');
  working.setItem('key', 'of another tab');
  expect(localStore.read('key')).toBe('of another tab');
});

it.each([
  ['not JSON', '{'],
  ['nothing', null],
])('parses %s as undefined', (_name, text) => {
  expect(openPage().parseStored(text)).toBeUndefined();
});

it('lets the guest cart work without storage', () => {
  define({ get: refuse });
  guestCart.setQuantity('a', 2);
  expect(guestCart.read()).toEqual([{ productId: 'a', quantity: 2 }]);
  guestCart.setQuantity('a', 0);
});

describe('a lock', () => {
  const requestBy = (request: (name: string, work: () => Promise<unknown>) => Promise<unknown>) =>
    Object.defineProperty(globalThis, 'navigator', { configurable: true, value: { locks: { request } } });

  it('that the browser refuses does not stop the work', async () => {
    requestBy(() => Promise.reject(new DOMException('denied', 'SecurityError')));
    await expect(exclusively('name', async () => 'done')).resolves.toBe('done');
  });

  it('passes on the error of the work and does not run it again', async () => {
    requestBy((_name, work) => work());
    const work = jest.fn(() => Promise.reject(new Error('failed')));
    await expect(exclusively('name', work)).rejects.toThrow('failed');
    expect(work).toHaveBeenCalledTimes(1);
  });
});
