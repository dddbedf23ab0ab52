import { normalise, queryWords, searchFields, SEARCH_VERSION } from '../../domain/search-fields';

const wordsOf = (title: string) => searchFields({ title }).words;
/** Whether a query finds a title, as the database decides it. */
const finds = (q: string, title: string): boolean => {
  const words = queryWords(q);
  return words.length > 0 && words.every((word) => wordsOf(title).some((stored) => stored.startsWith(word)));
};

describe('what a product is found by', () => {
  it('is the distinct words of title, description and category, without case and accents', () => {
    expect(
      searchFields({ title: 'Café au lait', description: 'A CAFE, au soleil!', category: 'Drinks' }),
    ).toEqual({
      version: SEARCH_VERSION,
      words: ['cafe', 'au', 'lait', 'a', 'soleil', 'drinks'],
      title: 'cafe au lait',
      category: 'drinks',
    });
  });

  it.each([
    ['Điện THOẠI', 'dien thoai'],
    ['İstanbul', 'istanbul'],
    ['ﬁlter', 'filter'],
    ['ＡＢＣ', 'abc'],
    ['Straße STRAẞE', 'strasse strasse'],
    ['Smørrebrød Łódź æble', 'smorrebrod lodz aeble'],
    ['ｶﾞﾗｽ', 'ガラス'],
    ['می\u200cخواهم', 'میخواهم'],
  ])('reads %s as %s', (text, normal) => {
    expect(normalise(text)).toBe(normal);
  });

  it('holds letters, marks and digits only, whatever is typed', () => {
    const words = ['a', 'b', 'c', 'd', '2', 'where', 'e'];
    expect(wordsOf('.*(a|b)+$ [c] \\d{2} $where "e" \0')).toEqual(words);
    expect(queryWords('.*(a|b)+$ [c] \\d{2} $where "e" \0')).toEqual(words);
    expect(queryWords('?!… 🙂')).toEqual([]);
  });

  it.each([
    ['折りたたみデスクライト', ['折り', 'たたみ', 'デスク', 'ライト', 'イト', 'たたみデスクライ', 'ー']],
    ['智能手机壳', ['智能', '能手', '手机壳', '机壳', '智能手机壳']],
    ['เครื่องชงกาแฟ', ['กาแฟ', 'ชง', 'ื่อ', 'แฟ', 'เครื่องชงกาแฟ']],
    ['iPhone手机壳15', ['iphone', '手机', '机壳', '15', 'iphone手机壳15']],
  ])('%s is found by every part of two or more characters', (title, parts) => {
    for (const part of parts.slice(0, -1)) expect([part, finds(part, title)]).toEqual([part, true]);
    const characters = [...title.normalize('NFC')];
    if (/^\p{L}\p{L}/u.test(title) && !title.startsWith('iPhone'))
      for (let start = 0; start + 2 <= characters.length; start += 1)
        for (let end = start + 2; end <= characters.length; end += 1) {
          const part = characters.slice(start, end).join('');
          expect([part, finds(part, title)]).toEqual([part, true]);
        }
  });

  it.each([
    ['手壳', '智能手机壳'],
    ['カラス', 'ガラス'],
    ['hone', 'iPhone'],
    ['智能手机套', '智能手机壳'],
  ])('%s does not find %s', (q, title) => {
    expect(finds(q, title)).toBe(false);
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
