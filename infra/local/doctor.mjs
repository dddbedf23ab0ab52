/** `npm run doctor`. Says in one line when Node is too old or nothing is installed, before anything newer is read. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { whyNodeIsTooOld } from './node-version.mjs';

const root = path.resolve(import.meta.dirname, '../..');
const tsc = path.join(root, 'node_modules/typescript/bin/tsc');
const built = path.join(import.meta.dirname, 'build/doctor/index.js');

const complaint = whyNodeIsTooOld();

if (complaint) stop(complaint);
else if (!existsSync(tsc)) stop('The packages are not installed: npm ci (npm start does it by itself).');
else {
  // An earlier build will do when the sources do not compile.
  spawnSync(process.execPath, [tsc, '-b', import.meta.dirname], { stdio: 'ignore' });
  await import(pathToFileURL(built).href);
}

function stop(line) {
  console.log(line);
  process.exitCode = 1;
}
