import { createApp, type Logger, type SessionKeys } from '@datnxecommerce/common';
import type { RequestHandler } from 'express';
import type { PasswordPolicy } from './domain/password-policy';
import type { AuthDeps } from './domain/auth-deps';
import { usersApi } from './openapi';
import { changePasswordRouter } from './routes/change-password';
import { renameAccountRouter } from './routes/rename-account';
import { requestResetRouter } from './routes/request-reset';
import { resetPasswordRouter } from './routes/reset-password';
import { showAccountRouter } from './routes/show-account';
import { showCurrentUserRouter } from './routes/show-current-user';
import { signInRouter } from './routes/sign-in';
import { signOutRouter } from './routes/sign-out';
import { signOutEverywhereRouter } from './routes/sign-out-everywhere';
import { signUpRouter } from './routes/sign-up';

export interface AppDependencies extends Omit<AuthDeps, 'ended'> {
  logger: Logger;
  keys: SessionKeys;
  policy: PasswordPolicy;
  limitChanges: RequestHandler;
}

/** The HTTP API of auth. */
export function buildApp({ logger, keys, policy, limitChanges, ...services }: AppDependencies) {
  const deps: AuthDeps = { ...services, ended: keys.ended };
  return createApp({
    logger,
    keys,
    api: usersApi(policy),
    routers: [
      // These count attempts by address, signed in or not.
      signUpRouter(deps, keys, policy),
      signInRouter(deps, keys, logger),
      requestResetRouter(deps),
      resetPasswordRouter(deps, policy),
      limitChanges,
      signOutRouter(deps, keys),
      signOutEverywhereRouter(deps),
      showCurrentUserRouter,
      changePasswordRouter(deps, keys, policy),
      showAccountRouter,
      renameAccountRouter,
    ],
  });
}
