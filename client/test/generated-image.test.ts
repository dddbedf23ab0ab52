import { productImageUri, productSvg } from '../components/generated-image';

it('draws the same picture for the same product every time', () => {
  expect(productSvg('65f0', 'Enamel kettle')).toBe(productSvg('65f0', 'Enamel kettle'));
});

it('draws different pictures for different products', () => {
  const pictures = ['a', 'b', 'c', 'd', 'e'].map((id) => productSvg(id, 'Mug'));
  expect(new Set(pictures).size).toBe(5);
});

it('writes the initials of the first two words', () => {
  expect(productSvg('1', '  blue   enamel kettle ')).toContain('>BE</text>');
});

it('keeps what a seller typed from becoming markup', () => {
  expect(productSvg('1', '<script> &x')).toContain('>&lt;&amp;</text>');
  expect(productSvg('1', '<script>alert(1)</script>')).not.toContain('<script');
});

it('takes a title of any script, and none at all', () => {
  expect(productSvg('1', '😀 茶')).toContain('>😀茶</text>');
  expect(productSvg('1', '')).toContain('></text>');
});

it('fits into an attribute', () => {
  expect(productImageUri('1', 'A "quoted" #1')).toMatch(/^data:image\/svg\+xml,[^"'#<>\s]+$/);
});
