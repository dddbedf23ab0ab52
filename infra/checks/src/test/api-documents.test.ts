import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { breakingChanges, type ApiDocument } from '../api-compatibility';
import { root, trackedFiles } from '../repository';
import { services } from '../../../../services.cjs';

const SERVICES = services.map(({ folder }) => folder);
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const documentIn = (file: string) => JSON.parse(read(file)) as ApiDocument;
const documentOf = (service: string) => documentIn(`docs/api/${service}.json`);

/** The routes that a service's code declares, written as OpenAPI writes them. */
const declaredRoutes = (service: string): string[] =>
  trackedFiles()
    .filter((file) => file.startsWith(`${service}/src/routes/`))
    .flatMap((file) => [...read(file).matchAll(/\.(get|post|put|patch|delete)\(\s*'(\/[^']+)'/g)])
    .map(([, method = '', address = '']) => `${method} ${address.replace(/:(\w+)/g, '{$1}')}`)
    .sort();

const documentedRoutes = ({ paths }: ApiDocument): string[] =>
  Object.entries(paths)
    .flatMap(([address, operations]) => Object.keys(operations).map((method) => `${method} ${address}`))
    .sort();

describe('docs/api and the types of the client', () => {
  it('are what the code says today (else: npm run api:docs)', async () => {
    const args = ['infra/checks/api-docs.mjs', '--check'];
    await expect(promisify(execFile)(process.execPath, args, { cwd: root })).resolves.toBeDefined();
  }, 120_000);
});

describe.each(SERVICES)('the document of %s', (service) => {
  it('has every route of the code and no other', () => {
    expect(documentedRoutes(documentOf(service))).toEqual(declaredRoutes(service));
  });

  it('is clean by the recommended rules of Redocly', async () => {
    const rules = { 'operation-4xx-response': 'off' } as const; // the session never fails
    const config = await createConfig({ extends: ['recommended-strict'], rules });
    const problems = await lintFromString({ source: read(`docs/api/${service}.json`), config });
    expect(problems.map(({ ruleId, message }) => `${ruleId}: ${message}`)).toEqual([]);
  });

  it('breaks nothing that the last release promised', () => {
    const released = `docs/api/released/${service}.json`;
    const isNew = !existsSync(path.join(root, released));
    expect(isNew ? [] : breakingChanges(documentIn(released), documentOf(service))).toEqual([]);
  });
});
