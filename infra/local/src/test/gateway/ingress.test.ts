import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { backendOf, readIngress } from '../../gateway/ingress';
import { CLIENT, SERVICES } from '../../services';
import { REPOSITORY } from '../../settings';
import { tempFolder } from '../temp-folder';

const folder = tempFolder();
const real = () => readIngress(path.join(REPOSITORY, 'infra/k8s/ingress/ingress.yaml'));

it.each([
  ['/api/users/signup', 'auth-svc'],
  ['/api/users', 'auth-svc'],
  ['/api/products', 'product-svc'],
  ['/api/cart/items', 'cart-svc'],
  ['/api/orders/1', 'order-svc'],
  ['/api/payments', 'payment-svc'],
  ['/api/notifications/orders/1/stream', 'notification-svc'],
  ['/', 'client-svc'],
  ['/products/1', 'client-svc'],
  ['/api/usersX', 'client-svc'],
])('routes %s of the ingress manifest to %s', async (pathname, backend) => {
  expect(backendOf(await real(), pathname)).toBe(backend);
});

it('takes the name and the limit of a body from the manifest', async () => {
  expect(await real()).toMatchObject({ hosts: ['ecommerce.local'], maxBodyBytes: 1024 * 1024 });
});

it('finds every backend of the manifest among the services that it runs', async () => {
  const known: string[] = [...SERVICES, CLIENT].map(({ backend }) => backend);
  expect((await real()).paths.filter(({ backend }) => !known.includes(backend))).toEqual([]);
});

it('prefers the longer path, and an exact one over a prefix, whatever their order in the file', async () => {
  const file = path.join(folder.path, 'ingress.yaml');
  writeFileSync(
    file,
    JSON.stringify({
      kind: 'Ingress',
      spec: {
        rules: [
          {
            http: {
              paths: [
                { path: '/a', pathType: 'Prefix', backend: { service: { name: 'short' } } },
                { path: '/a/b', pathType: 'Prefix', backend: { service: { name: 'prefix' } } },
                { path: '/a/b', pathType: 'Exact', backend: { service: { name: 'exact' } } },
              ],
            },
          },
        ],
      },
    }),
  );
  const routes = await readIngress(file);
  expect(['/a/x', '/a/b', '/a/b/', '/a/b/c', '/b'].map((pathname) => backendOf(routes, pathname))).toEqual([
    'short',
    'exact',
    'prefix',
    'prefix',
    undefined,
  ]);
});

it.each([
  ['is no YAML', ': ['],
  ['is another kind', 'kind: Service'],
  ['has no paths', 'kind: Ingress\nspec: {rules: []}'],
])('names the file when it %s', async (_what, text) => {
  const file = path.join(folder.path, 'ingress.yaml');
  writeFileSync(file, text);
  await expect(readIngress(file)).rejects.toThrow(file);
});
