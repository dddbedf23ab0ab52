import { markupOf } from '../markup';

const page = (rendered: string, head = ''): string =>
  `<!DOCTYPE html><html><head><meta charset="utf-8">${head}</head><body><div id="__next">${rendered}</div><script></script></body></html>`;

describe('markupOf', () => {
  it('gives the elements below the root of Next.js, with their attributes and texts', () => {
    const rendered = '<main class="page"><h1>A &amp; B</h1><img src="/a.svg" alt="A lamp"><br>end</main>';
    expect(markupOf(page(rendered)).body).toEqual([
      [
        'main',
        { class: 'page' },
        ['h1', {}, 'A & B'],
        ['img', { src: '/a.svg', alt: 'A lamp' }],
        ['br', {}],
        'end',
      ],
    ]);
  });

  it('gives what React takes: boolean attributes as true, no style as text, no comment', () => {
    const rendered = '<input required="" style="color: red"/><!-- --><b>1</b>';
    expect(markupOf(page(rendered)).body).toEqual([
      ['input', { required: true }],
      ['b', {}, '1'],
    ]);
  });

  it('gives what the page itself puts into the head', () => {
    const own = '<title>Lamps</title><meta name="robots" content="noindex"><script nonce="1">let a;</script>';
    const ofNext =
      '<meta name="viewport" content="width=device-width"><link rel="preload" href="/_next/a.css" as="style">' +
      '<noscript data-n-css="1"></noscript><script>globalThis["TURBOPACK"] = [];</script>' +
      '<script src="/_next/a.js"></script>';
    expect(markupOf(page('', own + ofNext)).head).toEqual([
      ['title', {}, 'Lamps'],
      ['meta', { name: 'robots', content: 'noindex' }],
      ['script', { nonce: '1' }, 'let a;'],
    ]);
  });

  it('refuses a document of another program', () => {
    expect(() => markupOf('<p>Not found</p>')).toThrow('the page has no element "__next"');
  });
});
