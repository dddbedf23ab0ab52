/** The page uses Stripe.js wrongly. */
export class IntegrationError extends Error {
  override readonly name = 'IntegrationError';
}

/** Card data was asked of an Element that is not on the page. */
export const notMounted = () =>
  new IntegrationError(
    'We could not retrieve data from the specified Element. ' +
      'Please make sure the Element you are attempting to use is still mounted.',
  );
