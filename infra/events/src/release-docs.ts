/** Run by `npm run pub` in common: keeps the events of the version that is published. */
import { DOCS } from './repository';
import { keepRelease } from './release';
import { commonVersion } from './schema-files';
import { UserError } from './user-error';

try {
  const version = commonVersion();
  const isNew = keepRelease(DOCS, version);
  console.log(`docs/events/released/${version}: ${isNew ? 'kept' : 'as it was released'}`);
} catch (error) {
  console.error(error instanceof UserError ? error.message : error);
  process.exitCode = 1;
}
