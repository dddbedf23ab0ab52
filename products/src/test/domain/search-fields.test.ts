import { normalise, searchFields, wordsOf } from '../../domain/search-fields';

describe('what a product is found by', () => {
  it('is the distinct words of title and description, without case and accents', () => {
    expect(searchFields({ title: 'Café au lait', description: 'A CAFE, au soleil!' })).toEqual({
      words: ['cafe', 'au', 'lait', 'a', 'soleil'],
      title: 'cafe au lait',
    });
  });

  it.each([
    ['Điện THOẠI', 'dien thoai'],
    ['İstanbul', 'istanbul'],
    ['ﬁlter', 'filter'],
    ['ＡＢＣ', 'abc'],
  ])('reads %s as %s', (text, normal) => {
    expect(normalise(text)).toBe(normal);
  });

  it('holds letters and digits only, whatever is typed', () => {
    expect(wordsOf('.*(a|b)+$ [c] \\d{2} $where "e" \0')).toEqual(['a', 'b', 'c', 'd', '2', 'where', 'e']);
    expect(wordsOf('?!… 🙂')).toEqual([]);
  });

  it('holds the category without case, and none when there is none', () => {
    expect(searchFields({ title: 'x', category: 'Home & Garden' })).toMatchObject({
      category: 'home & garden',
    });
    expect(searchFields({ title: 'x' })).not.toHaveProperty('category');
  });

  it('bounds the sort key, however a letter unfolds', () => {
    expect(searchFields({ title: 'ﷺ'.repeat(200) }).title).toHaveLength(200);
  });
});
