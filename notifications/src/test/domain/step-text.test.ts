import { dollars } from '../../domain/step-text';

const usual = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' });

it.each([0, 0.05, 9.9, 999.99, 1000, 1234.5, 99_999, 999_999.99, 1_234_567.05])(
  'writes %s dollars as Americans do',
  (amount) => {
    expect(dollars(amount)).toBe(usual.format(amount));
  },
);
