import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

interface Mutant {
  bug: string;
  file: string;
  text: string;
  becomes: string;
  /** A project, a part of the name of one of its test files, and words of a test's name ('' or none: any test). */
  caughtBy: [project: string, file: string, words?: string];
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

  it.each(list)('$bug: its test still has this name', ({ caughtBy: [project, file, words = ''] }) => {
    const sources = path.join(root, project === 'models' ? 'lab/models' : project, 'src');
    const files = readdirSync(sources, { recursive: true, encoding: 'utf8' });
    const tests = files.filter((each) => each.endsWith('.test.ts') && each.includes(file));
    expect(tests).toHaveLength(1);
    // The tests that every implementation of a port has to pass are in `testing`.
    const shared = files.filter((each) => each.startsWith('testing/') && each.endsWith('.ts'));
    const texts = [...tests, ...shared].map((each) => readFileSync(path.join(sources, each), 'utf8'));
    expect(texts.join('\n').replace(/\s+/g, ' ')).toContain(words);
  });
});
