import { DECLINES } from '../cards/declines';
import { passesLuhn } from '../cards/card-number';
import { TEST_CARDS } from '../cards/test-cards';
import { aCard, aCharge, dataFolder, errorOf, type RunningSandbox, startSandbox } from './harness';

let sandbox: RunningSandbox;
let folder: Awaited<ReturnType<typeof dataFolder>>;

beforeAll(async () => {
  folder = await dataFolder();
  sandbox = await startSandbox({ dataDir: folder.folder });
});

afterAll(async () => {
  await sandbox.stop();
  await folder.remove();
});

const tokenFor = async (number: string, more: object = {}) => {
  const cvc = /^3[47]/.test(number) ? '1234' : '123';
  return (await sandbox.stripe.tokens.create(aCard({ number, cvc, ...more }))).id;
};

describe('test cards', () => {
  const good = TEST_CARDS.filter(({ decline }) => decline === undefined);
  const bad = TEST_CARDS.filter(({ decline }) => decline !== undefined);

  it.each(good.map(({ number, tokens }) => [number, tokens]))('charges %s', async (number, tokens) => {
    expect(passesLuhn(number)).toBe(true);
    for (const source of [await tokenFor(number), ...tokens]) {
      const charge = await sandbox.stripe.charges.create(aCharge({ source }));
      expect(charge).toMatchObject({ paid: true, source: { last4: number.slice(-4) } });
    }
  });

  it.each(bad.map(({ number, decline, tokens }) => [number, decline, tokens]))(
    'declines %s with %s',
    async (number, decline, tokens) => {
      expect(passesLuhn(number)).toBe(true);
      for (const source of [await tokenFor(number), ...tokens]) {
        const error = await errorOf(sandbox.stripe.charges.create(aCharge({ source })));
        expect([error.type, error.statusCode]).toEqual(['StripeCardError', 402]);
        const expected: { code: string; declineCode?: string; message: string } = DECLINES[decline!];
        expect([error.code, error.decline_code, error.message]).toEqual([
          expected.code,
          expected.declineCode ?? '',
          expected.message,
        ]);
        expect(await sandbox.stripe.charges.retrieve(error.charge!)).toMatchObject({
          status: 'failed',
          paid: false,
          captured: false,
          failure_code: expected.code,
          failure_message: expected.message,
        });
      }
    },
  );

  it.each([
    ['tok_chargeDeclined', 'card_declined', 'generic_decline'],
    ['tok_chargeDeclinedInsufficientFunds', 'card_declined', 'insufficient_funds'],
    ['tok_chargeDeclinedFraudulent', 'card_declined', 'fraudulent'],
    ['tok_chargeDeclinedExpiredCard', 'expired_card', ''],
    ['tok_chargeDeclinedIncorrectCvc', 'incorrect_cvc', ''],
    ['tok_chargeDeclinedProcessingError', 'processing_error', ''],
  ])('%s is declined as Stripe documents it', async (source, code, declineCode) => {
    const error = await errorOf(sandbox.stripe.charges.create(aCharge({ source })));
    expect([error.code, error.decline_code]).toEqual([code, declineCode]);
  });

  it('charges 4000000000000101 if no CVC was given to fail', async () => {
    const source = await tokenFor('4000000000000101', { cvc: undefined });
    expect((await sandbox.stripe.charges.create(aCharge({ source }))).paid).toBe(true);
  });

  it('declines a number that may be a real card', async () => {
    const source = await tokenFor('4539578763621486');
    const error = await errorOf(sandbox.stripe.charges.create(aCharge({ source })));
    expect([error.code, error.decline_code]).toEqual(['card_declined', 'test_mode_live_card']);
  });
});

describe('tokens', () => {
  it('hide the card', async () => {
    const token = await sandbox.stripe.tokens.create(aCard({ name: 'Ada Lovelace', address_zip: '42424' }));

    expect(token).toMatchObject({
      object: 'token',
      type: 'card',
      used: false,
      card: { brand: 'Visa', last4: '4242', exp_month: 12, name: 'Ada Lovelace', address_zip: '42424' },
    });
    expect(JSON.stringify(token)).not.toContain('4242424242424242');
  });

  it('can be charged once', async () => {
    const source = await tokenFor('4242424242424242');
    await sandbox.stripe.charges.create(aCharge({ source }));

    const error = await errorOf(sandbox.stripe.charges.create(aCharge({ source })));
    expect([error.statusCode, error.code, error.message]).toEqual([
      400,
      'token_already_used',
      `You cannot use a Stripe token more than once: ${source}.`,
    ]);
  });

  it('are used up by a decline', async () => {
    const source = await tokenFor('4000000000000002');
    await errorOf(sandbox.stripe.charges.create(aCharge({ source })));
    expect((await errorOf(sandbox.stripe.charges.create(aCharge({ source })))).code).toBe(
      'token_already_used',
    );
  });

  it('are used by one of many charges at once', async () => {
    const source = await tokenFor('4242424242424242');
    const results = await Promise.allSettled(
      Array.from({ length: 8 }, () => sandbox.stripe.charges.create(aCharge({ source }))),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('with a name can be charged again and again', async () => {
    for (let time = 0; time < 3; time += 1) {
      expect((await sandbox.stripe.charges.create(aCharge({ source: 'tok_visa' }))).paid).toBe(true);
    }
  });

  const lastYear = String(new Date().getUTCFullYear() - 1);
  it.each([
    [{ number: '4242424242424241' }, 402, 'incorrect_number', 'number', 'Your card number is incorrect.'],
    [
      { number: '4242' },
      402,
      'invalid_number',
      'number',
      'The card number is not a valid credit card number.',
    ],
    [
      { exp_month: '13' },
      402,
      'invalid_expiry_month',
      'exp_month',
      "Your card's expiration month is invalid.",
    ],
    [
      { exp_year: lastYear },
      402,
      'invalid_expiry_year',
      'exp_year',
      "Your card's expiration year is invalid.",
    ],
    [{ exp_year: '99' }, 402, 'invalid_expiry_year', 'exp_year', "Your card's expiration year is invalid."],
    [{ cvc: '12' }, 402, 'invalid_cvc', 'cvc', "Your card's security code is invalid."],
    [
      { number: undefined },
      400,
      'parameter_missing',
      'card[number]',
      'Missing required param: card[number].',
    ],
    [
      { exp_year: undefined },
      400,
      'parameter_missing',
      'card[exp_year]',
      'Missing required param: card[exp_year].',
    ],
    [{ pin: '1' }, 400, 'parameter_unknown', 'card[pin]', 'Received unknown parameter: card[pin]'],
    [
      { address_city: 'London' },
      400,
      'sandbox_unsupported',
      'address_city',
      'The sandbox does not imitate the parameter address_city of a card.',
    ],
  ])('refuse %j', async (card: object, status, code, param, message) => {
    const error = await errorOf(sandbox.stripe.tokens.create(aCard(card)));
    expect([error.statusCode, error.code, error.param, error.message]).toEqual([
      status,
      code,
      param,
      message,
    ]);
  });

  it('take a year of two digits', async () => {
    const year = new Date().getUTCFullYear() + 1;
    const token = await sandbox.stripe.tokens.create(aCard({ exp_year: String(year % 100) }));
    expect(token.card?.exp_year).toBe(year);
  });
});
