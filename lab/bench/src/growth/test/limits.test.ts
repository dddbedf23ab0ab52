import { asTable, findSlower, type Growth } from '../limits';

const growth = (what: string, large: number): Growth => ({ what, small: 10, large, limit: 1.3 });

describe('growth', () => {
  const growths = [growth('as before', 12.9), growth('slower', 13.1)];

  it('names what has become slower than its limit', () => {
    expect(findSlower(growths, 1).map(({ what }) => what)).toEqual(['slower']);
  });

  it('does not count what has become slower because the machine has', () => {
    expect(findSlower(growths, 1.05)).toEqual([]);
  });

  it('counts what a faster machine hides', () => {
    expect(findSlower(growths, 0.9).map(({ what }) => what)).toEqual(['as before', 'slower']);
  });

  it('shows each ratio beside its limit', () => {
    expect(asTable([growth('one order', 15)], 1.5)).toContain('| one order | 10.00 | 15.00 | 1.00, 1.3 |');
  });
});
