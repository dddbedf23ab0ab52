import { accessSync, constants, existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { root, trackedFiles } from '../repository';
import { readSkaffold } from '../skaffold';

interface Step {
  uses?: string;
  run?: string;
}

interface Workflow {
  on: { push?: object; pull_request?: { paths?: string[] } | null };
  permissions?: Record<string, string>;
  concurrency?: { 'cancel-in-progress'?: boolean | string };
  jobs: Record<string, Job>;
}

interface Job {
  'timeout-minutes'?: number;
  permissions?: Record<string, string>;
  strategy?: { matrix: { include?: { image: string; dockerfile: string }[] } };
  steps: Step[];
}

const GITHUB = path.join(root, '.github');
const FOLDER = path.join(GITHUB, 'workflows');
const read = (file: string): string => readFileSync(path.join(FOLDER, file), 'utf8');
const workflows = readdirSync(FOLDER).map((file) => [file, parse(read(file)) as Workflow] as const);
const packages = (folder: string): { scripts?: Record<string, string> } =>
  JSON.parse(readFileSync(path.join(root, folder, 'package.json'), 'utf8')) as {
    scripts?: Record<string, string>;
  };

/** What a job may do beyond reading the repository. */
const GRANTED: Record<string, Record<string, string>> = {
  'release-common.yml publish': { contents: 'read', 'id-token': 'write' },
};

/** What a shell script calls that does not exist here: npm scripts, programs of packages, files. */
function missingIn(script: string): string[] {
  const missing: string[] = [];
  for (const [call, name = '', folder = '.'] of script.matchAll(/npm run ([\w:-]+)(?: -w (\S+))?/g)) {
    if (packages(folder).scripts?.[name] === undefined) missing.push(call);
  }
  for (const [call, name = ''] of script.matchAll(/npx ([\w-]+)/g)) {
    if (!existsSync(path.join(root, 'node_modules/.bin', name))) missing.push(call);
  }
  const top = new Set(readdirSync(root));
  for (const [file] of script.matchAll(/(?<![\w./@:-])\.?[\w-][\w.-]*\/[\w./-]*\w/g)) {
    if (top.has(file.split('/')[0] ?? '') && !existsSync(path.join(root, file))) missing.push(file);
  }
  return missing;
}

/** The tracked files that a job names, and the configuration of the programs that it calls. */
function filesNamedIn({ strategy, steps }: Job): string[] {
  const texts = [JSON.stringify(strategy ?? {}), ...steps.map(({ run = '' }) => run)];
  const words = texts.flatMap((text) => text.match(/[\w./-]+/g) ?? []).map((word) => path.normalize(word));
  if (words.includes('skaffold')) words.push('skaffold.yaml');
  return trackedFiles().filter((file) => words.includes(file));
}

describe('what a workflow calls', () => {
  it.each([
    ['npm run nothing', ['npm run nothing']],
    ['npm run pub -w common -- --dry-run', []],
    ['npm run pub', ['npm run pub']],
    ['npx nonsense --all', ['npx nonsense']],
    ['npx changeset status', []],
    ['.ci/run && node infra/checks/nothing.mjs', ['infra/checks/nothing.mjs']],
    ['docker build -f auth/Dockerfile datnx/auth', []],
  ])('is checked to exist: %s', (script, missing) => {
    expect(missingIn(script)).toEqual(missing);
  });
});

describe.each(workflows)('%s', (file, workflow) => {
  const jobs = Object.entries(workflow.jobs);
  const steps = jobs.flatMap(([, job]) => job.steps);

  it('calls only what exists', () => {
    expect(steps.flatMap(({ run = '' }) => missingIn(run))).toEqual([]);
    for (const { run = '' } of steps)
      if (run.startsWith('.')) accessSync(path.join(root, run), constants.X_OK);
  });

  it('installs Prometheus before the full run, which does so as root only', () => {
    for (const [, job] of jobs) {
      const runs = job.steps.map(({ run = '' }) => run);
      const fullRun = runs.indexOf('npm run test:all');
      if (fullRun === -1) continue;
      expect(runs.slice(0, fullRun).join('\n')).toMatch(/sudo apt-get install .*\bprometheus$/m);
    }
  });

  it('pins each action to a commit and says which version that is', () => {
    const uses = read(file)
      .split('\n')
      .filter((line) => /\buses:/.test(line));
    expect(uses).toHaveLength(steps.filter((step) => step.uses).length);
    for (const line of uses) expect(line).toMatch(/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it('may do no more than it needs', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' });
    for (const [name, { permissions }] of jobs) expect(permissions).toEqual(GRANTED[`${file} ${name}`]);
    expect(Object.keys(workflow.on)).not.toContain('pull_request_target');
  });

  it('hands nothing to a shell that a stranger wrote', () => {
    for (const { run = '' } of steps) expect(run).not.toMatch(/\$\{\{[^}]*(github\.event|head_ref|inputs)/);
  });

  it('runs for a pull request that changes a file which it names', () => {
    const { paths } = workflow.on.pull_request ?? {};
    if (paths === undefined) return;
    const named = jobs.flatMap(([, job]) => filesNamedIn(job));
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((name) => !paths.some((pattern) => path.matchesGlob(name, pattern)))).toEqual([]);
  });

  it('completes its run of a commit on the main branch when the next commit comes', () => {
    if (workflow.on.push) expect(workflow.concurrency?.['cancel-in-progress']).not.toBe(true);
  });

  it('does not run twice at a time and ends by itself', () => {
    expect(workflow.concurrency).toBeDefined();
    for (const [, job] of jobs) expect(job['timeout-minutes']).toBeGreaterThan(0);
  });
});

describe('images.yml', () => {
  it('builds what Skaffold builds', () => {
    const images = workflows.find(([file]) => file === 'images.yml')?.[1].jobs.build?.strategy?.matrix
      .include;
    const artifacts = readSkaffold().build.artifacts.map(({ image, docker }) => ({
      image,
      dockerfile: docker.dockerfile,
    }));
    const sorted = (list: typeof artifacts = []) => list.toSorted((a, b) => (a.image < b.image ? -1 : 1));
    expect(sorted(images)).toEqual(sorted(artifacts));
  });
});

describe('the other files for GitHub', () => {
  it('update every Dockerfile', () => {
    const { updates } = parse(readFileSync(path.join(GITHUB, 'dependabot.yml'), 'utf8')) as {
      updates: { 'package-ecosystem': string; directory?: string; directories?: string[] }[];
    };
    expect(updates.map((update) => update['package-ecosystem'])).toEqual(['npm', 'github-actions', 'docker']);
    const folders = updates.flatMap(({ directory = '/', directories = [directory] }) => directories);
    for (const folder of folders.filter((one) => one !== '/')) {
      expect(existsSync(path.join(root, folder, 'Dockerfile'))).toBe(true);
    }
  });

  it.each(['bug.yml', 'feature.yml'])('%s asks for something', (file) => {
    const form = parse(readFileSync(path.join(GITHUB, 'ISSUE_TEMPLATE', file), 'utf8')) as {
      name: string;
      description: string;
      body: { id: string; validations?: { required: boolean } }[];
    };
    expect(form.name && form.description).toBeTruthy();
    expect(form.body.some(({ validations }) => validations?.required)).toBe(true);
    expect(new Set(form.body.map(({ id }) => id)).size).toBe(form.body.length);
  });

  it('name only scripts that exist', () => {
    const template = readFileSync(path.join(GITHUB, 'pull_request_template.md'), 'utf8');
    expect(missingIn(template)).toEqual([]);
  });
});
