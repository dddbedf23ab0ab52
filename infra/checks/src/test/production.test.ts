import { find, kustomize, pods, type Container, type Manifest } from '../manifests';
import { NetworkPolicies } from '../network-policies';
import { services } from '../../../../services.cjs';

const SHOP = [...services.map(({ app }) => app), 'client'];
const WITH_DATABASE = services.map(({ app }) => app);

let objects: Manifest[];
beforeAll(async () => {
  objects = await kustomize('infra/k8s/overlays/production');
});

const deployment = (name: string): Manifest => find(objects, 'Deployment', `${name}-depl`);
const container = (owner: Manifest): Container => pods([owner])[0]?.spec.containers[0] as Container;
/** MONGO_URI as the container sees it, with its options. */
const uriOf = (owner: Manifest): string =>
  envOf(owner, 'MONGO_URI')?.replace('$(MONGO_OPTIONS)', envOf(owner, 'MONGO_OPTIONS') ?? '') ?? '';
/** Whose credentials the backup job has. */
const backedUp = () =>
  pods([find(objects, 'CronJob', 'backup')])
    .flatMap(({ spec }) => spec.volumes ?? [])
    .flatMap(({ projected }) => projected?.sources ?? [])
    .map(({ secret }) => secret);
const envOf = (owner: Manifest, name: string): string | undefined =>
  container(owner).env?.find((variable) => variable.name === name)?.value;

it('puts everything into a namespace that enforces pod security', () => {
  const { metadata } = find(objects, 'Namespace', 'ecommerce');
  expect(metadata.labels).toMatchObject({ 'pod-security.kubernetes.io/enforce': 'restricted' });
  const elsewhere = objects.filter(
    (object) => object.kind !== 'Namespace' && object.metadata.namespace !== 'ecommerce',
  );
  expect(elsewhere).toEqual([]);
});

describe.each(SHOP)('%s', (name) => {
  it('runs at least twice, spread over nodes and zones, and as many times as its load wants', () => {
    const { spec } = find(objects, 'HorizontalPodAutoscaler', `${name}-scaler`);
    expect(spec).toMatchObject({
      scaleTargetRef: { kind: 'Deployment', name: `${name}-depl` },
      minReplicas: 2,
    });
    expect(spec?.maxReplicas).toBeGreaterThan(2);
    expect(deployment(name).spec).not.toHaveProperty('replicas');
    const { topologySpreadConstraints } = pods([deployment(name)])[0]?.spec as unknown as {
      topologySpreadConstraints: { topologyKey: string; labelSelector: object }[];
    };
    expect(topologySpreadConstraints).toEqual(
      ['kubernetes.io/hostname', 'topology.kubernetes.io/zone'].map((topologyKey) => ({
        topologyKey,
        maxSkew: 1,
        whenUnsatisfiable: 'ScheduleAnyway',
        labelSelector: { matchLabels: { app: name } },
      })),
    );
  });

  it('keeps one when nodes are drained', () => {
    expect(find(objects, 'PodDisruptionBudget', `${name}-budget`).spec).toEqual({
      minAvailable: 1,
      selector: { matchLabels: { app: name } },
    });
  });
});

it('takes every image of ours by its digest', () => {
  const ours = pods(objects)
    .flatMap(({ spec }) => spec.containers)
    .map(({ image }) => image)
    .filter((image) => image.startsWith('datnx/'));
  expect(new Set(ours).size).toBe(SHOP.length);
  for (const image of ours) expect(image).toMatch(/^datnx\/[a-z]+@sha256:[0-9a-f]{64}$/);
});

it.each(['auth', 'product', 'cart', 'order', 'payment'])('%s limits changing requests', (name) => {
  for (const setting of ['RATE_LIMIT_PER_USER', 'RATE_LIMIT_PER_ADDRESS']) {
    const limit = Number(envOf(deployment(name), setting));
    expect(limit).toBeGreaterThanOrEqual(1);
    expect(limit).toBeLessThanOrEqual(120);
  }
});

describe.each(WITH_DATABASE)('%s', (name) => {
  it('refuses weak keys', () => {
    expect(envOf(deployment(name), 'STRICT_SECRETS')).toBe('true');
  });

  it('has a database of three members that know each other by name', () => {
    const set = find(objects, 'StatefulSet', `${name}-mongo`);
    expect(set.spec).toMatchObject({ replicas: 3, podManagementPolicy: 'Parallel' });
    expect(find(objects, 'Service', `${name}-mongo-svc`).spec).toMatchObject({
      clusterIP: 'None',
      publishNotReadyAddresses: true,
    });
    expect(find(objects, 'PodDisruptionBudget', `${name}-mongo-budget`).spec).toMatchObject({
      maxUnavailable: 1,
    });
    // The name of a headless Service stands for all members, ready or not; the one that answers names the others.
    expect(uriOf(deployment(name))).toMatch(new RegExp(`@${name}-mongo-svc:27017/[a-z]+\\?replicaSet=rs0$`));
    const { selector } = find(objects, 'Service', `${name}-mongo-svc`).spec as { selector: object };
    expect(pods([set])[0]?.labels).toMatchObject(selector);
    // The first member's image makes the service's user before it opens the port.
    expect(container(set).volumeMounts?.map(({ mountPath }) => mountPath)).toContain(
      '/docker-entrypoint-initdb.d',
    );
  });

  it('is backed up each night, with the credentials of its service', () => {
    const [, database] = /27017\/([a-z]+)\?/.exec(uriOf(deployment(name))) ?? [];
    expect(backedUp()).toContainEqual({
      name: `${name}-mongo-secret`,
      items: [
        { key: 'MONGO_USER', path: `${name}/${database}/user` },
        { key: 'MONGO_PASSWORD', path: `${name}/${database}/password` },
      ],
    });
  });
});

it('has one backup job, which reads from secondaries and writes to a volume that stays', () => {
  const backup = find(objects, 'CronJob', 'backup');
  expect(backup.spec).toMatchObject({ concurrencyPolicy: 'Forbid' });
  expect(envOf(backup, 'MONGO_OPTIONS')).toBe('?replicaSet=rs0&readPreference=secondaryPreferred');
  expect(backedUp()).toHaveLength(WITH_DATABASE.length);
  const claims = pods([backup]).flatMap(({ spec }) => spec.volumes?.map((one) => one.persistentVolumeClaim));
  expect(claims).toContainEqual({ claimName: 'backups' });
  find(objects, 'PersistentVolumeClaim', 'backups');
});

it('runs what the base runs', async () => {
  const workloads = (list: Manifest[]) =>
    list
      .filter(({ kind }) => ['Deployment', 'StatefulSet', 'Service'].includes(kind))
      .map(({ kind, metadata }) => `${kind} ${metadata.name}`)
      .sort();
  expect(workloads(objects)).toEqual(workloads(await kustomize('infra/k8s/base')));
});

it('gives the private key of sessions to auth alone', () => {
  const keysOf = (app: string) =>
    pods(objects)
      .filter(({ labels }) => labels.app === app)
      .flatMap(({ spec }) => spec.containers.flatMap(({ env = [] }) => env))
      .flatMap(({ name, valueFrom }) => (name.startsWith('JWT_') ? [valueFrom?.secretKeyRef?.key] : []));
  for (const app of WITH_DATABASE)
    expect([app, keysOf(app)]).toEqual([
      app,
      app === 'auth' ? ['JWT_KEY', 'JWT_KEY_PREVIOUS'] : ['JWT_PUBLIC_KEY', 'JWT_PUBLIC_KEY_PREVIOUS'],
    ]);
});

it('has the stricter password policy', () => {
  expect(envOf(deployment('auth'), 'PASSWORD_POLICY')).toBe('asvs');
});

it('leads from mails to the host of the Ingress', () => {
  const { rules } = find(objects, 'Ingress', 'ecommerce-ingress').spec as { rules: { host: string }[] };
  expect(rules.map(({ host }) => `https://${host}`)).toEqual([envOf(deployment('notification'), 'SHOP_URL')]);
});

describe('the network', () => {
  let network: NetworkPolicies;
  beforeAll(() => {
    network = new NetworkPolicies(objects);
  });
  const all = (): Record<string, string>[] => pods(objects).map(({ labels }) => labels);
  const labelsOf = (app: string): Record<string, string> =>
    all().find((labels) => labels.app === app) as Record<string, string>;

  /** Who connects to whom, by the pods' settings: their databases, the broker, and the pages' services. */
  const wanted = (): string[] =>
    pods(objects).flatMap(({ labels: { app = '' }, spec }) =>
      spec.containers
        .flatMap(({ env = [] }) => env)
        .flatMap(({ value = '' }) => [...value.matchAll(/([a-z-]+)-svc:(\d+)/g)])
        .map((match) => `${app} → ${match[1]} ${match[2]}`)
        .concat(app.endsWith('-mongo') ? [`${app} → ${app} 27017`] : [])
        .concat(app === 'backup' ? WITH_DATABASE.map((service) => `backup → ${service}-mongo 27017`) : [])
        .concat(app === 'client' ? WITH_DATABASE.map((service) => `client → ${service} 3000`) : []),
    );

  it('lets nothing through that no policy names', () => {
    expect(network.denyByDefault()).toBe(true);
  });

  it('lets through each connection in the settings of the pods, and no other', () => {
    const allowed = all().flatMap((from) =>
      all().flatMap((to) =>
        [3000, 4222, 8222, 27017]
          .filter((port) => network.allow(from, to, port))
          .map((port) => `${from.app} → ${to.app} ${port}`),
      ),
    );
    expect([...new Set(allowed)].sort()).toEqual([...new Set(wanted())].sort());
  });

  it('lets payments and pictures out to https, notifications to a mail server, and nothing else', () => {
    const leaving = all()
      .filter((labels) => network.portsToTheWorld(labels).length > 0)
      .map(({ app }) => app);
    expect(leaving.sort()).toEqual(['client', 'notification', 'payment']);
    expect(network.portsToTheWorld(labelsOf('client'))).toEqual([443]);
    expect(network.portsToTheWorld(labelsOf('payment'))).toEqual([443]);
    expect(network.portsToTheWorld(labelsOf('notification'))).toEqual([465, 587]);
  });

  it('lets Prometheus read the metrics of the services and of the pages', () => {
    const reached = all()
      .filter((labels) =>
        [3000, 4222, 27017].some((port) => network.allowFromNamespace('monitoring', labels, port)),
      )
      .map(({ app }) => app);
    expect(reached.sort()).toEqual([...SHOP].sort());
  });

  it('lets the ingress controller reach what it routes to, and nothing else', () => {
    const reached = all()
      .filter((labels) =>
        [3000, 4222, 27017].some((port) => network.allowFromNamespace('ingress-nginx', labels, port)),
      )
      .map(({ app }) => app);
    expect(reached.sort()).toEqual([...SHOP].sort());
    for (const app of SHOP) expect(network.allowFromNamespace('default', labelsOf(app), 3000)).toBe(false);
  });
});
