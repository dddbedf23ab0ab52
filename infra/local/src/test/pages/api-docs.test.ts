import { ApiDocs, API_DOCS_PATH } from '../../pages/api-docs';
import { ask } from '../upstream';

describe('the viewer of the API documents', () => {
  const paths = [
    { path: '/api/orders', exact: false, backend: 'order-svc' },
    { path: '/', exact: false, backend: 'client-svc' },
  ];
  const viewer = new ApiDocs({ hosts: [], paths, maxBodyBytes: Infinity });
  let port: number;

  beforeAll(async () => {
    port = Number(new URL(await viewer.open()).port);
  });
  afterAll(() => viewer.close());

  const get = (name: string) => ask(port, `${API_DOCS_PATH}${name}`);

  it('is a page of whose parts each is here, and none elsewhere', async () => {
    const { status, body, headers } = await get('/');
    expect(status).toBe(200);
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(body).not.toMatch(/https?:/);
    const parts = [...body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, name]) => name);
    expect(parts.length).toBeGreaterThan(3);
    for (const name of parts) {
      const part = await get(`/${name}`);
      expect(part.status).toBe(200);
      expect(part.body.length).toBeGreaterThan(100);
    }
  });

  it('shows the document of each service that the ingress leads to', async () => {
    expect((await get('/start.js')).body).toContain('[{"name":"orders","url":"/api/orders/openapi.json"}]');
  });

  it('is found without its last slash, and shows no other file', async () => {
    expect(await get('')).toMatchObject({ status: 308, headers: { location: '/sandbox/api-docs/' } });
    for (const name of ['/package.json', '/../package.json', '/index.html']) {
      expect((await get(name)).status).toBe(404);
    }
  });
});
