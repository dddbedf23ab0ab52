import Router from 'next/router';
import type { MouseEvent } from 'react';
import Link from '../components/link';

const push = jest.spyOn(Router, 'push').mockResolvedValue(true);
beforeEach(() => push.mockClear());

/** Clicks a link to /cart; whether the page was left to the browser. */
function click(
  changes: Partial<MouseEvent<HTMLAnchorElement>> = {},
  link: Partial<HTMLAnchorElement> = {},
  props: Partial<Parameters<typeof Link>[0]> = {},
) {
  let isPrevented = false;
  const { onClick } = (Link({ href: '/cart', ...props }) as { props: { onClick: (event: unknown) => void } })
    .props;
  onClick({
    currentTarget: { target: '', origin: 'https://shop.test', hasAttribute: () => false, ...link },
    defaultPrevented: false,
    button: 0,
    preventDefault: () => (isPrevented = true),
    ...changes,
  });
  return !isPrevented;
}

beforeAll(() => Object.defineProperty(globalThis, 'location', { value: { origin: 'https://shop.test' } }));

it('changes the page without a reload', () => {
  expect(click()).toBe(false);
  expect(push).toHaveBeenCalledWith('/cart', undefined, { scroll: true });
});

it('keeps the place on the page where the link says so', () => {
  click({}, {}, { 'data-scroll': 'stay' });
  expect(push).toHaveBeenCalledWith('/cart', undefined, { scroll: false });
});

it('calls its own handler too', () => {
  const onClick = jest.fn();
  click({}, {}, { onClick });
  expect(onClick).toHaveBeenCalled();
});

it.each<[string, Partial<MouseEvent<HTMLAnchorElement>>, Partial<HTMLAnchorElement>]>([
  ['a new tab', { ctrlKey: true }, {}],
  ['a new tab on a Mac', { metaKey: true }, {}],
  ['a new window', { shiftKey: true }, {}],
  ['the middle button', { button: 1 }, {}],
  ['a click that was handled already', { defaultPrevented: true }, {}],
  ['a link with a target', {}, { target: '_blank' }],
  ['another host', {}, { origin: 'https://other.test' }],
  ['a download', {}, { hasAttribute: (name: string) => name === 'download' }],
])('leaves %s to the browser', (_name, event, link) => {
  expect(click(event, link)).toBe(true);
  expect(push).not.toHaveBeenCalled();
});
