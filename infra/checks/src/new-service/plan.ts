import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type Service, readServices } from '../../../../services.cjs';
import { EDITS } from './edits';
import { insertBehind } from './insert';
import { PLACES, type Place } from './places';

const TEMPLATE = 'infra/checks/service-template';
/** A service with another name for its folder than for its objects in Kubernetes. */
const NEIGHBOUR = { folder: 'orders', app: 'order' };
/** A service with the dependencies and settings of the template. */
const SIMPLE = 'cart';

/**
 * What a new service adds to a checkout.
 * @returns the new text of each file, by path; no file is written
 * @throws Error when a file does not have the text behind which something is added
 */
export function planService(root: string, service: Service): Map<string, string> {
  const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
  const files = new Map<string, string>();
  for (const file of filesIn(root, TEMPLATE)) {
    const target = targetOf(file, service);
    if (target !== undefined) files.set(target, renameExample(read(`${TEMPLATE}/${file}`), service));
  }
  for (const file of neighbourFiles(root))
    files.set(renameNeighbour(file, service), renameNeighbour(read(file), service));
  files.set(
    `${service.folder}/.env.example`,
    read(`${SIMPLE}/.env.example`).replaceAll(SIMPLE, service.folder),
  );
  files.set(`${service.folder}/package.json`, packageOf(read(`${SIMPLE}/package.json`), service));
  const services = readServices(root);
  const textOf = (file: string): string => files.get(file) ?? read(file);
  for (const place of PLACES) files.set(place.file, addTo(textOf(place.file), place, services, service));
  for (const { file, edit } of EDITS) files.set(file, edit(textOf(file), service));
  return files;
}

function filesIn(root: string, folder: string): string[] {
  const entries = readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(path.join(root, folder), path.join(entry.parentPath, entry.name)));
}

/** Where a file of the template goes; nowhere for what only the template needs. */
function targetOf(file: string, service: Service): string | undefined {
  if (file === 'postman.mjs') return `infra/postman/requests/${service.folder}.mjs`;
  const isOfService = file.startsWith('src/') || file === 'README.md';
  return isOfService ? `${service.folder}/${renameExample(file, service)}` : undefined;
}

function neighbourFiles(root: string): string[] {
  const { folder, app } = NEIGHBOUR;
  return [
    ...['Dockerfile', 'tsconfig.json', 'jest.config.cjs'].map((file) => `${folder}/${file}`),
    ...filesIn(root, `infra/k8s/${app}`).map((file) => `infra/k8s/${app}/${file}`),
    `infra/k8s/overlays/production/${app}/kustomization.yaml`,
  ];
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

function renameExample(text: string, { folder, app }: Service): string {
  const names: Record<string, string> = { examples: folder, example: app };
  return text.replace(/(?<!\.env\.)(e|E)(xamples?)/g, (_, first: string, rest: string) => {
    const name = names[`e${rest}`] ?? '';
    return first === 'E' ? capital(name) : name;
  });
}

const renameNeighbour = (text: string, { folder, app }: Service): string =>
  text
    .replace(new RegExp(`\\b${NEIGHBOUR.folder}\\b`, 'g'), folder)
    .replace(new RegExp(`\\b${NEIGHBOUR.app}\\b`, 'g'), app);

function packageOf(text: string, { folder, app, routes }: Service): string {
  const description = `What the shop knows of ${folder}`;
  const content = { ...(JSON.parse(text) as object), name: `@ecommerce/${folder}`, description };
  return JSON.stringify({ ...content, shop: { app, routes } }, null, 2);
}

function addTo(text: string, place: Place, services: Service[], service: Service): string {
  const { added = (...of: Parameters<Place['text']>) => `${place.text(...of)}\n` } = place;
  const { behind = added } = place;
  const last = services.at(-1) as Service;
  return insertBehind(text, behind(last, services.length - 1), added(service, services.length), place.file);
}
