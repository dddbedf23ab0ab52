import { type Service } from '../../../../services.cjs';

/** A text in a file that cannot read the list of services: what it has of each service, and how one more is added. */
export interface Place {
  file: string;
  /** What the file must have of a service; `index` is its place in the list. */
  text: (service: Service, index: number) => string;
  /** What is inserted for a new service; `text` and a line break when it is left out. */
  added?: (service: Service, index: number) => string;
  /** Where it is inserted: behind this text of the last service; behind its `added` when it is left out. */
  behind?: (last: Service, index: number) => string | RegExp;
}

const NO_DIGEST = '0'.repeat(64);

const skaffoldSync = ({ folder }: Service): string => `          - src: ${folder}/src/**/*.ts
            dest: /app
          - src: common/src/**/*.ts
            dest: /app
`;

/** In skaffold.yaml the services come first among the artifacts, then the client. */
const skaffoldTarget = (artifact: number): string => `      - op: add
        path: /build/artifacts/${artifact}/docker/target
        value: dev
`;

const ON_ONE_MACHINE: Place[] = [
  { file: 'package.json', text: ({ folder }) => `    "${folder}",` },
  { file: 'tsconfig.json', text: ({ folder }) => `    { "path": "${folder}" },` },
  { file: 'infra/local/tsconfig.stack.json', text: ({ folder }) => `    { "path": "../../${folder}" },` },
];

const IMAGES: Place[] = [
  { file: '.dockerignore', text: ({ folder }) => `!${folder}` },
  {
    file: '.github/dependabot.yml',
    text: ({ folder }) => `/${folder},`,
    added: ({ folder }) => ` /${folder},`,
    behind: ({ folder }) => `/${folder},`,
  },
  {
    file: '.github/workflows/images.yml',
    text: ({ app, folder }) => `          - { image: datnx/${app}, dockerfile: ${folder}/Dockerfile }`,
  },
  {
    file: 'skaffold.yaml',
    text: ({ app }) => `    - image: datnx/${app}\n`,
    added: (service) => `    - image: datnx/${service.app}
      context: .
      docker:
        dockerfile: ${service.folder}/Dockerfile
        buildArgs:
          SERVICE: ${service.folder}
      sync:
        manual:
${skaffoldSync(service)}`,
    behind: skaffoldSync,
  },
  {
    file: 'skaffold.yaml',
    text: (_, index) => `/build/artifacts/${index + 1}/docker/target`,
    added: (_, index) => skaffoldTarget(index + 1),
    behind: (_, index) => skaffoldTarget(index + 1),
  },
];

const MANIFESTS: Place[] = [
  { file: 'infra/k8s/base/kustomization.yaml', text: ({ app }) => `  - ../${app}` },
  { file: 'infra/k8s/overlays/production/kustomization.yaml', text: ({ app }) => `  - ${app}` },
  {
    file: 'infra/k8s/overlays/production/kustomization.yaml',
    text: ({ app }) => `  - name: datnx/${app}\n    digest: sha256:${NO_DIGEST}`,
  },
  {
    file: 'infra/k8s/overlays/production-skaffold/kustomization.yaml',
    text: ({ app }) => `  - name: datnx/${app}\n    newTag: set-by-skaffold`,
  },
  {
    file: 'infra/k8s/nats/nats-depl.yaml',
    text: ({ app, folder }) => `            - prefix: ${folder.toUpperCase()}_
              secretRef: { name: ${app}-nats-secret }`,
  },
  {
    file: 'infra/k8s/ingress/ingress.yaml',
    text: ({ app, routes }) => `          - path: ${routes}
            pathType: Prefix
            backend:
              service:
                name: ${app}-svc
                port:
                  number: 3000`,
  },
  {
    file: 'infra/k8s/components/gateway/routes.yaml',
    text: ({ routes }) => `    - matches: [{ path: { type: PathPrefix, value: ${routes} } }]`,
    added: ({ app, routes }) => `    - matches: [{ path: { type: PathPrefix, value: ${routes} } }]
      filters: *hsts
      backendRefs: [{ name: ${app}-svc, port: 3000 }]
`,
    behind: ({ app }) => `      backendRefs: [{ name: ${app}-svc, port: 3000 }]\n`,
  },
  {
    file: 'infra/k8s/components/backup/backup.yaml',
    text: ({ app, folder }) => `                  - secret:
                      name: ${app}-mongo-secret
                      items:
                        - { key: MONGO_USER, path: ${app}/${folder}/user }
                        - { key: MONGO_PASSWORD, path: ${app}/${folder}/password }`,
  },
];

const DOCUMENTS: Place[] = [
  {
    file: 'README.md',
    text: ({ folder }) => `\`${folder}/\``,
    added: ({ folder }) => ` \`${folder}/\``,
    behind: ({ folder }) => `\`${folder}/\``,
  },
  {
    file: 'docs/architecture.md',
    text: ({ folder }) => `| \`${folder}/\``,
    added: ({ app, folder, routes }) => `| \`${folder}/\` | \`${app}-svc\` | \`${routes}\` |\n`,
    behind: ({ folder }) => new RegExp(`^\\| \`${folder}/\`.*\\n`, 'm'),
  },
];

/** Every such place. */
export const PLACES: readonly Place[] = [...ON_ONE_MACHINE, ...IMAGES, ...MANIFESTS, ...DOCUMENTS];

/** The files that every service has. */
export function filesOf({ app, folder }: Service): string[] {
  const inFolder = ['Dockerfile', '.env.example', 'README.md', 'jest.config.cjs', 'tsconfig.json'];
  const sources = ['index', 'app', 'config', 'openapi'].map((name) => `src/${name}.ts`);
  const manifests = [`${app}-depl.yaml`, `${app}-mongo-depl.yaml`, 'kustomization.yaml'];
  return [
    ...[...inFolder, ...sources].map((file) => `${folder}/${file}`),
    ...manifests.map((file) => `infra/k8s/${app}/${file}`),
    `infra/k8s/overlays/production/${app}/kustomization.yaml`,
    `docs/api/${folder}.json`,
  ];
}

/** @returns a line for each place or file that lacks a service */
export function missingPlaces(
  services: readonly Service[],
  read: (file: string) => string | undefined,
): string[] {
  return services.flatMap((service, index) => [
    ...PLACES.map(({ file, text }) => [file, text(service, index)] as const)
      .filter(([file, text]) => !read(file)?.includes(text))
      .map(([file, text]) => `${file} lacks ${service.folder}: ${text.trim()}`),
    ...filesOf(service)
      .filter((file) => read(file) === undefined)
      .map((file) => `${file} is missing`),
  ]);
}
