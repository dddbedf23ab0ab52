import { readFileSync } from 'node:fs';

/** Loads a program, or says in one line why this Node cannot run it. */
export async function loadOnRecentNode(load) {
  const complaint = whyNodeIsTooOld();
  if (!complaint) return load();
  console.error(complaint);
  process.exitCode = 1;
}

/** Says why this Node cannot run the project; nothing when it can. It uses only what an old Node has, too. */
export function whyNodeIsTooOld() {
  const { engines } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  const oldest = engines.node.replace('>=', '');
  const { node } = process.versions;
  if (node.localeCompare(oldest, 'en', { numeric: true }) >= 0) return undefined;
  return `Node ${node} is too old: ${oldest} or newer is needed (https://nodejs.org, or: nvm install 22).`;
}
