import { suitesToRetry, type Suite } from '../second-try';

const ROOT = '/repository';
const TIMEOUT = 'Error: thrown: "Exceeded timeout of 30000 ms for a test.\nAdd a timeout value to this test';
const HOOK_TIMEOUT = 'Error: thrown: "Exceeded timeout of 5000 ms for a hook.\nAdd a timeout value';
const PAGE_TIMEOUT = 'TimeoutError: locator.waitFor: Timeout 30000ms exceeded.\nCall log:';
const PORT_IN_USE = 'Error: listen EADDRINUSE: address already in use 127.0.0.1:8080';
const ASSERTION = 'Error: expect(received).toBe(expected) // Object.is equality\n\nExpected: 1\nReceived: 2';

/** A file in which one test has passed and others have failed for these reasons. */
const file = (name: string, ...reasons: string[]): Suite => ({
  name: `${ROOT}/${name}`,
  status: 'failed',
  assertionResults: [
    { status: 'passed', failureMessages: [] },
    ...reasons.map((reason) => ({ status: 'failed', failureMessages: [reason] })),
  ],
});
const experiment = (name: string, isFinal: boolean): Suite => ({
  name,
  status: 'failed',
  isFinal,
  assertionResults: [{ status: 'failed' }],
});
const retried = (...suites: Suite[]): string[] => suitesToRetry(suites, ROOT).map(({ name }) => name);

describe('a second try', () => {
  it.each([TIMEOUT, HOOK_TIMEOUT, PAGE_TIMEOUT, PORT_IN_USE])('is given after %j', (reason) => {
    const slow = file('client/test/cart.test.tsx', reason);
    expect(retried(slow, { ...file('client/test/other.test.tsx'), status: 'passed' })).toEqual([slow.name]);
  });

  it.each([
    ['an assertion', ASSERTION],
    ['an assertion about a timeout', `${ASSERTION}\n\n${TIMEOUT}`],
    ['any other error', 'TypeError: order is undefined'],
    ['a timeout that a test asserts', 'Error: order 1 is not Complete after 30 s'],
  ])('is refused after %s', (_what, reason) => {
    expect(retried(file('client/test/cart.test.tsx', reason))).toEqual([]);
    expect(retried(file('client/test/cart.test.tsx', TIMEOUT, reason))).toEqual([]);
  });

  it.each([
    ...[
      'lab/models/src/test/purchase.test.ts',
      'lab/load/src/shop-test/load.test.ts',
      'infra/audit/src/test/look.test.ts',
    ],
    ...['payments/src/test/pay-order.test.ts', 'orders/src/test/orders.test.ts'],
    ...['products/src/test/stock.test.ts', 'cart/src/test/cart.test.ts', 'common/src/test/relay.test.ts'],
    ...['infra/stripe/src/test/charges.test.ts', 'infra/e2e/src/test/full-run/crashes.test.ts'],
    ...['infra/e2e/src/test/audit.test.ts', 'infra/e2e/src/test/a-new-one.test.ts'],
  ])('is refused to %s, whatever the reason', (name) => {
    expect(retried(file(name, TIMEOUT))).toEqual([]);
  });

  it('is refused to a file that could not run at all', () => {
    expect(retried({ ...file('client/test/cart.test.tsx'), assertionResults: [] })).toEqual([]);
  });

  it('is given to an experiment that has missed nothing but limits of time', () => {
    expect(retried(experiment('T5', false))).toEqual(['T5']);
    expect(retried(experiment('T5', true))).toEqual([]);
  });

  it('is given to nobody when one failure is final or too many have failed', () => {
    const slow = Array.from({ length: 4 }, (_, index) =>
      file(`infra/local/src/test/${index}.test.ts`, TIMEOUT),
    );
    expect(retried(...slow.slice(0, 3))).toHaveLength(3);
    expect(retried(...slow)).toEqual([]);
    expect(retried(...slow.slice(0, 1), file('client/test/cart.test.tsx', ASSERTION))).toEqual([]);
  });
});
