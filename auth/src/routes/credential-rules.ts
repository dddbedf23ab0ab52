import { fieldRule, textProblem, type FieldCheck, type JsonSchema } from '@datnxecommerce/common';
import type { ParamSchema, Schema } from 'express-validator';
import {
  isTooLong,
  MAX_PASSWORD_BYTES,
  passwordProblem,
  TOO_MANY_BYTES,
  type PasswordPolicy,
} from '../domain/password-policy';

const EMAIL_MESSAGE = 'Email must be valid';
const NO_PASSWORD = 'You must supply a password';

/** A text first: validator's isEmail takes `["a@b.co"]` and U+202E for an e-mail; and it allows 64 + 1 + 254 characters. */
const email: ParamSchema = {
  in: 'body',
  errorMessage: EMAIL_MESSAGE,
  custom: {
    options: (value: unknown) => typeof value === 'string' && textProblem(value.trim()) === undefined,
    bail: true, // isEmail throws on ill-formed text
  },
  trim: true,
  toLowerCase: true,
  isEmail: true,
  isLength: { options: { max: 254 } },
};

const password = (bounds: Pick<JsonSchema, 'minLength' | 'maxLength'>, check: FieldCheck): ParamSchema => ({
  in: 'body',
  ...fieldRule(check, { type: 'string', format: 'password', ...bounds }),
});

/** The body of a sign-up. */
export const signUpSchema = (policy: PasswordPolicy): Schema => ({
  email,
  password: password({ minLength: policy.min, maxLength: policy.max }, (value) =>
    passwordProblem(value, policy),
  ),
});

/** The body of a sign-in: any password that can be one, whatever the policy of today. */
export const signInSchema: Schema = {
  email,
  password: password({ minLength: 1, maxLength: MAX_PASSWORD_BYTES }, (value) => {
    if (typeof value !== 'string' || value === '') return NO_PASSWORD;
    return isTooLong(value) ? TOO_MANY_BYTES : undefined;
  }),
};
