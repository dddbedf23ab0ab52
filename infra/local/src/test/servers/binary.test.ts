import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { execFileSync, spawnSync } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { before, inCache, onPath, resolveBinary, type BinarySource } from '../../servers/binary';
import { givenBy, officialDownload } from '../../servers/download';
import { REPOSITORY } from '../../settings';
import { startUpstream } from '../upstream';
import { tempFolder } from '../temp-folder';

const folder = tempFolder();
const { signal } = new AbortController();
const { XDG_CACHE_HOME } = process.env;
let said: string[];

beforeEach(() => {
  said = [];
  process.env.XDG_CACHE_HOME = folder.path;
});

afterEach(() => {
  if (XDG_CACHE_HOME === undefined) delete process.env.XDG_CACHE_HOME;
  else process.env.XDG_CACHE_HOME = XDG_CACHE_HOME;
});

const program = (version: string) => `#!/bin/sh\necho "tool version ${version}"\n`;

function put(place: string, text: string): string {
  const file = path.join(folder.path, place, 'tool');
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
  chmodSync(file, 0o755);
  return file;
}

function resolve(...sources: BinarySource[]) {
  const wanted = {
    program: 'tool',
    versionPattern: /tool version (\S+)/,
    refuse: (version: string) => (version.startsWith('9') ? '9 loses writes' : before('2.5')(version)),
    remark: (version: string) => (version === '2.5' ? 'tool 2.5 is old' : undefined),
    sources,
    setting: 'TOOL',
    advice: 'Install it.',
  };
  return resolveBinary(wanted, (line) => said.push(line), signal);
}

const searchPath = () => onPath('tool', path.join(folder.path, 'bin'));

it('takes the first way that works and says which one it was', async () => {
  const onThePath = put('bin', program('2.10.1'));
  put('ecommerce-local/key', program('3'));
  const found = await resolve(givenBy('TOOL', 'tool', {}), searchPath(), inCache('tool', ['key']));
  expect(found).toEqual({ path: onThePath, version: '2.10.1', origin: 'PATH', refused: [] });
  expect(said).toEqual([`tool 2.10.1 from PATH (${onThePath})`]);
});

it('asks for XDG_CACHE_HOME when the user has no home folder, and for no home folder when it is set', async () => {
  const homedir = jest.spyOn(os, 'homedir').mockImplementation(() => {
    throw new Error('uv_os_homedir returned ENOENT');
  });
  try {
    put('ecommerce-local/key', program('3'));
    expect((await resolve(inCache('tool', ['key']))).version).toBe('3');
    delete process.env.XDG_CACHE_HOME;
    await expect(resolve(inCache('tool', ['key']))).rejects.toThrow(
      'No tool: the cache: this user has no home folder: set XDG_CACHE_HOME to a folder for downloads.',
    );
  } finally {
    homedir.mockRestore();
  }
});

it('leaves nothing in the cache when the process ends meanwhile', () => {
  const module = path.join(REPOSITORY, 'infra/local/build/servers/binary.js');
  const script = `require(${JSON.stringify(module)}).cached('tool', 'key', () => process.exit(3));`;
  expect(spawnSync(process.execPath, ['-e', script], { env: process.env }).status).toBe(3);
  expect(readdirSync(path.join(folder.path, 'ecommerce-local'))).toEqual([]);
});

it('prefers what the user gives', async () => {
  put('bin', program('3'));
  const given = put('mine', program('2.5'));
  expect((await resolve(givenBy('TOOL', 'tool', { TOOL: given }), searchPath())).path).toBe(given);
});

it('says that what the user gives cannot be used before it takes another one', async () => {
  const onThePath = put('bin', program('3'));
  const found = await resolve(givenBy('TOOL', 'tool', { TOOL: '/no/tool' }), searchPath());
  const refusal = 'tool from TOOL is not used: there is no file /no/tool';
  expect(found.refused).toEqual([refusal]);
  expect(said).toEqual([refusal, `tool 3 from PATH (${onThePath})`]);
});

it('passes over a program that is too old or does not start here', async () => {
  const cached = put('ecommerce-local/good', program('2.5'));
  put('bin', program('2.4.9'));
  put('ecommerce-local/broken', '#!/no/such/interpreter\n');
  const sources = [searchPath(), inCache('tool', ['broken']), inCache('tool', ['good'])];
  expect((await resolve(...sources)).path).toBe(cached);
});

it('passes over a version that is refused, says why, and remarks on the one it uses', async () => {
  const refused = put('bin', program('9.0'));
  put('ecommerce-local/key', program('2.5'));
  const found = await resolve(searchPath(), inCache('tool', ['key']));
  expect(found.version).toBe('2.5');
  expect(said).toEqual([
    `tool from PATH is not used: ${refused} is 9.0: 9 loses writes`,
    `tool 2.5 from the cache (${found.path})`,
    'tool 2.5 is old',
  ]);
});

it('names the sources that failed, and what to do, in one line when none works', async () => {
  const old = put('bin', program('1.0'));
  const sources = [givenBy('TOOL', 'tool', { TOOL: '/no/tool' }), searchPath(), inCache('tool', ['key'])];
  await expect(resolve(...sources)).rejects.toThrow(
    new Error(
      `No tool: TOOL: there is no file /no/tool; PATH: ${old} is 1.0: 2.5 or newer is needed. Install it.`,
    ),
  );
});

it('names the processor when a program ends with an illegal instruction, and tries no other source', async () => {
  put('bin', '#!/bin/sh\nkill -ILL $$\n');
  put('ecommerce-local/key', program('3'));
  const error = await resolve(searchPath(), inCache('tool', ['key'])).catch((e: unknown) => e as Error);
  expect((error as Error).message).toMatch(/^[^\n]* needs a processor with (AVX|ARMv8\.2-A), [^\n]+$/);
  expect(said).toEqual([]);
});

describe('a download', () => {
  let site: Awaited<ReturnType<typeof startUpstream>>;
  let archive: Buffer;
  let asked: string[];
  let published: string | undefined;

  beforeEach(async () => {
    put('packed/tool-1/bin', program('4'));
    const file = path.join(folder.path, 'tool.tgz');
    execFileSync('tar', ['-czf', file, '-C', path.join(folder.path, 'packed'), 'tool-1']);
    archive = readFileSync(file);
    asked = [];
    published = undefined;
    site = await startUpstream((req, res) => {
      asked.push(req.url!);
      if (req.url === '/tool.tgz') res.end(archive);
      else if (req.url === '/tool.tgz.sha256' && published !== undefined) res.end(`${published}\n`);
      else res.writeHead(404).end();
    });
  });

  afterEach(() => {
    site.server.closeAllConnections();
    site.server.close();
  });

  const sum = (data: Buffer) => createHash('sha256').update(data).digest('hex');
  const release = (sha256?: string) => ({ url: `${site.url}/tool.tgz`, key: 'tool-4', sha256 });

  const given = (fragment: string) => givenBy('TOOL', 'tool', { TOOL: `${site.url}/tool.tgz${fragment}` });

  it('is unpacked into the cache, whole, where the next start finds it', async () => {
    const found = await resolve(officialDownload('tool', () => Promise.resolve(release(sum(archive)))));
    expect(found).toMatchObject({ version: '4', origin: 'the official download' });
    expect(readdirSync(path.join(folder.path, 'ecommerce-local'))).toEqual(['tool-4']);
    expect(readdirSync(path.dirname(found.path))).toEqual(['tool']);
    expect((await resolve(inCache('tool', ['tool-4']))).path).toBe(found.path);
    expect(said).toEqual([
      'Getting tool from the official download…',
      `tool 4 from the official download (${found.path})`,
      `tool 4 from the cache (${found.path})`,
    ]);
  });

  it('serves all of several starts that make it at the same time', async () => {
    const way = officialDownload('tool', () => Promise.resolve(release(sum(archive))));
    const found = await Promise.all(Array.from({ length: 8 }, () => resolve(way)));
    expect(found.map(({ version }) => version)).toEqual(Array(8).fill('4'));
    expect(readdirSync(path.join(folder.path, 'ecommerce-local'))).toEqual(['tool-4']);
  });

  it('with another checksum than the pinned one is thrown away', async () => {
    const way = officialDownload('tool', () => Promise.resolve(release('0'.repeat(64))));
    await expect(resolve(way)).rejects.toThrow(/has the checksum [0-9a-f]{64} instead of 0{64}/);
    expect(existsSync(path.join(folder.path, 'ecommerce-local/tool-4'))).toBe(false);
    expect(readdirSync(path.join(folder.path, 'ecommerce-local'))).toEqual([]);
  });

  it('without a pinned checksum has to agree with the published one', async () => {
    const way = officialDownload('tool', () => Promise.resolve(release()));
    await expect(resolve(way)).rejects.toThrow(/tool.tgz.sha256 answered 404/);
    published = `${sum(archive)}  tool.tgz`;
    expect((await resolve(way)).version).toBe('4');
    expect(asked).toContain('/tool.tgz.sha256');
  });

  it.each([
    ['is checked against its line of a list of checksums', 'tool.tgz', /^tool 4 from/],
    ['without a line in the list of checksums is not used', 'other.tgz', /holds no checksum of tool\.tgz/],
  ])('%s', async (_what, file, outcome) => {
    published = `${'0'.repeat(64)}  tool.zip\n${sum(archive)}  ${file}`;
    const listed = { ...release(), sumsUrl: `${site.url}/tool.tgz.sha256` };
    const way = officialDownload('tool', () => Promise.resolve(listed));
    const failure = await resolve(way).then(
      () => undefined,
      (error: Error) => error.message,
    );
    expect(failure ?? said.at(-1)).toMatch(outcome);
  });

  it('from an address that the user gives is checked against the sum that the user gives', async () => {
    await expect(resolve(given(`#sha256=${'0'.repeat(64)}`))).rejects.toThrow(/has the checksum/);
    expect((await resolve(given(`#sha256=${sum(archive)}`))).version).toBe('4');
    expect((await resolve(given(`#sha256=${sum(archive).toUpperCase()}`))).version).toBe('4');
  });

  it('from an address that the user gives is made once, so that a later start needs no network', async () => {
    const first = await resolve(given(''));
    archive = Buffer.from('');
    expect(await resolve(given(''))).toEqual(first);
    expect(asked).toEqual(['/tool.tgz']);
  });

  it.each([`#sha256=${'0'.repeat(63)}`, `#sha-256=${'0'.repeat(64)}`, '#1.2'])(
    'from an address that ends in %s is refused, as nothing would check it',
    async (fragment) => {
      const refusal = `TOOL ends in ${fragment}, not in #sha256=<64 hex digits>`;
      await expect(resolve(given(fragment))).rejects.toThrow(refusal);
      expect(asked).toEqual([]);
    },
  );
});
