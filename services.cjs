/**
 * The services of the shop, the one list of them: the top-level workspaces whose package.json has the field
 * "shop".
 * Configuration files and tools read it; what cannot read it is compared with it by infra/checks.
 */
const { existsSync, readFileSync } = require('node:fs');
const path = require('node:path');

/** Reads the list of a checkout, in the order of its workspaces. */
function readServices(root) {
  const readPackage = (folder) => JSON.parse(readFileSync(path.join(root, folder, 'package.json'), 'utf8'));
  const folders = readPackage('.').workspaces.filter((folder) => !folder.includes('/'));
  return folders.flatMap((folder) => {
    const { shop } = readPackage(folder);
    if (shop === undefined) return [];
    const publishes = existsSync(path.join(root, folder, 'src/events/publishers'));
    return [{ folder, ...shop, publishes }];
  });
}

module.exports = { readServices, services: readServices(__dirname) };
