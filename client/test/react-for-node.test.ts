import { spawnSync } from 'node:child_process';
import path from 'node:path';

/** The parts of React DOM's server that Next.js loads to render pages, after `before` ran. */
function loadedParts(before: string): string[] {
  const script = `${before}
    require('next/dist/compiled/next-server/pages-turbo.runtime.prod.js');
    console.log(JSON.stringify(Object.keys(require.cache)));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', script], {
    cwd: path.join(__dirname, '..'),
    encoding: 'utf8',
    env: { ...process.env, NODE_ENV: 'production' },
  });
  expect(stderr).toBe('');
  const files = JSON.parse(stdout) as string[];
  return files.map((file) => path.basename(file)).filter((name) => /^react-dom-server\./.test(name));
}

it('makes Next.js load the build for Node.js instead of the one for edge runtimes', () => {
  expect(loadedParts('')).toEqual(['react-dom-server.edge.production.js']);
  const before = "require('./server/react-for-node').renderByReactForNode();";
  expect(loadedParts(before)).toEqual(['react-dom-server.node.production.js']);
});
