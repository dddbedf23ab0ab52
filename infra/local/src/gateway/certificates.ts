import { createPrivateKey, X509Certificate } from 'node:crypto';
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { generate } from 'selfsigned';
import { readIfThere, writeAtomically } from '../data/files';

const run = promisify(execFile);
const DAY_MS = 86_400_000;
const RENEW_BEFORE_MS = 30 * DAY_MS;

/** What the https listener serves, and the certificate authority that clients have to trust. */
export interface Certificate {
  cert: string;
  key: string;
  /** Path of the CA's certificate. */
  caFile: string;
  issuer: 'mkcert' | 'own';
}

interface Authority {
  caFile: string;
  issuer: Certificate['issuer'];
  issue(names: string[]): Promise<{ cert: string; key: string }>;
}

/**
 * A certificate for `names` and the loopback addresses, by mkcert's CA when mkcert works here, else by a CA of
 * the data folder's own. Kept between starts, and issued anew when it is about to expire or its CA changed.
 */
export async function obtainCertificate(
  tlsDir: string,
  names: string[],
  mkcert = 'mkcert',
): Promise<Certificate> {
  const wanted = [...names, 'localhost', '127.0.0.1', '::1'];
  try {
    return await certificateOf(await mkcertAuthority(mkcert, tlsDir), tlsDir, wanted);
  } catch {
    // No mkcert, or one that cannot issue (its CA's key is kept elsewhere, say).
    return certificateOf(await ownAuthority(tlsDir), tlsDir, wanted);
  }
}

async function certificateOf(authority: Authority, tlsDir: string, wanted: string[]): Promise<Certificate> {
  const certFile = path.join(tlsDir, 'server.crt');
  const keyFile = path.join(tlsDir, 'server.key');
  const [cert = '', key = ''] = await Promise.all([readIfThere(certFile), readIfThere(keyFile)]);
  const { caFile, issuer } = authority;
  if (isUsable(cert, key) && isIssuedFor(wanted, cert, await readFile(caFile, 'utf8'))) {
    return { cert, key, caFile, issuer };
  }
  const issued = await authority.issue(wanted);
  writeAtomically(keyFile, issued.key);
  writeAtomically(certFile, issued.cert);
  return { ...issued, caFile, issuer };
}

/** Whether a certificate lasts long enough and the key is its own; a damaged file is as good as none. */
function isUsable(cert: string, key: string): boolean {
  try {
    const certificate = new X509Certificate(cert);
    const leftMs = Date.parse(certificate.validTo) - Date.now();
    return leftMs > RENEW_BEFORE_MS && certificate.checkPrivateKey(createPrivateKey(key));
  } catch {
    return false;
  }
}

function isIssuedFor(names: string[], cert: string, ca: string): boolean {
  const leaf = new X509Certificate(cert);
  const authority = new X509Certificate(ca);
  return (
    leaf.checkIssued(authority) &&
    leaf.verify(authority.publicKey) &&
    names.every((name) => (isIP(name) ? leaf.checkIP(name) : leaf.checkHost(name)) !== undefined)
  );
}

/**
 * mkcert makes its CA when there is none; only `mkcert -install`, by the user, makes browsers trust it.
 * @throws Error when there is no mkcert, or it does not work
 */
async function mkcertAuthority(mkcert: string, tlsDir: string): Promise<Authority> {
  const { stdout } = await run(mkcert, ['-CAROOT'], { timeout: 10_000 });
  const caFile = path.join(stdout.trim(), 'rootCA.pem');
  const issue = async (names: string[]) => {
    const [certFile, keyFile] = [path.join(tlsDir, 'mkcert.crt'), path.join(tlsDir, 'mkcert.key')];
    await run(mkcert, ['-cert-file', certFile, '-key-file', keyFile, ...names], { timeout: 30_000 });
    return { cert: await readFile(certFile, 'utf8'), key: await readFile(keyFile, 'utf8') };
  };
  if ((await readIfThere(caFile)) === undefined) await issue(['localhost']);
  return { caFile, issuer: 'mkcert', issue };
}

async function ownAuthority(tlsDir: string): Promise<Authority> {
  const caFile = path.join(tlsDir, 'rootCA.pem');
  const caKeyFile = path.join(tlsDir, 'rootCA-key.pem');
  const [known = '', knownKey = ''] = await Promise.all([readIfThere(caFile), readIfThere(caKeyFile)]);
  if (!isUsable(known, knownKey)) {
    const ca = await generate([{ name: 'commonName', value: 'Shop on this machine: local CA' }], {
      ...validFor(10 * 365),
      extensions: [
        { name: 'basicConstraints', cA: true, pathLenConstraint: 0, critical: true },
        { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
      ],
    });
    writeAtomically(caKeyFile, ca.private);
    await writeFile(caFile, ca.cert);
  }
  return {
    caFile,
    issuer: 'own',
    async issue(names) {
      const ca = { key: await readFile(caKeyFile, 'utf8'), cert: await readFile(caFile, 'utf8') };
      const leaf = await generate([{ name: 'commonName', value: names[0] }], {
        ...validFor(365),
        ca,
        extensions: [
          { name: 'basicConstraints', cA: false, critical: true },
          { name: 'keyUsage', digitalSignature: true, critical: true },
          { name: 'extKeyUsage', serverAuth: true },
          { name: 'subjectAltName', altNames: names.map(alternativeName) },
        ],
      });
      return { cert: leaf.cert, key: leaf.private };
    },
  };
}

function alternativeName(name: string): { type: 2; value: string } | { type: 7; ip: string } {
  return isIP(name) ? { type: 7, ip: name } : { type: 2, value: name };
}

function validFor(days: number) {
  return {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    // A clock that was set back a little must not make it invalid.
    notBeforeDate: new Date(Date.now() - DAY_MS),
    notAfterDate: new Date(Date.now() + days * DAY_MS),
  } as const;
}
