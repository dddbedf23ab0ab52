import type { ParamSchema, Schema } from 'express-validator';
import { isTooLong, passwordProblem, TOO_MANY_BYTES, type PasswordPolicy } from '../domain/password-policy';

const EMAIL_MESSAGE = 'Email must be valid';
const NO_PASSWORD = 'You must supply a password';

/** A text first: validator's isEmail takes `["a@b.co"]` for an e-mail; and it allows 64 + 1 + 254 characters. */
const email: ParamSchema = {
  in: 'body',
  errorMessage: EMAIL_MESSAGE,
  custom: { options: (value: unknown) => typeof value === 'string' },
  trim: true,
  toLowerCase: true,
  isEmail: true,
  isLength: { options: { max: 254 } },
};

/** A field rule from a function that tells what is wrong, or null. */
const password = (problemOf: (value: unknown) => string | null): ParamSchema => ({
  in: 'body',
  custom: {
    options: (value: unknown) => {
      const problem = problemOf(value);
      if (problem !== null) throw new Error(problem);
      return true;
    },
  },
});

/** The body of a sign-up. */
export const signUpSchema = (policy: PasswordPolicy): Schema => ({
  email,
  password: password((value) => passwordProblem(value, policy)),
});

/** The body of a sign-in: any password that can be one, whatever the policy of today. */
export const signInSchema: Schema = {
  email,
  password: password((value) => {
    if (typeof value !== 'string' || value === '') return NO_PASSWORD;
    return isTooLong(value) ? TOO_MANY_BYTES : null;
  }),
};
