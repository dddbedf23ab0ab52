import { safeNext } from '../domain/safe-next';

it.each(['/', '/checkout', '/orders/65f0?from=mail', '/?q=tea%20pot#top'])('goes on to %s', (path) => {
  expect(safeNext(path)).toBe(path);
});

it.each([
  'https://evil.test/',
  '//evil.test/',
  '/\\evil.test/',
  '/\t/evil.test/',
  '/\n/evil.test',
  '/cart\r\nset-cookie: session=x',
  'javascript:alert(1)',
  'orders',
  '',
  undefined,
  ['/cart', '/orders'],
])('goes to the catalogue instead of %j', (next) => {
  expect(safeNext(next)).toBe('/');
});

it('does not lead back to the form that was just filled in', () => {
  expect(safeNext('/auth/signin?next=/cart')).toBe('/');
});
