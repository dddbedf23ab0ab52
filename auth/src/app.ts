import { createApp, type Logger, type SessionKeys } from '@datnxecommerce/common';
import type { PasswordPolicy } from './domain/password-policy';
import type { AuthDeps } from './domain/auth-deps';
import { usersApi } from './openapi';
import { renameAccountRouter, showAccountRouter } from './routes/account';
import { changePasswordRouter } from './routes/change-password';
import { currentUserRouter } from './routes/current-user';
import { requestResetRouter, resetPasswordRouter } from './routes/reset-password';
import { signInRouter } from './routes/sign-in';
import { signOutEverywhereRouter, signOutRouter } from './routes/sign-out';
import { signUpRouter } from './routes/sign-up';

export interface AppDependencies extends Omit<AuthDeps, 'ended'> {
  logger: Logger;
  keys: SessionKeys;
  policy: PasswordPolicy;
}

/** The HTTP face of auth. */
export function buildApp({ logger, keys, policy, ...services }: AppDependencies) {
  const deps: AuthDeps = { ...services, ended: keys.ended };
  return createApp({
    logger,
    keys,
    api: usersApi(policy),
    routers: [
      signUpRouter(deps, keys, policy),
      signInRouter(deps, keys, logger),
      signOutRouter(deps, keys),
      signOutEverywhereRouter(deps),
      currentUserRouter,
      changePasswordRouter(deps, keys, policy),
      requestResetRouter(deps),
      resetPasswordRouter(deps, policy),
      showAccountRouter,
      renameAccountRouter,
    ],
  });
}
