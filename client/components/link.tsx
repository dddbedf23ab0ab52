import Router from 'next/router';
import type { ComponentProps, MouseEvent } from 'react';

interface Props extends ComponentProps<'a'> {
  href: string;
  /** "stay" keeps the place on the page. */
  'data-scroll'?: 'stay';
}

/**
 * A link that changes pages without a reload. It takes the place of next/link, whose prefetching the shop does not use
 * and whose code would be a good part of what a first visit loads. A page has dozens, and taking one property out of
 * the others costs three times as much as passing on all of them.
 */
export default function Link(props: Props) {
  return (
    <a
      {...props}
      href={props.href}
      onClick={(event) => {
        props.onClick?.(event);
        if (!opensHere(event)) return;
        event.preventDefault();
        void Router.push(props.href, undefined, { scroll: props['data-scroll'] !== 'stay' });
      }}
    >
      {props.children}
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
