import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type Service, readServices } from '../../../../services.cjs';
import { WrongUse } from './wrong-use';

/** Words of JavaScript that a plain noun may be. */
const WORDS = [
  'arguments',
  'class',
  'default',
  'export',
  'function',
  'import',
  'interface',
  'package',
  'public',
];

/**
 * The service of that name.
 * @param folder its plural, as in `reviews/` and `/api/reviews`
 * @param app its singular, as in `review-svc`; made from the plural when it is left out
 * @throws WrongUse when a name is malformed, reserved or taken
 */
export function newService(root: string, folder: string, app = singularOf(folder)): Service {
  for (const name of [folder, app]) demandForm(name);
  demandFree(root, folder, app);
  return { folder, app, routes: `/api/${folder}`, publishes: false };
}

const singularOf = (plural: string): string => plural.replace(/ies$/, 'y').replace(/s$/, '');

function demandForm(name: string): void {
  if (!/^[a-z]{3,30}$/.test(name))
    throw new WrongUse(`"${name}" cannot name a service: 3 to 30 lower-case letters, such as reviews`);
  if (WORDS.includes(name)) throw new WrongUse(`"${name}" cannot name a service: it is a word of JavaScript`);
}

function demandFree(root: string, folder: string, app: string): void {
  const owner = readServices(root).find(({ routes }) => routes === `/api/${folder}`);
  if (owner) throw new WrongUse(`"${folder}" is taken: /api/${folder} belongs to ${owner.folder}`);
  const inTheWay = [folder, `infra/k8s/${app}`, `infra/postman/requests/${folder}.mjs`].find((file) =>
    existsSync(path.join(root, file)),
  );
  if (inTheWay) throw new WrongUse(`"${folder}" is taken: ${inTheWay} exists`);
  const postman = 'infra/postman/collection.mjs';
  if (new RegExp(`\\b(const|function) ${folder}\\b`).test(readFileSync(path.join(root, postman), 'utf8')))
    throw new WrongUse(`"${folder}" is reserved: ${postman} declares it`);
}
