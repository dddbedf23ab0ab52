import { renderToStaticMarkup } from 'react-dom/server';
import { centsOf, centsToField } from '../domain/money';
import { Price } from '../components/price';
import { formatCents } from '../domain/money';

it.each([
  [0.1, 10],
  [0.29, 29],
  [19.99, 1999],
  [1.15, 115],
  [1_000_000.01, 100_000_001],
])('reads %d dollars as %d whole cents', (dollars, cents) => {
  expect(centsOf(dollars)).toBe(cents);
});

it('adds three dimes up to thirty cents, which floats in dollars do not', () => {
  expect(formatCents(3 * centsOf(0.1))).toBe('$0.30');
});

it.each([
  [0, '$0.00'],
  [1999, '$19.99'],
  [123_456_789, '$1,234,567.89'],
])('shows %d cents as %s', (cents, text) => {
  expect(renderToStaticMarkup(<Price cents={cents} />)).toBe(`<span class="price">${text}</span>`);
});

it('fills a form field without sign and separators', () => {
  expect(centsToField(123_450)).toBe('1234.50');
});
