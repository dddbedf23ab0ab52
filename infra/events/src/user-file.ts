import { readFileSync } from 'node:fs';
import { UserError } from './user-error';

/**
 * The text of a file that the user names; `-` is standard input. A byte order mark says how it is encoded and is no
 * part of the text: editors and shells of Windows write one. Without a mark the text is UTF-8.
 * @throws UserError in one line when the file cannot be read
 */
export function readUserFile(file: string): string {
  try {
    const bytes = readFileSync(file === '-' ? 0 : file);
    return new TextDecoder(encodingOf(bytes)).decode(bytes);
  } catch (error) {
    throw new UserError(`${file} cannot be read: ${(error as Error).message}`);
  }
}

/** The decoder leaves the mark out. */
function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
}
