import { CustomError } from '@datnxecommerce/common';

/** 402: the card was refused and nothing was charged; the message is the one its bank lets the shopper read. */
export class CardDeclinedError extends CustomError {
  readonly statusCode = 402;
  override readonly code = 'card_declined';
}
