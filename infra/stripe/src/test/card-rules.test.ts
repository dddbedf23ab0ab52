import * as browser from '../../browser/src/frame/card-rules';
import { brandOf, passesLuhn } from '../cards/card-number';
import { TEST_CARDS } from '../cards/test-cards';

const today = new Date(2026, 6, 15);

it('agree with the server about every test card', () => {
  for (const { number } of TEST_CARDS) {
    expect(browser.passesLuhn(number)).toBe(passesLuhn(number));
    expect(browser.brandOf(number).name).toBe(brandOf(number)?.slug);
    expect(browser.brandOf(number).cvcLength).toBe(brandOf(number)?.cvcLength);
    expect(browser.numberVerdict(number).state).toBe('complete');
    expect(browser.onlyDigits(browser.formatNumber(number))).toBe(number);
  }
});

it.each([
  ['4242424242424242', '4242 4242 4242 4242'],
  ['42424242424242429', '4242 4242 4242 4242'],
  ['378282246310005', '3782 822463 10005'],
  ['36227206271667', '3622 720627 1667'],
  ['42424', '4242 4'],
  ['4242-4242 4242x', '4242 4242 4242'],
])('write %s as %s', (typed, shown) => {
  expect(browser.formatNumber(typed)).toBe(shown);
});

it.each([
  ['1', '1'],
  ['12', '12 / '],
  ['123', '12 / 3'],
  ['1234', '12 / 34'],
  ['5', '05 / '],
  ['1/30', '01 / 30'],
  ['01/2030', '01 / 30'],
  ['12 / 345', '12 / 34'],
])('write the date %s as %s', (typed, shown) => {
  expect(browser.formatExpiry(typed)).toBe(shown);
});

it.each([
  [browser.numberVerdict(''), 'empty', ''],
  [browser.numberVerdict('4242'), 'incomplete', 'Your card number is incomplete.'],
  [browser.numberVerdict('4242424242424241'), 'invalid', 'Your card number is invalid.'],
  [browser.numberVerdict('9999'), 'invalid', 'Your card number is invalid.'],
  [browser.expiryVerdict('07', today), 'incomplete', "Your card's expiration date is incomplete."],
  [browser.expiryVerdict('0726', today), 'complete', ''],
  [browser.expiryVerdict('0626', today), 'invalid', "Your card's expiration date is in the past."],
  [browser.expiryVerdict('1225', today), 'invalid', "Your card's expiration year is in the past."],
  [browser.expiryVerdict('1277', today), 'invalid', "Your card's expiration year is invalid."],
  [browser.expiryVerdict('1330', today), 'invalid', "Your card's expiration month is invalid."],
  [browser.cvcVerdict('12', '4242'), 'incomplete', "Your card's security code is incomplete."],
  [browser.cvcVerdict('123', '4242'), 'complete', ''],
  [browser.cvcVerdict('123', '3782'), 'incomplete', "Your card's security code is incomplete."],
  [browser.cvcVerdict('1234', ''), 'complete', ''],
  [browser.cvcVerdict('1234', '4242'), 'incomplete', "Your card's security code is incomplete."],
  [browser.postalVerdict('4242'), 'incomplete', 'Your postal code is incomplete.'],
  [browser.postalVerdict('42424'), 'complete', ''],
  [browser.postalVerdict('EC1A 1BB'), 'complete', ''],
])('judge as Stripe does: %j', (verdict, state, message) => {
  expect([verdict.state, verdict.message]).toEqual([state, message]);
});
