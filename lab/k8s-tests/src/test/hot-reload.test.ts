import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { eventually } from '../../../../infra/e2e/src/eventually';
import { readStack } from '../../../../infra/e2e/src/stack';
import { apply } from '../apply';
import { kubectl, kubectlWith, podsOf, rolledOut } from '../kubectl';
import { readSettings } from '../settings';
import { WORK } from '../stack-file';

const run = promisify(execFile);
const ROOT = path.resolve(__dirname, '../../../..');
const NAMES = ['client-depl', 'product-depl'];
const { imageTag, devImageTag } = readSettings(process.env);

/** Puts the images with this tag in place of the client and of products, by the overlay that goes with them. */
async function deployWith(overlay: string, tag: string): Promise<void> {
  await apply(overlay, tag, ({ kind, metadata }) => kind === 'Deployment' && NAMES.includes(metadata.name));
  await Promise.all(NAMES.map((name) => rolledOut(`deployment/${name}`)));
}

beforeAll(() => deployWith('overlays/dev-sandbox', devImageTag));
afterAll(() => deployWith('overlays/sandbox', imageTag));

/** Copies a file into a pod as Skaffold does: a tar archive, unpacked at the destination. */
async function sync(app: string, file: string, text: string): Promise<void> {
  const folder = path.join(WORK, 'sync');
  await mkdir(path.join(folder, path.dirname(file)), { recursive: true });
  await writeFile(path.join(folder, file), text);
  const { stdout } = await run('tar', ['-C', folder, '-cf', '-', file], { encoding: 'buffer' });
  const [pod = ''] = await podsOf(app);
  await kubectlWith(stdout, 'exec', '-i', pod, '--', 'tar', 'xmf', '-', '-C', '/app', '--no-same-owner');
}

it('the dev stage of the client renders a page, and serves it again when its source changes', async () => {
  const page = async (): Promise<string> => (await fetch(`${readStack().gateway.http}/auth/signin`)).text();
  await eventually(async () => expect(await page()).toContain('Sign in</h1>'), 120_000);
  const file = 'client/pages/auth/signin.tsx';
  const source = await readFile(path.join(ROOT, file), 'utf8');
  await sync('client', file, source.replace('<PageTitle>Sign in', '<PageTitle>Changed a moment ago'));
  await eventually(async () => expect(await page()).toContain('Changed a moment ago</h1>'), 60_000);
});

it('the dev stage of a service compiles a changed source and starts again with it', async () => {
  const marker = `changed at ${Date.now()}`;
  const source = await readFile(path.join(ROOT, 'products/src/index.ts'), 'utf8');
  await sync('product', 'products/src/index.ts', `${source}\nconsole.log('${marker}');\n`);
  const [pod = ''] = await podsOf('product');
  await eventually(async () => expect(await kubectl('logs', pod)).toContain(marker), 120_000);
  const list = `${readStack().gateway.http}/api/products`;
  await eventually(async () => expect((await fetch(list)).status).toBe(200), 60_000);
});
