import { execFile } from 'node:child_process';
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { find, kustomize, pods, type Container, type EnvVar } from '../manifests';
import { root } from '../repository';
import { folderOf, readSkaffold } from '../skaffold';
import { services } from '../../../../services.cjs';

const run = promisify(execFile);

/** A cluster of one folder: a file for each secret. */
const FAKE_KUBECTL = `#!/usr/bin/env bash
set -euo pipefail
cd "$FAKE_CLUSTER"
printf '%s\\n' "$*" >>.calls
while [[ $1 == --context=* || $1 == --namespace=* ]]; do shift; done
case "$1 $2 $3" in
  "config view --minify") printf 'a-context|https://cluster.test|' ;;
  "get secret jwt-secret" | "get secret "*)
    [ -e "$3" ] || exit 0
    case "$*" in *jsonpath*) sed -n "s/^  \${5##*data.}\\"*: \\"\\(.*\\)\\"/\\1/p; s/}//" "$3" ;; *) echo "secret/$3" ;; esac ;;
  "create -f -") text=$(cat); name=$(sed -n 's/^  name: //p' <<<"$text"); [ ! -e "$name" ]; printf '%s\\n' "$text" >"$name" ;;
  *) echo "unexpected: $*" >&2; exit 1 ;;
esac
`;

let cluster: string;
const makeCluster = async (): Promise<void> => {
  cluster = await mkdtemp(path.join(os.tmpdir(), 'secrets-'));
  await writeFile(path.join(cluster, '.kubectl'), FAKE_KUBECTL);
  await chmod(path.join(cluster, '.kubectl'), 0o755);
};
const removeCluster = (): Promise<void> => rm(cluster, { recursive: true, force: true });
beforeEach(makeCluster);
afterEach(removeCluster);

async function secretsSh(args: string[], env: Record<string, string> = {}): Promise<string> {
  return (await runSecretsSh(args, env)).stdout;
}

function runSecretsSh(
  args: string[],
  env: Record<string, string> = {},
): Promise<{ stdout: string; stderr: string }> {
  return run(path.join(root, 'infra/k8s/secrets.sh'), args, {
    env: { PATH: process.env.PATH, KUBECTL: path.join(cluster, '.kubectl'), FAKE_CLUSTER: cluster, ...env },
  });
}

/** A PATH on which this program fails. */
async function pathWithFailing(program: string): Promise<string> {
  const tools = path.join(cluster, '.tools');
  await mkdir(tools);
  await writeFile(path.join(tools, program), '#!/bin/sh\nexit 1\n');
  await chmod(path.join(tools, program), 0o755);
  return `${tools}:${process.env.PATH}`;
}

async function made(): Promise<Map<string, Record<string, string>>> {
  const names = (await readdir(cluster)).filter((name) => !name.startsWith('.'));
  const entries = names.map(async (name) => {
    const { data } = parse(await readFile(path.join(cluster, name), 'utf8')) as {
      data: Record<string, string>;
    };
    const values = Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]);
    return [name, Object.fromEntries(values) as Record<string, string>] as const;
  });
  return new Map(await Promise.all(entries));
}

const KEYS = { STRIPE_SECRET_KEY: 'sk_test_given1', STRIPE_PUBLISHABLE_KEY: 'pk_test_given1' };

describe('secrets.sh', () => {
  it('takes what the environment gives and generates what it does not, strong and each its own', async () => {
    await secretsSh([], { ...KEYS, JWT_KEY: 'a key that somebody thought of, 32+' });
    const secrets = await made();
    const key = 'a key that somebody thought of, 32+';
    expect(secrets.get('jwt-secret')).toEqual({ JWT_KEY: key, JWT_PUBLIC_KEY: key });
    expect(secrets.get('stripe-secret')).toEqual(KEYS);
    const generated = [...secrets.values()]
      .flatMap((values) => Object.entries(values))
      .filter(([key]) => /PASSWORD|KEYFILE/.test(key))
      .map(([, value]) => value);
    for (const value of generated) expect(value).toMatch(/^[0-9a-f]{32,}$/);
    expect(new Set(generated).size).toBe(generated.length);
  });

  it('makes a key pair for sessions with --pem', async () => {
    await secretsSh(['--pem'], KEYS);
    const { JWT_KEY = '', JWT_PUBLIC_KEY = '' } = (await made()).get('jwt-secret') ?? {};
    expect(createPrivateKey(JWT_KEY).asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' });
    expect(JWT_PUBLIC_KEY.trim()).toBe(
      createPublicKey(JWT_KEY).export({ type: 'spki', format: 'pem' }).toString().trim(),
    );
  });

  const PAIR = { JWT_KEY: '-----BEGIN PRIVATE KEY-----' };
  it.each<[string, string[], Record<string, string>, string]>([
    ['openssl', ['--pem'], KEYS, 'openssl cannot make a key'],
    ['openssl', [], { ...KEYS, ...PAIR }, 'openssl cannot read JWT_KEY'],
    ['openssl', ['jwt-prepare', '--pem'], {}, 'openssl cannot make a key'],
    ['od', ['--sandbox'], {}, ''],
    ['od', [], { ...KEYS, JWT_KEY: 'k'.repeat(32) }, 'NATS_PASSWORD would be empty'],
    ['od', ['jwt-prepare'], {}, ''],
    ['base64', [], KEYS, 'base64 cannot encode JWT_KEY'],
  ])('stops when %s fails, and writes no empty value: secrets.sh %j', async (program, args, env, message) => {
    if (args.includes('jwt-prepare')) await secretsSh([], KEYS);
    const PATH = await pathWithFailing(program);
    await expect(runSecretsSh(args, { ...env, PATH })).rejects.toThrow(message);
    for (const values of (await made()).values()) expect(Object.values(values)).not.toContain('');
    expect(await readFile(path.join(cluster, '.calls'), 'utf8')).not.toContain('patch');
  });

  it('leaves what is there as it is', async () => {
    await secretsSh([], KEYS);
    const before = await made();
    const said = await secretsSh([], { STRIPE_SECRET_KEY: 'sk_test_other1', JWT_KEY: 'x'.repeat(40) });
    expect(said).toContain('jwt-secret kept');
    expect(said).not.toContain('made');
    expect(await made()).toEqual(before);
  });

  it('says which cluster and namespace it works on, and works on no other', async () => {
    const { stderr } = await runSecretsSh(['--context', 'other', '-n', 'shop'], KEYS);
    expect(stderr).toBe('cluster: a-context (https://cluster.test), namespace: shop\n');
    const calls = (await readFile(path.join(cluster, '.calls'), 'utf8')).trimEnd().split('\n');
    expect(calls[0]).toMatch(/ config view /);
    for (const call of calls) expect(call).toMatch(/^--context=other --namespace=shop /);
    expect((await runSecretsSh([])).stderr).toContain('namespace: default\n');
  });

  it("takes the documents' placeholder keys and says that they are placeholders", async () => {
    const placeholders = { STRIPE_SECRET_KEY: 'sk_test_xxx', STRIPE_PUBLISHABLE_KEY: 'pk_test_xxx' };
    const { stderr } = await runSecretsSh([], placeholders);
    expect((await made()).get('stripe-secret')).toEqual(placeholders);
    expect(stderr.match(/^warning: STRIPE_\w+ is a placeholder: .*$/gm)).toHaveLength(2);
    expect(stderr).not.toContain('_xxx');
  });

  it('makes the address of the mail server only from the environment, and says so without it', async () => {
    expect(await secretsSh([], KEYS)).toContain('smtp-secret left out');
    expect((await made()).has('smtp-secret')).toBe(false);
    const SMTP_URL = 'smtp://user:word@mail.test:587';
    await secretsSh([], { SMTP_URL });
    expect((await made()).get('smtp-secret')).toEqual({ SMTP_URL });
    expect(await secretsSh([])).toContain('smtp-secret kept');
  });

  it.each(['mail.test:hidden', ...['/', '?', '#'].map((char) => `smtp://user:hid${char}den@mail.test:587`)])(
    'refuses a malformed address of the mail server and does not say it: %s',
    async (SMTP_URL) => {
      const refused = expect(secretsSh([], { ...KEYS, SMTP_URL })).rejects;
      await refused.toMatchObject({
        stderr: expect.stringMatching(/SMTP_URL is malformed: .* percent-encoded/) as string,
      });
      expect((await made()).has('smtp-secret')).toBe(false);
    },
  );

  it('says which Stripe key is missing or malformed, and does not say the key', async () => {
    await expect(secretsSh([])).rejects.toThrow('STRIPE_SECRET_KEY is not set');
    const wrong = { ...KEYS, STRIPE_SECRET_KEY: 'pk_live_notasecret' };
    await expect(secretsSh([], wrong)).rejects.toMatchObject({
      stderr: expect.not.stringContaining('notasecret') as string,
    });
  });
});

it.each(['overlays/dev', 'overlays/dev-sandbox', 'overlays/sandbox'])(
  '%s sends mail to Mailpit, whatever the secrets say',
  async (overlay) => {
    const manifests = await kustomize(`infra/k8s/${overlay}`);
    const containers = pods(manifests).flatMap(({ spec }) => spec.containers);
    const sender = containers.find(({ image }) => image.startsWith('datnx/notification'));
    expect(sender?.env?.find(({ name }) => name === 'SMTP_URL')).toEqual({
      name: 'SMTP_URL',
      value: 'smtp://mail-svc:1025',
    });
  },
);

it('production takes the mail server from the secret smtp-secret', async () => {
  const containers = pods(await kustomize('infra/k8s/overlays/production')).flatMap(
    ({ spec }) => spec.containers,
  );
  const sender = containers.find(({ image }) => image.startsWith('datnx/notification'));
  expect(sender?.env?.find(({ name }) => name === 'SMTP_URL')?.valueFrom?.secretKeyRef).toMatchObject({
    name: 'smtp-secret',
    key: 'SMTP_URL',
  });
});

describe('settings in the manifests', () => {
  const OVERLAYS = [
    'base',
    'overlays/dev',
    'overlays/dev-sandbox',
    'overlays/sandbox',
    'overlays/production',
  ];
  const require = createRequire(__filename);

  let secrets: Map<string, Record<string, string>>;
  beforeAll(async () => {
    await makeCluster();
    await secretsSh(['--sandbox']);
    secrets = await made();
    await removeCluster();
  });

  /** The environment as the container would see it, from the secrets that the script makes. */
  function environment(
    container: Container,
    secrets: Map<string, Record<string, string>>,
  ): Record<string, string> {
    const env: Record<string, string> = {};
    for (const { name, value, valueFrom } of container.env ?? []) {
      const ref = valueFrom?.secretKeyRef;
      const found = ref
        ? secrets.get(ref.name)?.[ref.key]
        : (value ?? (valueFrom?.fieldRef && 'order-depl-7bcc4-8qp6c'));
      if (found === undefined && !ref?.optional)
        throw new Error(`${container.name}: nothing gives ${name} its value`);
      if (found === undefined) continue;
      env[name] = found.replaceAll(/\$\((\w+)\)/g, (_, other: string) => {
        // Kubernetes leaves it as it is written when the other one stands below, and says nothing.
        if (env[other] === undefined)
          throw new Error(`${container.name}: ${name} names ${other} before it has a value`);
        return env[other];
      });
    }
    return env;
  }

  it('give the broker a password for each of its users', async () => {
    const broker = find(await kustomize('infra/k8s/base'), 'StatefulSet', 'nats');
    const container = pods([broker])[0]?.spec.containers[0] as Container;
    const given = (container.envFrom ?? []).flatMap(({ prefix = '', secretRef }) =>
      Object.keys(secrets.get(secretRef?.name ?? '') ?? {}).map((key) => `${prefix}${key}`),
    );
    const users = await readFile(path.join(root, 'infra/k8s/nats/users.conf'), 'utf8');
    const used = [...users.matchAll(/\$(\w+)/g)].map(([, name]) => name);
    expect([...given, ...Object.keys(environment(container, secrets))].sort()).toEqual(
      [...new Set(used)].sort(),
    );
    expect(given).toHaveLength(services.length);
  });

  /** Variables that only stand in another's value. */
  const isIngredient = ({ name }: EnvVar, all: EnvVar[]): boolean =>
    all.some(({ value }) => value?.includes(`$(${name})`));

  it.each(OVERLAYS)(
    '%s: every service gets all its settings, of the right form, and none that it does not know',
    async (overlay) => {
      let checked = 0;
      for (const { spec } of pods(await kustomize(`infra/k8s/${overlay}`))) {
        for (const { projected } of spec.volumes ?? []) {
          for (const { secret } of projected?.sources ?? []) {
            const keys = Object.keys(secrets.get(secret?.name ?? '') ?? {});
            expect(keys).toEqual(expect.arrayContaining(secret?.items?.map(({ key }) => key) ?? []));
          }
        }
        const container = spec.containers[0] as Container;
        const folder = folderOf(readSkaffold(), container.image);
        const env = environment(container, secrets);
        if (folder === undefined) continue;
        checked += 1;
        const names = (container.env ?? [])
          .filter((variable, _, all) => !isIngredient(variable, all))
          .map(({ name }) => name);
        if (folder === 'client') {
          const client = require(path.join(root, 'client/server/settings.js')) as {
            readSettings: (env: object) => object;
          };
          expect(client.readSettings(env)).toBeDefined();
          const source = await readFile(path.join(root, 'client/server/settings.js'), 'utf8');
          for (const name of names) expect(source).toContain(`'${name}'`);
        } else {
          const { configSchema } = require(path.join(root, folder, 'build/config.js')) as {
            configSchema: { shape: object; parse(env: object): object };
          };
          expect(configSchema.parse(env)).toBeDefined();
          expect(names.filter((name) => !(name in configSchema.shape))).toEqual([]);
        }
      }
      expect(checked).toBe(services.length + 1);
    },
  );
});
