import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { tempFolder } from './temp-folder';

const folder = tempFolder();
const { removeLeftovers } = jest.requireActual<{ removeLeftovers: (parent: string) => void }>(
  '../../jest-mongod-up.cjs',
);
/** No process has so large a number. */
const OF_A_DEAD_RUN = 'ecommerce-test-99999999';
const OF_THIS_RUN = `ecommerce-test-${process.pid}`;

beforeEach(() => {
  for (const name of [OF_A_DEAD_RUN, OF_THIS_RUN, 'other']) mkdirSync(path.join(folder.path, name));
});

it('removes the databases of a run that was killed, and nothing else', () => {
  removeLeftovers(folder.path);
  expect(readdirSync(folder.path).sort()).toEqual([OF_THIS_RUN, 'other'].sort());
});

it("leaves another user's databases alone", () => {
  const user = jest.spyOn(process, 'getuid').mockReturnValue(process.getuid!() + 1);
  removeLeftovers(folder.path);
  user.mockRestore();
  expect(readdirSync(folder.path)).toContain(OF_A_DEAD_RUN);
});
