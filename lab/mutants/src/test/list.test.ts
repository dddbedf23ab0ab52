import { readFileSync } from 'node:fs';
import path from 'node:path';

interface Mutant {
  bug: string;
  file: string;
  text: string;
  becomes: string;
}

const root = path.resolve(__dirname, '../../../..');
const list = JSON.parse(readFileSync(path.join(root, 'lab/mutants/list.json'), 'utf8')) as Mutant[];

describe('the mutants', () => {
  it('are twenty at least, each its own', () => {
    expect(list.length).toBeGreaterThanOrEqual(20);
    expect(new Set(list.map(({ bug }) => bug)).size).toBe(list.length);
  });

  it.each(list)('$bug: can still be put in', ({ file, text, becomes }) => {
    const source = readFileSync(path.join(root, file), 'utf8');
    expect(source.split(text).length - 1).toBe(1);
    expect(becomes).not.toBe(text);
  });
});
