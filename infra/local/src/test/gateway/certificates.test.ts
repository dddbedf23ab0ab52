import { createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { obtainCertificate } from '../../gateway/certificates';
import { tempFolder } from '../temp-folder';

const folder = tempFolder();
const NONE = '/no/mkcert';

it('issues for every name by a CA of its own when there is no mkcert', async () => {
  const { cert, caFile, issuer } = await obtainCertificate(folder.path, ['ecommerce.local'], NONE);
  const leaf = new X509Certificate(cert);
  const ca = new X509Certificate(readFileSync(caFile));
  expect(issuer).toBe('own');
  expect([ca.ca, leaf.ca, leaf.verify(ca.publicKey)]).toEqual([true, false, true]);
  expect(['ecommerce.local', 'localhost'].map((name) => leaf.checkHost(name))).not.toContain(undefined);
  expect(['127.0.0.1', '::1'].map((ip) => leaf.checkIP(ip))).not.toContain(undefined);
  expect(statSync(path.join(folder.path, 'rootCA-key.pem')).mode & 0o777).toBe(0o600);
});

it('keeps certificate and CA between starts, and issues anew for a new name by the same CA', async () => {
  const first = await obtainCertificate(folder.path, ['ecommerce.local'], NONE);
  expect((await obtainCertificate(folder.path, ['ecommerce.local'], NONE)).cert).toBe(first.cert);
  const ca = readFileSync(first.caFile, 'utf8');
  const second = await obtainCertificate(folder.path, ['shop.local'], NONE);
  expect(second.cert).not.toBe(first.cert);
  expect(readFileSync(second.caFile, 'utf8')).toBe(ca);
});

it('issues anew when the CA is another one', async () => {
  const first = await obtainCertificate(folder.path, ['ecommerce.local'], NONE);
  rmSync(first.caFile);
  const second = await obtainCertificate(folder.path, ['ecommerce.local'], NONE);
  expect(
    new X509Certificate(second.cert).verify(new X509Certificate(readFileSync(second.caFile)).publicKey),
  ).toBe(true);
});

it.each([
  ['server.crt', '-----BEGIN CERTIFICATE-----\nMII'],
  ['server.key', ''],
  ['rootCA.pem', '-----BEGIN CERTIFICATE-----\nMII'],
  ['rootCA-key.pem', ''],
])('issues anew when %s is damaged', async (file, content) => {
  const first = await obtainCertificate(folder.path, ['ecommerce.local'], NONE);
  writeFileSync(path.join(folder.path, file), content);
  await expectUsable();
  expect((await obtainCertificate(folder.path, ['ecommerce.local'], NONE)).cert).not.toBe(first.cert);
});

it.each(['server.key', 'rootCA-key.pem'])('issues anew when %s is of another certificate', async (file) => {
  await obtainCertificate(folder.path, ['ecommerce.local'], NONE);
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  writeFileSync(path.join(folder.path, file), privateKey.export({ type: 'pkcs8', format: 'pem' }));
  await expectUsable();
});

/** The key is that of the certificate, which the CA has issued. */
async function expectUsable(): Promise<void> {
  const { cert, key, caFile } = await obtainCertificate(folder.path, ['ecommerce.local'], NONE);
  const leaf = new X509Certificate(cert);
  expect(leaf.checkPrivateKey(createPrivateKey(key))).toBe(true);
  expect(leaf.verify(new X509Certificate(readFileSync(caFile)).publicKey)).toBe(true);
}

it('falls back to its own CA when mkcert is there and does not work', async () => {
  const mkcert = path.join(folder.path, 'mkcert');
  writeFileSync(mkcert, '#!/bin/sh\necho broken >&2\nexit 1\n');
  chmodSync(mkcert, 0o755);
  expect((await obtainCertificate(folder.path, ['ecommerce.local'], mkcert)).issuer).toBe('own');
});

it('asks mkcert when it works', async () => {
  const { caFile, cert, key } = await obtainCertificate(folder.path, ['ecommerce.local'], NONE);
  const root = path.join(folder.path, 'mkcert-root');
  const fake = path.join(folder.path, 'fake');
  mkdirSync(root);
  mkdirSync(fake);
  writeFileSync(path.join(root, 'rootCA.pem'), readFileSync(caFile));
  writeFileSync(path.join(fake, 'cert'), cert);
  writeFileSync(path.join(fake, 'key'), key);
  const mkcert = path.join(folder.path, 'mkcert');
  writeFileSync(
    mkcert,
    `#!/bin/sh\nif [ "$1" = -CAROOT ]; then echo ${root}; else cp ${fake}/cert "$2"; cp ${fake}/key "$4"; fi\n`,
  );
  chmodSync(mkcert, 0o755);
  mkdirSync(path.join(folder.path, 'tls'));
  const got = await obtainCertificate(path.join(folder.path, 'tls'), ['ecommerce.local'], mkcert);
  expect(got).toEqual({ cert, key, issuer: 'mkcert', caFile: path.join(root, 'rootCA.pem') });
});
