import { markupOf } from '../markup';

const page = (rendered: string): string =>
  `<!DOCTYPE html><html><head><title>Lamps</title></head><body><div id="__next">${rendered}</div><script></script></body></html>`;

describe('markupOf', () => {
  it('gives the elements below the root of Next.js, with their attributes and texts', () => {
    const rendered = '<main class="page"><h1>A &amp; B</h1><img src="/a.svg" alt="A lamp"><br>end</main>';
    expect(markupOf(page(rendered))).toEqual([
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
    expect(markupOf(page(rendered))).toEqual([
      ['input', { required: true }],
      ['b', {}, '1'],
    ]);
  });

  it('refuses a document of another program', () => {
    expect(() => markupOf('<p>Not found</p>')).toThrow('the page has no element "__next"');
  });
});
