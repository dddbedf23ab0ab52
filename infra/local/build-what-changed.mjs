/** Installs and builds what is missing or older than its sources, and says what takes time. Needs nothing but Node. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const root = path.resolve(import.meta.dirname, '../..');
const client = path.join(root, 'client');
/** Which sources the pages were built from; beside the build, so that both go together. */
const clientStamp = path.join(client, '.next/built-from');
/** Names the process that installs packages or builds the pages here; that process touches it each second. */
const builderFile = path.join(import.meta.dirname, 'build/builder');
const BUILDER_IS_DEAD_AFTER_MS = 10_000;
const own = String(process.pid);

/** Ends all steps: one of two that run at once has failed, or a signal has come. */
const ending = new AbortController();

/**
 * Brings packages, services and pages up to date.
 * @param project the tsconfig.json of what is compiled, below the root: all that a running shop needs unless told
 *   otherwise
 * @throws Error with the step that failed and the last words of its output
 */
export async function buildWhatChanged({ isDev, project = 'infra/local/tsconfig.stack.json' }) {
  if (!isInstalled()) await exclusively(install);
  const steps = [compile(project)];
  // Under development the pages are built as they are asked for.
  if (!isDev) steps.push(buildPages());
  try {
    await Promise.all(steps);
  } catch (error) {
    ending.abort();
    throw error;
  }
}

async function install() {
  if (isInstalled()) return;
  const args = ['ci', '--no-audit', '--no-fund'];
  await step('Installing packages (npm ci)', npmCommand(process.env), args, root);
}

function compile(project) {
  const tsc = path.join(root, 'node_modules/typescript/bin/tsc');
  const isFirst = !existsSync(path.join(import.meta.dirname, 'build/start.js'));
  const title = isFirst ? 'Compiling the services (tsc -b)' : undefined;
  return step(title, [process.execPath, tsc], ['-b', path.join(root, project)], root);
}

/** Builds the pages when a source or a package has changed since they were built. */
export async function buildPages() {
  if (!arePagesOf(clientHash())) await exclusively(buildChangedPages);
}

async function buildChangedPages() {
  const sources = clientHash();
  if (arePagesOf(sources)) return;
  const next = path.join(root, 'node_modules/next/dist/bin/next');
  await step('Building the pages (next build)', [process.execPath, next], ['build'], client);
  writeFileSync(clientStamp, sources);
}

const arePagesOf = (sources) => existsSync(clientStamp) && readFileSync(clientStamp, 'utf8') === sources;

/** Waits until no other process installs or builds here, then does so. */
async function exclusively(work) {
  mkdirSync(path.dirname(builderFile), { recursive: true });
  const release = () => readBuilder() === own && rmSync(builderFile, { force: true });
  process.once('exit', release);
  try {
    await becomeBuilder();
    const beat = setInterval(() => utimesSync(builderFile, new Date(), new Date()), 1_000);
    await work().finally(() => clearInterval(beat));
  } finally {
    process.removeListener('exit', release);
    release();
  }
}

/** Several that find a dead builder at once remove each other's claims: who has claimed last is the builder. */
async function becomeBuilder() {
  const known = new Set(['', own]);
  let builder;
  do {
    builder = claim();
    if (!known.has(builder)) console.log(`Process ${builder} builds here already: waiting for it…`);
    known.add(builder);
    await sleep(250, undefined, { signal: ending.signal });
  } while (builder !== own || readBuilder() !== own);
}

/** Makes this process the builder when there is none. @returns the number of the builder */
function claim() {
  const touchedAt = statSync(builderFile, { throwIfNoEntry: false })?.mtimeMs;
  if (Date.now() - touchedAt >= BUILDER_IS_DEAD_AFTER_MS) rmSync(builderFile, { force: true });
  try {
    writeFileSync(builderFile, own, { flag: 'wx' });
    return own;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    return readBuilder();
  }
}

/** The number of the builder; empty when there is none. */
function readBuilder() {
  try {
    return readFileSync(builderFile, 'utf8');
  } catch {
    return '';
  }
}

/** Whether every package of the lockfile is there in its version (those for other platforms may be missing). */
function isInstalled() {
  const present = readPackages('node_modules/.package-lock.json');
  return (
    present !== undefined &&
    Object.entries(readPackages('package-lock.json')).every(
      ([name, { version, link, optional, peer }]) =>
        !name.startsWith('node_modules/') ||
        optional === true ||
        (peer === true && present[name] === undefined) ||
        (present[name] !== undefined && present[name].version === version && present[name].link === link),
    )
  );
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(path.join(root, file), 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/** Changes with every source of the pages and every version of a package. */
const clientHash = () =>
  createHash('sha256')
    .update(readFileSync(path.join(root, 'package-lock.json')))
    .update(sourcesHash(client))
    .digest('hex');

/** Changes with every file of a package that its build reads: with its content and its name. */
export function sourcesHash(folder) {
  const hash = createHash('sha256');
  const skipped = /^(node_modules|\.next|test|coverage|next-env\.d\.ts|.*\.(tsbuildinfo|md))$/;
  const visit = (inner) => {
    for (const entry of readdirSync(inner, { withFileTypes: true }).sort((a, b) =>
      a.name < b.name ? -1 : 1,
    )) {
      if (skipped.test(entry.name)) continue;
      const file = path.join(inner, entry.name);
      if (entry.isDirectory()) visit(file);
      else hash.update(`\n${path.relative(folder, file)}\n`).update(readFileSync(file));
    }
  };
  visit(folder);
  return hash.digest('hex');
}

/** The npm that runs this, else the one on PATH: `yarn start` and `pnpm start` name themselves in its place. */
export function npmCommand({ npm_execpath: npm }) {
  return /\bnpm-cli\.js$/.test(npm ?? '') ? [process.execPath, npm] : ['npm'];
}

/**
 * The user's environment without what would leave packages out or build pages for another mode. npm spells its
 * settings in either case, with `-` or `_`.
 */
export function stepEnvironment(env) {
  const misleading = /^(NODE_ENV|npm_config_(omit|include|only|also|production|dev))$/i;
  const kept = Object.entries(env).filter(([name]) => !misleading.test(name));
  return { ...Object.fromEntries(kept), NEXT_TELEMETRY_DISABLED: '1', NO_COLOR: '1' };
}

/** Runs one command in a session of its own; a signal to us ends all steps and us. */
async function step(title, [command, ...first], args, cwd) {
  const begin = performance.now();
  if (title) console.log(`${title}…`);
  const child = spawn(command, [...first, ...args], {
    cwd,
    env: stepEnvironment(process.env),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece) => (output += piece));
  const signals = stopSignals();
  const kill = () => {
    if (child.pid && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
  };
  const end = () => {
    ending.abort();
    process.exit(130);
  };
  ending.signal.addEventListener('abort', kill);
  // Not once: npm passes on what the terminal has sent already, and that would end us before `exit` is emitted.
  for (const signal of signals) process.on(signal, end);
  const code = await new Promise((resolve, reject) => {
    child.once('error', (error) => reject(new Error(`${title ?? command} cannot be run: ${error.message}`)));
    child.once('close', resolve);
  });
  ending.signal.removeEventListener('abort', kill);
  for (const signal of signals) process.removeListener(signal, end);
  if (code !== 0) {
    const reason = networkFailure(output);
    if (reason !== undefined) throw new Error(`${title} failed: ${reason}: ${NETWORK_ADVICE}`);
    throw new Error(`${tellingLines(output)}\n${title ?? [...first, ...args].join(' ')} failed, see above.`);
  }
  if (title) console.log(`${title}: done after ${((performance.now() - begin) / 1000).toFixed(1)} s`);
}

/** A hang-up stops the shop only at its terminal: `nohup npm start &` outlives the one that it was started from. */
export function stopSignals(output = process.stdout) {
  if (output.isTTY) return ['SIGINT', 'SIGTERM', 'SIGHUP'];
  process.on('SIGHUP', () => {});
  return ['SIGINT', 'SIGTERM'];
}

const NETWORK_ADVICE = 'check the network, and set HTTPS_PROXY when there is a proxy.';

/** Why npm could not reach the registry, if that is what failed. */
function networkFailure(output) {
  return /^npm error .*\b(request to .* failed, reason: .*)$/m.exec(output)?.[1];
}

/** npm puts its errors first and its manual last; compilers and builders put theirs last. */
function tellingLines(output) {
  const lines = output.trimEnd().split('\n');
  const npmErrors = lines.filter((line) => line.startsWith('npm error'));
  return (npmErrors.length > 0 ? npmErrors.slice(0, 12) : lines.slice(-20)).join('\n');
}
