import { removeHelpers } from './kill';
import { kubectl, namespace } from './kubectl';
import { readSettings } from './settings';

/** jest's globalTeardown: takes away all that the run made. Its volumes go with the namespace. */
export default async function remove(): Promise<void> {
  globalThis.k8sDoor?.close();
  await removeHelpers();
  if (readSettings(process.env).keep) return void console.log(`kept: namespace ${namespace()}`);
  await kubectl('delete', 'namespace', namespace(), '--timeout=300s');
}
