import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root, trackedFiles } from '../repository';

/** Words that readers have to translate back, and what to write instead (docs/glossary.md). */
const WORDS: [words: RegExp, instead: string][] = [
  [/\bcan not\b(?! only)/i, 'cannot'],
  [/\b(hears?|heard)\b/i, 'consume, receive'],
  [/\b(tell|tells|told|telling) (it |them )?(all |everything )?again\b/i, 'republish'],
  [/\bset(s|ting)? aside\b(?! for you)/i, 'dead letter'],
  [/\bpark(s|ed|ing)?\b/i, 'dead letter, wait for an operator'],
  [/\b(is|was|are|were|be) (broker )?away\b/i, 'is unavailable'],
  [/\blost its data\b/i, 'restarted empty'],
  [/\b(at|until|to) rest\b|\brest (within|after)\b/i, 'once the system is quiescent'],
  [/\bmend(s|ed|ing)?\b/i, 'fix'],
  [/\bdoses?\b/i, 'run, quick run, full run'],
  [/\bpatien(ce|tly)\b/i, 'timeout'],
  [/\b(has|have|had|keep|keeps) (\S+ ){0,3}to (him|it|them)sel(f|ves)\b/i, 'hold the lease, leave out'],
  [/\b(leases?|pause|session|time) (is|are|was|were) over\b/i, 'has expired, has ended'],
  [/\b(no|in the) journal\b/i, 'durable'],
  [/\bplant(s|ed|ing)\b|\bseeded lies?\b/i, 'inject, seeded bug, mutant'],
  [/\bliv(e|ed|es|ing) (days?|through)\b|\bdays? in the shop\b|\brecorded days\b/i, 'scenario'],
  [/\bnobody['’]s\b|\bnone of (its|their) own\b/i, 'unknown, not found'],
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

/** Where such a word is right, with the reason. */
const ALLOWED: [use: RegExp, reason: string][] = [
  [/[.!'"]parked\b|\bparked(?=\??:| \})/g, 'stored field of a payment'],
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

/** The text with the words of each name apart, and without what is allowed. */
function wordsOf(text: string): string {
  const other = ALLOWED.reduce((rest, [use]) => rest.replace(use, ''), text);
  return other.replace(/([a-z\d])([A-Z])/g, '$1 $2').replace(/[_-]/g, ' ');
}

function findingsIn(file: string, text: string): string[] {
  const [name = '', ...lines] = wordsOf(`${file}\n${text}`).split('\n');
  return [
    ...findingsOf(file, name),
    ...lines.flatMap((line, index) => findingsOf(`${file}:${index + 1}`, line)),
  ];
}

function findingsOf(place: string, line: string): string[] {
  return WORDS.flatMap(([words, instead]) => {
    const found = words.exec(line)?.[0];
    return found ? [`${place}: "${found}", write: ${instead}`] : [];
  });
}

it('no tracked file has a word of the list', () => {
  expect(files.length).toBeGreaterThan(500);
  expect(files.flatMap((file) => findingsIn(file, readFileSync(path.join(root, file), 'utf8')))).toEqual([]);
});

it('no comment line has more than 120 characters, but for generated types', () => {
  const sources = files.filter((file) => /(?<!\.d)\.(tsx?|[cm]?js|ya?ml|sh|css)$/.test(file));
  const wide = sources.flatMap((file) =>
    (readFileSync(path.join(root, file), 'utf8').match(/^(?=.{121}) *(\/\/|\/?\*|#).*$/gm) ?? []).map(
      (line) => `${file}: ${line}`,
    ),
  );
  expect(wide).toEqual([]);
});

it('marks each comment on data of earlier versions by "Compatibility:" (docs/migrations.md)', () => {
  const sources = files.filter((file) => /\/src\/.*\.ts$/.test(file) && !file.includes('/test/'));
  const comments = sources.flatMap((file) =>
    (readFileSync(path.join(root, file), 'utf8').match(/\/\*[^]*?\*\/|\/\/.*$/gm) ?? []).map(
      (comment) => `${file}: ${comment.replace(/\s+\* ?/g, ' ')}`,
    ),
  );
  const onEarlierVersions = comments.filter((comment) =>
    /\b(earlier|older|previous|former) (version|release)s?\b/i.test(comment),
  );
  expect(comments.length).toBeGreaterThan(500);
  expect(onEarlierVersions.filter((comment) => !comment.includes('Compatibility: '))).toEqual([]);
});

it('finds a word with its line and names what to write', () => {
  expect(findingsIn('a.md', 'fine\nThe broker is away.')).toEqual([
    'a.md:2: "is away", write: is unavailable',
  ]);
});

it.each([
  ['a constant', 'const PATIENCE_MS = 1;', 'PATIENCE'],
  ['a function', 'auditAtRest();', 'At Rest'],
  ['a hyphenated word', 'the at-rest check', 'at rest'],
])('finds a word in the name of %s', (_what, line, found) => {
  expect(findingsIn('a.ts', line)).toEqual([expect.stringContaining(`a.ts:1: "${found}"`)]);
});

it('finds a word in the name of a file', () => {
  expect(findingsIn('src/at-rest.ts', '')).toEqual([
    'src/at-rest.ts: "at rest", write: once the system is quiescent',
  ]);
});

it.each(['{ parked: true }', 'payment.parked', '!parked', '{ id, parked } = payment'])(
  'allows a stored field: %s',
  (line) => expect(findingsIn('a.ts', line)).toEqual([]),
);

it('finds the word of a stored field in a sentence', () => {
  expect(findingsIn('a.ts', "'the payment stays parked'")).toHaveLength(1);
});
