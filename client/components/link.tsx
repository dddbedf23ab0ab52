import Router from 'next/router';
import type { ComponentProps, MouseEvent } from 'react';

interface Props extends ComponentProps<'a'> {
  href: string;
  /** False keeps the place on the page. */
  scroll?: boolean;
}

/**
 * A link that changes pages without a reload. It takes the place of next/link, whose prefetching the shop does not use
 * and whose code would be a good part of what a first visit loads.
 */
export default function Link({ href, scroll, onClick, children, ...rest }: Props) {
  return (
    <a
      {...rest}
      href={href}
      onClick={(event) => {
        onClick?.(event);
        if (!opensHere(event)) return;
        event.preventDefault();
        void Router.push(href, undefined, { scroll });
      }}
    >
      {children}
    </a>
  );
}

/** Whether a click is for this tab: the browser sees to new tabs, downloads and other hosts itself. */
function opensHere({
  currentTarget: link,
  defaultPrevented,
  button,
  metaKey,
  ctrlKey,
  shiftKey,
  altKey,
}: MouseEvent<HTMLAnchorElement>): boolean {
  if (defaultPrevented || button !== 0 || metaKey || ctrlKey || shiftKey || altKey) return false;
  return !link.target && !link.hasAttribute('download') && link.origin === location.origin;
}
