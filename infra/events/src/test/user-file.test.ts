import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { readPublication } from '../commands/publish';
import { readStack } from '../stack';
import { UserError } from '../user-error';
import { readUserFile } from '../user-file';

const BUILD = path.resolve(__dirname, '../../build');
const folder = mkdtempSync(path.join(os.tmpdir(), 'user-file-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What editors and shells write: Windows puts a byte order mark first. */
const ENCODINGS: [string, (text: string) => Buffer][] = [
  ['UTF-8', (text) => Buffer.from(text)],
  ['UTF-8 with a byte order mark', (text) => Buffer.from(`\ufeff${text}`)],
  ['UTF-16 of Windows PowerShell', (text) => Buffer.from(`\ufeff${text}`, 'utf16le')],
  ['UTF-16 with the high byte first', (text) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
];

describe.each(ENCODINGS)('a file in %s', (_encoding, encode) => {
  const write = (name: string, content: object): string => {
    const file = path.join(folder, name);
    writeFileSync(file, encode(JSON.stringify(content)));
    return file;
  };

  it('is read without its mark', () => {
    expect(readUserFile(write('words.json', { words: 'für 5 €' }))).toBe('{"words":"für 5 €"}');
  });

  it('is read without its mark from standard input', () => {
    const script = `console.log(JSON.stringify(require('${BUILD}/user-file.js').readUserFile('-')))`;
    const { stdout } = spawnSync(process.execPath, ['-e', script], { input: encode('für 5 €') });
    expect(JSON.parse(stdout.toString())).toBe('für 5 €');
  });

  it('can be published', () => {
    const event = { orderId: 'a'.repeat(24), items: [{ productId: 'c'.repeat(24), quantity: 1 }] };
    const { data } = readPublication('stock:confirmed', write('event.json', event), false);
    expect(JSON.parse(data)).toEqual(event);
  });

  it('can be the stack.json of a command', () => {
    const stack = { mongo: { orders: 'mongodb://127.0.0.1:9/orders' } };
    expect(readStack(write('stack.json', stack))).toEqual(stack);
  });

  it('can be the body of a replay', () => {
    const args = [
      'replay',
      'orders',
      'x',
      '--file',
      write('fixed.json', {}),
      '--stack',
      write('none.json', {}),
    ];
    const program = path.join(BUILD, 'operate/dead-letters.js');
    const { stderr } = spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' });
    expect(stderr).toMatch(/none\.json is not the stack\.json of a shop/);
  });
});

it('a file that cannot be read is named in one line', () => {
  expect(() => readUserFile('/none.json')).toThrow(UserError);
  expect(() => readUserFile('/none.json')).toThrow(/^\/none\.json cannot be read: ENOENT[^\n]*$/);
});
