import { Tally } from '../tally';

it('shows what was done, how fast, and what was refused and why', () => {
  const tally = new Tally();
  for (let ms = 1; ms <= 100; ms += 1) tally.done('customer session', ms);
  tally.refusedFor('customer session', 'not_for_sale');
  tally.refusedFor('customer session', 'not_for_sale');
  tally.refusedFor('price update', 'changed meanwhile');
  const lines = tally.asTable(20).split('\n');
  expect(lines).toContain('| customer session | 100 | 5.0 | 50 | 99 | 2 not_for_sale |');
  expect(lines).toContain('| price update | 0 | 0.0 | – | – | 1 changed meanwhile |');
  expect(lines).toContain('| seller dashboard | 0 | 0.0 | – | – | 0 |');
});
