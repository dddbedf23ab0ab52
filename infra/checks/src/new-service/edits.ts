import type { Service } from '../../../../services.cjs';
import { insertBehind } from './insert';

/** What the template's service adds to a file that does not name every service. */
interface Edit {
  file: string;
  edit: (text: string, service: Service) => string;
}

const insert = (file: string, behind: RegExp, added: (service: Service) => string): Edit => ({
  file,
  edit: (text, service) => insertBehind(text, behind, added(service), file),
});

const named = ({ folder }: Service): string => `, ${folder}`;
const title = ({ folder }: Service): string => folder.charAt(0).toUpperCase() + folder.slice(1);

const POSTMAN: Edit[] = [
  insert(
    'infra/postman/collection.mjs',
    /import \{ auth \} from .*\n/,
    ({ folder }) => `import { ${folder} } from './requests/${folder}.mjs';\n`,
  ),
  insert('infra/postman/collection.mjs', /FOLDERS = \[[^\]]*?(?=, errors\b)/, named),
  insert('docs/postman.md', /folders Auth,[^.]*?(?=,\s+Errors)/, (service) => `, ${title(service)}`),
];

const EVENTS: Edit[] = [
  ...['product:created', 'product:updated'].map((subject) =>
    insert('docs/events.md', new RegExp(`^\\| \`${subject}\` +\\| [^|]*\\| [^|]*?(?= *\\|$)`, 'm'), named),
  ),
  insert('README.md', /^ *bus --> .*$/m, ({ folder }) => ` & ${folder}`),
  insert('README.md', /^ *ingress --> auth & .*$/m, ({ folder }) => ` & ${folder}`),
  insert(
    'infra/events/src/operate/replicas.ts',
    /export const COPIES[^]*?(?=\n\];)/,
    ({ folder }) => `
  {
    ...ofProducts,
    keeper: '${folder}',
    expected: ({ title, version }) => ({ title, version }),
    kept: ({ title, version }) => ({ title, version }),
  },`,
  ),
];

/** The requests of a service and its database, as infra/k8s/components/service has them. */
const REQUESTED = { cpu: 100, memory: 384 };

const REQUESTS: Edit = {
  file: 'docs/operations.md',
  edit: (text) =>
    text.replace(/(\d+)m CPU and (\d+) MiB/, (_, cpu: string, memory: string) => {
      return `${Number(cpu) + REQUESTED.cpu}m CPU and ${Number(memory) + REQUESTED.memory} MiB`;
    }),
};

/** All of them. */
export const EDITS: readonly Edit[] = [...POSTMAN, ...EVENTS, REQUESTS];
