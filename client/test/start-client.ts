import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const CLIENT = path.resolve(__dirname, '..');

const BUILD = pathToFileURL(path.join(CLIENT, '../infra/local/build-what-changed.mjs')).href;

/** The production build; made here when nobody made it since the sources changed. */
export function ensureBuild(): void {
  const script = `const { buildPages } = await import(${JSON.stringify(BUILD)}); await buildPages();`;
  const build = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  if (build.status !== 0) throw new Error(build.stderr);
}

/** Runs server.js with these settings only. */
export function runServer(settings: Record<string, string>): ChildProcess {
  const child = spawn(process.execPath, ['server.js'], {
    cwd: CLIENT,
    env: { PATH: process.env.PATH, NODE_ENV: 'production', HOST: '127.0.0.1', PORT: '0', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  return child;
}

const children: ChildProcess[] = [];

/** Ends what a failed test left running. */
export async function stopServers(): Promise<void> {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
}

/** What a process that should not stay wrote, and its exit code. */
export async function outcomeOf(child: ChildProcess): Promise<{ code: number | null; stderr: string }> {
  let stderr = '';
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const [code] = (await once(child, 'exit')) as [number | null];
  return { code, stderr };
}

/** The address of a server that is ready. */
export function addressOf(child: ChildProcess): Promise<string> {
  let output = '';
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const port = /"msg":"listening","port":(\d+)/.exec(output)?.[1];
      if (port) resolve(`http://127.0.0.1:${port}`);
    });
    child.once('close', () => reject(new Error(`server.js ended: ${output}`)));
  });
}

export interface PretendedAnswer {
  status?: number;
  body?: unknown;
  headers?: Record<string, string>;
}

/** All services behind one address; `answer` says what each request gets. */
export async function pretendServices(
  answer: (request: {
    method: string;
    url: string;
    headers: NodeJS.Dict<string | string[]>;
    body: string;
  }) => PretendedAnswer | Promise<PretendedAnswer>,
): Promise<{ server: Server; settings: Record<string, string> }> {
  const server = createServer((req, res) => {
    let body = '';
    req.on('data', (chunk: Buffer) => (body += chunk.toString()));
    req.on('end', () => {
      void Promise.resolve(
        answer({ method: req.method ?? '', url: req.url ?? '', headers: req.headers, body }),
      ).then(({ status = 200, body: json, headers = {} }) => {
        res.writeHead(status, { 'content-type': 'application/json', ...headers });
        res.end(JSON.stringify(json));
      });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const names = ['AUTH_URL', 'PRODUCTS_URL', 'CART_URL', 'ORDERS_URL', 'PAYMENTS_URL'];
  return {
    server,
    settings: {
      NEXT_PUBLIC_STRIPE_KEY: 'pk_test_1',
      ...Object.fromEntries(names.map((name) => [name, url])),
    },
  };
}
