/** `npm test`, `npm run test:all` and `npm run check`. Says in one line when Node is too old, before anything newer is read. */
import { loadOnRecentNode } from '../local/node-version.mjs';

await loadOnRecentNode(() => import('./cli.mjs'));
