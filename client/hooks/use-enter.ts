import { useRouter } from 'next/router';
import { useCart } from './use-cart';
import { useToasts } from './use-toasts';

/** What follows a successful sign-in or sign-up: the guest's cart comes along, then on to `next`. */
export function useEnter(next: string) {
  const router = useRouter();
  const { adopt } = useCart();
  const { show } = useToasts();
  return async (greeting: string) => {
    await adopt();
    show(greeting);
    // In the place of the form, which the browser's Back button would only leave again.
    await router.replace(next);
  };
}
