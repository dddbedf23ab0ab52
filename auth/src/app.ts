import { createApp, type Logger, type SessionKeys } from '@datnxecommerce/common';
import type { PasswordPolicy } from './domain/password-policy';
import type { SignInTools } from './domain/sign-in';
import { usersApi } from './openapi';
import { currentUserRouter } from './routes/current-user';
import { signInRouter } from './routes/sign-in';
import { signOutRouter } from './routes/sign-out';
import { signUpRouter } from './routes/sign-up';

export interface AppDependencies extends SignInTools {
  logger: Logger;
  keys: SessionKeys;
  policy: PasswordPolicy;
}

/** The HTTP face of auth. */
export const buildApp = ({ logger, keys, policy, passwords, throttle }: AppDependencies) =>
  createApp({
    logger,
    keys,
    api: usersApi(policy),
    routers: [
      signUpRouter(keys, policy, passwords),
      signInRouter(keys, { passwords, throttle }),
      signOutRouter,
      currentUserRouter,
    ],
  });
