/** `npm start` and `npm run dev`. Says in one line when Node is too old, before anything newer is read. */
import { loadOnRecentNode } from './node-version.mjs';

await loadOnRecentNode(() => import('./cli.mjs'));
