import { createApp, type Logger, type SessionKeys } from '@datnxecommerce/common';
import type { PasswordPolicy } from './domain/password-policy';
import type { AuthDeps } from './domain/auth-deps';
import { usersApi } from './openapi';
import { currentUserRouter } from './routes/current-user';
import { signInRouter } from './routes/sign-in';
import { signOutRouter } from './routes/sign-out';
import { signUpRouter } from './routes/sign-up';

export interface AppDependencies extends AuthDeps {
  logger: Logger;
  keys: SessionKeys;
  policy: PasswordPolicy;
}

/** The HTTP face of auth. */
export const buildApp = ({ logger, keys, policy, ...deps }: AppDependencies) =>
  createApp({
    logger,
    keys,
    api: usersApi(policy),
    routers: [signUpRouter(deps, keys, policy), signInRouter(deps, keys), signOutRouter, currentUserRouter],
  });
