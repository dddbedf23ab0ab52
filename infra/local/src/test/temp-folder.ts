import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** A folder for each test of the file; all are gone after the last one, when whatever writes there has ended. */
export function tempFolder(): { path: string } {
  const folder = { path: '' };
  const made: string[] = [];
  beforeEach(() => {
    folder.path = mkdtempSync(path.join(os.tmpdir(), 'shop-'));
    made.push(folder.path);
  });
  afterAll(() => made.forEach((used) => rmSync(used, { recursive: true, force: true })));
  return folder;
}
