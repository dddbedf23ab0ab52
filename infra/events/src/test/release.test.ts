import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readRecordings } from '../recording';
import { keepRelease } from '../release';
import { DOCS } from '../repository';
import { readSchemas, releasedVersions } from '../schema-files';

describe('keeping a release', () => {
  let docs: string;

  beforeEach(() => {
    docs = mkdtempSync(path.join(os.tmpdir(), 'events-docs-'));
    cpSync(DOCS, docs, { recursive: true });
  });

  afterEach(() => rmSync(docs, { recursive: true, force: true }));

  const change = (file: string): void => {
    const schema = JSON.parse(readFileSync(path.join(docs, file), 'utf8')) as { properties: object };
    const properties = { ...schema.properties, colour: { type: 'string' } };
    writeFileSync(path.join(docs, file), JSON.stringify({ ...schema, properties }));
  };

  it("keeps today's schemas and recorded events under the version", () => {
    change('order.created.schema.json');
    expect(keepRelease(docs, '99.10.0')).toBe(true);
    expect(readSchemas(path.join(docs, 'released/99.10.0'))).toEqual(readSchemas(docs));
    const versions = readRecordings(docs).map(({ version }) => version);
    expect(versions.filter((version) => version === '99.10.0')).toHaveLength(3);
  });

  it('changes nothing for a version that is kept already', () => {
    expect(keepRelease(docs, '99.0.0')).toBe(true);
    expect(keepRelease(docs, '99.0.0')).toBe(false);
  });

  it('refuses other schemas under the same version', () => {
    keepRelease(docs, '99.0.0');
    change('order.created.schema.json');
    expect(() => keepRelease(docs, '99.0.0')).toThrow('npx changeset');
  });

  it('orders versions by number', () => {
    for (const version of ['99.10.0', '99.9.0']) keepRelease(docs, version);
    expect(releasedVersions(docs).slice(-2)).toEqual(['99.9.0', '99.10.0']);
  });
});
