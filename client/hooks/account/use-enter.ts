import { useRouter } from 'next/router';
import { ApiError } from '../../api/api-error';
import { browserClient } from '../../api/build-client';
import { currentUser } from '../../api/users';
import { useCart } from '../cart/use-cart';
import { useToasts } from '../use-toasts';

/** Said when the next request comes as a guest's: the browser refuses cookies. */
const SESSION_NOT_KEPT = 'Your browser did not keep your sign-in. Allow cookies for this site, then sign in.';

/**
 * What follows a successful sign-in or sign-up: the guest's cart comes along, then on to `next`.
 * Throws ApiError when the browser did not keep the session.
 */
export function useEnter(next: string) {
  const router = useRouter();
  const { adopt } = useCart();
  const { show } = useToasts();
  return async (greeting: string) => {
    const user = await currentUser(browserClient).catch(() => undefined);
    if (user === null) throw new ApiError(401, [{ message: SESSION_NOT_KEPT }]);
    await adopt();
    show(greeting);
    // In the place of the form, which the browser's Back button would only leave again.
    await router.replace(next);
  };
}
