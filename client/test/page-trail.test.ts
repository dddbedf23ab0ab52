import { hrefOfSpot, readSpot, spotAfter, spotBefore } from '../api/server-props/page-trail';

/** The query of an address, as the page gets it. */
const queryOf = (href: string) => Object.fromEntries(new URL(href, 'http://shop').searchParams);

it('goes forth and back through every page of a list', () => {
  const base = '/?q=mug';
  const hrefs = [base];
  for (const cursor of ['c2', 'c3', 'c4']) {
    hrefs.push(hrefOfSpot(base, spotAfter(readSpot(queryOf(hrefs.at(-1) ?? '')), cursor)));
  }
  expect(hrefs[1]).toBe('/?q=mug&cursor=c2');
  for (let page = 3; page > 0; page -= 1) {
    const before = spotBefore(readSpot(queryOf(hrefs[page] ?? '')));
    expect(before && hrefOfSpot(base, before)).toBe(hrefs[page - 1]);
  }
  expect(spotBefore(readSpot(queryOf(base)))).toBeNull();
});

// The products service puts the last title into the cursor of a list by name: up to 840 characters.
it.each([1, 60, 840])('keeps addresses short on a very long trail of cursors of %d characters', (length) => {
  let spot = readSpot({});
  const cursorOf = (page: number) => `c${page}`.padEnd(length, 'x');
  for (let page = 2; page < 100; page += 1) spot = spotAfter(spot, cursorOf(page));
  expect(hrefOfSpot('/', spot).length).toBeLessThan(3_000);
  expect(spotBefore(spot)?.cursor).toBe(cursorOf(98));
});

it('takes the first of a repeated parameter, and ignores a trail without a cursor', () => {
  expect(readSpot({ cursor: ['c2', 'c3'], before: '~a~~b' })).toEqual({ cursor: 'c2', before: ['a', 'b'] });
  expect(readSpot({ before: 'a' })).toEqual({ before: [] });
});
