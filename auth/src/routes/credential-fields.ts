import { isWellFormed, textProblem, validated, type FurtherChecks } from '@datnxecommerce/common';
import type { Request } from 'express';
import { z } from 'zod';
import type { Credentials, GivenEmail } from '../domain/credentials';
import { normalizeEmail } from '../domain/email';
import {
  isTooLong,
  MAX_PASSWORD_BYTES,
  passwordProblem,
  TOO_MANY_BYTES,
  type PasswordPolicy,
} from '../domain/password-policy';

const EMAIL_MESSAGE = 'Email must be valid';
const MAX_EMAIL_LENGTH = 254;

const email = z
  .string()
  .trim()
  .toLowerCase()
  .max(MAX_EMAIL_LENGTH)
  .refine((text) => textProblem(text) === undefined)
  .meta({ format: 'email', description: EMAIL_MESSAGE });

/**
 * Normalises an e-mail, and keeps what was sent for `readEmail`. What an address is made of is
 * express-validator's business. It throws on ill-formed text, so `email` comes first.
 */
export const emailCheck: FurtherChecks = {
  email: (chain) =>
    chain
      .customSanitizer((typed: string, { req }) => {
        (req as CredentialsRequest).typedEmail = typed;
        return normalizeEmail(typed);
      })
      .isEmail()
      .withMessage(EMAIL_MESSAGE)
      .isLength({ max: MAX_EMAIL_LENGTH })
      .withMessage(EMAIL_MESSAGE),
};

interface CredentialsRequest extends Request {
  typedEmail?: string;
}

/** The e-mail of a request, whose schema was checked with `emailCheck`. */
export function readEmail(req: Request, schema: typeof requestResetRequest): GivenEmail {
  const { email: normal } = validated(req, schema);
  return { email: normal, typedEmail: (req as CredentialsRequest).typedEmail ?? normal };
}

/** The checked fields of a sign-up or sign-in, whose schema was checked with `emailCheck`. */
export function readCredentials(req: Request, schema: typeof signInRequest): Credentials {
  return { ...readEmail(req, schema), password: validated(req, schema).password };
}

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
  .refine((password) => isWellFormed(password), 'Password must be well-formed Unicode')
  .meta({ format: 'password', maxLength: MAX_PASSWORD_BYTES });

/** The body of a sign-up. */
export const signUpRequest = (policy: PasswordPolicy) => ({
  body: z.object({ email, password: newPassword(policy) }),
});

/** The body of a sign-in. */
export const signInRequest = { body: z.object({ email, password: knownPassword }) };

/** The body of a request for a new password. */
export const requestResetRequest = { body: z.object({ email }) };

/** The body of a new password in place of a forgotten one. Whether the token is one is for its reader to say. */
export const resetPasswordRequest = (policy: PasswordPolicy) => ({
  body: z.object({
    token: z.string('You must supply the token of the link').max(200),
    newPassword: newPassword(policy),
  }),
});

/** The body of a change of the password. */
export const changePasswordRequest = (policy: PasswordPolicy) => ({
  body: z.object({ currentPassword: knownPassword, newPassword: newPassword(policy) }),
});
