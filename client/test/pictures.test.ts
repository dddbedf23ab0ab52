import { createRequire } from 'node:module';
import { pictureAddress } from '../domain/picture-address';

const load = createRequire(__filename);
const { productSvg } = load('../server/pictures/draw') as {
  productSvg: (id: string, title: string, category: string) => string;
};
const { subjectOf } = load('../server/pictures/subject') as {
  subjectOf: (title: string, category: string, random: () => number) => string;
};
const { OBJECTS } = load('../server/pictures/objects') as { OBJECTS: Record<string, string[]> };

it('draws the same picture for the same product every time', () => {
  expect(productSvg('65f0', 'Enamel kettle', 'Kitchen')).toBe(productSvg('65f0', 'Enamel kettle', 'Kitchen'));
});

it('draws different pictures for different ids', () => {
  const pictures = Array.from({ length: 40 }, (_, number) => productSvg(`65f${number}`, 'Mug', 'Kitchen'));
  expect(new Set(pictures).size).toBeGreaterThan(35);
});

it.each([
  ['Enamel Kettle', 'Kitchen', 'kettle'],
  ['Linen Tea Towels, Set of 3', 'Kitchen', 'towels'],
  ['Head Torch', 'Outdoor', 'torch'],
  ['Company car', 'Fleet', 'parcel'],
])('draws %s of %s as %s', (title, category, object) => {
  expect(subjectOf(title, category, () => 0)).toBe(object);
});

it('draws something of the category when the title says nothing', () => {
  const subjects = [0, 0.3, 0.6, 0.99].map((number) => subjectOf('Ünwords', 'Toys & Games', () => number));
  expect(subjects).toEqual(['blocks', 'ball', 'bear', 'puzzle']);
});

it('has a drawing for every subject, of known colours, in at most 3 kB', () => {
  for (const [index, name] of Object.keys(OBJECTS).entries()) {
    const svg = productSvg(`${index}`, name, '');
    expect(svg).not.toMatch(/undefined|\$/);
    expect(svg.length).toBeLessThan(3_000);
  }
});

it('writes nothing of what a seller typed into the picture', () => {
  expect(productSvg('<script>', '<script>alert(1)</script>', '"><x')).not.toMatch(/script|alert|"><x/);
});

it('puts id, title and category into the address, and leaves out a category that is not known', () => {
  const product = { id: '1', title: 'A "quoted" #1 & more', category: 'Tea' };
  expect(pictureAddress(product)).toBe('/pictures/1.svg?title=A+%22quoted%22+%231+%26+more&category=Tea');
  expect(pictureAddress({ ...product, category: null })).not.toContain('category');
});
