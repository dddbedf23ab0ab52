import { textProblem, type FurtherChecks } from '@datnxecommerce/common';
import { z } from 'zod';
import {
  isTooLong,
  MAX_PASSWORD_BYTES,
  passwordProblem,
  TOO_MANY_BYTES,
  type PasswordPolicy,
} from '../domain/password-policy';

const EMAIL_MESSAGE = 'Email must be valid';

const email = z
  .string()
  .trim()
  .toLowerCase()
  .max(254)
  .refine((text) => textProblem(text) === undefined)
  .meta({ format: 'email', description: EMAIL_MESSAGE });

/** What an address is made of is express-validator's business. It throws on ill-formed text, so `email` comes first. */
export const emailCheck: FurtherChecks = {
  email: (chain) => chain.isEmail().withMessage(EMAIL_MESSAGE),
};

/** A password that an account may get under the policy. */
const newPassword = (policy: PasswordPolicy) =>
  z
    .string({ error: ({ input }) => passwordProblem(input, policy) })
    .refine((password) => passwordProblem(password, policy) === undefined, {
      error: ({ input }) => passwordProblem(input, policy),
    })
    .meta({ format: 'password', minLength: policy.min, maxLength: policy.max });

/** Any password that can be one, whatever the policy of today. */
const knownPassword = z
  .string('You must supply a password')
  .min(1, 'You must supply a password')
  .refine((password) => !isTooLong(password), TOO_MANY_BYTES)
  .meta({ format: 'password', maxLength: MAX_PASSWORD_BYTES });

/** The body of a sign-up. */
export const signUpRequest = (policy: PasswordPolicy) => ({
  body: z.object({ email, password: newPassword(policy) }),
});

/** The body of a sign-in. */
export const signInRequest = { body: z.object({ email, password: knownPassword }) };

/** The body of a change of the password. */
export const changePasswordRequest = (policy: PasswordPolicy) => ({
  body: z.object({ currentPassword: knownPassword, newPassword: newPassword(policy) }),
});
