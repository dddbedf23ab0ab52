import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { root } from '../repository';
import { services } from '../../../../services.cjs';

interface Item {
  name: string;
  item?: Item[];
  request?: { method: string; url: { raw: string } };
  event?: { listen: string; script: { exec: string[] } }[];
}

const read = (file: string): unknown => JSON.parse(readFileSync(path.join(root, file), 'utf8'));
const collection = read('infra/postman/ecommerce.postman_collection.json') as {
  info: { schema: string };
} & Item;
const environment = read('infra/postman/ecommerce.postman_environment.json') as { values: object[] };
const SERVICES = services.map(({ folder }) => folder);

const documentedRoutes = SERVICES.flatMap((service) => {
  const { paths } = read(`docs/api/${service}.json`) as { paths: Record<string, object> };
  return Object.entries(paths).flatMap(([address, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${address}`),
  );
});
const requests = (collection.item ?? []).flatMap(({ item = [] }) => item);
const routeOf = ({ request }: Item): string => {
  const address = request?.url.raw.replace('{{baseUrl}}', '').split('?')[0] ?? '';
  return `${request?.method} ${address.replace(/:(\w+)/g, '{$1}')}`;
};

describe('the Postman collection', () => {
  it('is what its requests and the API documents say today (else: npm run api:docs)', async () => {
    const args = ['infra/postman/write.mjs', '--check'];
    await expect(promisify(execFile)(process.execPath, args, { cwd: root })).resolves.toBeDefined();
  });

  it('is of format 2.1 and points at the shop by one variable', () => {
    expect(collection.info.schema).toContain('/v2.1.0/');
    expect(environment.values).toEqual([
      expect.objectContaining({ key: 'baseUrl', value: 'https://ecommerce.local', enabled: true }),
    ]);
    for (const { request } of requests) expect(request?.url.raw).toMatch(/^\{\{baseUrl\}\}\/api\//);
  });

  it('has the folders that the documents name', () => {
    const page = readFileSync(path.join(root, 'docs/postman.md'), 'utf8').replace(/\s+/g, ' ');
    const [, names] = /folders ([^.]*)\./.exec(page) ?? [];
    expect(collection.item?.map(({ name }) => name)).toEqual(names?.split(', '));
  });

  it('calls every documented route', () => {
    expect(new Set(requests.map(routeOf))).toEqual(new Set(documentedRoutes));
  });

  it('asserts status and body of every answer', () => {
    for (const { name, event = [] } of requests) {
      const script = event.find(({ listen }) => listen === 'test')?.script.exec.join('\n');
      expect({ name, script }).toMatchObject({
        script: expect.stringMatching(/to\.have\.status\(\d{3}\)/) as string,
      });
      expect({ name, script }).toMatchObject({
        script: expect.stringMatching(/jsonSchema|has no body/) as string,
      });
    }
  });

  it('names each request once: requests that wait send themselves again by name', () => {
    expect(new Set(requests.map(({ name }) => name)).size).toBe(requests.length);
  });
});
