import { asTable, findSlower, type RequestReport } from '../report';

const report = (ours: number): RequestReport => ({
  ...{ measuredAt: '2026-11-27T00:00:00.000Z', node: 'v20.20.0', rounds: 8, perRound: 400 },
  ...{ control: 1.01, bareHttp: 0.05, routes: [{ name: 'product', limit: 0.2, ours }] },
});

describe('a report of the hot routes', () => {
  it('shows each route beside its limit', () => {
    expect(asTable(report(0.4))).toContain('| product | 0.200 | 0.400 | 0.50 |');
    expect(asTable(report(0.4))).toContain('control 1.01');
  });

  it('passes the gate up to 15 % further from the limit', () => {
    expect(findSlower(report(0.4), report(0.45))).toEqual([]);
    expect(findSlower(report(0.4), report(0.2))).toEqual([]);
  });

  it('names a route that is more than 15 % further from its limit', () => {
    expect(findSlower(report(0.4), report(0.47))).toEqual(['product (0.50 → 0.43 of its limit)']);
  });

  it('passes a route that the earlier report does not have', () => {
    expect(findSlower({ ...report(0.4), routes: [] }, report(4))).toEqual([]);
  });
});
