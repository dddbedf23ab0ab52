import { execFile } from 'node:child_process';
import { lookup } from 'node:dns/promises';
import { X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import tls from 'node:tls';
import { promisify } from 'node:util';
import { messageOf } from '@ecommerce/events/user-error';
import { measureDisk } from '../data/disk-space';
import { advice, type Finding, ok, wrong } from './finding';

/** What the shop takes when it runs, measured on Linux. */
const NEEDED_MEMORY_MIB = 1_200;
const CONNECT_WITHIN_MS = 3_000;

/** One that is too old has not come so far: doctor.mjs asks first. */
export const checkNode = (): Finding => ok('node', `Node ${process.versions.node}`);

/** Whether a start finds room for its data. */
export async function checkDisk(dataDir: string): Promise<Finding> {
  const { freeMib, shortage } = await measureDisk(dataDir);
  if (shortage === undefined) return ok('disk', `${freeMib} MiB are free for ${dataDir}`);
  return wrong('disk', shortage, 'free some, or SHOP_DATA_DIR=/other/disk npm start');
}

/** @param isRunning a running shop has taken its memory already */
export function checkMemory(isRunning: boolean, freeMib = availableMib()): Finding {
  if (isRunning || freeMib >= NEEDED_MEMORY_MIB) return ok('memory', `${freeMib} MiB are free`);
  return wrong(
    'memory',
    `Only ${freeMib} MiB of memory are free, and the shop takes ${NEEDED_MEMORY_MIB} MiB`,
    'end other programs, or give the virtual machine more memory',
  );
}

/** MongoDB needs AVX on x64, and ARMv8.2-A on arm64. */
export function checkProcessor(cpuinfo = readCpuinfo(), arch = process.arch): Finding {
  const [flag, name] = arch === 'x64' ? (['avx', 'AVX'] as const) : (['atomics', 'ARMv8.2-A'] as const);
  const flags = /^(?:flags|Features)\s*:(.*)$/m.exec(cpuinfo)?.[1];
  if (flags === undefined || flags.split(/\s+/).includes(flag))
    return ok('processor', `${arch}, with ${name}`);
  return wrong(
    'processor',
    `This processor has no ${name}, which MongoDB needs`,
    "use another machine, or pass the host's processor through to the virtual machine",
  );
}

/** Browsers find the name by the hosts file; the shop itself needs it not. */
export async function checkHostsName(name: string): Promise<Finding> {
  const found = await lookup(name).catch(() => undefined);
  if (found && /^(127\.|::1$)/.test(found.address)) return ok('hosts name', `${name} is ${found.address}`);
  const is = found ? `${name} is ${found.address}, which is not this machine` : `${name} is in no hosts file`;
  return advice(
    'hosts name',
    `${is}; https://localhost works without it`,
    `echo "127.0.0.1 ${name}" | sudo tee -a /etc/hosts`,
  );
}

/** @param env of the user */
export async function checkProxy(env: NodeJS.ProcessEnv): Promise<Finding> {
  const name = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'].find((each) => env[each]);
  if (name === undefined) return ok('proxy', 'none is set');
  const value = env[name] ?? '';
  if (!URL.canParse(value) || !/^https?:$/.test(new URL(value).protocol))
    return wrong('proxy', `${name} is no address of a proxy`, `export ${name}=http://proxy.example:3128`);
  const { hostname, port, protocol } = new URL(value);
  const failure = await connectTo(hostname, Number(port || (protocol === 'https:' ? 443 : 80)));
  // Its password stays unsaid.
  if (failure === undefined) return ok('proxy', `${name} answers at ${hostname}`);
  return wrong(
    'proxy',
    `The proxy of ${name} at ${hostname} does not answer: ${failure}`,
    `unset ${name}, or set it to the right one`,
  );
}

/**
 * Browsers trust mkcert's authority once it is installed; a start makes one that is not.
 * @param trusted the certificates of this system's authorities; none when Node cannot tell
 */
export async function checkTrust(trusted = systemAuthorities(), mkcert = 'mkcert'): Promise<Finding> {
  const root = await promisify(execFile)(mkcert, ['-CAROOT']).then(
    ({ stdout }) => stdout.trim(),
    () => undefined,
  );
  if (root === undefined)
    return advice(
      'certificate',
      'mkcert is not here, so browsers warn of the certificate',
      'install mkcert, then: mkcert -install',
    );
  const file = path.join(root, 'rootCA.pem');
  if (existsSync(file) && isAmong(trusted, readFileSync(file, 'utf8')))
    return ok('certificate', `this machine trusts mkcert's authority in ${root}`);
  return advice(
    'certificate',
    "this machine is not known to trust mkcert's authority, so browsers may warn",
    'mkcert -install',
  );
}

/** Node 20 cannot read them. */
function systemAuthorities(): string[] {
  return 'getCACertificates' in tls ? tls.getCACertificates('system') : [];
}

function isAmong(certificates: string[], wanted: string): boolean {
  const { fingerprint256 } = new X509Certificate(wanted);
  return certificates.some((each) => new X509Certificate(each).fingerprint256 === fingerprint256);
}

function readCpuinfo(): string {
  return existsSync('/proc/cpuinfo') ? readFileSync('/proc/cpuinfo', 'utf8') : '';
}

/** What can be taken without pushing others out; macOS and others only tell what is unused. */
function availableMib(): number {
  const meminfo = existsSync('/proc/meminfo') ? readFileSync('/proc/meminfo', 'utf8') : '';
  const kib = /^MemAvailable:\s+(\d+)/m.exec(meminfo)?.[1];
  return Math.floor(kib === undefined ? os.totalmem() / 2 ** 20 / 2 : Number(kib) / 1024);
}

/** @returns why it failed */
function connectTo(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = createConnection({ host, port, timeout: CONNECT_WITHIN_MS });
    const end = (failure?: string): void => {
      socket.destroy();
      resolve(failure);
    };
    socket.once('connect', () => end());
    socket.once('timeout', () => end(`nothing within ${CONNECT_WITHIN_MS / 1_000} s`));
    socket.once('error', (error) => end(messageOf(error)));
  });
}
