import type { CurrentUser, SessionKeys } from '@datnxecommerce/common';
import { currentUser } from '../../../../common/src/middlewares/current-user';

type Handler = ReturnType<typeof currentUser>;
type Request = Parameters<Handler>[0];
type Answer = Parameters<Handler>[1];

/** Whose request with this cookie it is; null when it is refused. */
export async function callerOf(cookie: string, keys: SessionKeys): Promise<CurrentUser | null> {
  const req = { headers: { cookie } } as Request;
  await new Promise<void>((resolve, reject) => {
    const answered = currentUser(keys)(req, {} as Answer, () => resolve());
    Promise.resolve(answered).catch(reject);
  });
  return req.currentUser ?? null;
}

/** What is stored of a password here. */
export const recordOf = (password: string): string => `record of ${password}`;
