/** `npm test`, `npm run test:all` and `npm run check`. Refuses an old Node before it reads anything newer. */
import { loadOnRecentNode } from '../local/node-version.mjs';

await loadOnRecentNode(() => import('./cli.mjs'));
