import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { root, workspaces } from '../repository';

const run = promisify(execFile);

/** A tiny tree with one violation per rule: file → the import that breaks it. */
const VIOLATIONS: Record<string, string> = {
  'orders/src/domain/a.ts': "import './b';", // no-cycles, with b
  'orders/src/domain/b.ts': "import './a';",
  'orders/src/domain/neighbour.ts': "import '../../../products/src/models/product';", // services-are-islands
  'common/src/knows.ts': "import '../../products/src/models/product';", // common-knows-no-service
  'orders/src/domain/transport.ts': "import 'express';", // domain-knows-no-transport
  'orders/src/models/order.ts': "import '../domain/c';", // models-are-leaves
  'orders/src/domain/c.ts': '',
  'orders/src/routes/announces.ts': "import '../events/publishers/p';", // only-domain-announces
  'orders/src/events/publishers/p.ts': '',
  'orders/src/events/listeners/touches.ts': "import '../../models/leaf';", // listeners-go-through-domain
  'orders/src/models/leaf.ts': '',
  'orders/src/routes/meets.ts': "import '../events/listeners/l';", // routes-and-listeners-do-not-import-each-other
  'orders/src/events/listeners/l.ts': '',
  'orders/src/domain/pays.ts': "import 'stripe';", // one-home-per-library
  'orders/src/app.ts': "import './test/builders';", // production-ignores-tests
  'orders/src/test/builders.ts': '',
  'infra/audit/src/proves.ts': "import '../../../lab/load/src/run';", // lab-is-a-leaf
  'lab/load/src/run.ts': "import '../../../infra/audit/src/read';",
  'infra/audit/src/read.ts': '',
  'client/pages/index.ts': "import '../../common/src/clean';", // client-speaks-http
  'common/src/clean.ts': '',
  'client/hooks/shows.ts': "import '../components/button';", // client-layers
  'client/components/button.ts': '',
  'client/api/reacts.ts': "import '../hooks/state';", // client-api-knows-no-react
  'client/hooks/state.ts': '',
  'client/domain/calls.ts': "import '../api/call';", // client-domain-is-pure
  'client/api/call.ts': '',
  'products/src/models/product.ts': '',
  'node_modules/express/index.js': '',
  'node_modules/stripe/index.js': '',
};

describe('the architecture rules', () => {
  let tree: string;

  beforeAll(async () => {
    tree = await mkdtemp(path.join(os.tmpdir(), 'architecture-'));
    for (const [file, text] of Object.entries(VIOLATIONS)) {
      await mkdir(path.dirname(path.join(tree, file)), { recursive: true });
      await writeFile(path.join(tree, file), file.startsWith('node_modules') ? '' : `${text}\nexport {};\n`);
    }
    for (const file of ['.dependency-cruiser.cjs', 'services.cjs', 'package.json']) {
      await cp(path.join(root, file), path.join(tree, file));
    }
    for (const folder of workspaces) {
      await mkdir(path.join(tree, folder), { recursive: true });
      await cp(path.join(root, folder, 'package.json'), path.join(tree, folder, 'package.json'));
    }
  });

  afterAll(() => rm(tree, { recursive: true, force: true }));

  it('each fire on an injected violation', async () => {
    const violated = await cruise(tree, ['common', 'orders', 'products', 'client', 'infra', 'lab']);
    const { forbidden } = (await import(path.join(root, '.dependency-cruiser.cjs'))) as {
      forbidden: { name: string }[];
    };
    expect(violated).toEqual(forbidden.map(({ name }) => name).sort());
    expect(violated).toHaveLength(15);
  });
});

async function cruise(cwd: string, folders: string[]): Promise<string[]> {
  const depcruise = path.join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [depcruise, '--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...folders];
  const { stdout } = await run(process.execPath, args, { cwd, maxBuffer: 1e8 }).catch(
    (error: { stdout: string }) => error,
  );
  const { summary } = JSON.parse(stdout) as { summary: { violations: { rule: { name: string } }[] } };
  return [...new Set(summary.violations.map(({ rule }) => rule.name))].sort();
}
