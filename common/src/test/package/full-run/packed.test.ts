import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { NatsStreamingBus } from '../../../messaging/nats-streaming-bus';
import { eventually } from '../../../testing/eventually';
import { CLUSTER_ID, freePort, RealBroker } from '../../../testing/real-broker';

const run = promisify(execFile);
const COMMON = path.resolve(__dirname, '../../../..');
const GUIDE = path.resolve(COMMON, '../docs/consuming-common.md');
const bin = (file: string): string => path.resolve(COMMON, '../node_modules', file);

/** npm run by a workspace hands its place on to a child; an outside project has none. */
const outside = (): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(npm_(?!config_(cache|registry))|INIT_CWD)/i.test(name),
    ),
  );

let folder: string;
let tarball: string;

const npm = async (...args: string[]): Promise<string> =>
  (await run('npm', args, { cwd: folder, env: outside(), maxBuffer: 1e8 })).stdout;

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'seventh-service-'));
  // `prepack` compiles; the tests have been compiled for already.
  const packed = await npm('pack', COMMON, '--ignore-scripts', '--json', '--pack-destination', folder);
  const [{ filename }] = JSON.parse(packed) as [{ filename: string }];
  tarball = path.join(folder, filename);
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the packed package', () => {
  it('contains its build and pages, without tests and sources', async () => {
    const { stdout } = await run('tar', ['-tzf', tarball]);
    const files = stdout.split('\n').filter(Boolean);
    for (const file of ['README.md', 'CHANGELOG.md', 'build/index.d.ts', 'build/testing/index.js']) {
      expect(files).toContain(`package/${file}`);
    }
    const allowed = /^package\/(package\.json|README\.md|CHANGELOG\.md|build\/(?!test\/).*\.(js|d\.ts))$/;
    expect(files.filter((file) => !allowed.test(file))).toEqual([]);
  });

  it('is valid for package managers and bundlers (publint)', async () => {
    const { stdout } = await run(process.execPath, [bin('publint/src/cli.js'), tarball, '--strict']);
    expect(stdout).toContain('All good!');
  });

  it('has the same types for CommonJS and ES modules (are the types wrong)', async () => {
    const attw = bin('@arethetypeswrong/cli/dist/index.js');
    const checked = run(process.execPath, [attw, tarball, '--profile', 'node16', '--no-color']);
    expect(await checked.catch((error: { stdout: string }) => error)).not.toBeInstanceOf(Error);
  });
});

describe('the service of docs/consuming-common.md', () => {
  let broker: RealBroker;
  let service: ChildProcess | undefined;

  beforeAll(async () => {
    broker = await RealBroker.create();
    await broker.start();
    for (const [file, text] of filesOf(readFileSync(GUIDE, 'utf8'))) {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      writeFileSync(path.join(folder, file), text);
    }
    // What the registry will have: the file that would be published.
    const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as Manifest;
    manifest.dependencies['@datnxecommerce/common'] = `file:${tarball}`;
    writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest));
    await npm('install', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts');
  }, 180_000);

  afterAll(async () => {
    service?.kill('SIGKILL');
    await broker?.remove();
  });

  it('installs without the packages of tests', async () => {
    const installed = await npm('ls', '--all', '--parseable');
    expect(installed).not.toMatch(/node_modules\/(jest|mongodb-memory-server|ajv)$/m);
  });

  it('compiles, including the declarations of common', async () => {
    const isForeign = (line: string): boolean => /node_modules\/(?!@datnxecommerce\/)/.test(line);
    writeFileSync(
      path.join(folder, 'src/module.mts'),
      `import { NotFoundError, ProductCreated } from '@datnxecommerce/common';
const error: Error = new NotFoundError();
console.log(error.message, ProductCreated.subject satisfies string);\n`,
    );
    const said = await npm('run', 'build', '--', '--skipLibCheck', 'false').catch(
      ({ stdout }: { stdout: string }) => stdout,
    );
    expect(said.split('\n').filter((line) => line.includes('error TS') && !isForeign(line))).toEqual([]);
  }, 180_000);

  it('is imported by name from an ES module', async () => {
    const { stdout } = await run(process.execPath, ['build/module.mjs'], { cwd: folder });
    expect(stdout).toBe('Not Found product:created\n');
  });

  it('boots, handles an event, answers, and ends at SIGTERM', async () => {
    const port = await freePort();
    const database = `seventh_${process.pid}`;
    service = spawn(process.execPath, ['build/index.js'], {
      cwd: folder,
      env: {
        PATH: process.env.PATH,
        PORT: String(port),
        HOST: '127.0.0.1',
        JWT_KEY: 'k'.repeat(32),
        MONGO_URI: `${process.env.TEST_MONGO_URI}/${database}`,
        NATS_URL: broker.url,
        NATS_CLUSTER_ID: CLUSTER_ID,
        NATS_CLIENT_ID: 'bestsellers-1',
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    service.stdout?.resume();
    const payment = {
      id: 'a'.repeat(24),
      orderId: 'b'.repeat(24),
      stripeId: 'ch_1',
      items: [{ productId: 'c'.repeat(24), quantity: 3 }],
    };
    await publish(broker.url, 'payment:created', [payment, payment]);

    const url = `http://127.0.0.1:${port}`;
    await eventually(async () => {
      const answer = await fetch(`${url}/api/bestsellers`);
      expect(await answer.json()).toEqual([{ productId: 'c'.repeat(24), quantity: 3 }]);
    });
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    service.kill('SIGTERM');
    expect(await once(service, 'exit')).toEqual([0, null]);
  }, 60_000);

  it('names the setting that is missing', async () => {
    const env = { PATH: process.env.PATH };
    const failed = await run(process.execPath, ['build/index.js'], { cwd: folder, env }).catch(
      (error: { code: number; stderr: string }) => error,
    );
    expect(failed).toMatchObject({ code: 1 });
    expect(failed.stderr).toMatch(/^bad settings: .*MONGO_URI is required.*\n$/);
  });
});

interface Manifest {
  dependencies: Record<string, string>;
}

/** The code blocks of the guide that name a file. */
function filesOf(guide: string): [file: string, text: string][] {
  return [...guide.matchAll(/```(?:json|ts) (\S+)\n([\s\S]+?)```/g)].map(([, file = '', text = '']) => [
    file,
    text,
  ]);
}

async function publish(url: string, subject: string, events: object[]): Promise<void> {
  const bus = new NatsStreamingBus({ url, clusterId: CLUSTER_ID, clientId: 'packed-test' });
  bus.connect();
  for (const event of events) await bus.publish(subject, JSON.stringify(event));
  await bus.close();
}
