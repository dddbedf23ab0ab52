import { once } from 'node:events';
import type { Server } from 'node:http';
import { addressOf, ensureBuild, pretendServices, runServer, stopServers } from './start-client';

const services: Server[] = [];
beforeAll(ensureBuild, 180_000);
afterAll(async () => {
  for (const server of services) server.close();
  await stopServers();
});

it('writes JSON lines only, also for what Next.js says and for a page that throws', async () => {
  const { server, settings } = await pretendServices(() => ({ body: [null] }));
  services.push(server);
  const child = runServer({ ...settings, FORCE_COLOR: '1' });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const page = await fetch(`${await addressOf(child)}/`, { headers: { 'x-request-id': 'broken-page' } });
  expect(page.status).toBe(500);
  child.kill('SIGTERM');
  await once(child, 'close');
  const lines = output.trim().split('\n');
  expect(
    lines.filter((line) => !/^\{"level":"(info|warn|error)",.*"service":"client",.*\}$/.test(line)),
  ).toEqual([]);
  expect(output).not.toContain('\\u001b');
  expect(output).toMatch(/"msg":"page failed","requestId":"broken-page"/);
});

it('goes on, and stops by itself, when nobody reads its log', async () => {
  const { server, settings } = await pretendServices(() => ({ body: [] }));
  services.push(server);
  const child = runServer(settings);
  const url = await addressOf(child);
  child.stdout?.destroy();
  for (const _time of [1, 2]) expect((await fetch(url)).status).toBe(200);
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
});
