import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root, trackedFiles } from '../repository';

/** Words that readers have to translate back, and what to write instead (docs/glossary.md). */
const WORDS: [words: RegExp, instead: string][] = [
  [/\bcan not\b(?! only)/i, 'cannot'],
  [/\b(hears?|heard)\b/i, 'consume, receive'],
  [/\b(tell|tells|told|telling) (it |them )?(all |everything )?again\b/i, 'republish'],
  [/\bset(s|ting)? aside\b(?! for you)/i, 'dead letter'],
  [/\b(is|was|are|were|be) away\b/i, 'is unavailable'],
  [/\bat rest\b/i, 'once the system is quiescent'],
  [/\bmend(s|ed|ing)?\b/i, 'fix'],
  [/\bdoses?\b/i, 'run, quick run, full run'],
  [/\bpatien(ce|tly)\b/i, 'timeout'],
  [/\bwhoever\b/i, 'the process that, callers that'],
  [/\bheed(s|ed|ing)?\b/i, 'check, respect'],
  [/\bmortals?\b/i, 'processes to kill'],
  [/\b(ere|naught)\b/i, 'before, nothing'],
  [/\bkinder\b/i, 'defaults for local development'],
  [/\bfarewell\b/i, 'shutdown hook'],
  [/\bstand-ins?\b/i, 'sandbox'],
  [/\bfront doors?\b/i, 'gateway'],
  [/\bold (knowledge|news)\b/i, 'stale read, older event'],
  [/\bcode of its hour\b/i, 'build, commit'],
];

/** Files that may hold such words, with the reason. */
const EXCEPTIONS: [file: RegExp, reason: string][] = [
  [/^infra\/checks\/src\/test\/words\.test\.ts$/, 'this list'],
  [/(^|\/)recorded\/|^docs\/(api|events)\/released\//, 'recorded by earlier versions'],
  [/^package-lock\.json$|\.(png|ico)$/, 'not written by hand'],
];

const files = trackedFiles().filter(
  (file) => existsSync(path.join(root, file)) && !EXCEPTIONS.some(([pattern]) => pattern.test(file)),
);

function findingsIn(file: string, text: string): string[] {
  return text.split('\n').flatMap((line, index) =>
    WORDS.flatMap(([words, instead]) => {
      const found = words.exec(line)?.[0];
      return found ? [`${file}:${index + 1}: "${found}", write: ${instead}`] : [];
    }),
  );
}

it('no tracked file has a word of the list', () => {
  expect(files.length).toBeGreaterThan(500);
  expect(files.flatMap((file) => findingsIn(file, readFileSync(path.join(root, file), 'utf8')))).toEqual([]);
});

it('finds a word with its line and names what to write', () => {
  expect(findingsIn('a.md', 'fine\nThe broker is away.')).toEqual([
    'a.md:2: "is away", write: is unavailable',
  ]);
});
