import { describeApi, documentId, jsonSchema, schemaRef, type ServiceApi } from '@datnxecommerce/common';
import { z } from 'zod';
import { configSchema } from './config';
import { passwordPolicy, type PasswordPolicy } from './domain/password-policy';
import {
  changePasswordRequest,
  requestResetRequest,
  resetPasswordRequest,
  signInRequest,
  signUpRequest,
} from './routes/credential-fields';
import { renameAccountRequest } from './routes/rename-account';

const account = z.object({ id: documentId, email: z.string() });
const ownAccount = account.extend({ name: z.string().describe('Empty until it is given') });
const visitor = account.extend({
  iat: z.int().describe('When the session was opened, in seconds since 1970'),
});
const opensSession = {
  'Set-Cookie': z.string().describe('The session: HttpOnly, Secure, SameSite=Lax'),
};

const signsIn = {
  'Set-Cookie': z
    .string()
    .describe('The session, and this device, which opens none: HttpOnly, Secure, SameSite=Lax'),
};

const signedOut = {
  description: 'Nobody is signed in any more',
  body: jsonSchema(z.object({})),
  headers: { 'Set-Cookie': z.string().describe('Clears the session') },
};

/** The API of auth, under this deployment's policy for passwords. */
export const usersApi = (policy: PasswordPolicy): ServiceApi =>
  describeApi({
    title: 'Users',
    description: 'Accounts and sessions.',
    prefix: '/api/users',
    schemas: {
      Account: account,
      OwnAccount: ownAccount,
      Visitor: z.object({ currentUser: visitor.nullable() }),
    },
    errorCodes: {
      email_in_use: 'The e-mail has an account already',
      invalid_credentials: 'E-mail and password fit no account',
      invalid_reset_token: 'The link for a new password was used, is too old or unknown',
      wrong_current_password: 'The current password is another one',
      too_many_attempts: 'Too many attempts from this address or for this e-mail in this minute; retry later',
      too_many_failed_sign_ins: 'Too many wrong passwords for this account; retry later',
    },
    routes: [
      {
        method: 'post',
        path: '/api/users/signup',
        operationId: 'signUp',
        summary: 'Open an account and sign in',
        input: signUpRequest(policy),
        answers: {
          201: { description: 'The new account', body: schemaRef('Account'), headers: opensSession },
          400: 'One entry for each bad field, or `Email in use`',
          429: 'Too many attempts from this address or for this e-mail',
        },
      },
      {
        method: 'post',
        path: '/api/users/signin',
        operationId: 'signIn',
        summary: 'Sign in',
        input: signInRequest,
        answers: {
          200: { description: 'The account', body: schemaRef('Account'), headers: signsIn },
          400: 'One entry for each bad field, or `Invalid credentials`, whether the e-mail is known or not',
          429: 'Too many wrong passwords, or too many attempts from this address or for this e-mail',
        },
      },
      {
        method: 'post',
        path: '/api/users/signout',
        operationId: 'signOut',
        summary: 'Sign out',
        description: 'Ends this session in all services, and no other session of the user.',
        answers: { 200: signedOut },
      },
      {
        method: 'post',
        path: '/api/users/signout-everywhere',
        operationId: 'signOutEverywhere',
        summary: 'Sign out everywhere',
        description: 'Ends all sessions of the user in all services.',
        signedIn: true,
        answers: { 200: signedOut },
      },
      {
        method: 'put',
        path: '/api/users/password',
        operationId: 'changePassword',
        summary: 'Change the password',
        description: 'Opens a new session; all earlier ones of the user end.',
        signedIn: true,
        input: changePasswordRequest(policy),
        answers: {
          200: { description: 'The account', body: schemaRef('Account'), headers: opensSession },
          400: 'One entry for each bad field; `currentPassword` when that is wrong',
          429: 'Too many wrong passwords for this account',
        },
      },
      {
        method: 'post',
        path: '/api/users/password-reset',
        operationId: 'requestPasswordReset',
        summary: 'Ask for a new password',
        description:
          'Mails a link that works once, for an hour, if the e-mail has an account. The answer does not tell. ' +
          'After five requests no more links are mailed until the last one has expired.',
        input: requestResetRequest,
        answers: {
          202: { description: 'Whether the e-mail has an account or not', body: jsonSchema(z.object({})) },
          400: 'The e-mail is malformed',
          429: 'Too many attempts from this address or for this e-mail',
        },
      },
      {
        method: 'put',
        path: '/api/users/password-reset',
        operationId: 'resetPassword',
        summary: 'Set a new password by the link of the mail',
        description: 'All sessions of the user end. No session is opened: sign in with the new password.',
        input: resetPasswordRequest(policy),
        answers: {
          200: { description: 'The password is set', body: jsonSchema(z.object({})) },
          400: 'One entry for each bad field; `token` when the link was used, is too old, unknown or malformed',
          429: 'Too many attempts from this address',
        },
      },
      {
        method: 'get',
        path: '/api/users/account',
        operationId: 'showAccount',
        summary: 'Show the own account',
        signedIn: true,
        answers: { 200: { description: 'The account', body: schemaRef('OwnAccount') } },
      },
      {
        method: 'put',
        path: '/api/users/account',
        operationId: 'renameAccount',
        summary: 'Give the own account a name',
        signedIn: true,
        input: renameAccountRequest,
        answers: {
          200: { description: 'The account', body: schemaRef('OwnAccount') },
          400: 'One entry for each bad field',
        },
      },
      {
        method: 'get',
        path: '/api/users/currentuser',
        operationId: 'currentUser',
        summary: 'Who is signed in',
        answers: { 200: { description: 'The visitor; null for a guest', body: schemaRef('Visitor') } },
      },
    ],
  });

const { PASSWORD_POLICY, PASSWORD_MIN, PASSWORD_MAX } = configSchema.shape;

/** The API of auth with default settings, as it is published. */
export const api = usersApi(
  passwordPolicy({
    PASSWORD_POLICY: PASSWORD_POLICY.parse(undefined),
    PASSWORD_MIN: PASSWORD_MIN.parse(undefined),
    PASSWORD_MAX: PASSWORD_MAX.parse(undefined),
  }),
);
