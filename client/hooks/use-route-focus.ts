import { useRouter } from 'next/router';
import { useEffect } from 'react';

/**
 * After moving to another page or other results, focus goes to the heading: a full load would start reading there.
 * It stays in a form that changes what the page lists, such as the filters, and in any field that is still there: a
 * shopper may be writing in it.
 */
export function useRouteFocus(): void {
  const { events } = useRouter();
  useEffect(() => {
    const focusHeading = () => {
      // It names the page that was loaded first; sharing this one must not lead there.
      document.querySelector('link[rel=canonical]')?.remove();
      if (document.activeElement?.matches('#filters *, input, select, textarea')) return;
      const heading = document.querySelector<HTMLElement>('h1');
      heading?.setAttribute('tabindex', '-1');
      heading?.focus({ preventScroll: true });
    };
    const afterPaint = (_address: string, { shallow }: { shallow: boolean }) => {
      if (!shallow) requestAnimationFrame(focusHeading);
    };
    events.on('routeChangeComplete', afterPaint);
    return () => events.off('routeChangeComplete', afterPaint);
  }, [events]);
}
