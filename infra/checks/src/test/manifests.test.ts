import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { find, kustomize, pods, quantity, type Container, type Manifest } from '../manifests';
import { typeErrors } from '../manifest-types';
import { root } from '../repository';
import { folderOf, readSkaffold } from '../skaffold';
import { services } from '../../../../services.cjs';

const OVERLAYS = [
  'base',
  'overlays/dev',
  'overlays/dev-sandbox',
  'overlays/sandbox',
  'overlays/production',
  'overlays/production-skaffold',
  'overlays/production-gateway',
];
const SHOP = [...services.map(({ app }) => app), 'client'];

/** Values of app.kubernetes.io/component, which network policies and `kubectl -l` go by. */
const ROLES = ['service', 'database', 'broker', 'frontend', 'backup', 'stripe-sandbox', 'mailbox'];
/** Where app.kubernetes.io/name is not the label `app`. */
const NAMES: Record<string, string> = { 'stripe-sandbox': 'stripe-sandbox' };

/** What `kubectl apply -k` sends for each overlay. */
const built = new Map<string, Manifest[]>();

beforeAll(async () => {
  await Promise.all(
    OVERLAYS.map(async (overlay) => built.set(overlay, await kustomize(`infra/k8s/${overlay}`))),
  );
}, 120_000);

const of = (overlay: string): Manifest[] => built.get(overlay) ?? [];
const containersOf = (overlay: string): Container[] =>
  pods(of(overlay)).flatMap(({ spec }) => spec.containers);
/** The files that the broker starts with. */
const brokerFiles = (overlay: string): Record<string, string> => {
  const broker = find(of(overlay), 'StatefulSet', 'nats');
  const config =
    pods([broker])[0]?.spec.volumes?.find(({ name }) => name === 'config')?.configMap?.name ?? '';
  return find(of(overlay), 'ConfigMap', config).data ?? {};
};
/** Those that run all the time, and so are probed. */
const servers = (overlay: string) => pods(of(overlay)).filter(({ owner }) => owner.kind !== 'CronJob');

it('every overlay has only fields that Kubernetes knows, and all that it demands', () => {
  const objects = OVERLAYS.flatMap((overlay) => of(overlay));
  expect(objects.length).toBeGreaterThan(100);
  expect(typeErrors(objects)).toEqual([]);
});

it('the schema check finds an unknown field, a missing one and a wrong type', () => {
  const broken = structuredClone(find(of('base'), 'Deployment', 'auth-depl'));
  const [pod] = pods([broken]);
  Object.assign(pod?.spec.containers[0] ?? {}, { imagePullPolicyy: 'Always', name: undefined });
  Object.assign(broken.spec ?? {}, { replicas: '2' });
  const errors = typeErrors([broken]).join('\n');
  expect(errors).toContain('imagePullPolicyy');
  expect(errors).toContain("Type 'string' is not assignable to type 'number'");
});

it.each(SHOP)('%s has a Deployment and a Service where the documents name them', (name) => {
  const file = readFileSync(path.join(root, `infra/k8s/${name}/${name}-depl.yaml`), 'utf8');
  expect(file).toMatch(new RegExp(`kind: Deployment\\nmetadata:\\n  name: ${name}-depl\\n`));
  expect(file).toMatch(new RegExp(`kind: Service\\nmetadata:\\n  name: ${name}-svc\\n`));
  expect(file).toContain(`image: datnx/${name}\n`);
});

describe.each(OVERLAYS)('%s', (overlay) => {
  it('holds no secret', () => {
    expect(of(overlay).filter(({ kind }) => kind === 'Secret')).toEqual([]);
  });

  it('probes every server at its start, for its readiness and for its life', () => {
    for (const { owner, spec } of servers(overlay)) {
      for (const { startupProbe, readinessProbe, livenessProbe, image, ports } of spec.containers) {
        if (ports === undefined) continue; // a helper beside a server
        const probes = [startupProbe, readinessProbe, livenessProbe];
        expect([owner.metadata.name, probes.every((probe) => probe !== undefined)]).toEqual([
          owner.metadata.name,
          true,
        ]);
        if (folderOf(readSkaffold(), image) === undefined) continue;
        expect(probes.map((probe) => probe?.httpGet?.path)).toEqual(['/healthz', '/readyz', '/healthz']);
      }
    }
  });

  it('needs no image but those of the shop, MongoDB, the broker and, outside production, Mailpit', () => {
    const foreign = containersOf(overlay)
      .map(({ image }) => image)
      .filter((image) => !image.startsWith('datnx/'));
    const mailpit = /^overlays\/(dev|sandbox)/.test(overlay) ? ['axllent/mailpit:v1.34.0'] : [];
    expect([...new Set(foreign)].sort()).toEqual([...mailpit, 'mongo:6.0', 'nats-streaming:0.25.6-alpine']);
  });

  it('gives every container requests and limits', () => {
    for (const { name, resources } of containersOf(overlay)) {
      for (const amounts of [resources?.requests, resources?.limits]) {
        expect([name, quantity(amounts?.cpu ?? '') > 0, quantity(amounts?.memory ?? '') > 0]).toEqual([
          name,
          true,
          true,
        ]);
      }
    }
  });

  it('meets the pod security level "restricted", and more', () => {
    for (const { owner, spec } of pods(of(overlay))) {
      expect(spec.securityContext).toMatchObject({
        runAsNonRoot: true,
        seccompProfile: { type: 'RuntimeDefault' },
      });
      expect(spec.securityContext?.runAsUser).toBeGreaterThan(0);
      expect(spec).toMatchObject({ automountServiceAccountToken: false, enableServiceLinks: false });
      const allowed = ['emptyDir', 'configMap', 'secret', 'projected', 'persistentVolumeClaim'];
      for (const volume of spec.volumes ?? [])
        expect(allowed).toContain(Object.keys(volume).find((key) => key !== 'name'));
      for (const { securityContext } of [...spec.containers, ...(spec.initContainers ?? [])]) {
        expect(securityContext).toMatchObject({
          allowPrivilegeEscalation: false,
          capabilities: { drop: ['ALL'] },
        });
        const compiles = overlay.startsWith('overlays/dev') && owner.kind === 'Deployment';
        expect(securityContext?.readOnlyRootFilesystem).toBe(!compiles);
      }
    }
  });

  it('replaces a pod only when another is ready, and lets it finish', () => {
    const deployments = servers(overlay).filter(({ owner }) => owner.kind === 'Deployment');
    expect(deployments.map(({ labels }) => labels.app).sort()).toEqual([...SHOP].sort());
    for (const { owner, spec } of deployments) {
      expect(owner.spec?.strategy).toEqual({ rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } });
      expect(spec.terminationGracePeriodSeconds).toBe(45);
      expect(spec.containers[0]?.lifecycle?.preStop?.exec?.command).toEqual(['sleep', '5']);
    }
  });

  it('keeps what databases and broker know on volumes', () => {
    const stateful = of(overlay).filter(({ kind }) => kind === 'StatefulSet');
    expect(stateful.length).toBeGreaterThanOrEqual(6);
    for (const { spec } of stateful) {
      const [claim] = spec?.volumeClaimTemplates as { metadata: { name: string } }[];
      const [pod] = pods([{ spec } as Manifest]);
      const path = pod?.spec.containers[0]?.volumeMounts?.find(
        ({ name }) => name === claim?.metadata.name,
      )?.mountPath;
      expect(['/data', '/data/db']).toContain(path);
    }
  });

  it('changes nothing that Kubernetes refuses to change: selectors and volume claims stay as they were', () => {
    for (const { owner, labels } of servers(overlay)) {
      const { selector, volumeClaimTemplates = [] } = owner.spec as {
        selector: object;
        volumeClaimTemplates?: { metadata: object }[];
      };
      expect(selector).toEqual({ matchLabels: { app: labels.app } });
      expect(volumeClaimTemplates.map(({ metadata }) => metadata)).toEqual(
        owner.kind === 'StatefulSet' ? [{ name: 'data' }] : [],
      );
    }
  });

  it('labels every pod and its owner by name, role and application', () => {
    for (const { owner, labels } of pods(of(overlay))) {
      const { app, ...common } = labels;
      const role = common['app.kubernetes.io/component'] ?? '';
      expect(ROLES).toContain(role);
      const expected = {
        'app.kubernetes.io/name': role === 'database' ? app?.replace(/-mongo$/, '') : (NAMES[role] ?? app),
        'app.kubernetes.io/component': role,
        'app.kubernetes.io/part-of': 'ecommerce',
      };
      expect(common).toMatchObject(expected);
      expect(owner.metadata.labels).toEqual({ app, ...expected });
    }
  });

  it('keeps the monitor of the broker inside its pod, where the probes ask it', () => {
    const broker = find(of(overlay), 'StatefulSet', 'nats');
    const [container] = pods([broker])[0]?.spec.containers ?? [];
    expect(container?.ports).toEqual([{ name: 'nats', containerPort: 4222 }]);
    expect(container?.args?.filter((arg) => /^(-m|--http_port|-a|--addr)=/.test(arg))).toEqual([]);
    const { ports } = find(of(overlay), 'Service', 'nats-svc').spec as { ports: { port: number }[] };
    expect(ports.map(({ port }) => port)).toEqual([4222]);
    expect(brokerFiles(overlay)['nats.conf']).toContain('http: "127.0.0.1:8222"\n');
    for (const probe of [container?.startupProbe, container?.readinessProbe, container?.livenessProbe])
      expect(probe?.exec?.command.at(-1)).toBe('http://127.0.0.1:8222/streaming/serverz');
  });

  it('gives each service its own user at the broker, with the rights that follow from the contracts', () => {
    expect(brokerFiles(overlay)['users.conf']).toBe(
      readFileSync(path.join(root, 'infra/k8s/nats/users.conf'), 'utf8'),
    );
    for (const { app, folder } of services) {
      const { env = [] } =
        pods([find(of(overlay), 'Deployment', `${app}-depl`)])[0]?.spec.containers[0] ?? {};
      expect(env.filter(({ name }) => /^NATS_(USER|PASSWORD)$/.test(name))).toEqual([
        { name: 'NATS_USER', value: folder },
        {
          name: 'NATS_PASSWORD',
          valueFrom: { secretKeyRef: { name: `${app}-nats-secret`, key: 'NATS_PASSWORD' } },
        },
      ]);
    }
    const operators = pods(of(overlay)).filter(({ spec }) => JSON.stringify(spec).includes('"nats-secret"'));
    expect(operators.map(({ owner }) => owner.metadata.name)).toEqual(['nats']);
  });

  it('has a Service for pods that are there, on ports that they have', () => {
    for (const { metadata, spec } of of(overlay).filter(({ kind }) => kind === 'Service')) {
      const { selector, ports } = spec as { selector: { app: string }; ports: { targetPort: string }[] };
      const behind = servers(overlay).filter(({ labels }) => labels.app === selector.app);
      expect([metadata.name, behind.length]).toEqual([metadata.name, 1]);
      const names = behind
        .flatMap((pod) => pod.spec.containers)
        .flatMap((container) => container.ports ?? []);
      for (const { targetPort } of ports) expect(names.map(({ name }) => name)).toContain(targetPort);
    }
  });
});

describe('the routes', () => {
  interface Path {
    path: string;
    backend: { service: { name: string; port: { number: number } } };
  }
  const paths = (overlay: string): Path[] =>
    (
      find(of(overlay), 'Ingress', 'ecommerce-ingress').spec as { rules: { http: { paths: Path[] } }[] }
    ).rules.flatMap(({ http }) => http.paths);

  it('lead to Services that are there', () => {
    for (const { backend } of paths('overlays/sandbox')) {
      const { spec } = find(of('overlays/sandbox'), 'Service', backend.service.name);
      expect((spec as { ports: { port: number }[] }).ports.map(({ port }) => port)).toContain(
        backend.service.port.number,
      );
    }
  });

  it('are those that the services answer', () => {
    for (const { path: prefix, backend } of paths('base')) {
      const name = backend.service.name.replace(/-svc$/, '');
      if (name === 'client') continue;
      const folder = path.join(root, folderOf(readSkaffold(), `datnx/${name}`) ?? '', 'src/routes');
      const answered = readdirSync(folder)
        .filter((file) => file.endsWith('.ts'))
        .flatMap((file) => [...readFileSync(path.join(folder, file), 'utf8').matchAll(/'(\/api\/[^']*)'/g)])
        .map((match) => match[1] ?? '');
      expect(answered.length).toBeGreaterThan(0);
      for (const route of answered) expect(`${route}/`.startsWith(`${prefix}/`)).toBe(true);
    }
  });

  it('are the same behind the Gateway API', () => {
    const { rules } = find(of('overlays/production-gateway'), 'HTTPRoute', 'ecommerce-https').spec as {
      rules: { matches: { path: { value: string } }[]; backendRefs: { name: string; port: number }[] }[];
    };
    const routed = rules.map(({ matches, backendRefs }) => [
      matches[0]?.path.value,
      backendRefs[0]?.name,
      backendRefs[0]?.port,
    ]);
    expect(routed).toEqual(
      paths('base').map(({ path, backend: { service } }) => [path, service.name, service.port.number]),
    );
    expect(of('overlays/production-gateway').filter(({ kind }) => kind === 'Ingress')).toEqual([]);
  });

  it('have the limits and the HSTS of the Ingress behind the Gateway API as well', () => {
    const gateway = of('overlays/production-gateway');
    const annotations = find(of('overlays/production'), 'Ingress', 'ecommerce-ingress').metadata.annotations;
    const prefix = 'nginx.ingress.kubernetes.io';
    const { targetRefs, rateLimit, requestBuffer } = find(gateway, 'BackendTrafficPolicy', 'ecommerce-limits')
      .spec as {
      targetRefs: { name: string }[];
      rateLimit: { local: { rules: { limit: { requests: number; unit: string } }[] } };
      requestBuffer: { limit: string };
    };
    expect(targetRefs.map(({ name }) => name)).toEqual(['ecommerce-https']);
    expect(rateLimit.local.rules).toHaveLength(2);
    for (const { limit } of rateLimit.local.rules)
      expect(limit).toEqual({ requests: Number(annotations?.[`${prefix}/limit-rpm`]), unit: 'Minute' });
    expect(requestBuffer.limit.toLowerCase()).toBe(`${annotations?.[`${prefix}/proxy-body-size`]}i`);
    const { rules } = find(gateway, 'HTTPRoute', 'ecommerce-https').spec as {
      rules: { filters?: { responseHeaderModifier?: { set: { name: string; value: string }[] } }[] }[];
    };
    for (const { filters = [] } of rules) {
      const sets = filters.flatMap(({ responseHeaderModifier }) => responseHeaderModifier?.set ?? []);
      expect(sets).toEqual([
        { name: 'Strict-Transport-Security', value: 'max-age=31536000; includeSubDomains' },
      ]);
    }
  });

  it('end TLS with the secret that the documents name', () => {
    expect(find(of('base'), 'Ingress', 'ecommerce-ingress').spec).toMatchObject({
      tls: [{ hosts: ['ecommerce.local'], secretName: 'ecommerce-local-tls' }],
    });
  });
});

describe('the requests of the base', () => {
  const sum = (resource: 'cpu' | 'memory'): number =>
    containersOf('base').reduce(
      (total, { resources }) => total + quantity(resources?.requests?.[resource] ?? '0'),
      0,
    );

  it('leave room on a Minikube of 4 CPUs and 8 GiB', () => {
    expect(sum('cpu')).toBeLessThanOrEqual(2);
    expect(sum('memory')).toBeLessThanOrEqual(4 * 2 ** 30);
  });

  it('equal those in docs/operations.md', () => {
    const text = readFileSync(path.join(root, 'docs/operations.md'), 'utf8').replace(/\s+/g, ' ');
    expect(text).toContain(
      `${Math.round(sum('cpu') * 1000)}m CPU and ${Math.round(sum('memory') / 2 ** 20)} MiB`,
    );
  });
});
