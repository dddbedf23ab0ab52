import { removeHelpers } from './kill';
import { kubectl, namespace } from './kubectl';
import { readSettings } from './settings';

/** jest's globalTeardown: removes all that the run created. Its volumes go with the namespace. */
export default async function remove(): Promise<void> {
  globalThis.ingressProxy?.close();
  await removeHelpers();
  if (readSettings(process.env).keep) return void console.log(`kept: namespace ${namespace()}`);
  await kubectl('delete', 'namespace', namespace(), '--timeout=300s');
}
