import { readFileSync } from 'node:fs';
import path from 'node:path';
import { INSPECT_PORTS } from '../plan';
import { inspectFlags } from '../programs/processes';
import { readyScreen } from '../screen';
import { SERVICES } from '../services';
import { REPOSITORY } from '../settings';

const read = (file: string): string => readFileSync(path.join(REPOSITORY, file), 'utf8');

it('gives each service a port of its own, and its further processes none', () => {
  expect(Object.keys(INSPECT_PORTS)).toEqual(SERVICES.map(({ name }) => name));
  expect(inspectFlags({ isInspected: true }, 'orders')).toEqual([
    `--inspect=127.0.0.1:${INSPECT_PORTS.orders}`,
  ]);
  expect(inspectFlags({ isInspected: true }, 'orders-2')).toEqual([]);
  expect(inspectFlags({ isInspected: false }, 'orders')).toEqual([]);
});

it('lists the ports on the screen only when the services listen on them', () => {
  const facts = {
    seconds: 1,
    httpPort: 8080,
    httpsPort: 8443,
    hosts: [],
    dataDir: '/data',
    hasDemo: false,
    ca: { file: '/ca.pem', issuer: 'own' as const },
    isSandbox: true,
  };
  expect(readyScreen({ ...facts, isInspected: true })).toContain(`orders ${INSPECT_PORTS.orders}`);
  expect(readyScreen({ ...facts, isInspected: false })).not.toContain('Debugger');
});

it('.vscode/launch.json attaches to each service on its port', () => {
  const { configurations } = JSON.parse(read('.vscode/launch.json')) as {
    configurations: { name: string; port: number; outFiles: string[] }[];
  };
  expect(configurations.map(({ name, port }) => [name, port])).toEqual(
    Object.entries(INSPECT_PORTS).map(([name, port]) => [`Attach to ${name}`, port]),
  );
  for (const { name, outFiles } of configurations)
    expect(outFiles[0]).toContain(`/${name.replace('Attach to ', '')}/build/`);
});

it.each(Object.entries(INSPECT_PORTS))('docs/debugging.md says that %s has port %s', (name, port) => {
  expect(read('docs/debugging.md')).toMatch(new RegExp(`\\| ${name} +\\| ${port} +\\|`));
});
