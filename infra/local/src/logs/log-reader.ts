import { type FileHandle, copyFile, open } from 'node:fs/promises';
import { readSync, openSync, closeSync, statSync, truncateSync, appendFileSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';

const CHUNK_BYTES = 2 ** 20;
const LINE_FEED = 10;

/** A line that was found in a file, and where it begins. */
export interface FoundLine {
  text: string;
  offset: number;
}

/**
 * Finds the whole lines that contain one of the markers, from an offset on. Other lines are passed over unread.
 * @returns the offset behind the last whole line
 */
export async function findLines(
  file: string,
  markers: readonly string[],
  from: number,
  found: (line: FoundLine) => void,
): Promise<number> {
  const handle = await open(file, 'r');
  try {
    return await scan(handle, markers, from, found);
  } finally {
    await handle.close();
  }
}

async function scan(
  handle: FileHandle,
  markers: readonly string[],
  from: number,
  found: (line: FoundLine) => void,
): Promise<number> {
  let size = CHUNK_BYTES;
  let offset = from;
  for (;;) {
    const chunk = Buffer.allocUnsafe(size);
    const { bytesRead } = await handle.read(chunk, 0, size, offset);
    const end = chunk.subarray(0, bytesRead).lastIndexOf(LINE_FEED) + 1;
    if (end === 0) {
      if (bytesRead < size) return offset;
      size *= 2; // one line longer than the chunk
      continue;
    }
    findInChunk(chunk.subarray(0, end), markers, (line) =>
      found({ text: line.text, offset: offset + line.offset }),
    );
    offset += end;
    size = CHUNK_BYTES;
    await nextTurn(); // the gateway runs in this process
  }
}

/** @param chunk whole lines */
function findInChunk(chunk: Buffer, markers: readonly string[], found: (line: FoundLine) => void): void {
  const next = markers.map((marker) => chunk.indexOf(marker));
  for (;;) {
    const hits = next.filter((position) => position >= 0);
    if (hits.length === 0) return;
    const hit = Math.min(...hits);
    const begin = chunk.lastIndexOf(LINE_FEED, hit) + 1;
    const end = chunk.indexOf(LINE_FEED, hit);
    found({ text: chunk.toString('utf8', begin, end), offset: begin });
    markers.forEach((marker, index) => {
      const position = next[index] ?? -1;
      if (position >= 0 && position < end) next[index] = chunk.indexOf(marker, end);
    });
  }
}

/** The line that begins at an offset. */
export async function readLineAt(handle: FileHandle, offset: number): Promise<string> {
  for (let size = 1024; ; size *= 4) {
    const chunk = Buffer.allocUnsafe(size);
    const { bytesRead } = await handle.read(chunk, 0, size, offset);
    const end = chunk.subarray(0, bytesRead).indexOf(LINE_FEED);
    if (end >= 0 || bytesRead < size) return chunk.toString('utf8', 0, end >= 0 ? end : bytesRead);
  }
}

/** The last whole lines of a file, of at most so many bytes. */
export async function readLastLines(file: string, maxBytes: number): Promise<string[]> {
  const handle = await open(file, 'r').catch(() => undefined);
  if (!handle) return [];
  try {
    const { size } = await handle.stat();
    const from = Math.max(0, size - maxBytes);
    const chunk = Buffer.alloc(size - from);
    const { bytesRead } = await handle.read(chunk, 0, chunk.length, from);
    const lines = chunk.toString('utf8', 0, bytesRead).split('\n');
    lines.pop();
    return from === 0 ? lines : lines.slice(1);
  } finally {
    await handle.close();
  }
}

/**
 * Moves what a file holds into its `.1` and empties it. Its writer goes on with the same open file, so it is copied
 * and not renamed.
 */
export async function moveContent(file: string): Promise<void> {
  const older = `${file}.1`;
  await copyFile(file, older);
  // Without a pause from here on: what is written between the last read and the truncation would be lost.
  const copied = statSync(older).size;
  const added = Buffer.alloc(Math.max(0, statSync(file).size - copied));
  const source = openSync(file, 'r');
  const bytes = readSync(source, added, 0, added.length, copied);
  truncateSync(file);
  closeSync(source);
  appendFileSync(older, added.subarray(0, bytes));
}
