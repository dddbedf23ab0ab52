import { asTable, findSlower, findVoid, type Generation, type RequestReport, summarize } from '../report';

const report = (ours: number, control = 1.01): RequestReport => ({
  measuredAt: '2026-11-27T00:00:00.000Z',
  node: 'v20.20.0',
  load: [0.2, 1.4],
  generations: 3,
  rounds: 8,
  roundMs: 300,
  bareHttp: 0.05,
  routes: [{ name: 'product', limit: 0.2, ours, control }],
});

describe('a report of the hot routes', () => {
  it('shows each route beside its limit', () => {
    expect(asTable(report(0.4))).toContain('| product | 0.200 | 0.400 | 0.50 | 1.01 |');
    expect(asTable(report(0.4))).toContain('load average 0.2 to 1.4');
    expect(asTable(report(0.4))).toMatch(/^CPU time of one request, /);
    expect(asTable(report(0.4), 'event')).toMatch(/^CPU time of one event, /);
  });

  it('is void for a route whose limit differs by more than 5 % between two processes', () => {
    expect(findVoid(report(0.4, 1.049))).toEqual([]);
    expect(findVoid(report(0.4, 1.06))).toEqual(['product (1.06)']);
    expect(findVoid(report(0.4, 0.94))).toEqual(['product (0.94)']);
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

describe('summarize', () => {
  const generation = (ours: number, first: number, second: number): Generation => ({
    routes: [{ name: 'product', ours, limits: [first, second] }],
    bareHttp: [0.05, 0.07],
  });
  const summarizeAll = (...generations: Generation[]) =>
    summarize(generations, { rounds: 8, load: [0.2, 1.4] });

  it('takes the mean of the generations on both sides alike', () => {
    const report = summarizeAll(generation(0.4, 0.2, 0.22), generation(0.5, 0.24, 0.2));
    const [route] = report.routes;
    expect(report).toMatchObject({ generations: 2, rounds: 8, load: [0.2, 1.4] });
    expect(report.bareHttp).toBeCloseTo(0.06, 9);
    expect(route?.ours).toBeCloseTo(0.45, 9);
    expect(route?.limit).toBeCloseTo(0.215, 9);
  });

  it('evens out processes that differ by chance', () => {
    const report = summarizeAll(generation(0.4, 0.2, 0.214), generation(0.4, 0.214, 0.2));
    expect(report.routes[0]?.control).toBeCloseTo(1, 9);
    expect(findVoid(report)).toEqual([]);
  });

  it('is void when the second process costs more in each generation', () => {
    const report = summarizeAll(generation(0.4, 0.2, 0.212), generation(0.4, 0.2, 0.212));
    expect(findVoid(report)).toEqual(['product (1.06)']);
  });

  it('has no figure of bare http when none was measured', () => {
    expect(summarizeAll({ ...generation(0.4, 0.2, 0.2), bareHttp: [] })).not.toHaveProperty('bareHttp');
  });
});
