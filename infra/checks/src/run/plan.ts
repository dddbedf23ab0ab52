import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { root, workspaces } from '../repository';
import { isAffected, numberOfCommit, type Changes } from './changes';
import { checkStage, faultsStage, jestStage, sourceStage, type Stage } from './stage';

/** What a command line asks for (arguments.mjs). */
export interface Request {
  mode: 'quick' | 'all' | 'changed' | 'named';
  seed: string;
  /** Folders of workspaces. */
  parts: string[];
  /** Paths of test files below the root. */
  files: string[];
}

/** What a run does, in the order in which it starts, and what it leaves out and why, a line each. */
export interface Plan {
  stages: Stage[];
  leftOut: string[];
}

const SHOP = 'infra/e2e';
/** Tests that share one running shop. */
const ON_SHOP = [`${SHOP}/jest.config.cjs`, 'lab/load/shop.jest.config.cjs'] as const;
/** Tests that only a full run has. */
const WITHOUT_FULL_RUN = '--testPathIgnorePatterns=/full-run/';
/** Packages whose tests share one process, and so one database server. */
const PER_PROCESS = 3;

const isThere = (file: string): boolean => existsSync(path.join(root, file));
const isInLab = (folder: string): boolean => folder.startsWith('lab/');
const isOnShop = (file: string): boolean => file.startsWith(`${SHOP}/`) || file.includes('/shop-test/');

const { projects } = createRequire(__filename)(path.join(root, 'jest.config.cjs')) as { projects: string[] };
/** The workspaces whose tests need no running shop. */
const unitParts = projects.map((project) => project.replace('<rootDir>/', ''));

/** @throws Error when nothing is asked for that could be run */
export function planOf(request: Request, changes: Changes | undefined): Plan {
  if (request.mode === 'changed') return planOfChanges(changes);
  if (request.mode === 'named') return { stages: namedStages(request), leftOut: [] };
  return request.mode === 'all' ? fullPlan(request) : quickPlan(request, changes);
}

function fullPlan({ seed }: Request): Plan {
  return {
    stages: [
      jestStage('tests of the whole shop', ...onOneShop(ON_SHOP.filter(isThere))),
      ...checks('.'),
      ...partStages(unitParts),
      ...(isThere('lab/faults') ? [faultsStage('--seed', seed)] : []),
    ],
    leftOut: [],
  };
}

function quickPlan({ seed }: Request, changes: Changes | undefined): Plan {
  const lab = unitParts.filter(isInLab);
  const untouched = lab.filter((folder) => changes !== undefined && !isAffected(folder, changes.files));
  const turn = String(numberOfCommit() ?? seed);
  const experiments = isThere('lab/faults') ? [faultsStage('--seed', seed, '--rotate', turn)] : [];
  return {
    stages: [
      jestStage('tests of the whole shop', WITHOUT_FULL_RUN, ...onOneShop([ON_SHOP[0]])),
      ...checks('.'),
      ...partStages(
        unitParts.filter((folder) => !untouched.includes(folder)),
        WITHOUT_FULL_RUN,
      ),
      ...experiments,
    ],
    leftOut: [
      `tests in full-run/, and fault experiments whose turn it is not at commit number ${turn}`,
      ...(untouched.length > 0 ? [`${untouched.join(', ')}: unchanged since ${changes?.since}`] : []),
    ],
  };
}

function checks(...files: string[]): Stage[] {
  return [
    sourceStage('lint', ...lint, ...files),
    sourceStage('formatting', ...formatting, ...files),
    checkStage('types of the client', 'typescript/bin/tsc', '--noEmit', '-p', 'client'),
    checkStage('architecture', 'dependency-cruiser/bin/dependency-cruise.mjs', ...architectureArguments()),
    checkStage('dead code', 'knip/bin/knip.js'),
  ];
}

const CACHE = 'node_modules/.cache';
const lint = [
  'eslint/bin/eslint.js',
  '--max-warnings=0',
  '--no-warn-ignored',
  '--cache',
  `--cache-location=${CACHE}/eslint/`,
] as const;
const formatting = [
  'prettier/bin/prettier.cjs',
  '--check',
  '--log-level=warn',
  '--ignore-unknown',
  '--cache',
  // Not `prettier`: that is the folder of its default cache, which a run without --cache removes.
  `--cache-location=${CACHE}/prettier-check`,
] as const;

/** One file after the other. */
const onOneShop = (configs: readonly string[]): string[] => [
  '--runInBand',
  ...(configs.length > 1 ? ['--projects', ...configs] : ['--config', ...configs]),
];

/** Those of `npm run arch`. */
function architectureArguments(): string[] {
  const { scripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
    scripts: { arch: string };
  };
  return scripts.arch.split(' ').slice(1);
}

function partStages(parts: string[], ...options: string[]): Stage[] {
  // The models take longest: begun last, they would run alone.
  const groups = [parts.filter(isInLab), parts.filter((folder) => !isInLab(folder))].flatMap(inGroups);
  return groups.map((group) =>
    jestStage(`tests of ${group.join(', ')}`, '-w=1', ...options, '--projects', ...group),
  );
}

function inGroups(parts: string[]): string[][] {
  const count = Math.ceil(parts.length / PER_PROCESS);
  return Array.from({ length: count }, (_, index) =>
    parts.slice(index * PER_PROCESS, (index + 1) * PER_PROCESS),
  );
}

function namedStages({ parts, files }: Request): Stage[] {
  const stages: Stage[] = [];
  const units = parts.filter((folder) => folder !== SHOP);
  if (units.length > 0) stages.push(jestStage(`tests of ${units.join(', ')}`, '--projects', ...units));
  if (parts.includes(SHOP)) stages.push(jestStage('tests of the whole shop', ...onOneShop([ON_SHOP[0]])));
  const onShop = files.filter(isOnShop);
  const others = files.filter((file) => !isOnShop(file));
  if (onShop.length > 0) {
    const isAsked = (config: string): boolean =>
      onShop.some((file) => file.startsWith(`${path.dirname(config)}/`));
    stages.push(
      jestStage('files on a shop', ...onOneShop(ON_SHOP.filter(isAsked)), '--runTestsByPath', ...onShop),
    );
  }
  if (others.length > 0) {
    const owners = workspaces.filter((folder) => others.some((file) => file.startsWith(`${folder}/`)));
    stages.push(jestStage('files', '--projects', ...owners, '--runTestsByPath', ...others));
  }
  return stages;
}

/** What is fast enough before each commit. */
function planOfChanges(changes: Changes | undefined): Plan {
  if (changes === undefined) throw new Error('npm run check needs git and the main branch: run npm test');
  const files = changes.files.filter(isThere);
  const sources = files.filter((file) => /\.(ts|tsx|js|cjs|mjs)$/.test(file));
  const touched = unitParts.filter((folder) => files.some((file) => file.startsWith(`${folder}/`)));
  return {
    stages: [
      ...(sources.length > 0 ? [sourceStage('lint', ...lint, ...sources)] : []),
      ...(files.length > 0 ? [sourceStage('formatting', ...formatting, ...files)] : []),
      ...(touched.includes('client')
        ? [checkStage('types of the client', 'typescript/bin/tsc', '--noEmit', '-p', 'client')]
        : []),
      ...partStages(touched, WITHOUT_FULL_RUN),
    ],
    leftOut: [`everything else: ${files.length} files differ from ${changes.since}`],
  };
}
